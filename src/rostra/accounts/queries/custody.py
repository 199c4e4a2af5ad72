"""Who has which part in an account, today and on any day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from rostra.accounts.models import Account, Custody
from rostra.accounts.states.life import Part
from rostra.core.actor import Actor
from rostra.people.models import Person, User
from rostra.people.queries import appointments_on, city_day
from rostra.people.states import Relation

STEWARDS = (Part.STEWARD, Part.BACKUP)


def custody_on(day: dt.date) -> QuerySet[Custody]:
    """Every part that anybody has on ``day``."""
    return Custody.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day).select_related("person")


def holder_on(account: Account, part: Part, day: dt.date) -> Person | None:
    """Who had the part on ``day``; on a day on which it changed hands, who had it at its end."""
    row = custody_on(day).filter(account=account, part=part).last()
    return row.person if row else None


def person_of(actor: Actor) -> Person | None:
    """The person behind a user."""
    key = actor.ref.removeprefix("user:")
    user = User.objects.filter(pk=key).select_related("person").first() if key.isdigit() and not actor.is_system else None
    return user.person if user else None


def relations(actor: Actor, account: Account) -> frozenset[Relation]:
    """What ``actor`` is to this account today. Three queries for a person, none for anybody else."""
    person = person_of(actor)
    if person is None:
        return frozenset()
    day = city_day()
    held = appointments_on(day).filter(person=person).values_list("position__unit", "position__heads_unit")
    found = {Relation.COVERED_PERSON} if held else set()
    if (account.unit_id, True) in held:
        found.add(Relation.DEPARTMENT_HEAD)
    if custody_on(day).filter(account=account, person=person, part__in=STEWARDS).exists():
        found.add(Relation.STEWARD)
    return frozenset(found)
