"""As long as a case is held, nothing of it is emptied: neither what was said, nor links to evidence, nor files that were handed in.

A case that goes on in another is held by that one's hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from rostra.core.guards import Guard, guard_source

TABLES = ("cases_entry", "cases_evidence", "cases_submittedfile")
HELD = (
    "NEW.emptied IS NOT NULL AND OLD.emptied IS NULL AND EXISTS ("
    "WITH RECURSIVE onward(number, joined_id) AS (SELECT number, joined_id FROM cases_case WHERE id = OLD.case_id "
    "UNION SELECT c.number, c.joined_id FROM cases_case c JOIN onward ON c.id = onward.joined_id) "
    "SELECT 1 FROM onward JOIN retention_hold h ON h.matter = 'case:' || onward.number AND h.keeper <> '' AND h.state <> 'released')"
)


@guard_source
def guards() -> Iterator[Guard]:
    """One for each table in which something can be emptied."""
    for table in TABLES:
        yield Guard(f"{table}_held", table, "UPDATE OF emptied", HELD, "a hold stands on this: it is not emptied")
