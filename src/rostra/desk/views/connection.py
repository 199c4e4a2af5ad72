"""Connecting an account: its holder consents at the platform, and comes back. No password passes through here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.accounts.rules import may_see_register
from rostra.accounts.views.finding import find_account
from rostra.capture.actions import ask_for_consent, begin_consent, disconnect, take_consent
from rostra.capture.queries.consent import connection_of
from rostra.capture.rules.consent import may_ask_holder, may_connect, may_disconnect
from rostra.core.errors import RostraError
from rostra.people.views.access import INVALID, StaffRequest, page, staff
from rostra.platforms import consent_of
from rostra.platforms.base import PlatformError
from rostra.platforms.hostile import origin

KEPT = "consent"  # in the session: what waits for the holder to come back


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_register)
def connection(request: StaffRequest, slug: str) -> HttpResponse:
    """How the account is connected, what is asked for; and, once somebody begins, the way to the platform."""
    account = find_account(request, slug)
    if request.method != "POST":
        return _shown(request, account)
    also = relations(request.actor, account)
    may_connect(request.actor, account, also=also).require()
    try:
        begun = begin_consent(account, actor=request.actor, also=also)
    except (RostraError, PlatformError) as error:
        return _shown(request, account, trouble=error)
    request.session[KEPT] = begun.kept
    return page(request, "desk/consent.html", {"account": account, "url": begun.url, "server": origin(begun.url).partition("://")[2]})


@require_safe
@staff(may_see_register)
def connected(request: StaffRequest) -> HttpResponse:
    """The holder comes back from the platform, with a code or without."""
    begun = request.session.pop(KEPT, None)
    if begun is None:
        messages.error(request, "Nothing was begun in this browser, or it is done already. Begin again on the account’s page.")
        return redirect("desk:accounts")
    account = find_account(request, begun["account"])
    try:
        take_consent(account, request.GET.dict(), begun, actor=request.actor, also=relations(request.actor, account))
    except (RostraError, PlatformError) as error:
        return _shown(request, account, trouble=error)
    messages.success(request, f"{account} is connected. What was missed is fetched now, as far as it is still there.")
    return redirect("desk:connection", account.slug)


@require_POST
@staff(may_see_register)
def end(request: StaffRequest, slug: str) -> HttpResponse:
    """Give the consent back."""
    account = find_account(request, slug)
    disconnect(account, actor=request.actor, also=relations(request.actor, account))
    messages.success(request, f"{account} is not connected any more; the tokens are gone.")
    return redirect("desk:connection", slug)


@require_POST
@staff(may_see_register)
def ask_holder(request: StaffRequest, slug: str) -> HttpResponse:
    """Write to who looks after the account."""
    account = find_account(request, slug)
    may_ask_holder(request.actor, account).require()
    try:
        count = ask_for_consent(account, actor=request.actor)
        messages.success(request, f"{count} {'person is' if count == 1 else 'people are'} written to.")
    except RostraError as error:
        messages.error(request, f"{error} {error.hint}")
    return redirect("desk:connection", slug)


def _shown(request: StaffRequest, account: Account, trouble: Exception | None = None) -> HttpResponse:
    found, also = connection_of(account), relations(request.actor, account)
    shown = {
        "account": account,
        "consent": consent_of(account.network),
        "connection": found,
        "may_connect": may_connect(request.actor, account, also=also),
        "may_end": may_disconnect(request.actor, found, also=also),
        "may_ask": may_ask_holder(request.actor, account),
        "trouble": trouble,
        "hint": getattr(trouble, "hint", ""),
    }
    return page(request, "desk/connection.html", shown, status=INVALID if trouble else 200)
