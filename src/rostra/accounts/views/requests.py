"""May this account exist, and who answers for it?"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts import actions, queries, rules
from rostra.accounts.actions.requests import subject
from rostra.accounts.forms import OptionalReasonForm, ReasonForm, RequestForm
from rostra.accounts.models import AccountRequest
from rostra.accounts.states.requests import REQUEST_LIFE, WAITING, RequestState, said
from rostra.accounts.views.asking import ask, sent
from rostra.accounts.views.finding import find_request
from rostra.core.audit import history
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, page, refuse, staff

TITLES = {
    "take-up": ("Take it up", "You look at it now."),
    "return": ("Return", "It goes back to who asked. Say what is missing."),
    "resubmit": ("Hand it in again", "Mend what was missing."),
    "approve": ("Approve", "The account may be opened and registered."),
    "deny": ("Deny", "Say why. Who asked may appeal."),
    "appeal": ("Appeal", "Somebody else decides. Say why the decision is wrong."),
    "grant-appeal": ("Grant the appeal", "The account may be opened and registered. Say why."),
    "uphold": ("Uphold the decision", "It stays denied. Say why."),
    "withdraw": ("Withdraw", "You take the request back."),
}
GRAVE = frozenset({"deny", "uphold", "withdraw"})


@require_safe
@staff(may_enter_desk)
def requests(request: StaffRequest) -> HttpResponse:
    """The requests that one sees, those that wait first."""
    found = rules.requests_in_sight(request.actor)
    shown = {
        "waiting": [each for each in found if each.state in WAITING],
        "others": [each for each in found if each.state not in WAITING],
        "may_request": rules.may_request(request.actor),
    }
    return page(request, "accounts/requests.html", shown)


@require_safe
@staff(may_enter_desk)
def request_page(request: StaffRequest, request_id: int) -> HttpResponse:
    """One request: what was said, the checks, what may be done, what happened."""
    found = find_request(request, request_id)
    also = queries.relations_to_unit(request.actor, found.unit_id)
    drawn = REQUEST_LIFE.moves_from(RequestState(found.state))
    shown = {
        "asked": found,
        "checks": rules.checks_of(found),
        "moves": [(each.name, TITLES[each.name][0], rules.may_move_request(request.actor, found, each.name, also=also)) for each in drawn],
        "grave": GRAVE,
        "until": rules.appeal_until(found) if found.state == RequestState.DENIED else None,
        "may_register": found.state == RequestState.APPROVED and found.account is None and rules.may_register(request.actor),
        "events": history(subject(found)),
    }
    return page(request, "accounts/request.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_request)
def new(request: StaffRequest) -> HttpResponse:
    """Ask for an account."""
    form = RequestForm(sent(request))

    def act() -> str:
        return f"{actions.request_account(form.new_request(), actor=request.actor)} is asked for."

    lead = "Somebody who may approve looks at it. Without a second owner and without terms that were read nobody can."
    return ask(request, form, act, title="Ask for an account", lead=lead, button="Ask", back=reverse("accounts:requests"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def move(request: StaffRequest, request_id: int, name: str) -> HttpResponse:
    """One step of a request."""
    found = find_request(request, request_id)
    if name not in TITLES:
        raise Http404("no such step")
    allowed = rules.may_move_request(request.actor, found, name, also=queries.relations_to_unit(request.actor, found.unit_id))
    if not allowed:
        return refuse(request, allowed)
    back, (title, lead) = reverse("accounts:request", args=[found.pk]), TITLES[name]
    if name == "resubmit":
        return _amend(request, found, back)
    form = (ReasonForm if name in rules.NEEDS_REASON else OptionalReasonForm)(sent(request))

    def act() -> str:
        moved = actions.move_request(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"The request for {moved} is now {said(moved.state)}."

    return ask(request, form, act, title=f"{title}: {found}", lead=lead, button=title, back=back, grave=name in GRAVE)


def _amend(request: StaffRequest, found: AccountRequest, back: str) -> HttpResponse:
    title, lead = TITLES["resubmit"]
    form = RequestForm(sent(request), initial={name: getattr(found, name) for name in RequestForm.base_fields})

    def act() -> str:
        return f"{actions.amend_request(found, form.new_request(), actor=request.actor)} is asked for again."

    return ask(request, form, act, title=f"{title}: {found}", lead=lead, button=title, back=back)
