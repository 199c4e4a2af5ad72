"""What a party may read: whoever is complained of by themselves, and either side on a page that is printed and handed over."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import ask, sent
from rostra.cases.actions.cases import appeal_case
from rostra.cases.forms import EntryForm
from rostra.cases.models import Case
from rostra.cases.queries.register import subject_of
from rostra.cases.rules.own import appeal_stands_open, may_read_own, own_parts
from rostra.cases.rules.returning import may_be_appealed
from rostra.cases.rules.telling import told_of
from rostra.cases.rules.viewing import sight_of, viewer_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.words import Side
from rostra.cases.views.finding import numbered, only_that_there_is_one, with_file
from rostra.cases.views.refusing import refuse_step, written_in
from rostra.core.permission import Permission
from rostra.people.actions.looks import record_look
from rostra.people.queries import city_day
from rostra.people.rules import may_enter_desk
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, refuse, staff

OWN = "Their own: they are complained of."
NOT_THEIRS = Permission("Only who works on all of the case hands it over.")


@require_safe
@staff(may_enter_desk)
def own(request: StaffRequest, number: str) -> HttpResponse:
    """What is said of me, and what came of it?"""
    found = numbered(number)
    if not may_read_own(request.actor, found):
        return only_that_there_is_one(request, found)
    record_look(request.user, Function.CASE_INTAKE, subject_of(found), purpose=OWN, about=request.user.person)
    told = told_of(found, sight_of(Viewer.RESPONDENT, found))
    shown = {
        "told": told,
        "parts": own_parts(found, told),
        "appeal_by": found.due if may_be_appealed(found) else None,
    }
    return page(request, "cases/own.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_desk)
def own_appeal(request: StaffRequest, number: str) -> HttpResponse:
    """Say that the decision was wrong."""
    found = numbered(number)
    if not may_read_own(request.actor, found):
        return only_that_there_is_one(request, found)
    form, back = EntryForm(sent(request)), reverse("cases:own", args=[found.number])
    if not (allowed := appeal_stands_open(found)):
        return refuse_step(request, allowed, written_in(form), title=f"{_('Appeal')}: {found}", back=back)

    def step() -> str:
        appeal_case(found, form.cleaned_data["text"], Side.RESPONDENT, actor=request.actor)
        return _("It is taken in. Somebody decides who did not decide the case.")

    lead = _("Say why it was wrong. Somebody decides who did not decide the case.")
    return ask(request, form, step, title=f"{_('Appeal')}: {found}", lead=lead, button=_("Appeal"), back=back)


@require_safe
@staff(may_enter_desk)
@with_file
def for_side(request: StaffRequest, found: Case, name: str) -> HttpResponse:
    """What the law lets one side read today, to be printed and handed over."""
    if name not in {*Side}:
        raise Http404("no such side")
    if not sight_of(viewer_of(request.actor, found), found).reads(CaseField.PARTICIPANTS):
        return refuse(request, NOT_THEIRS)
    told = told_of(found, sight_of(Viewer(name), found))
    shown = {"told": told, "parts": [each for each in told.parts if not each.is_empty], "side": name, "today": city_day()}
    return page(request, "cases/for-side.html", shown)
