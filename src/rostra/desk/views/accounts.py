"""The register for staff: list, one account with its history and what may be done with it, its custodian."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import CustodianForm, RegisterForm
from rostra.accounts.models import Account
from rostra.accounts.queries.register import STAFF_ORDERS
from rostra.accounts.views.finding import find_account
from rostra.archive.rules.messages import may_see_messages
from rostra.capture.actions import connect
from rostra.capture.queries import coverage_of, gaps, inactivities
from rostra.capture.rules import may_attest_settings
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.desk.queries import schedules
from rostra.desk.views.moves import GRAVE, moves_of
from rostra.people.forms.naming import let_choose
from rostra.people.views.access import StaffRequest, page, staff
from rostra.platforms import consent_of
from rostra.platforms.base import PlatformError

ON_A_PAGE = 25


@require_safe
@staff(rules.may_see_register)
def accounts(request: StaffRequest) -> HttpResponse:
    """The register by pages, or of it the accounts that one looks after."""
    filters = RegisterForm(request.GET)
    wanted, sort = filters.wanted(), filters.order(STAFF_ORDERS, "name")
    seen = rules.accounts_in_sight(request.actor).filter(pk__in=queries.registered(**wanted).values("pk"))
    found = Paginator(seen.order_by(*STAFF_ORDERS[sort]), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"accounts": found, "filters": filters, "wanted": wanted, "sort": sort, "whole": rules.sees_all(request.actor)}
    return page(request, "desk/accounts.html", {**shown, "may_register": rules.may_register(request.actor)})


@require_safe
@staff(rules.may_see_register)
def account(request: StaffRequest, slug: str) -> HttpResponse:
    """One account: facts, what may be done with it, how capture stands, what happened."""
    found = find_account(request, slug)
    known = queries.relations(request.actor, found)
    return page(
        request,
        "desk/account.html",
        {
            "account": found,
            "handles": found.handles.all(),
            "moves": moves_of(request.actor, found),
            "grave": GRAVE,
            "may_change": rules.may_register(request.actor),
            "coverage": coverage_of(found),
            "schedules": schedules(found).get(found.pk, []),
            "consent": consent_of(found.network),
            "gaps": gaps(found)[:10],
            "inactivities": inactivities(found)[:10],
            "events": history(rules.subject(found)),
            "sees_messages": bool(may_see_messages(request.actor, found, known=known)),
            "attests": bool(may_attest_settings(request.actor, found, also=known)),
        },
    )


def start_capture(account: Account, actor: Actor) -> None:
    """Connect it. Raises RostraError, also where the platform does not answer."""
    try:
        connect(account, actor=actor)
    except PlatformError as error:
        raise RostraError(f"{account} could not be connected: {error}", hint="nothing was changed; try again later") from error


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def custodian(request: StaffRequest, slug: str) -> HttpResponse:
    """Name another custodian."""
    found = find_account(request, slug)
    form = CustodianForm(request.POST or None)
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_custodian(found, form.cleaned_data["custodian"], actor=request.actor)
        except RostraError as error:  # they may have left office meanwhile
            show_refusal(form, error)
        else:
            messages.success(request, f"{found.custodian} answers for {found} now.")
            return redirect("desk:account", slug)
    return page(request, "desk/custodian.html", {"account": found, "form": form})
