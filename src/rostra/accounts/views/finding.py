"""Accounts and requests by what stands in an address: found, and to be seen by who asks."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from rostra.accounts import queries, rules
from rostra.accounts.models import Account, AccountRequest
from rostra.people.views.access import StaffRequest


def find_account(request: StaffRequest, slug: str) -> Account:
    """The account with this alias. Raises Http404, Forbidden."""
    account = queries.account_by_slug(slug)
    if account is None:
        raise Http404("no such account")
    rules.may_see_account(request.actor, account).require()
    return account


def find_request(request: StaffRequest, request_id: int) -> AccountRequest:
    """The request of this number. Raises Http404, Forbidden."""
    found = get_object_or_404(queries.requests(), pk=request_id)
    rules.may_see_request(request.actor, found).require()
    return found
