"""Registering an account in two steps: its address, asked of the network; then what the register needs, with warnings shown."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import AccountForm, AddressForm, first_values
from rostra.accounts.models import Account, AccountRequest
from rostra.accounts.states.life import said
from rostra.accounts.states.networks import label, read_address
from rostra.capture.queries.platforms import Connections, asks_first, is_live
from rostra.core.errors import Conflict, RostraError
from rostra.core.refusals import show_refusal
from rostra.people.forms.naming import let_choose
from rostra.people.views.access import StaffRequest, page, staff
from rostra.platforms.base import Identity

_NUMBER = re.compile(r"[0-9]{1,18}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def register(request: StaffRequest) -> HttpResponse:
    """Step 1: network and address; the network is asked who that is."""
    form = AddressForm(request.POST or None, initial=_of_request(request.GET.get("request", "")))
    if request.method == "POST" and form.is_valid():
        try:
            return _second_step(request, **form.cleaned_data)
        except RostraError as error:
            show_refusal(form, error)
    return page(request, "desk/register.html", {"form": form})


def _of_request(told: str) -> dict[str, object]:
    """The first step as an approved request answers it already."""
    asked = queries.requests_to_register().filter(pk=told).first() if _NUMBER.fullmatch(told) else None
    return {"request": asked.pk, "network": asked.network, "address": asked.handle} if asked else {}


def _second_step(page_request: StaffRequest, network: str, address: str, identity: str, request: AccountRequest | None) -> HttpResponse:
    read = read_address(address)
    if read.network not in {"", network}:
        raise Conflict(f"This is an address on {label(read.network)}, not on {label(network)}.", hint="choose the other network")
    known = _identity(network, read.identity or read.handle, identity)
    if taken := queries.account_of_identity(network, known.id if known else read.identity):
        raise Conflict(
            f"This account is registered already: {taken.name} ({taken}). It is {said(taken.state)}.", hint="look it up in the register"
        )
    values: dict[str, object] = {**first_values(network, read, known)}
    if request:
        values |= {
            "request": request.pk,
            "name": values["name"] or request.name,
            "unit": request.unit_id,
            "custodian": request.custodian,
            "purpose": request.justification,
        }
    return page(page_request, "desk/register-confirm.html", _context(AccountForm(initial=values), None if identity else known))


def _identity(network: str, address: str, given: str) -> Identity | None:
    """What the network tells; what the person gave; None where neither is to be had yet."""
    if given:
        return Identity(given, "" if address.startswith("did:") else address)
    if not is_live(network) or asks_first(network):
        return None
    return queries.identity_on_network(network, address, Connections().platform(network).resolve)


@require_POST
@staff(rules.may_register)
def confirm(request: StaffRequest) -> HttpResponse:
    """Step 2: enter it, or show what stands against it."""
    form = AccountForm(request.POST)
    let_choose(form, request.actor)
    if form.is_valid():
        try:
            account = actions.register_account(
                form.new_account(),
                actor=request.actor,
                accept_look_alike=form.cleaned_data["accept_look_alike"],
                request=form.cleaned_data["request"],
            )
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{account} is registered. {_next(account)}")
            return redirect("desk:account", account.slug)
    return page(request, "desk/register-confirm.html", _context(form, None))


def _next(account: Account) -> str:
    if asks_first(account.network):
        return "Its network shows nothing before its holder consents: let them, or take in its posts from files."
    if is_live(account.network):
        return "Connect it, so that it is kept."
    return "Its network cannot be asked: enter who holds the keys, and take in its posts from files."


def _context(form: AccountForm, known: Identity | None) -> dict[str, object]:
    """What the second step shows. A reason is asked for when the handle looks like one of ours, and only then."""
    network, handle = str(form["network"].value()), str(form["handle"].value() or "")
    alike = queries.look_alikes(handle, network)
    form.fields["accept_look_alike"].required = bool(alike)
    if not alike:
        del form.fields["accept_look_alike"]
    return {
        "form": form,
        "known": known,
        "network": label(network),
        "look_alikes": [rules.look_alike_warning(each) for each in alike],
    }
