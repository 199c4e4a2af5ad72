"""Two holds by hand: one that stands, on a whole account, and one whose release counsel is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.config.demo.sign_ins import STAFF
from rostra.core.actor import Actor
from rostra.people.models import User
from rostra.people.states import Role
from rostra.retention.actions.holds import move_hold, place_hold
from rostra.retention.models import Hold
from rostra.retention.rules.holding import Things

CLAIM, AUDIT = "Claim of a roofer against the city", "Audit of notices to the public"

Deed = Callable[[], object]


def deeds() -> Iterator[tuple[float, Deed]]:
    """How many days before the last one, and what."""
    yield 48.2, _holds_what_was_said_of_water
    yield 20.1, _holds_three_posts
    yield 3.4, partial(_asks_for_its_release, CLAIM, "The claim was withdrawn. The letter lies with the clerk.")


def _holds_what_was_said_of_water() -> None:
    things = Things(accounts=[Account.objects.get(slug="water")])
    place_hold(AUDIT, things, reason="The auditor asks what residents were told of the mains, and when.", actor=_as(Role.RECORDS_MANAGER))


def _holds_three_posts() -> None:
    posts = Record.objects.filter(account__slug="parks", official=True, kind="post").order_by("-published")[:3]
    place_hold(CLAIM, Things(list(posts)), reason="They announce the work on which the claim rests.", actor=_as(Role.CLERK))


def _asks_for_its_release(matter: str, reason: str) -> None:
    move_hold(Hold.objects.get(matter=matter), "request-release", reason=reason, actor=_as(Role.CLERK))


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
