"""Whether platforms that the city lets tell what happens do so."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.accounts.rules import subject
from rostra.capture.queries.calls import untold
from rostra.core.findings import Finding, Level, finding_source

HINT = "The account is polled in any case. 'rostra hooks' and docs/how-to/let-platforms-tell.md tell what each network needs."


@finding_source
def untold_accounts() -> Iterator[Finding]:
    """W017: of an account nothing is told, though the city lets its network tell: it was asked three times and more."""
    for row in untold():
        why = row.trouble or "the hub was asked and has not asked back"
        yield Finding("capture.W017", Level.WARNING, f"Nothing is told of {row.account} by itself: {why}", HINT, subject(row.account))
