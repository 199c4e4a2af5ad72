"""How second looks compare with what was decided: exact for staff, and for everybody without what would tell of single persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import F

from rostra.core.small_numbers import Part
from rostra.moderation.models import BlindReview
from rostra.moderation.queries.few import untold_grounds
from rostra.moderation.states.samples import Agreement, BlindState


@dataclass(frozen=True, slots=True)
class GroundAgreement:
    """Of the decisions on a ground that were compared, how many were the same; None where it would tell of single persons."""

    key: str
    name: str
    compared: int | None
    same: int | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """Second looks in numbers. ``answered`` is the sum of the four behind it, which are None where they are about few persons."""

    samples: int
    drawn: int
    answered: int
    same: int | None
    other_ground: int | None
    other_outcome: int | None
    unclear: int | None
    grounds: Sequence[GroundAgreement]

    @property
    def compared(self) -> int | None:
        """Those of which the text told."""
        return None if self.unclear is None else self.answered - self.unclear


def consistency() -> Consistency:
    """Exact. One query."""
    return _counted(_rows())


def public_consistency() -> Consistency:
    """The same for everybody. One query."""
    rows = _rows()
    exact, persons = _counted(rows), _persons(rows)
    hidden = untold_grounds({key: Part(len(who), len(who)) for key, who in persons.items()}, [each.key for each in exact.grounds])
    told = [replace(each, compared=None, same=None) if each.key in hidden else each for each in exact.grounds]
    if len(set().union(*persons.values())) < settings.PROFILE.figures.smallest:
        return replace(exact, same=None, other_ground=None, other_outcome=None, unclear=None, grounds=told)
    return replace(exact, grounds=told)


@dataclass(frozen=True, slots=True)
class _Row:
    drawing: int
    state: str
    agreement: str
    ground: str  # of the decision
    person: str

    @property
    def is_compared(self) -> bool:
        return self.state == BlindState.ANSWERED and self.agreement != Agreement.UNCLEAR


def _rows() -> list[_Row]:
    told = BlindReview.objects.annotate(person=F("act__version__record__author_id"))
    return [_Row(*row) for row in told.order_by().values_list("drawing", "state", "agreement", "act__ground", "person")]


def _persons(rows: Sequence[_Row]) -> dict[str, set[str]]:
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.is_compared:
            persons[row.ground].add(row.person)
    return dict(persons)


def _counted(rows: Sequence[_Row]) -> Consistency:
    how = Counter(row.agreement for row in rows if row.state == BlindState.ANSWERED)
    compared = Counter(row.ground for row in rows if row.is_compared)
    same = Counter(row.ground for row in rows if row.agreement == Agreement.SAME)
    names = {each.key: each.name for each in settings.PROFILE.moderation.ground}
    keys = [*names, *(key for key in sorted(compared) if key not in names)]
    return Consistency(
        samples=len({row.drawing for row in rows}),
        drawn=len(rows),
        answered=how.total(),
        same=how[Agreement.SAME],
        other_ground=how[Agreement.OTHER_GROUND],
        other_outcome=how[Agreement.OTHER_OUTCOME],
        unclear=how[Agreement.UNCLEAR],
        grounds=[GroundAgreement(key, names.get(key, key), compared[key], same[key]) for key in keys],
    )
