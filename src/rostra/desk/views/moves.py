"""The moves of an account's life: each with a page that says what it means and asks for what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from rostra.accounts import actions, queries, rules
from rostra.accounts.forms import ActivateForm, ArchiveForm, GiveUpForm, HandOverForm, ProvisionForm, PublicReasonForm
from rostra.accounts.models import Account
from rostra.accounts.states.life import ACCOUNT_LIFE, AccountState, said
from rostra.accounts.views.finding import find_account
from rostra.capture.actions import activate, archive_for_good
from rostra.core.actor import Actor
from rostra.core.errors import RostraError
from rostra.core.permission import Permission
from rostra.core.refusals import show_refusal
from rostra.people.forms.naming import let_choose
from rostra.people.views.access import StaffRequest, page, refuse, staff

Act = Callable[[Account, Actor, Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A move for people: its name on the button, what it means, what is asked, and the action behind it."""

    title: str
    text: str
    form: type[forms.Form]
    act: Act
    grave: bool = False  # not what one does every day


def _with_reason(action: Callable[..., object]) -> Act:
    return lambda account, actor, told: action(account, reason=told["reason"], actor=actor)


def _provision(account: Account, actor: Actor, told: Mapping[str, Any]) -> object:
    return actions.provision_account(account, rules.Provisioning(**told), actor=actor)


def _archive(account: Account, actor: Actor, told: Mapping[str, Any]) -> object:
    return archive_for_good(account, actor=actor, **told)


STEPS = {
    "provision": Step(
        "Enter who holds the keys",
        "Two people in office, one of them of communications, hold the keys. If one leaves, the other still holds them.",
        ProvisionForm,
        _provision,
    ),
    "activate": Step(
        "Activate",
        "The account is in use from now on. A check of it must have succeeded: what is not captured is not used.",
        ActivateForm,
        lambda account, actor, told: activate(account, actor=actor, **told),
    ),
    "suspend": Step(
        "Suspend",
        "The account is not to be used for a time. It stays captured, and stays on the public list.",
        PublicReasonForm,
        _with_reason(actions.suspend_account),
        grave=True,
    ),
    "resume": Step("Resume", "The account is in use again.", PublicReasonForm, _with_reason(actions.resume_account)),
    "begin-transition": Step(
        "Begin the transition",
        "The custodian leaves. Capture goes on. Next: rotate the credentials, then hand over to the successor, or close.",
        PublicReasonForm,
        _with_reason(actions.begin_transition),
        grave=True,
    ),
    "hand-over": Step(
        "Hand over",
        "The successor answers for the account from today. The history stays with the account.",
        HandOverForm,
        lambda account, actor, told: actions.hand_over(account, told["successor"], actor=actor),
    ),
    "lose": Step(
        "Report as lost",
        "The network removed it, or somebody else holds it. The public list warns that it is not in the city’s hands; capture goes on.",
        PublicReasonForm,
        _with_reason(actions.lose_account),
        grave=True,
    ),
    "recover": Step(
        "Recovered",
        "It is back in the city’s hands. It is suspended until somebody resumes it; the credentials must be rotated first.",
        PublicReasonForm,
        _with_reason(actions.recover_account),
    ),
    "close": Step(
        "Close",
        "The last steps begin: rotate the credentials, look for holds, wait for the final check. Capture goes on until it is archived.",
        PublicReasonForm,
        _with_reason(actions.close_account),
        grave=True,
    ),
    "archive": Step(
        "Archive for good",
        "It is closed for good. Capture ends with a manifest of what is held; the archive stays public; the entry is never deleted.",
        ArchiveForm,
        _archive,
        grave=True,
    ),
    "give-up": Step(
        "Give up and archive",
        "It does not come back. Capture ends with a manifest of what is held; the archive stays public; the entry is never deleted.",
        GiveUpForm,
        _archive,
        grave=True,
    ),
}
GRAVE = frozenset(name for name, step in STEPS.items() if step.grave)


def moves_of(actor: Actor, account: Account) -> list[tuple[str, str, Permission]]:
    """The moves that the account's state allows: name, title, and whether ``actor`` may."""
    also = queries.relations(actor, account)
    drawn = ACCOUNT_LIFE.moves_from(AccountState(account.state))
    return [(move.name, STEPS[move.name].title, rules.may_move(actor, account, move.name, also=also)) for move in drawn]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_see_register)
def move(request: StaffRequest, slug: str, name: str) -> HttpResponse:
    """One move, after a page that says what it means."""
    account = find_account(request, slug)
    if name not in STEPS:
        raise Http404("no such move")
    allowed = rules.may_move(request.actor, account, name, also=queries.relations(request.actor, account))
    if not allowed:
        return refuse(request, allowed)
    step = STEPS[name]
    form = step.form(request.POST if request.method == "POST" else None)
    let_choose(form, request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            step.act(account, request.actor, form.cleaned_data)
        except RostraError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{account} is now {said(account.state)}.")
            return redirect("desk:account", slug)
    return page(request, "desk/move.html", {"account": account, "step": step, "form": form})
