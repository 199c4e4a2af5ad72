"""The steps of a case, drawn from the graph, each with its reasons; and counsel's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rostra.accounts.views.asking import ask, sent
from rostra.cases.actions.cases import appeal_case, join_case, move_case, triage_case
from rostra.cases.actions.counsel import give_word, sign_worksheet
from rostra.cases.actions.file import UNREAD
from rostra.cases.forms import CaseAppealForm, DisciplineForm, FinishForm, JoinForm, StepForm, TriageForm
from rostra.cases.forms.counsel import WordForm, WorksheetForm
from rostra.cases.models import Case
from rostra.cases.queries.evidence import posts_of
from rostra.cases.queries.register import case_numbered, word_step_of
from rostra.cases.rules.deciding import may_advise
from rostra.cases.rules.moving import NEEDS_REASON, may_move
from rostra.cases.rules.word import word_of
from rostra.cases.rules.worksheet import authorities_for
from rostra.cases.states.life import CASE_LIFE, Arbitration, CaseState
from rostra.cases.states.titles import TITLES
from rostra.cases.states.words import Side
from rostra.cases.views.finding import with_file
from rostra.cases.views.refusing import refuse_step, written_in
from rostra.core.errors import Conflict
from rostra.people.rules import may_enter_desk
from rostra.people.views.access import StaffRequest, refuse, staff

Taken = Callable[[], object]


def address_of(found: Case) -> str:
    """Where its file is."""
    return reverse("cases:case", args=[found.number])


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def move(request: StaffRequest, found: Case, name: str) -> HttpResponse:
    """Take a step, where the state allows it, it is one's own to take, and nothing stands in its way."""
    if name not in CASE_LIFE.moves:
        raise Http404("no such step")
    form, take = _OWN.get(name, _plain)(request, found, name)
    title, lead = (str(told) for told in TITLES[name])
    if not (allowed := may_move(request.actor, found, name)):
        return refuse_step(request, allowed, written_in(form), title=f"{title}: {found}", back=address_of(found))

    def step() -> str:
        take()
        return _("Done: %(step)s.") % {"step": title}

    grave = name == "find-no-jurisdiction"
    return ask(request, form, step, title=f"{title}: {found}", lead=lead, button=title, back=address_of(found), grave=grave)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def counsel(request: StaffRequest, found: Case) -> HttpResponse:
    """What counsel says: on it depends what may be seen of the case."""
    if not (allowed := may_advise(request.actor, found)):
        return refuse(request, allowed)
    newest = word_step_of(found)
    read = newest.pk if newest else ""
    form = WordForm(sent(request), initial={**asdict(word_of(found)), "read": read})

    def step() -> str:
        told = form.cleaned_data
        over = found.steps.filter(pk=told["read"]).first() if "read" in request.POST else UNREAD
        try:
            give_word(found, form.word(), reason=told["reason"], over=over, actor=request.actor)
        except Conflict:
            form.data = {**request.POST.dict(), "read": read}  # what is told to them now, they have read
            raise
        return _("It counts from now on.")

    lead = _("On your word depends what may be seen of the case, and whether there may be discipline. All of it is said anew each time.")
    return ask(request, form, step, title=f"{_('Counsel’s word')}: {found}", lead=lead, button=_("Say so"), back=address_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
@with_file
def worksheet(request: StaffRequest, found: Case) -> HttpResponse:
    """In which capacity was it said? Counsel signs."""
    if not (allowed := may_advise(request.actor, found)):
        return refuse(request, allowed)
    form = WorksheetForm(sent(request), among=authorities_for(found), posts=posts_of(found))

    def step() -> str:
        sign_worksheet(found, form.found(), actor=request.actor)
        return _("It is signed, and stands in the file.")

    lead = _("Official needs two things: authority to speak for the city on this matter on that day, and that it was used here.")
    return ask(request, form, step, title=f"{_('Capacity')}: {found}", lead=lead, button=_("Sign it"), back=address_of(found))


def _plain(request: StaffRequest, found: Case, name: str) -> tuple[StepForm, Taken]:
    form = StepForm(sent(request), required=name in NEEDS_REASON)
    return form, lambda: move_case(found, name, reason=form.cleaned_data["reason"], actor=request.actor)


def _discipline(request: StaffRequest, found: Case, name: str) -> tuple[DisciplineForm, Taken]:
    form = DisciplineForm(sent(request))

    def take() -> Case:
        return move_case(found, name, reason=form.cleaned_data["reason"], measure=form.cleaned_data["measure"], actor=request.actor)

    return form, take


def _finish(request: StaffRequest, found: Case, name: str) -> tuple[FinishForm, Taken]:
    form = FinishForm(sent(request), grieved=found.state != CaseState.DISCIPLINE_DECIDED)

    def take() -> Case:
        told = form.cleaned_data
        decided = Arbitration(told["arbitration"]) if told["arbitration"] else None
        return move_case(found, name, reason=told["reason"], arbitration=decided, measure=told["measure"], actor=request.actor)

    return form, take


def _triage(request: StaffRequest, found: Case, _name: str) -> tuple[TriageForm, Taken]:
    said = {"act_day": found.said_day, "account": found.said_account.slug if found.said_account else None}
    form = TriageForm(sent(request), initial=said)
    return form, lambda: triage_case(found, form.found(), reason=form.cleaned_data["reason"], actor=request.actor)


def _join(request: StaffRequest, found: Case, _name: str) -> tuple[JoinForm, Taken]:
    form = JoinForm(sent(request))

    def take() -> Case:
        other = case_numbered(form.cleaned_data["other"].strip())
        return join_case(found, other or found, reason=form.cleaned_data["reason"], actor=request.actor)

    return form, take


def _appeal(request: StaffRequest, found: Case, _name: str) -> tuple[CaseAppealForm, Taken]:
    form = CaseAppealForm(sent(request))
    return form, lambda: appeal_case(found, form.cleaned_data["text"], Side(form.cleaned_data["side"]), actor=request.actor)


_OWN: dict[str, Callable[..., tuple[forms.Form, Taken]]] = {
    "triage": _triage, "join": _join, "appeal": _appeal, "decide-discipline": _discipline, "finish": _finish,
}  # fmt: skip
