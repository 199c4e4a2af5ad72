"""Reads of units, positions, persons and users."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import slugify

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.people.models import Appointment, Person, Position, RoleGrant, Unit, User
from rostra.people.states import Role


def city_day() -> dt.date:
    """Today by the city's wall clock."""
    return clock.today(settings.PROFILE.city.zone)


def city_day_of(moment: dt.datetime) -> dt.date:
    """The day of ``moment`` in the city."""
    return clock.in_zone(moment, settings.PROFILE.city.zone).date()


def units_above(unit: Unit) -> list[Unit]:
    """The units that ``unit`` stands below, the nearest first. One query each."""
    found: list[Unit] = []
    above = unit.parent
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return found


def units_on(day: dt.date) -> QuerySet[Unit]:
    """The units that exist on ``day``."""
    begun = Q(begins__isnull=True) | Q(begins__lte=day)
    return Unit.objects.filter(begun, Q(ends__isnull=True) | Q(ends__gte=day))


def appointments_on(day: dt.date) -> QuerySet[Appointment]:
    """The appointments in force on ``day``."""
    return Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day)


def holders_of(position: Position, day: dt.date) -> list[Person]:
    """Who holds ``position`` on ``day``, by name."""
    return list(Person.objects.filter(appointments__in=appointments_on(day).filter(position=position)).distinct())


def positions_of(person: Person, day: dt.date) -> list[Position]:
    """The positions that ``person`` holds on ``day``."""
    return list(Position.objects.filter(appointments__in=appointments_on(day).filter(person=person)).select_related("unit").distinct())


def persons_in_office(day: dt.date) -> QuerySet[Person]:
    """Everyone who holds some position on ``day``."""
    return Person.objects.filter(pk__in=appointments_on(day).values("person"))


def holds_office(person: Person, day: dt.date) -> bool:
    """Whether ``person`` holds some position on ``day``."""
    return appointments_on(day).filter(person=person).exists()


def covered_on(day: dt.date) -> QuerySet[Appointment]:
    """The appointments that make somebody a covered person on ``day``, by the city's own categories."""
    terms = settings.PROFILE.roster
    outright = Q(position__category__in=terms.covered)
    return appointments_on(day).filter(outright | Q(position__category__in=terms.covered_on_accounts, on_official_accounts=True))


def attributes_of(position: Position, day: dt.date) -> set[str]:
    """What counsel says that ``position`` is before the law on ``day``."""
    held = position.attributes.filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day)
    return set(held.values_list("attribute", flat=True))


def in_office(day: dt.date, *, text: str = "", unit: Unit | None = None, category: str = "") -> QuerySet[Appointment]:
    """Who holds which position on ``day``, by name: those whose name, number or title holds ``text``, in this unit, of this category."""
    found = appointments_on(day).select_related("person", "position__unit").order_by("person__name", "person_id", "pk")
    for word in text.split():
        found = found.filter(Q(person__name__icontains=word) | Q(person__number__iexact=word) | Q(position__title__icontains=word))
    found = found.filter(position__unit=unit) if unit else found
    return found.filter(position__category=category) if category else found


def free_slug(name: str) -> str:
    """The name of a person as an alias that nobody has."""
    return _free(slugify(name)[:70].strip("-") or "person", Person)


def free_position_slug(unit: Unit, title: str) -> str:
    """A unit and a title as an alias that no position has."""
    return _free(slugify(f"{unit.slug}-{title}")[:70].strip("-"), Position)


def free_unit_slug(name: str) -> str:
    """The name of a unit as an alias that no unit has."""
    return _free(slugify(name)[:50].strip("-") or "unit", Unit)


def unit_called(name: str) -> Unit | None:
    """The unit of this name or alias that exists today."""
    return Unit.objects.filter(Q(name__iexact=name) | Q(slug=name), ends__isnull=True).first()


def _free(base: str, model: type[Person | Position | Unit]) -> str:
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def open_grants() -> QuerySet[RoleGrant]:
    """The grants that were not ended, of users who can sign in."""
    return RoleGrant.objects.filter(ended__isnull=True, user__is_active=True)


def communications_addresses() -> set[str]:
    """Where those are written to who look after all official accounts."""
    granted = open_grants().filter(role__in=(Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR))
    return set(granted.values_list("user__email", flat=True)) - {""}


def administrators() -> QuerySet[User]:
    """The users who can sign in and are administrators now."""
    return User.objects.filter(pk__in=open_grants().filter(role=Role.ADMINISTRATOR).values("user"))


def users_with_roles() -> QuerySet[User]:
    """All users, by name, with their person and, as ``roles_now``, their open grants. Two queries."""
    now = RoleGrant.objects.filter(ended__isnull=True).order_by("role")
    return User.objects.select_related("person").prefetch_related(Prefetch("grants", now, to_attr="roles_now")).order_by("person__name")


def user_by_email(email: str) -> User | None:
    """The user who signs in with ``email``, whatever its case."""
    return User.objects.filter(email__iexact=email).select_related("person").first()


def user_of(actor: Actor) -> User | None:
    """The user who acts, with their person; None for a part of the system and for somebody without a sign-in. One query at most."""
    key = actor.ref.removeprefix("user:")
    return User.objects.filter(pk=key).select_related("person").first() if key.isdigit() and not actor.is_system else None
