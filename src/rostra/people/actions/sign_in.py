"""Writes about signing in: sessions, links to identity providers, factors. Each writes one audit event; none holds a secret."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from rostra.core.actor import PUBLIC, Actor
from rostra.core.audit import record_event
from rostra.core.errors import Forbidden
from rostra.people import rules
from rostra.people.models import User
from rostra.people.queries.sign_in import identities_of


@transaction.atomic
def note_sign_in(user: User, *, by: list[str], actor: Actor) -> None:
    """Somebody signed in. ``by``: what they proved themself with, one after another."""
    record_event(actor=actor, action="people.session.begun", subject=rules.reference(user), facts={"by": ", ".join(by)})


@transaction.atomic
def note_failure(user: User, *, what: str, locked: bool = False) -> None:
    """Somebody failed to sign in as ``user``. Who it was is not known, and what they typed is not kept here."""
    facts = {"what": what, "locked": locked}
    record_event(actor=PUBLIC, action="people.sign-in.failed", subject=rules.reference(user), facts=facts)


@transaction.atomic
def note_factor(user: User, *, change: str, kind: str, actor: Actor) -> None:
    """A factor of ``user`` was added, removed or replaced (``change``)."""
    record_event(actor=actor, action=f"people.factor.{change}", subject=rules.reference(user), facts={"kind": kind})


@transaction.atomic
def note_sign_out(user: User, *, actor: Actor) -> None:
    """Somebody signed out."""
    record_event(actor=actor, action="people.session.ended", subject=rules.reference(user))


@transaction.atomic
def end_session(session: UserSession, *, actor: Actor) -> None:
    """End an open session at once. Raises Forbidden."""
    user = User.objects.get(pk=session.user_id)
    rules.may_end_session(actor, user).require()
    forget_sessions(UserSession.objects.filter(pk=session.pk))
    record_event(actor=actor, action="people.session.revoked", subject=rules.reference(user), facts={"sessions": 1})


@transaction.atomic
def end_sessions(user: User, *, actor: Actor, but: str = "") -> int:
    """End every session of ``user`` but the one with the key ``but``; how many. Raises Forbidden."""
    rules.may_end_session(actor, user).require()
    ended = forget_sessions(UserSession.objects.filter(user=user).exclude(session_key=but))
    record_event(actor=actor, action="people.session.revoked", subject=rules.reference(user), facts={"sessions": ended})
    return ended


def forget_sessions(sessions: QuerySet[UserSession]) -> int:
    """Remove these sessions; how many. Part of a larger act, which writes the event."""
    found = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=found).delete()
    UserSession.objects.filter(session_key__in=found).delete()
    return len(found)


@transaction.atomic
def link_identity(user: User, *, provider: str, subject: str, actor: Actor) -> SocialAccount:
    """Know ``user`` again by ``subject`` of this provider. Raises Forbidden where they are known there by another subject.

    That a subject is known once only, the table itself keeps (unique).
    """
    if identities_of(user).filter(provider=provider).exists():
        raise Forbidden(f"{user} is known to {provider} as somebody else")
    link = SocialAccount.objects.create(user=user, provider=provider, uid=subject, extra_data={})
    record_event(actor=actor, action="people.identity.linked", subject=rules.reference(user), facts={"provider": provider})
    return link


@transaction.atomic
def unlink_identity(link: SocialAccount, *, actor: Actor) -> None:
    """Forget that a provider knows this person: the next sign-in links anew. Raises Forbidden."""
    rules.may_change_sign_in(actor).require()
    user = User.objects.get(pk=link.user_id)
    provider = link.provider
    link.delete()
    record_event(actor=actor, action="people.identity.unlinked", subject=rules.reference(user), facts={"provider": provider})


@transaction.atomic
def reset_factors(user: User, *, actor: Actor) -> None:
    """Remove every second factor of ``user``, who lost it, and end their sessions: they set up another one. Raises Forbidden."""
    rules.may_reset_factors(actor, user).require()
    removed = Authenticator.objects.filter(user=user).delete()[0]
    forget_sessions(UserSession.objects.filter(user=user))
    record_event(actor=actor, action="people.factor.reset", subject=rules.reference(user), facts={"factors": removed})
