"""Accounts that stand in no register and may be the city's."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import AccountForm, FoundForm, NarrowForm, first_values
from rostra.accounts.models import Found
from rostra.accounts.states.life import said
from rostra.accounts.states.networks import read_address
from rostra.accounts.views.asking import ask, sent
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.views.access import StaffRequest, page, staff

ON_A_PAGE = 25
OUTCOMES = {
    "adopt": ("Adopt", "It was the city’s all along. It is registered, and lives on as an official account."),
    "convert": ("Convert", "It was somebody’s own, and its owner gives it to the city. It is registered."),
    "close": ("Close", "It was the city’s and is not needed: it is registered, and closing begins."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_decide_found)
def found(request: StaffRequest) -> HttpResponse:
    """What waits to be decided about, and noting another one."""
    form = FoundForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_found(**form.cleaned_data, actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "It is noted. Decide about it: nothing of it is captured.")
            return redirect("accounts:found")
    filters = NarrowForm(request.GET)
    wanted = filters.wanted()
    waiting = Paginator(queries.found_accounts(**wanted), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "waiting": waiting, "outcomes": OUTCOMES, "decisions": queries.found_decisions()[:50]}
    shown |= {"filters": filters, "wanted": wanted}
    return page(request, "accounts/found.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_decide_found)
def take(request: StaffRequest, found_id: int, name: str) -> HttpResponse:
    """Adopt, convert or close: it is registered."""
    row = get_object_or_404(Found.objects.select_related("unit"), pk=found_id)
    if name not in OUTCOMES:
        raise Http404("no such decision")
    values = first_values(row.network, read_address(row.address), None) | {"unit": row.unit_id}
    form = AccountForm(sent(request), initial=values)
    title, lead = OUTCOMES[name]

    def act() -> str:
        accept = form.cleaned_data["accept_look_alike"]
        if name == "close":
            account = actions.close_found(
                row, form.new_account(), reason="Found, and not needed.", accept_look_alike=accept, actor=request.actor
            )
        else:
            account = actions.adopt_found(row, form.new_account(), move=name, accept_look_alike=accept, actor=request.actor)
        return f"{account} is now {said(account.state)}."

    return ask(request, form, act, title=f"{title}: {row.address}", lead=lead, button=title, back=reverse("accounts:found"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_decide_found)
def personal(request: StaffRequest, found_id: int) -> HttpResponse:
    """It is not the city's: nothing of it is kept."""
    row = get_object_or_404(Found, pk=found_id)

    def act() -> str:
        actions.declare_personal(row, actor=request.actor)
        return "It is declared personal. Nothing of it is kept but that this was decided."

    lead = "It is not the city’s. Nothing of it is kept but that this was decided: it cannot be taken back."
    title, back = f"Declare personal: {row.address}", reverse("accounts:found")
    return ask(request, forms.Form(sent(request)), act, title=title, lead=lead, button="Declare personal", back=back, grave=True)
