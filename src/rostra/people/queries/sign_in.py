"""Reads about signing in: sessions, factors, links to identity providers, failures."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet

from rostra.core import clock
from rostra.people.models import Invitation, Person, User, View

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are none: they stand in for one of these


def sessions_now() -> QuerySet[UserSession]:
    """The sessions that are open, the newest first. A session's key is a secret: it never reaches a page."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(session_key__in=alive)
    return found.select_related("user__person").order_by("-created_at")


def sessions_of(user: User) -> QuerySet[UserSession]:
    """The open sessions of one user, the newest first."""
    return sessions_now().filter(user=user)


def factors_of(user: User) -> QuerySet[Authenticator]:
    """What ``user`` proves themself with beside a password, recovery codes among it."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return found.order_by("created_at")


def has_factor(user: User) -> bool:
    """Whether ``user`` has set up a second factor."""
    return factors_of(user).filter(type__in=FACTORS).exists()


def identities_of(user: User) -> QuerySet[SocialAccount]:
    """At which identity providers somebody is known to be ``user``."""
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user)
    return found.order_by("date_joined")


def user_of_identity(provider: str, subject: str) -> User | None:
    """Whom the identity provider of this key means by ``subject``."""
    link = SocialAccount.objects.filter(provider=provider, uid=subject).select_related("user").first()
    return link.user if link else None


def known_addresses(addresses: Iterable[str]) -> QuerySet[User, str]:
    """Those of these addresses by which somebody signs in."""
    return User.objects.filter(email__in=list(addresses)).values_list("email", flat=True)


def looks() -> QuerySet[View]:
    """Who looked at what is not public about somebody else, the newest first.

    A look at what is kept about oneself is left out: that somebody is complained of would stand there for whoever reads the list.
    """
    return View.objects.exclude(about=F("user__person")).select_related("user__person", "about").order_by("-at", "-pk")


def own_looks(subject: str) -> QuerySet[View]:
    """When somebody looked at what is kept about themself under this subject, the newest first."""
    return View.objects.filter(subject=subject, about=F("user__person")).order_by("-at", "-pk")


def looks_about(person: Person) -> QuerySet[View]:
    """Who looked at what is not public about ``person``, the newest first."""
    return looks().filter(about=person)


def failures() -> QuerySet[AccessAttempt]:
    """Failed attempts to sign in with a password, by address and place, the newest first."""
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.order_by("-attempt_time")
    return found


def invitations_open(person: Person) -> QuerySet[Invitation]:
    """The invitations that still let ``person`` in, or keep them in, the newest first."""
    return Invitation.objects.filter(person=person, ended=None, expires__gt=clock.now()).order_by("-issued")
