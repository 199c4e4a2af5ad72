"""The way to one case: nothing of it without a purpose, and each look, and each try, is written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from rostra.cases.models import Case
from rostra.cases.queries.register import case_numbered, subject_of
from rostra.cases.rules.own import may_read_own
from rostra.cases.rules.telling import told_of
from rostra.cases.rules.viewing import FUNCTIONS, may_know_of, may_open_file, sight_of
from rostra.cases.states.classes import Viewer
from rostra.cases.states.words import Track
from rostra.cases.views.refusing import refuse_step, written_unread
from rostra.core.permission import not_now
from rostra.people.actions.looks import record_look
from rostra.people.states import Function
from rostra.people.views.access import REFUSED, StaffRequest, page
from rostra.people.views.purpose import asked_what_for, note_look

Page = Callable[..., HttpResponse]  # of a request and a case
SAY_WHAT_FOR = not_now("You did not say yet what you look at cases of this kind for: say it on the way back to the case.")
TRIED = "Nothing was shown: nobody added them to this case."
REFUSED_THERE = "Nothing was shown or done: they have its file, and may not do this."


def numbered(number: str) -> Case:
    """The case of this number. Raises Http404."""
    case = case_numbered(number)
    if case is None:
        raise Http404("no such case")
    return case


def with_file(view: Page) -> Page:
    """Open the case of this ``number`` to who has its file.

    Who may not know of it gets what they would get if there were none; who may, its number and how it stands, and the try is written down.
    What the view refuses to who has the file is a try too, and no look.
    """

    @wraps(view)
    def checked(request: StaffRequest, number: str, **more: Any) -> HttpResponse:
        case = numbered(number)
        if not may_open_file(request.actor, case):
            return only_that_there_is_one(request, case)
        if (ask := asked_what_for(request, _function_of(case))) is not None:
            return _give_back(request, case) if request.method == "POST" else ask
        answer = view(request, case, **more)
        if answer.status_code == REFUSED:
            _tried(request, case, REFUSED_THERE)
        else:
            looked_at(request, case)
        return answer

    return checked


def _give_back(request: StaffRequest, case: Case) -> HttpResponse:
    """Triage makes it a case of another kind: what was written before would be lost on the way to the question what for."""
    back = reverse("cases:case", args=[case.number])
    return refuse_step(request, SAY_WHAT_FOR, written_unread(request), title=str(case), back=back)


def looked_at(request: StaffRequest, case: Case, part: str = "") -> None:
    """Write down that they looked at it, or at one thing in it."""
    note_look(request, _function_of(case), ":".join(filter(None, [subject_of(case), part])))


def _function_of(case: Case) -> Function:
    return FUNCTIONS.get(Track(case.track), Function.CASE_INTAKE)


def _tried(request: StaffRequest, case: Case, why: str) -> None:
    record_look(request.user, Function.CASE_INTAKE, subject_of(case), purpose=why)


def only_that_there_is_one(request: StaffRequest, case: Case) -> HttpResponse:
    """Its number and how it stands; the try is written down. Raises Http404 where they may not even know of it."""
    if not may_know_of(request.actor, case):
        raise Http404("no such case")
    _tried(request, case, TRIED)
    told = told_of(case, sight_of(Viewer.PUBLIC, case))
    shown = {"number": told.number, "status": told.status, "own": may_read_own(request.actor, case)}
    return page(request, "cases/known.html", shown, status=REFUSED)
