"""Findings about counts: where the platform says another number than what is held and what explains the rest."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.accounts.rules import subject
from rostra.capture.queries.reconciling import unreconciled
from rostra.core import clock
from rostra.core.findings import Finding, Level, finding_source


@finding_source
def counts_that_differ() -> Iterator[Finding]:
    """Differences that stood at two readings in a row, and still do."""
    for row in unreconciled():
        text = (
            f"{row.account}: the platform says {row.said:,}, held are {row.present:,} that are there; {row.unexplained:+,} is explained by "
            f"nothing, at {row.differing} readings, last at {clock.stamp(row.last)}."
        )
        more = "Are there posts for followers only, or a look that was never complete? Look again, or take in the owner's archive."
        fewer = "Something was removed there that is not known to be gone yet: it is found when it is looked for."
        yield Finding("capture.W016", Level.WARNING, text, more if row.unexplained > 0 else fewer, subject(row.account))
