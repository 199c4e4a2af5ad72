"""Who may change the register, and what it takes in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import LookAlike, account_by_slug, account_of_identity, look_alikes
from rostra.accounts.rules.readiness import unready_problem
from rostra.accounts.states.life import AccountState, Part
from rostra.accounts.states.networks import label
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.permission import ALLOWED, Permission
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, holds_office
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Right

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is said about an account when it is registered. There is no registering without unit, custodian and purpose."""

    network: str
    identity: str
    handle: str
    name: str
    slug: str
    unit: Unit
    custodian: Person
    purpose: str
    url: str = ""
    opened: dt.date | None = None


def may_register(actor: Actor) -> Permission:
    """Enter an account, or change what the register says of it; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.REGISTER)


def may_note_handle(actor: Actor) -> Permission:
    """Parts of the system that ask the network, and who may register."""
    return ALLOWED if actor.is_system else may_register(actor)


def registration_problems(new: NewAccount) -> dict[str, str]:
    """What is wrong with a registration, by field. The same for page, command line and action."""
    checks = {
        "network": _network_problem(new.network),
        "identity": _line_problem(new.identity),
        "handle": _line_problem(new.handle),
        "name": "" if clean_name(new.name) else "Give the account a name.",
        "slug": "" if _SLUG.fullmatch(new.slug) and len(new.slug) <= 60 else "Use small letters, digits and single hyphens, 60 at most.",
        "url": "" if re.fullmatch(r"(https?://[^\s\x00-\x1f]+)?", new.url) else "A web address begins with https://.",
        "unit": _unit_problem(new.unit, city_day()),
        "custodian": custodian_problem(new.custodian, city_day()) or unready_problem(new.custodian, Part.CUSTODIAN),
        "purpose": "" if new.purpose.strip() else "Say what the city uses this account for.",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _network_problem(network: str) -> str:
    allowed = settings.PROFILE.registry.networks
    listed = f"{', '.join(allowed)} (registry.networks of the city's profile)"
    return "" if network in allowed else f"The city has no accounts on {network!r}. Allowed: {listed}."


def _line_problem(text: str) -> str:
    if not text:
        return "This is needed."
    hidden = [ch for ch in text if not ch.isprintable() or ch.isspace()]
    if hidden:
        return f"It holds a character that cannot be seen: {unicodedata.name(hidden[0], f'U+{ord(hidden[0]):04X}')}."
    return "" if len(text) <= 255 else "It is longer than 255 characters."


def _unit_problem(unit: Unit, day: dt.date) -> str:
    open_now = (unit.begins is None or unit.begins <= day) and (unit.ends is None or unit.ends >= day)
    return "" if open_now else f"{unit.name} does not exist today."


def custodian_problem(custodian: Person, day: dt.date) -> str:
    """Why ``custodian`` cannot answer for an account on ``day``; "" when they can."""
    if holds_office(custodian, day):
        return ""
    return f"{custodian.name} holds no position in the city today. An official account needs somebody in office who answers for it."


def clean_name(text: str) -> str:
    """A name from outside, without characters that cannot be seen (those that join emoji stay)."""
    return " ".join("".join(ch for ch in text if ch.isprintable() or ch in "\u200d ").split())[:255]


def standing_conflict(new: NewAccount) -> str:
    """Why the register cannot take in ``new``: identity or alias stand there already; "" when they do not."""
    if known := account_of_identity(new.network, new.identity):
        since = in_words(known.registered)
        closed = " It is archived; its entry stays." if known.state == AccountState.ARCHIVED else ""
        return f"{new.identity} on {label(new.network)} has been registered since {since} as “{known.slug}” ({known.name}).{closed}"
    if known := account_by_slug(new.slug):
        return f"The alias “{new.slug}” belongs to {known} already. An alias is chosen once and never used again."
    return ""


def look_alike_warning(alike: LookAlike) -> str:
    """The nearest look-alike in words."""
    closed = ", archived" if alike.account.state == AccountState.ARCHIVED else ""
    return (
        f"It looks like “{alike.handle}” on {label(alike.account.network)} ({alike.account.name}{closed}). Difference: {alike.difference}."
    )


def nearest_look_alike(new: NewAccount) -> LookAlike | None:
    """The registered handle that the new one could be taken for most easily."""
    return next(iter(look_alikes(new.handle, new.network)), None)


def subject(account: Account) -> str:
    """The account as the subject of events and findings."""
    return f"account:{account.slug}"
