"""What a file of covered persons would change on the roster. Reading only: a few queries, however many rows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from rostra.people.models import Appointment, Person, Unit
from rostra.people.queries.leaving import endings_of, what_hangs_on
from rostra.people.queries.rolls import city_day
from rostra.people.queries.roster_file import RosterFile, RosterRow, RowProblem

SHOWN = 500  # lines of each kind that are kept to be shown
_NEW_PLACE = 0  # no unit's number: a position in a unit that is not on the roster yet


@dataclass(frozen=True, slots=True)
class Joining:
    """A position that somebody takes up; ``person`` None: they are not on the roster yet."""

    row: RosterRow
    person: int | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """An appointment that the file does not have any more."""

    appointment: int
    begins: dt.date
    number: str
    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Moving:
    """Somebody who leaves one position and takes up another."""

    left: Leaving
    taken: Joining


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who cannot leave yet, though the file says so: the appointment stays as it is."""

    number: str
    name: str
    title: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changing:
    """A field that the file tells otherwise. ``thing``: person or appointment, with its identifier."""

    thing: str
    key: int
    number: str
    name: str
    what: str
    before: str
    after: str

    @property
    def told(self) -> str:
        """The change as it is shown: of an address only that it changes, because each look at one has its purpose."""
        if self.what == "email":
            return "e-mail address: another one" if self.before else "e-mail address: entered"
        return f"{self.what.replace('_', ' ')}: {self.before or '–'} → {self.after or '–'}"


@dataclass(slots=True)
class Difference:
    """Everything that a file would change."""

    source: str
    joining: list[Joining] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    changing: list[Changing] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)
    staying: int = 0

    @property
    def held(self) -> int:
        """How many appointments the source has now."""
        return self.staying + len(self.ended)

    @property
    def taken_up(self) -> list[Joining]:
        """Every position that is taken up, by who joins and who moves."""
        return [*self.joining, *(each.taken for each in self.moving)]

    @property
    def ended(self) -> list[Leaving]:
        """Every appointment that ends, by who leaves and who moves."""
        return [*self.leaving, *(each.left for each in self.moving)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.joining or self.moving or self.leaving or self.changing)

    def as_facts(self) -> dict[str, Any]:
        """Numbers, the first lines of each kind, and a fingerprint of the whole, as they are kept and shown."""
        lines: dict[str, list[list[str]]] = {
            "joining": [[each.row.number, each.row.name, each.row.title, each.row.unit] for each in self.joining],
            "moving": [_move_in_words(each) for each in self.moving],
            "leaving": [[each.number, each.name, each.title, each.unit] for each in self.leaving],
            "kept": [[each.number, each.name, each.title, each.unit, each.reason] for each in self.kept],
            "changing": [[each.number, each.name, each.told] for each in self.changing],
            "problems": [[f"line {each.line}", each.reason] for each in self.problems],
            "new_units": [[unit] for unit in self.new_units],
        }
        whole = orjson.dumps(lines, option=orjson.OPT_SORT_KEYS)
        return {
            "numbers": {**{kind: len(found) for kind, found in lines.items()}, "staying": self.staying},
            "lines": {kind: found[:SHOWN] for kind, found in lines.items()},
            "fingerprint": hashlib.sha256(whole).hexdigest(),
        }


def difference(file: RosterFile) -> Difference:
    """What ``file`` would change. Rows of a unit that is not on the roster are problems, unless its source enters units."""
    found = Difference(file.source.name, problems=list(file.problems))
    rows = list(_of_known_units(file, found))
    numbers = {row.number for row in rows}
    persons = {person.number: person for person in Person.objects.exclude(number=None)}
    rows = [row if row.supervisor in persons or row.supervisor in numbers else replace(row, supervisor="") for row in rows]
    open_now = Appointment.objects.filter(source=file.source.name, ends__isnull=True).select_related(
        "person", "position__unit", "supervisor"
    )
    held = {_place(each): each for each in open_now}
    for row in rows:
        person = persons.get(row.number)
        appointment = held.pop((row.number, row.unit.casefold(), row.title.casefold()), None)
        if appointment is None:
            found.joining.append(Joining(row, person.pk if person else None))
        else:
            found.staying += 1
            found.changing += _changes_of_appointment(row, appointment)
    found.changing += [
        change for row in _first_of_each(rows) if row.number in persons for change in _changes_of_person(row, persons[row.number])
    ]
    gone = [each for each in held.values() if _is_gone(each, found)]
    found.staying += len(held) - len(gone)
    _let_leave(gone, {each.pk: each for each in open_now}, found)
    _tell_moves_apart(found)
    return found


