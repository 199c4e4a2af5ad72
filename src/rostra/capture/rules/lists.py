"""Which lists of blocked, muted and the like were not handed over for long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in
from rostra.accounts.rules import subject
from rostra.accounts.rules.orphans import IN_USE
from rostra.capture.queries.consent import connected_among
from rostra.capture.queries.lists import newest_complete
from rostra.capture.rules.capturing import may_steer
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.waiting import MOST, Queue, Waiting, waiting
from rostra.platforms import PLATFORMS
from rostra.platforms.attested.guides import NOTHING_TO_READ
from rostra.platforms.base import Act
from rostra.platforms.consent import acts_shown


@dataclass(frozen=True, slots=True)
class OverdueList:
    """A list that was not handed over for long. ``last``: from when the newest whole one is; None: there was none."""

    account: Account
    act: Act
    last: dt.datetime | None

    @property
    def since(self) -> dt.datetime:
        """From when on it was waited for."""
        return self.last or self.account.registered


def overdue_lists() -> list[OverdueList]:
    """Of accounts in use: the lists that the profile asks for, and those that were handed over before, the oldest first.

    Two queries; one more where an account's holder is asked for consent.
    """
    terms, held = settings.PROFILE.capture, newest_complete()
    accounts = list(accounts_in(*IN_USE).exclude(network__in=NOTHING_TO_READ)) if terms.lists_every else []
    opened = connected_among(accounts)
    found = [
        OverdueList(account, act, dict(held.get(account.pk, ())).get(act))
        for account in accounts
        for act in _lists_of(account, {given for given, _ in held.get(account.pk, ())}, connected=account.pk in opened)
    ]
    latest = clock.now() - dt.timedelta(days=terms.lists_every + 1)
    return sorted((each for each in found if each.since <= latest), key=lambda each: (each.since, each.account.pk, each.act))


def _lists_of(account: Account, handed_over: Collection[str], *, connected: bool) -> list[Act]:
    asked = {*settings.PROFILE.capture.lists_asked, *handed_over}
    shown = acts_shown(PLATFORMS.get(account.network), connected=connected)
    return [act for act in Act if act in asked and act not in shown]


@finding_source
def list_findings() -> Iterator[Finding]:
    """W010: a list of blocked, muted and the like was not handed over for longer than the profile asks."""
    for each in overdue_lists():
        last = f"since the one of {in_words(each.last)}" if each.last else "ever"
        text = f"{each.account}: no whole list of this kind ({each.act}) was handed over {last}."
        hint = "Export it from the network, and hand it over: “Blocked, muted and filtered”, on the account’s page. An empty one counts."
        yield Finding("capture.W010", Level.WARNING, text, hint, subject(each.account), settings.PROFILE.moderation.clause)


@waiting
def lists_waiting(actor: Actor) -> Iterator[Queue]:
    """The same for who hands lists over."""
    if may_steer(actor):
        found = overdue_lists()
        yield Queue("lists to hand over", reverse("desk:capture"), [_list(each) for each in found[:MOST]], len(found))


def _list(each: OverdueList) -> Waiting:
    due = clock.in_zone(each.since, settings.PROFILE.city.zone).date() + dt.timedelta(days=settings.PROFILE.capture.lists_every)
    address, reason = reverse("desk:lists", args=[each.account.slug]), "Export the list from the network and hand it over whole."
    return Waiting(f"List ({each.act}): {each.account.name}", address, reason, each.last, due, each.account.custodian.name)
