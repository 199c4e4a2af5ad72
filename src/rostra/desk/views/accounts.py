"""The register for staff: list, one account with its history, its moves, its custodian."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import CustodianForm, ReasonForm, RetireForm
from rostra.accounts.models import Account
from rostra.accounts.states.life import ACCOUNT_LIFE
from rostra.capture.actions import connect
from rostra.capture.queries import coverage_of, gaps
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.platforms.base import PlatformError

TEXTS = {
    "connect": ("Connect", "Capture begins at once: everything that can still be had of the past, then everything as it happens."),
    "suspend": ("Suspend", "The account is not to be used for a time. It stays captured, and stays on the public list."),
    "resume": ("Resume", "The account is in use again."),
    "retire": ("Retire", "The account is closed for good. Capture ends; the archive stays public; the entry is never deleted."),
}


@require_safe
@staff(rules.may_see_register)
def accounts(request: StaffRequest) -> HttpResponse:
    """The whole register."""
    return page(request, "desk/accounts.html", {"accounts": queries.official_accounts(), "may_register": rules.may_register(request.actor)})


@require_safe
@staff(rules.may_see_register)
def account(request: StaffRequest, slug: str) -> HttpResponse:
    """One account: facts, what may be done with it, how capture stands, what happened."""
    found = find(slug)
    return page(
        request,
        "desk/account.html",
        {
            "account": found,
            "handles": found.handles.all(),
            "moves": [(move, TEXTS[move][0], rules.may_move(request.actor, found, move)) for move in _moves_of(found)],
            "may_change": rules.may_register(request.actor),
            "coverage": coverage_of(found),
            "gaps": gaps(found)[:10],
            "events": history(rules.subject(found)),
        },
    )


def find(slug: str) -> Account:
    """The account with this alias. Raises Http404."""
    found = queries.account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    return found


def _moves_of(account: Account) -> list[str]:
    return [move.name for move in ACCOUNT_LIFE.moves_from(ACCOUNT_LIFE.states(account.state))]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def move(request: StaffRequest, slug: str, name: str) -> HttpResponse:
    """Connect, suspend, resume or retire, after a page that says what it means."""
    found = find(slug)
    allowed = rules.may_move(request.actor, found, name)
    if not allowed:
        return refuse(request, allowed)
    form = None if name == "connect" else (RetireForm if name == "retire" else ReasonForm)(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        error = _try(MOVES[name], found, request.actor, form.cleaned_data if form else {})
        if error is None:
            messages.success(request, f"{found} is {found.state} now.")
            return redirect("desk:account", slug)
        if form is None:
            return page(request, "desk/move.html", _move_context(found, name, None, error), status=409)
        show_refusal(form, error)
    return page(request, "desk/move.html", _move_context(found, name, form, None))


def _move_context(account: Account, name: str, form: ReasonForm | None, error: RostraError | None) -> dict[str, object]:
    title, text = TEXTS[name]
    return {"account": account, "name": name, "title": title, "text": text, "form": form, "error": error}


def start_capture(account: Account, actor: Actor) -> None:
    """Connect it. Raises RostraError, also where the platform does not answer."""
    try:
        connect(account, actor=actor)
    except PlatformError as error:
        raise RostraError(f"{account} could not be connected: {error}", hint="nothing was changed; try again later") from error


def _suspend(account: Account, actor: Actor, reason: str) -> None:
    actions.suspend_account(account, reason=reason, actor=actor)


def _resume(account: Account, actor: Actor, reason: str) -> None:
    actions.resume_account(account, reason=reason, actor=actor)


def _retire(account: Account, actor: Actor, reason: str, closed: dt.date | None) -> None:
    actions.retire_account(account, reason=reason, closed=closed, actor=actor)


MOVES: dict[str, Callable[..., None]] = {"connect": start_capture, "suspend": _suspend, "resume": _resume, "retire": _retire}


def _try(act: Callable[..., object], account: Account, actor: Actor, values: dict[str, Any]) -> RostraError | None:
    try:
        act(account, actor, **values)
    except RostraError as error:
        return error
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def custodian(request: StaffRequest, slug: str) -> HttpResponse:
    """Name another custodian."""
    found = find(slug)
    form = CustodianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_custodian(found, form.cleaned_data["custodian"], actor=request.actor)
        except RostraError as error:  # they may have left office meanwhile
            show_refusal(form, error)
        else:
            messages.success(request, f"{found.custodian} answers for {found} now.")
            return redirect("desk:account", slug)
    return page(request, "desk/custodian.html", {"account": found, "form": form})
