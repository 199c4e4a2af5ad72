"""The public register of cases: those that everybody may know of, and of each exactly what the law has opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from rostra.cases.models import Case
from rostra.cases.queries.register import case_numbered, every_case
from rostra.cases.rules.telling import Told, told_of
from rostra.cases.rules.viewing import Sight, facts_of, remembered_sight, sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import CaseState, PublicStatus, public_status
from rostra.people.queries import city_day_of


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What everybody learns of a case. ``status`` is None where only its existence is public."""

    number: str
    received: dt.date
    status: PublicStatus | None


@dataclass(frozen=True, slots=True)
class PublicCase:
    """One case as everybody gets it."""

    line: PublicLine
    told: Told


def public_lines(after: str = "") -> Iterator[PublicLine]:
    """Those that everybody may know of, the newest first; ``after`` the one of this number.

    One query, two with a number. Raises Case.DoesNotExist.
    """
    look = remembered_sight(Viewer.PUBLIC)
    for case in every_case(before=_known(after) if after else None).iterator(chunk_size=200):
        sight = look(facts_of(case))
        if sight.reads(CaseField.EXISTENCE):
            yield _line(case, sight)


def public_case(number: str) -> PublicCase:
    """One that everybody may know of. Raises Case.DoesNotExist, as if there were none, where they may not."""
    case = _known(number)
    sight = sight_of(Viewer.PUBLIC, case)
    return PublicCase(_line(case, sight), told_of(case, sight))


def _known(number: str) -> Case:
    case = case_numbered(number)
    if case is None or not sight_of(Viewer.PUBLIC, case).reads(CaseField.EXISTENCE):
        raise Case.DoesNotExist
    return case


def _line(case: Case, sight: Sight) -> PublicLine:
    status = public_status(CaseState(case.state)) if sight.reads(CaseField.STATUS) else None
    return PublicLine(case.number, city_day_of(case.received), status)