def _let_leave(gone: Iterable[Appointment], open_now: Mapping[int, Appointment], found: Difference) -> None:
    """Who is missing leaves, and who gets a last day; but nobody on whom something hangs that has not passed on."""
    last_days = {each.pk: max(each.begins, city_day() - dt.timedelta(days=1)) for each in gone}
    told = {each.key: dt.date.fromisoformat(each.after) for each in found.changing if each.what == "ends" and each.after}
    hanging = what_hangs_on(endings_of(last_days | told, _joining(found)))
    found.kept = [_kept(open_now[pk], reason) for pk, reason in hanging.items()]
    found.changing = [each for each in found.changing if not (each.what == "ends" and each.key in hanging)]
    found.leaving = [_leaving(open_now[pk]) for pk in last_days if pk not in hanging]
    found.staying += sum(pk in hanging for pk in last_days)


def _tell_moves_apart(found: Difference) -> None:
    """Who leaves one position and takes up another moves: they are neither among those who leave nor among those who join."""
    left: defaultdict[str, list[Leaving]] = defaultdict(list)
    for gone in found.leaving:
        left[gone.number].append(gone)
    joining, found.joining = found.joining, []
    for each in joining:
        if before := left[each.row.number]:
            found.moving.append(_move(before.pop(0), each))
        else:
            found.joining.append(each)
    moved = {each.left.appointment for each in found.moving}
    found.leaving = [each for each in found.leaving if each.appointment not in moved]


def _move(left: Leaving, taken: Joining) -> Moving:
    """A first day that is no later than that of the position before is the day on which they were hired: the move itself is today."""
    row = taken.row
    begins = row.begins if row.begins and row.begins > left.begins else None
    return Moving(left, replace(taken, row=replace(row, begins=begins)))


def _move_in_words(each: Moving) -> list[str]:
    row, left = each.taken.row, each.left
    return [row.number, row.name, f"{left.title}, {left.unit} → {row.title}, {row.unit}"]


def _joining(found: Difference) -> dict[int, frozenset[int]]:
    """The units in which persons of the roster take up a position, by person."""
    units = dict(Unit.objects.filter(ends__isnull=True).values_list("name", "pk"))
    places: defaultdict[int, set[int]] = defaultdict(set)
    for each in found.joining:
        if each.person is not None:
            places[each.person].add(units.get(each.row.unit, _NEW_PLACE))
    return {person: frozenset(each) for person, each in places.items()}


def _kept(appointment: Appointment, reason: str) -> Kept:
    left = _leaving(appointment)
    return Kept(left.number, left.name, left.title, left.unit, f"cannot leave yet: {reason}")


def _is_gone(appointment: Appointment, found: Difference) -> bool:
    """Nobody leaves for a row that cannot be used; and if it cannot even be read whose it is, nobody at all."""
    return not {"", appointment.person.number} & {problem.number for problem in found.problems}


def _first_of_each(rows: Iterable[RosterRow]) -> Iterator[RosterRow]:
    seen: set[str] = set()
    for row in rows:
        if row.number not in seen:
            seen.add(row.number)
            yield row


def _of_known_units(file: RosterFile, found: Difference) -> Iterator[RosterRow]:
    """The rows with their unit's own name, whatever its case in the file, or where the file gives its slug."""
    known = {
        told.casefold(): name for slug, name in Unit.objects.filter(ends__isnull=True).values_list("slug", "name") for told in (slug, name)
    }
    for row in file.rows:
        name = known.get(row.unit.casefold())
        if name is None and file.source.new_units:
            name = known[row.unit.casefold()] = row.unit
            found.new_units.append(name)
        if name is None:
            found.problems.append(RowProblem(row.line, f"there is no unit {row.unit!r}", row.number))
        else:
            yield replace(row, unit=name)


def _place(appointment: Appointment) -> tuple[str, str, str]:
    return appointment.person.number or "", appointment.position.unit.name.casefold(), appointment.position.title.casefold()


def _leaving(appointment: Appointment) -> Leaving:
    person, position = appointment.person, appointment.position
    return Leaving(appointment.pk, appointment.begins, person.number or "", person.name, position.title, position.unit.name)


def _changes_of_person(row: RosterRow, person: Person) -> list[Changing]:
    told = (("name", person.name, row.name), ("email", person.email, row.email))
    return [
        Changing("person", person.pk, row.number, person.name, what, before, after)
        for what, before, after in told
        if after and after != before
    ]


def _changes_of_appointment(row: RosterRow, appointment: Appointment) -> list[Changing]:
    supervisor = appointment.supervisor.number or "" if appointment.supervisor else ""
    told = (
        ("supervisor", supervisor, row.supervisor),
        ("ends", "", row.ends.isoformat() if row.ends else ""),
        ("on_official_accounts", _yes(appointment.on_official_accounts), _yes(row.on_official_accounts)),
    )
    name = appointment.person.name
    return [
        Changing("appointment", appointment.pk, row.number, name, what, before, after) for what, before, after in told if after != before
    ]


def _yes(value: object) -> str:
    return "yes" if value else "no"
