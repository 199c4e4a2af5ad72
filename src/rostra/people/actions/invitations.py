"""Inviting people without a sign-in to their own pages: a link for mail and a code for paper, used once, known to their holder alone."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from rostra.core import clock
from rostra.core.actor import Actor, ActorKind, system
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Forbidden, Invalid
from rostra.core.mail import queue_mail
from rostra.people import rules
from rostra.people.models import Invitation, Person
from rostra.people.queries import city_day, persons_in_office
from rostra.people.states.codes import new_code, read_code

_PAUSE = dt.timedelta(minutes=10)  # between two links that somebody asks for themselves
_BY_THEMSELVES = system("own pages")
_OVER = "This link or code was used before, has expired, or was never given out."
_HINT = "have a new link sent to your e-mail address, or ask the records office, whose address stands below"


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation with its secrets, as its holder gets them; they are kept nowhere."""

    invitation: Invitation
    token: str = field(repr=False)
    code: str = field(repr=False)


@transaction.atomic
def issue_invitation(person: Person, *, actor: Actor, by_mail: bool = False) -> Issued:
    """A new link and code for ``person``; older ones stay good. ``by_mail``: the link goes to their address too.

    Raises Forbidden; Invalid where they have no address.
    """
    rules.may_invite(actor).require()
    if by_mail and not person.email:
        raise Invalid({"by_mail": f"No e-mail address of {person} is on record: hand over the code."})
    token, code, now = secrets.token_urlsafe(32), new_code(), clock.now()
    expires = now + dt.timedelta(days=settings.PROFILE.sign_in.invitation_days)
    invitation = Invitation.objects.create(person=person, link=_digest(token), code=_digest(code), issued=now, expires=expires)
    facts = {"invitation": invitation.pk, "expires": clock.stamp(expires), "by_mail": by_mail}
    record_event(actor=actor, action="people.invitation.issued", subject=f"person:{person.slug}", facts=facts)
    issued = Issued(invitation, token, code)
    if by_mail:
        _send(issued)
    return issued


@transaction.atomic
def mail_links(address: str) -> int:
    """A link to everybody in office who has this address on the roster; how many were sent. Who has had one a moment ago gets no other.

    Whoever asks is told nothing of it: they may be anybody.
    """
    recent = Invitation.objects.filter(issued__gt=clock.now() - _PAUSE).values("person")
    found = persons_in_office(city_day()).filter(email__iexact=address.strip()).exclude(pk__in=recent)
    return sum(bool(issue_invitation(person, by_mail=True, actor=_BY_THEMSELVES)) for person in (found if address.strip() else ()))


def address_of(issued: Issued) -> str:
    """The link."""
    return f"{settings.ROSTRA_URL}/me/with/{issued.token}"


def _send(issued: Issued) -> None:
    invitation, city = issued.invitation, settings.PROFILE.city
    last = clock.in_zone(invitation.expires, city.zone).date()
    lines = [
        f"Dear {invitation.person.name},",
        f"{city.government} asks you to open your own pages on its social media policy.",
        "They show what you are asked to acknowledge, your training, and the accounts that you ask for.",
        address_of(issued),
        f"The link lets you in once, until {in_words(last)}, and opens nothing else. You need no account and no password.",
        "It is yours alone: whoever has it gets in as you. If you did not expect it, do nothing.",
        city.government,
    ]
    body = "\n\n".join(lines) + "\n"
    queue_mail(key=f"invitation:{invitation.pk}", to=invitation.person.email, subject="Your own pages", body=body, secret=True)


def redeem_link(token: str) -> Invitation:
    """Whom the link of a mail lets in, this once. Raises Forbidden."""
    return _redeem({"link": _digest(token)}, "link")


def redeem_code(typed: str) -> Invitation:
    """Whom a printed code lets in, this once. Raises Invalid where it was typed wrongly, Forbidden where it opens nothing."""
    try:
        code = read_code(typed)
    except ValueError as error:
        raise Invalid({"code": f"{error}. Look at it again, please."}) from None
    return _redeem({"code": _digest(code)}, "code")


@transaction.atomic
def _redeem(found: dict[str, str], by: str) -> Invitation:
    """One conditional UPDATE: of two at the same moment, one gets in."""
    now = clock.now()
    if Invitation.objects.filter(**found, redeemed=None, ended=None, expires__gt=now).update(redeemed=now) != 1:
        raise Forbidden(_OVER, hint=_HINT)
    invitation = Invitation.objects.select_related("person").get(**found)
    facts = {"invitation": invitation.pk, "by": by}
    record_event(
        actor=guest(invitation.person), action="people.invitation.redeemed", subject=f"person:{invitation.person.slug}", facts=facts
    )
    return invitation


@transaction.atomic
def end_invitation(invitation: Invitation, *, actor: Actor) -> None:
    """Let nobody in by it any more; who is in is out. Its holder, and whoever may invite. Raises Forbidden."""
    if actor != guest(invitation.person):
        rules.may_invite(actor).require()
    if Invitation.objects.filter(pk=invitation.pk, ended=None).update(ended=clock.now()):
        facts = {"invitation": invitation.pk}
        record_event(actor=actor, action="people.invitation.ended", subject=f"person:{invitation.person.slug}", facts=facts)


def guest(person: Person) -> Actor:
    """Somebody who was invited, as an actor: with no role at all."""
    return Actor(ActorKind.PERSON, f"person:{person.slug}", person.name)


def _digest(text: str) -> str:
    """Keyed, because a code is short: whoever has the database alone cannot try them out."""
    return salted_hmac("rostra.people.invitation", text, secret=settings.FACTOR_KEY, algorithm="sha256").hexdigest()
