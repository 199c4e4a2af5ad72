"""What is out of order in retention: guards that the database has lost."""

from __future__ import annotations

from collections.abc import Iterable

from rostra.core.findings import Finding, Level, finding_source
from rostra.core.guards import missing_guards


@finding_source
def findings() -> Iterable[Finding]:
    """E001: the database would let go of what is held."""
    if missing := missing_guards():
        text = f"The database does not guard what is held: {len(missing)} of its guards are missing."
        yield Finding("retention.E001", Level.ERROR, text, "Run 'rostra prepare' on the server: it puts them up again.")
