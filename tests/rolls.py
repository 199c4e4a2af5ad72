"""Units, persons and users of an invented city, entered through the real actions."""

from __future__ import annotations

import datetime as dt

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from rostra.accounts.actions import register_account
from rostra.accounts.models import Account
from rostra.accounts.rules import NewAccount
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.people import actions
from rostra.people.models import Person, Unit, User
from rostra.people.states import Category, Role, UnitKind

OPERATOR = system("command line")
PASSWORD = "a long sentence for tests 7"
LONG_AGO = dt.date(2020, 1, 6)


def unit(slug: str = "parks", name: str = "Parks and Gardens", **more: object) -> Unit:
    """A department."""
    return actions.add_unit(slug, name, UnitKind.DEPARTMENT, actor=OPERATOR, **more)  # type: ignore[arg-type]


def officer(slug: str = "pat-sample", name: str = "Pat Sample", *, within: Unit | None = None) -> Person:
    """A person who holds a position today."""
    person = actions.add_person(slug, name, actor=OPERATOR)
    place = within or Unit.objects.first() or unit()
    position = actions.add_position(f"{slug}-post", "Director", place, Category.STAFF, actor=OPERATOR)
    actions.appoint(person, position, begins=LONG_AGO, actor=OPERATOR)
    return person


def user(slug: str, *roles: Role) -> User:
    """A user with ``roles``: the first administrator is made by the command line, every other role is granted by one."""
    person = actions.add_person(slug, slug.replace("-", " ").title(), actor=OPERATOR)
    made = actions.add_user(person, email=f"{slug}@exampleville.example", password=PASSWORD, actor=OPERATOR)
    for role in roles:
        actions.grant_role(made, role, actor=_granter(role))
    return made


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    """A browser in which ``user`` signed in, with a second factor as cities ask for."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if second_factor:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": clock.now().timestamp()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def _granter(role: Role) -> Actor:
    first = User.objects.filter(grants__role=Role.ADMINISTRATOR, grants__ended__isnull=True).order_by("pk").first()
    if first is None:
        return OPERATOR if role == Role.ADMINISTRATOR else user("first-administrator", Role.ADMINISTRATOR).as_actor()
    return first.as_actor()


def new_account(**more: object) -> NewAccount:
    """What is said about an account when it is registered; a unit and a custodian are made when none is given."""
    told: dict[str, object] = {
        "network": "bluesky",
        "identity": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
        "handle": "parks.exampleville.example",
        "name": "Exampleville Parks",
        "slug": "parks-bluesky",
        "purpose": "News of parks and gardens",
    }
    told |= more
    told.setdefault("unit", Unit.objects.first() or unit())
    told.setdefault("custodian", Person.objects.filter(appointments__isnull=False).first() or officer())
    return NewAccount(**told)  # type: ignore[arg-type]


def account(number: int = 0, **more: object) -> Account:
    """A registered account; ``number`` makes several that do not look alike."""
    names = ("parks", "police-news", "mayor-office", "library")
    told = {
        "identity": f"did:plc:{'abcdefgh'[number] * 24}",
        "handle": f"{names[number]}.exampleville.example",
        "name": f"Exampleville {names[number]}",
        "slug": f"{names[number]}-bluesky",
    }
    return register_account(new_account(**(told | more)), actor=OPERATOR)
