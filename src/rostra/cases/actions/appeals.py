"""Open appeals hold what they are about. Moderation stands beside retention, on a floor that cannot ask it: so it is done from here."""

from __future__ import annotations

from rostra.cases.queries.appeals import appealed_records
from rostra.core.actor import system
from rostra.moderation.models import Appeal
from rostra.moderation.queries.acts import open_appeals
from rostra.retention.actions.matters import hold_matter, release_matter
from rostra.retention.queries.holds import held_matters
from rostra.retention.rules.holding import Things

KEEPER = system("appeals")


def follow_appeals() -> int:
    """Hold what an open appeal is about, and let go what was decided; how many changed. Each in its own transaction."""
    is_open = {f"appeal:{appeal.pk}": appeal for appeal in open_appeals()}
    held = set(held_matters(KEEPER.ref))
    placed = sum(_hold(matter, appeal) for matter, appeal in is_open.items() if matter not in held)
    over = "The appeal was decided."
    return placed + sum(release_matter(matter, reason=over, actor=KEEPER) for matter in sorted(held - is_open.keys()))


def _hold(matter: str, appeal: Appeal) -> bool:
    records = appealed_records(appeal)
    return bool(records) and hold_matter(matter, Things(records), reason="An appeal is open.", actor=KEEPER)
