"""Persons whom an identity provider looks after, and what it says of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from rostra.core import clock
from rostra.people.models import LeavingAllowance, Person, Provision, ScimToken

_COUNTED = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of a person. "" where it says nothing; ``manager`` as it names them."""

    user_name: str
    name: str
    external_id: str = ""
    display_name: str = ""
    formatted: str = ""
    given: str = ""
    family: str = ""
    email: str = ""
    number: str = ""
    title: str = ""
    department: str = ""
    user_type: str = ""
    manager: str = ""
    active: bool = True


def provisions() -> QuerySet[Provision]:
    """Whom a provider looks after now, with what is needed to serve them. Two queries."""
    found = Provision.objects.filter(ended__isnull=True).select_related("person", "manager")
    return found.prefetch_related("manager__provisions").order_by("pk")


def user_named(name: str) -> Q:
    """Whoever has this userName, whatever its case, found by the index."""
    return Q(Exact(Lower(F("user_name")), name.lower()))


def person_told_as(name: str) -> Person | None:
    """The person whom a provider names by id, userName or employeeNumber."""
    if not name:
        return None
    key = _key(name)
    found = provisions().filter(Q(key=key) if key else user_named(name)).first()
    return found.person if found else Person.objects.filter(number=name).first()


def _key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def person_known_as(said: Told) -> Person | None:
    """Somebody on the roster who is not looked after by a provider now: by employeeNumber, else as a provider knew them before."""
    free = Person.objects.exclude(provisions__in=Provision.objects.filter(ended__isnull=True))
    if said.number:
        return free.filter(number=said.number).first()
    before = user_named(said.user_name)
    if said.external_id:
        before |= Q(external_id=said.external_id)
    return free.filter(provisions__in=Provision.objects.filter(before)).first()


@dataclass(frozen=True, slots=True)
class Leaving:
    """How many ``left`` within a day by what providers said, of how many that were ``held``, and how many somebody ``allowed``."""

    left: int
    held: int
    allowed: int


def leaving_now() -> Leaving:
    """Who leaves by what providers say, in the last 24 hours. Three queries."""
    left = left_lately().count()
    held = Provision.objects.filter(ended__isnull=True, active=True).count()
    allowed = LeavingAllowance.objects.filter(made__gt=clock.now() - _COUNTED).first()
    return Leaving(left, left + held, allowed.leaving if allowed else 0)


def left_lately() -> QuerySet[Provision]:
    """Who left in the last 24 hours by what providers say, the latest first."""
    found = Provision.objects.filter(left__gt=clock.now() - _COUNTED, active=False)
    return found.select_related("person").order_by("-left", "-pk")


def open_tokens() -> QuerySet[ScimToken]:
    """The tokens by which a provider is let in now."""
    return ScimToken.objects.filter(ended__isnull=True)
