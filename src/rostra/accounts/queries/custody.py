"""Who has which part in an account, today and on any day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from rostra.accounts.models import Account, Custody, Provision
from rostra.accounts.states.life import AccountState, Part
from rostra.core.actor import Actor, ActorKind
from rostra.people.models import Appointment, Person, source_of_relations
from rostra.people.queries import appointments_on, city_day, units_headed_by, user_of
from rostra.people.queries.units import reached, right_below
from rostra.people.states import Relation

_INVITED = "person:"  # how the reference of somebody begins who was let in by an invitation
STEWARDS = (Part.STEWARD, Part.BACKUP)


def custody_on(day: dt.date) -> QuerySet[Custody]:
    """Every part that anybody has on ``day``."""
    return Custody.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day).select_related("person")


def addresses_looking_after(account: Account) -> set[str]:
    """Where the steward and the backup are written to; the custodian where there is neither. Two queries at most."""
    here = custody_on(city_day()).filter(account=account, part__in=[part.value for part in STEWARDS])
    return {row.person.email for row in here if row.person.email} or {account.custodian.email} - {""}


def holder_on(account: Account, part: Part, day: dt.date) -> Person | None:
    """Who had the part on ``day``; on a day on which it changed hands, who had it at its end."""
    row = custody_on(day).filter(account=account, part=part).last()
    return row.person if row else None


def parts_of(account: Account) -> QuerySet[Custody]:
    """Everybody who has or had a part in the account, the latest first."""
    return account.custody.select_related("person").order_by("-begins", "-pk")


def keys_now() -> list[tuple[Account, int]]:
    """The accounts that are not archived, each with every person who holds its keys now. One query."""
    newest = Provision.objects.filter(account=OuterRef("account")).order_by("-made", "-pk").values("pk")[:1]
    rows = Provision.objects.exclude(account__state=AccountState.ARCHIVED).filter(pk=Subquery(newest)).select_related("account")
    return [(row.account, person) for row in rows for person in (row.first_administrator_id, row.second_administrator_id)]


def provisions_of(account: Account) -> QuerySet[Provision]:
    """Who holds and held the keys, the latest first."""
    return account.provisions.select_related("first_administrator", "second_administrator").order_by("-made", "-pk")


def keys_of(account: Account) -> Provision | None:
    """Who holds the keys now. Where they lie is not read with it."""
    return provisions_of(account).defer("escrow").first()


def accounts_in_custody() -> QuerySet[Account]:
    """The accounts whose custodian may change by itself: in use, or in transition."""
    states = (AccountState.ACTIVE, AccountState.TRANSITION)
    return Account.objects.filter(state__in=states).select_related("custodian", "unit", "successor")


def last_day_of_custody(account: Account) -> dt.date | None:
    """The custodian's last day in the account's own unit, or in the city if they hold nothing there; None while that is open.

    Positions that were over before custody began do not count.
    """
    ends = [row.last_day for row in _positions_of_custodian(account)]
    return max((day for day in ends if day), default=None) if None not in ends else None


def next_in_position(account: Account) -> tuple[Person, dt.date] | None:
    """Who is appointed to the custodian's position after their last day, and from when; None unless it is exactly one person."""
    last = last_day_of_custody(account)
    if last is None:
        return None
    positions = [row.position_id for row in _positions_of_custodian(account)]
    coming = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gt=last), position__in=positions).exclude(
        person=account.custodian_id
    )
    found = {row.person: max(row.begins, last + dt.timedelta(days=1), city_day()) for row in coming.select_related("person")}
    return next(iter(found.items())) if len(found) == 1 else None


def _positions_of_custodian(account: Account) -> list[Appointment]:
    begun = Custody.objects.filter(account=account, part=Part.CUSTODIAN, ends__isnull=True).values_list("begins", flat=True).first()
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=begun or dt.date.min), person=account.custodian_id)
    rows = list(held.select_related("position"))
    return [row for row in rows if row.position.unit_id == account.unit_id] or rows


def stewardships(person: int) -> QuerySet[Custody]:
    """The accounts that are not archived of which somebody is steward or backup today."""
    return custody_on(city_day()).filter(person=person, part__in=STEWARDS).exclude(account__state=AccountState.ARCHIVED)


def custodies(person: int) -> QuerySet[Custody]:
    """The accounts that are not archived for which somebody answers today."""
    return custody_on(city_day()).filter(person=person, part=Part.CUSTODIAN).exclude(account__state=AccountState.ARCHIVED)


@source_of_relations
def _answers_for_some_account(person: int) -> QuerySet[Any]:
    return custodies(person).order_by().values_list(Value(Relation.CUSTODIAN.value))


@source_of_relations
def _looks_after_some_account(person: int) -> QuerySet[Any]:
    return stewardships(person).order_by().values_list(Value(Relation.STEWARD.value))


def accounts_looked_after(person: Person) -> QuerySet[Account]:
    """The accounts of which ``person`` is steward, backup or custodian, and those of the units that they head. Three queries at most."""
    units, own = units_headed_by(person, city_day()), (stewardships(person.pk) | custodies(person.pk)).values("account")
    return Account.objects.select_related("unit", "custodian").filter(Q(pk__in=own) | Q(unit__in=units))


def person_of(actor: Actor) -> Person | None:
    """The person behind a user."""
    user = user_of(actor)
    return user.person if user else None


def asker_of(actor: Actor) -> Person | None:
    """Who acts: somebody who signed in, or who was let in to their own pages by an invitation. One query at most."""
    if actor.kind is ActorKind.PERSON and actor.ref.startswith(_INVITED):
        return Person.objects.select_related("user").filter(slug=actor.ref.removeprefix(_INVITED)).first()
    return person_of(actor)


def acted_as(actor: Actor, person: Person | None) -> frozenset[str]:
    """Every reference under which whoever acts, ``person`` if known, may have acted before: signed in, and by an invitation."""
    invited = {f"{_INVITED}{person.slug}"} if person else set()
    signed_in = {f"user:{person.user.pk}"} if person and hasattr(person, "user") else set()
    return frozenset({actor.ref} | invited | signed_in)


def relations(actor: Actor, account: Account) -> frozenset[Relation]:
    """What ``actor`` is to this account today. Three queries for a person, none for anybody else."""
    person = person_of(actor)
    if person is None:
        return frozenset()
    parts = set((stewardships(person.pk) | custodies(person.pk)).filter(account=account).values_list("part", flat=True))
    own = {Relation.CUSTODIAN} if Part.CUSTODIAN in parts else set()
    return _to_unit(person, account.unit_id) | own | ({Relation.STEWARD} if parts.intersection(STEWARDS) else set())


def relations_to_unit(actor: Actor, unit: int) -> frozenset[Relation]:
    """What ``actor`` is to this unit today. Two queries for a person, none for anybody else."""
    person = person_of(actor)
    return _to_unit(person, unit) if person else frozenset()


def _to_unit(person: Person, unit: int) -> frozenset[Relation]:
    held = appointments_on(city_day()).filter(person=person).values_list("position__unit", "position__heads_unit")
    found = {Relation.COVERED_PERSON} if held else set()
    heads = [of for of, heading in held if heading]
    return frozenset(found | {Relation.DEPARTMENT_HEAD} if heads and unit in reached(right_below(), heads) else found)
