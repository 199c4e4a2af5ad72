"""Units, persons and users of an invented city, entered through the real actions."""

from __future__ import annotations

import datetime as dt

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from rostra.accounts import actions as accounts
from rostra.accounts.actions import register_account
from rostra.accounts.models import Account
from rostra.accounts.rules import CaptureProof, FinalCapture, NewAccount, Provisioning
from rostra.accounts.states import Attested
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


def people_user(person: Person) -> User:
    """A user for somebody who is on the rolls, without a role."""
    return actions.add_user(person, email=f"{person.slug}@exampleville.example", password=PASSWORD, actor=OPERATOR)


def grant(user: User, role: Role) -> None:
    """One more role."""
    actions.grant_role(user, role, actor=_granter(role))


def existing(slug: str) -> Actor:
    """The user of this person, as an actor."""
    return User.objects.get(person__slug=slug).as_actor()


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


PROVED = CaptureProof(None, "The platform gives no interface to this city.")


def provisioning(**more: object) -> Provisioning:
    """Two administrators, one of them of communications."""
    told: dict[str, object] = {"escrow": "Clerk's safe, envelope 14", "notice": "An official account. What is posted is a public record."}
    told |= {"second_factor": True} | more
    if "first_administrator" not in told:
        told["first_administrator"] = Person.objects.filter(slug="first-admin").first() or officer("first-admin", "First Admin")
    if "second_administrator" not in told:
        told["second_administrator"] = Person.objects.filter(slug="communications-admin").first() or _communications()
    return Provisioning(**told)  # type: ignore[arg-type]


def _communications() -> Person:
    person = officer("communications-admin", "Communications Admin")
    made = actions.add_user(person, email="communications-admin@exampleville.example", password=PASSWORD, actor=OPERATOR)
    actions.grant_role(made, Role.SOCIAL_MEDIA_OFFICER, actor=_granter(Role.SOCIAL_MEDIA_OFFICER))
    return person


def in_use(account: Account) -> Account:
    """Provisioned and activated, as far as the register goes; capture is not asked."""
    accounts.provision_account(account, provisioning(), actor=OPERATOR)
    return accounts.activate_account(account, PROVED, actor=OPERATOR)


def archived(account: Account, *, reason: str = "No longer used", closed: dt.date | None = None) -> Account:
    """Closed with everything that belongs to it."""
    accounts.close_account(account, reason=reason, actor=OPERATOR)
    for kind in (Attested.CREDENTIALS_ROTATED, Attested.HOLDS_CHECKED):
        accounts.attest(account, kind, statement="Seen to.", actor=OPERATOR)
    final = FinalCapture(PROVED, records=0, versions=0, log_size=0)
    return accounts.archive_account(account, final, closed=closed, actor=OPERATOR)
