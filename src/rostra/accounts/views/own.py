"""Asking for an account without a sign-in: any covered person, let in by a link or a code, to what they asked for and nothing else."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, rules
from rostra.accounts.actions.requests import subject
from rostra.accounts.forms import OptionalReasonForm, ReasonForm, RequestForm
from rostra.accounts.models import AccountRequest
from rostra.accounts.states.requests import REQUEST_LIFE, RequestState, said
from rostra.accounts.views.asking import answer, sent
from rostra.accounts.views.requests import TITLES
from rostra.core.audit import history
from rostra.people.views.access import page, refuse
from rostra.people.views.guests import InvitedRequest, invited

_ASK = "accounts/own-ask.html"
_OF_OTHERS = {"acknowledgement", "training"}  # what others answered and learnt: whoever names them in a request does not learn it so


@require_safe
@invited
def own(request: InvitedRequest) -> HttpResponse:
    """What I asked for, and how it stands."""
    actor = request.invited.actor
    return page(request, "accounts/own.html", {"requests": rules.own_requests(actor), "may_request": rules.may_request(actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@invited
def new(request: InvitedRequest) -> HttpResponse:
    """Ask for an account."""
    actor = request.invited.actor
    if not (allowed := rules.may_request(actor)):
        return refuse(request, allowed)
    form = RequestForm(sent(request))

    def act() -> str:
        return f"{actions.request_account(form.new_request(), actor=actor)} is asked for."

    lead = "Somebody who may approve looks at it. Without a second owner and without terms that were read nobody can."
    shown = {"title": "Ask for an account", "lead": lead, "button": "Ask", "back": reverse("own-requests:list")}
    return answer(request, actor, form, act, _ASK, shown)


@require_safe
@invited
def one(request: InvitedRequest, request_id: int) -> HttpResponse:
    """One of my requests: how it stands, the checks, what I may do, what happened."""
    found = _find(request, request_id)
    drawn = REQUEST_LIFE.moves_from(RequestState(found.state))
    shown = {
        "asked": found,
        "stands": said(found.state),
        "checks": [check for check in rules.checks_of(found) if check.topic not in _OF_OTHERS],
        "moves": [(each.name, TITLES[each.name][0]) for each in drawn if _may_take(request, found, each.name)],
        "until": rules.appeal_until(found) if found.state == RequestState.DENIED else None,
        "events": history(subject(found)),
    }
    return page(request, "accounts/own-request.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@invited
def move(request: InvitedRequest, request_id: int, name: str) -> HttpResponse:
    """Mend, appeal or take back one of my requests."""
    found, actor = _find(request, request_id), request.invited.actor
    if name not in rules.OWN_MOVES:
        raise Http404("no such step")
    if not (allowed := rules.may_move_request(actor, found, name)):
        return refuse(request, allowed)
    (title, lead), back = TITLES[name], reverse("own-requests:one", args=[found.pk])
    mends = name == "resubmit"
    form = _amending(request, found) if mends else (ReasonForm if name in rules.NEEDS_REASON else OptionalReasonForm)(sent(request))

    def act() -> str:
        if isinstance(form, RequestForm):
            moved = actions.amend_request(found, form.new_request(), actor=actor)
        else:
            moved = actions.move_request(found, name, reason=form.cleaned_data["reason"], actor=actor)
        return f"The request for {moved} is now {said(moved.state)}."

    return answer(request, actor, form, act, _ASK, {"title": f"{title}: {found}", "lead": lead, "button": title, "back": back})


def _amending(request: InvitedRequest, found: AccountRequest) -> RequestForm:
    return RequestForm(sent(request), initial={name: getattr(found, name) for name in RequestForm.base_fields})


def _may_take(request: InvitedRequest, found: AccountRequest, name: str) -> bool:
    return name in rules.OWN_MOVES and bool(rules.may_move_request(request.invited.actor, found, name))


def _find(request: InvitedRequest, request_id: int) -> AccountRequest:
    """One of one's own. Raises Http404 for that of anybody else: that it exists is not told."""
    return get_object_or_404(rules.own_requests(request.invited.actor), pk=request_id)
