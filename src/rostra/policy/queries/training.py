"""Reads of training: who has completed what, by when it is due again, whose has lapsed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from django.db.models import Max, Prefetch, Q, QuerySet

from rostra.people.models import Person, Position, Unit
from rostra.people.queries import city_day
from rostra.policy.models import Completion, Module
from rostra.policy.queries.audiences import Member, Wanted, roll_on
from rostra.policy.states.cadence import due_day


@dataclass(frozen=True, slots=True)
class Training:
    """How a person stands with a module: completed last, due (None: never again)."""

    module: Module
    person: int
    unit: int
    last: dt.date | None
    due: dt.date | None

    def lapsed(self, on: dt.date) -> bool:
        """Whether its day is over on ``on``."""
        return self.due is not None and self.due < on


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module and how many of its audience are up to date, have never completed it, or let it lapse."""

    module: Module
    audience: int
    completed: int
    lapsed: int


def modules_on(day: dt.date) -> Sequence[Module]:
    """The modules that are needed on ``day``, by title, with their audiences. Three queries."""
    units, positions = Prefetch("units", Unit.objects.only("pk")), Prefetch("positions", Position.objects.only("pk"))
    return list(Module.objects.filter(Q(ended__isnull=True) | Q(ended__gt=day)).prefetch_related(units, positions))


def trainings(modules: Sequence[Module], day: dt.date, people: Sequence[int] | None = None) -> dict[Module, list[Training]]:
    """How everybody of each module's audience (of ``people``, if they are told) stands with it on ``day``. Three queries."""
    roll = roll_on(day, people)
    done = Completion.objects.filter(module__in=modules, day__lte=day)
    done = done if people is None else done.filter(person__in=people)
    last = {(module, person): latest for module, person, latest in done.order_by().values_list("module", "person").annotate(Max("day"))}
    return {
        module: [_training(module, member, last.get((module.pk, member.person))) for member in roll.members(_wanted_by(module)).values()]
        for module in modules
    }


def _wanted_by(module: Module) -> Wanted:
    """As ``wanted_by``, from what was fetched with the module."""
    units, positions = tuple(unit.pk for unit in module.units.all()), tuple(position.pk for position in module.positions.all())
    return Wanted(tuple(module.categories), units, positions)


def _training(module: Module, member: Member, last: dt.date | None) -> Training:
    since = max(member.begins, module.begins)
    due = due_day(last, module.cadence_months, since=since, newcomer_days=module.newcomer_days)
    return Training(module, member.person, member.unit, last, due)


def trainings_of(person: Person, on: dt.date) -> list[Training]:
    """Every module that a person needs on a day, and how they stand with it."""
    return [each for found in trainings(modules_on(on), on, [person.pk]).values() for each in found]


def training_lapsed(person: Person, on: dt.date | None = None) -> list[Training]:
    """The modules whose day is over for ``person``: while there is one, they should not post. Their right stays."""
    day = on or city_day()
    return [each for each in trainings_of(person, day) if each.lapsed(day)]


def lapsed_among(people: Sequence[int], on: dt.date) -> dict[int, list[Training]]:
    """By person, of several at once, what has lapsed by a day; who is up to date is left out. Six queries at most."""
    found: defaultdict[int, list[Training]] = defaultdict(list)
    for each in chain.from_iterable(trainings(modules_on(on), on, people).values()):
        if each.lapsed(on):
            found[each.person].append(each)
    return dict(found)


def module_rows(day: dt.date, within: AbstractSet[int] | None = None) -> list[ModuleRow]:
    """Every module that is needed on ``day``, with its figures. ``within``: of the people of these units."""
    modules = modules_on(day)
    found = trainings(modules, day) if modules else {}
    return [_row(module, [each for each in told if within is None or each.unit in within], day) for module, told in found.items()]


def _row(module: Module, found: list[Training], day: dt.date) -> ModuleRow:
    lapsed = sum(each.lapsed(day) for each in found)
    return ModuleRow(module, len(found), sum(each.last is not None and not each.lapsed(day) for each in found), lapsed)


def names_of(found: Iterable[Training]) -> tuple[dict[int, Person], dict[int, Unit]]:
    """The persons and units of some trainings, by key. Two queries."""
    by: defaultdict[str, set[int]] = defaultdict(set)
    for each in found:
        by["people"].add(each.person)
        by["units"].add(each.unit)
    return Person.objects.in_bulk(by["people"]), Unit.objects.in_bulk(by["units"])


def completions_of(person: Person) -> QuerySet[Completion]:
    """What a person ever completed, the newest first."""
    return Completion.objects.filter(person=person).select_related("module").order_by("-day", "pk")
