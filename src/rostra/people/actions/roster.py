"""Taking in a file of covered persons: first what it would change, then, once somebody has looked, the change itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.text import slugify

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict
from rostra.core.profile import RosterSource
from rostra.people import rules
from rostra.people.models import Appointment, Person, Position, RosterImport, Unit
from rostra.people.queries.difference import Changing, Difference, Joining, difference
from rostra.people.queries.rolls import city_day
from rostra.people.queries.roster_file import RosterRow, read_roster
from rostra.people.states import UnitKind

_AT_ONCE = 2000  # rows of one statement


@transaction.atomic
def read_import(content: bytes, name: str, source: RosterSource, *, actor: Actor) -> RosterImport:
    """Read a file and say what it would change; nothing is changed. Raises Forbidden, Invalid for a file that cannot be used."""
    rules.may_change_roster(actor).require()
    file = read_roster(content, name, source)
    found = difference(file)
    made = RosterImport.objects.create(
        source=source.name, name=name[:255], digest=file.digest, read=clock.now(), content=content, difference=found.as_facts()
    )
    facts = {"file": file.digest.hex(), **made.difference["numbers"]}
    record_event(actor=actor, action="people.roster.read", subject=f"roster:{source.name}", facts=facts)
    return made


@transaction.atomic
def apply_import(imported: RosterImport, *, actor: Actor, leaving_accepted: int | None = None) -> RosterImport:
    """Change the roster as it was shown. ``leaving_accepted``: how many leave, said again where they are more than a file may end.

    Raises Forbidden; Conflict where it was applied or dropped before, the roster has changed since, or too many would leave.
    """
    rules.may_change_roster(actor).require()
    row = RosterImport.objects.select_for_update().get(pk=imported.pk)
    if row.applied or not row.content:
        raise Conflict("This file was applied or dropped before.", hint="hand it over again")
    file = read_roster(bytes(row.content), row.name, rules.roster_source(row.source))
    found = difference(file)
    if found.as_facts()["fingerprint"] != row.difference["fingerprint"]:
        raise Conflict("The roster has changed since this difference was made.", hint="hand the file over again and look at it once more")
    rules.may_end_so_many(len(found.leaving), found.held, leaving_accepted).require()
    _write(found, city_day())
    row.applied, row.content = clock.now(), b""
    row.save(update_fields=["applied", "content"])
    facts = {"file": bytes(row.digest).hex(), **row.difference["numbers"]}
    record_event(actor=actor, action="people.roster.changed", subject=f"roster:{row.source}", facts=facts)
    return row


@transaction.atomic
def drop_import(imported: RosterImport, *, actor: Actor) -> None:
    """Leave the roster as it is; the file is forgotten, what it would have changed stays on record. Raises Forbidden, Conflict."""
    rules.may_change_roster(actor).require()
    row = RosterImport.objects.select_for_update().get(pk=imported.pk)
    if row.applied or not row.content:
        raise Conflict("This file was applied or dropped before.")
    row.content = b""
    row.save(update_fields=["content"])
    record_event(actor=actor, action="people.roster.dropped", subject=f"roster:{row.source}", facts={"file": bytes(row.digest).hex()})


@transaction.atomic
def reread_import(imported: RosterImport, *, actor: Actor) -> RosterImport:
    """Say anew what the file would change, after the roster changed; what was said before is dropped.

    Raises Forbidden, Conflict, Invalid.
    """
    content = bytes(RosterImport.objects.get(pk=imported.pk).content)
    drop_import(imported, actor=actor)
    return read_import(content, imported.name, rules.roster_source(imported.source), actor=actor)


def _write(found: Difference, today: dt.date) -> None:
    units = _units(found.new_units)
    positions = _positions([each.row for each in found.taken_up], units)
    persons = _persons(found.joining)
    _appoint(found, positions, persons, today)
    left = [each.appointment for each in found.ended]
    Appointment.objects.filter(pk__in=left).update(ends=Greatest("begins", Value(today - dt.timedelta(days=1))))
    _change(found.changing)


def _units(names: Iterable[str]) -> dict[str, Unit]:
    top = Unit.objects.filter(parent__isnull=True, kind=UnitKind.GOVERNMENT).first()
    taken = set(Unit.objects.values_list("slug", flat=True))
    fresh = [Unit(slug=_free(name, taken, 60), name=name, kind=UnitKind.DEPARTMENT, parent=top) for name in names]
    Unit.objects.bulk_create(fresh)
    return {unit.name: unit for unit in Unit.objects.filter(ends__isnull=True)}


def _positions(rows: Iterable[RosterRow], units: dict[str, Unit]) -> dict[tuple[str, str], Position]:
    known = {(each.unit.name, each.title.casefold()): each for each in Position.objects.select_related("unit")}
    taken = set(Position.objects.values_list("slug", flat=True))
    fresh: dict[tuple[str, str], Position] = {}
    for row in rows:
        place = row.unit, row.title.casefold()
        if place not in known and place not in fresh:
            unit = units[row.unit]
            fresh[place] = Position(slug=_free(f"{unit.slug}-{row.title}", taken, 80), title=row.title, unit=unit, category=row.category)
    Position.objects.bulk_create(fresh.values(), batch_size=_AT_ONCE)
    return known | fresh


def _persons(joining: Iterable[Joining]) -> dict[str, Person]:
    taken = set(Person.objects.values_list("slug", flat=True))
    fresh: dict[str, Person] = {}
    for row in (each.row for each in joining if each.person is None):
        if row.number not in fresh:
            fresh[row.number] = Person(slug=_free(row.name, taken, 80), name=row.name, email=row.email, number=row.number)
    Person.objects.bulk_create(fresh.values(), batch_size=_AT_ONCE)
    return {person.number or "": person for person in Person.objects.filter(number__isnull=False)}


def _appoint(found: Difference, positions: dict[tuple[str, str], Position], persons: dict[str, Person], today: dt.date) -> None:
    made = (
        Appointment(
            person=persons[row.number],
            position=positions[row.unit, row.title.casefold()],
            begins=row.begins or today,
            ends=row.ends,
            supervisor=persons.get(row.supervisor),
            on_official_accounts=row.on_official_accounts,
            source=found.source,
        )
        for row in (each.row for each in found.taken_up)
    )
    while batch := list(islice(made, _AT_ONCE)):
        Appointment.objects.bulk_create(batch)


def _change(changes: Iterable[Changing]) -> None:
    supervisors = {
        person.number: person for person in Person.objects.filter(number__in={c.after for c in changes if c.what == "supervisor"})
    }
    for change in changes:
        model = Person if change.thing == "person" else Appointment
        model.objects.filter(pk=change.key).update(**{change.what: _stored(change, supervisors)})


def _stored(change: Changing, supervisors: dict[str | None, Person]) -> object:
    if change.what == "supervisor":
        return supervisors.get(change.after)
    if change.what == "on_official_accounts":
        return change.after == "yes"
    return change.after or None if change.what == "ends" else change.after


def _free(text: str, taken: set[str], longest: int) -> str:
    """The text as a slug nobody has; entered as taken."""
    base = slugify(text)[: longest - 6].strip("-") or "x"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
