"""Filter words: the list with its history, asked for, decided by counsel."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts, relations
from rostra.accounts.views.asking import ask, sent
from rostra.core.actor import Actor
from rostra.core.audit import history
from rostra.core.permission import Permission
from rostra.moderation.actions.filters import move_filter, request_filter
from rostra.moderation.forms import ReasonForm
from rostra.moderation.forms.filters import FilterWordForm
from rostra.moderation.models import FilterTerm
from rostra.moderation.queries.acts import accounts_of_steward
from rostra.moderation.queries.filters import filter_terms, hits_of
from rostra.moderation.rules.filters import may_move_filter, may_request_filter, may_see_filters
from rostra.moderation.states.filters import FILTER_LIFE, FilterState
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.people.views.purpose import note_look, with_purpose

TITLES = {
    "allow": ("Allow it", "It is in force from today until its last day. Look at what it would hit first: it knows no context."),
    "refuse": ("Refuse it", "It is not set. It stays on the list."),
    "end": ("End it early", "Take it off the network. It stays on the list."),
}


@require_safe
@staff(may_see_filters)
def filters(request: StaffRequest) -> HttpResponse:
    """Every word that was ever asked for."""
    terms = filter_terms()
    groups = [
        ("Counsel has to decide", terms.filter(state=FilterState.REQUESTED), "waiting"),
        ("In force", terms.filter(state=FilterState.IN_FORCE), "in-force"),
        ("Refused or ended", terms.filter(state__in=(FilterState.REFUSED, FilterState.ENDED)), "over"),
    ]
    return page(request, "moderation/filters.html", {"groups": groups, "may_request": _accounts(request.actor).exists()})


@require_safe
@staff(may_see_filters)
@with_purpose(Function.FILTER_TERMS)
def filter_term(request: StaffRequest, number: int) -> HttpResponse:
    """One, with what it would hit among what was captured. Each look is written down."""
    found = get_object_or_404(filter_terms(), pk=number)
    subject = f"filter:{found.pk}"
    note_look(request, Function.FILTER_TERMS, subject)
    shown = {
        "term": found, "hits": hits_of(found.term, found.account), "moves": _moves(request.actor, found), "events": history(subject),
    }  # fmt: skip
    return page(request, "moderation/filter.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def new(request: StaffRequest) -> HttpResponse:
    """Ask counsel for a word."""
    accounts = _accounts(request.actor)
    if not accounts.exists():
        return refuse(request, may_request_filter(request.actor) or Permission("You look after no account."))
    form = FilterWordForm(sent(request), accounts=accounts)

    def step() -> str:
        return f"Filter word {request_filter(form.wanted(), actor=request.actor).pk} is asked for. Until counsel allows it, it is not set."

    lead = "A filter hides whatever holds its word, whoever says it and whatever they mean. Counsel decides, and sees what it would hit."
    back = reverse("moderation:filters")
    return ask(request, form, step, title="Ask for a filter word", lead=lead, button="Ask for it", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_filters)
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    """One step."""
    found = get_object_or_404(filter_terms(), pk=number)
    if name not in TITLES:
        raise Http404("no such step")
    if not (allowed := may_move_filter(request.actor, found, name, also=relations(request.actor, found.account))):
        return refuse(request, allowed)
    form = ReasonForm(sent(request))

    def step() -> str:
        moved = move_filter(found, name, reason=form.cleaned_data["reason"], actor=request.actor)
        return f"Filter word {moved.pk} is now {moved.get_state_display()}."

    title, lead = TITLES[name]
    back = reverse("moderation:filter", args=[found.pk])
    return ask(request, form, step, title=f"{title}: filter word {found.pk}", lead=lead, button=title, back=back, grave=name == "allow")


def _accounts(actor: Actor) -> QuerySet[Account]:
    return official_accounts() if may_request_filter(actor) else accounts_of_steward(actor)


def _moves(actor: Actor, found: FilterTerm) -> list[tuple[str, str, Permission]]:
    also = relations(actor, found.account)
    names = [each.name for each in FILTER_LIFE.moves_from(FilterState(found.state)) if each.name in TITLES]
    return [(name, TITLES[name][0], may_move_filter(actor, found, name, also=also)) for name in names]
