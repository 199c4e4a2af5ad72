"""What waits in the register for somebody to act: requests, found accounts, reports, attestations, accounts that are not in use yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from rostra.accounts.models import Account, AccountRequest, Found, Impersonation
from rostra.accounts.queries import (
    accounts_in,
    acted_as,
    custody_on,
    found_accounts,
    open_reports,
    person_of,
    requests,
    requests_to_register,
)
from rostra.accounts.queries.custody import STEWARDS
from rostra.accounts.rules.findings import UNUSED_DAYS
from rostra.accounts.rules.found import may_decide_found
from rostra.accounts.rules.impersonation import days_allowed, may_follow_reports
from rostra.accounts.rules.orphans import FOUND_DAYS, IN_USE
from rostra.accounts.rules.register import may_register
from rostra.accounts.states.impersonation import ReportState
from rostra.accounts.states.life import BEFORE_USE, AccountState, Attested
from rostra.accounts.states.requests import WAITING, RequestState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.models import Person
from rostra.people.queries import city_day, units_headed_by
from rostra.people.rules import may
from rostra.people.states import Function, Right

AHEAD = 14  # days before an attestation is due from which it waits
_NEXT = {
    RequestState.REQUESTED: "Take it up.",
    RequestState.UNDER_REVIEW: "Approve, return or deny it.",
    RequestState.APPEALED: "Decide about the appeal.",
    RequestState.RETURNED: "It came back to you: mend what is missing, and hand it in again.",
    RequestState.APPROVED: "It is approved: register the account.",
}


@waiting
def requests_waiting(actor: Actor) -> Iterable[Queue]:
    """Requests to decide about, those that came back to who asked, and those that were approved and of which no account has come yet."""
    yield queue("requests for accounts", reverse("accounts:requests"), _to_decide(actor).order_by("since", "pk"), _request)
    if may_register(actor):
        yield queue("approved requests", reverse("accounts:requests"), requests_to_register().order_by("since", "pk"), _request)


def _to_decide(actor: Actor) -> QuerySet[AccountRequest]:
    """Never one's own, nor one in which one would have a part; an appeal not by who denied it."""
    person = person_of(actor)
    own = Q(by_ref__in=acted_as(actor, person))
    returned = own & Q(state=RequestState.RETURNED)
    if person is None:
        return requests().filter(returned)
    units = units_headed_by(person, city_day())
    theirs = Q() if may(actor, Right.APPROVE, Function.REGISTER) else Q(unit__in=units)
    stake = own | Q(custodian=person) | Q(steward=person) | Q(backup__isnull=False, backup=person)
    denied = Q(state=RequestState.APPEALED, decided_by=actor.ref)
    return requests().filter(returned | (Q(state__in=WAITING) & theirs & ~stake & ~denied))


def _request(row: AccountRequest) -> Waiting:
    address = reverse("accounts:request", args=[row.pk])
    return Waiting(str(row), address, _NEXT[RequestState(row.state)], row.since, owner=f"{row.unit.name}, asked by {row.by_name}")


@waiting
def found_waiting(actor: Actor) -> Iterable[Queue]:
    """Found accounts, for who decides about them."""
    if may_decide_found(actor):
        yield queue("found accounts", reverse("accounts:found"), found_accounts().order_by("noticed", "pk"), _found)


def _found(row: Found) -> Waiting:
    reason = "Adopt, convert or close it, or declare it personal."
    due = _day(row.noticed) + dt.timedelta(days=FOUND_DAYS)
    return Waiting(f"Found: {row.address}", f"{reverse('accounts:found')}?unit={row.unit.slug}", reason, row.noticed, due, row.unit.name)


@waiting
def reports_waiting(actor: Actor) -> Iterable[Queue]:
    """Reports of impersonation that wait for us, and those about which the network has not answered."""
    if may_follow_reports(actor):
        address, rows = reverse("accounts:impersonations"), open_reports().order_by("since", "pk")
        ours = rows.filter(state__in=[ReportState.RECEIVED, ReportState.CHECKED])
        yield queue("reports of impersonation", address, ours, _report)
        yield queue("reports handed to a network", address, rows.filter(state=ReportState.REPORTED), _report)


def _report(row: Impersonation) -> Waiting:
    reasons = {
        ReportState.RECEIVED: "Look at it: check it or dismiss it.",
        ReportState.CHECKED: "Report it to the network.",
        ReportState.REPORTED: "Look whether the network has removed it, or ask again.",
    }
    state = ReportState(row.state)
    due = _day(row.since) + dt.timedelta(days=days_allowed(state) or 0)
    title = f"Impersonation report {row.pk}: {row.address}"
    return Waiting(title, reverse("accounts:impersonation", args=[row.pk]), reasons[state], row.since, due)


@waiting
def attestations_waiting(actor: Actor) -> Iterable[Queue]:
    """Accounts of which it is to be attested that they are in order: for who looks after them, and who keeps the register."""
    every = settings.PROFILE.registry.attest_every
    last = Coalesce(Max("attestations__at", filter=Q(attestations__kind=Attested.IN_ORDER)), "registered")
    rows = _looked_after(actor).annotate(last=last).order_by("last", "pk")
    due = queue(
        "attestations", reverse("desk:accounts"), rows.filter(last__lte=clock.now() - dt.timedelta(days=every - AHEAD)), _attestation
    )
    first = None if due.total else rows.first()
    coming = _day(first.last) + dt.timedelta(days=every) if first else None
    yield Queue(due.name, due.address, due.first, due.total, coming)


def _looked_after(actor: Actor) -> QuerySet[Account]:
    rows = accounts_in(*IN_USE)
    if may(actor, Right.WRITE, Function.REGISTER):
        return rows
    person: Person | None = person_of(actor)
    return rows.filter(pk__in=custody_on(city_day()).filter(person=person, part__in=STEWARDS).values("account")) if person else rows.none()


def _attestation(row: Account) -> Waiting:
    last: dt.datetime = row.last  # type: ignore[attr-defined] # annotated so
    due = _day(last) + dt.timedelta(days=settings.PROFILE.registry.attest_every)
    reason = "Go through parts, keys, notice and purpose, and attest that it is in order."
    return Waiting(f"Attest: {row.name}", reverse("accounts:attest", args=[row.slug]), reason, last, due, row.custodian.name)


@waiting
def accounts_waiting(actor: Actor) -> Iterable[Queue]:
    """Accounts that are on the list and not in use yet, for who brings them into use."""
    if may(actor, Right.APPROVE, Function.REGISTER):
        yield queue("accounts before use", reverse("desk:accounts"), accounts_in(*BEFORE_USE).order_by("registered", "pk"), _before_use)


def _before_use(row: Account) -> Waiting:
    approved = row.state == AccountState.APPROVED
    reason = f"{'Enter who holds its keys' if approved else 'Activate it'}. A look at it has to have succeeded before it is used."
    due = _day(row.registered) + dt.timedelta(days=UNUSED_DAYS)
    return Waiting(f"Not in use yet: {row.name}", reverse("desk:account", args=[row.slug]), reason, row.registered, due, row.custodian.name)


def _day(moment: dt.datetime) -> dt.date:
    return clock.in_zone(moment, settings.PROFILE.city.zone).date()
