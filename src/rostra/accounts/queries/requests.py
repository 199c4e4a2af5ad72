"""Requests for accounts, and found accounts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from rostra.accounts.models import AccountRequest, Found, FoundDecision
from rostra.accounts.states.requests import RequestState
from rostra.people.models import Person


def requests() -> QuerySet[AccountRequest]:
    """Every request, the latest first."""
    return AccountRequest.objects.select_related("unit", "custodian", "steward", "backup", "account")


def requests_to_register() -> QuerySet[AccountRequest]:
    """Those that were approved and of which no account has come yet."""
    return requests().filter(state=RequestState.APPROVED, account__isnull=True)


def guest_who_asked(request: AccountRequest) -> Person | None:
    """Who made the request from their own pages, without a sign-in; None where it was made at the desk."""
    kind, _, slug = request.by_ref.partition(":")
    return Person.objects.filter(slug=slug).first() if kind == "person" else None


def found_accounts(*, find: str = "", unit: str = "", network: str = "") -> QuerySet[Found]:
    """Found accounts that wait to be decided about: those in whose address or unit every word stands, of this unit and network."""
    found = Found.objects.select_related("unit")
    for word in find.split():
        found = found.filter(Q(address__icontains=word) | Q(unit__name__icontains=word))
    wanted = {"unit__slug": unit, "network": network}
    return found.filter(**{field: value for field, value in wanted.items() if value})


def found_decisions() -> QuerySet[FoundDecision]:
    """What was decided about found accounts, the latest first."""
    return FoundDecision.objects.select_related("account").order_by("-decided", "-pk")
