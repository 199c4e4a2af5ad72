"""What somebody is told of the matter for which a hold stands. Whoever keeps matters tells it, each by a teller of its own.

Retention knows a matter by its reference alone ("case:2026-0012"): whether a viewer may know of it is not for this floor to say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from rostra.core.actor import Actor
from rostra.people.queries import city_day_of
from rostra.retention.models import Hold, RetentionTrigger
from rostra.retention.queries.triggers import kept_until, triggers_of


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as one viewer is told of it. ``address``: of its file; "" where it has none, as of a hold that was placed by hand."""

    title: str
    address: str = ""


Teller = Callable[[Actor, Collection[str]], Mapping[str, Matter]]  # of references; those whose file the actor may not open are left out
_tellers: dict[str, Teller] = {}


def matter_teller(kind: str) -> Callable[[Teller], Teller]:
    """Register who tells of matters whose reference begins with ``kind:``. Used as a decorator in an app's ``rules``."""

    def register(told: Teller) -> Teller:
        _tellers[kind] = told
        return told

    return register


@dataclass(frozen=True, slots=True)
class ToldHold:
    """One hold as one viewer gets it: pages and tables print this. ``matter`` is None where they may not know of it.

    What a part of the system holds stands in the matter's file, where each look is written down: here it is not told what, nor how much.
    """

    hold: Hold
    matter: Matter | None
    trigger: RetentionTrigger | None
    records: int | None
    accounts: int | None

    @property
    def whole(self) -> bool:
        """Whether its reason, its steps and what it covers may be shown: of those that were placed by hand."""
        return not self.hold.is_kept

    @property
    def placed(self) -> dt.date:
        """The day since which it stands."""
        return city_day_of(self.hold.placed)

    @property
    def released(self) -> dt.date | None:
        """The day on which it was released; None where it stands."""
        return None if self.hold.stands else city_day_of(self.hold.since)

    @property
    def kept_until(self) -> dt.date | None:
        """Until when what the matter left behind is kept at least, where that is known."""
        return kept_until(self.trigger) if self.trigger else None


def told_holds(actor: Actor, rows: Iterable[Hold]) -> list[ToldHold]:
    """These holds (of ``queries.holds.holds``) as ``actor`` gets them. Questions to the database: one, and those of each teller."""
    listed = list(rows)
    kept = {hold.matter for hold in listed if hold.is_kept}
    known, triggers = _known(actor, kept), triggers_of(kept)
    return [_told(hold, known, triggers) for hold in listed]


def _known(actor: Actor, references: Collection[str]) -> dict[str, Matter]:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        by_kind[reference.partition(":")[0]].append(reference)
    return {name: told for kind, found in by_kind.items() if kind in _tellers for name, told in _tellers[kind](actor, found).items()}


def _told(hold: Hold, known: Mapping[str, Matter], triggers: Mapping[str, RetentionTrigger]) -> ToldHold:
    if not hold.is_kept:
        return ToldHold(hold, Matter(hold.matter), None, hold.records, hold.accounts)  # type: ignore[attr-defined] # annotated by ``holds``
    matter = known.get(hold.matter)
    return ToldHold(hold, matter, triggers.get(hold.matter) if matter else None, None, None)
