"""The public register of cases: number, day and how each stands; and what the law has opened of one."""

from __future__ import annotations

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rostra.cases.models import Case
from rostra.cases.rules.public import public_case, public_lines
from rostra.cases.rules.report import report
from rostra.cases.states.words import COMPLAINANT
from rostra.portal.views.languages import in_chosen_language

PAGE = 50


@in_chosen_language
def cases(request: HttpRequest) -> HttpResponse:
    """Every case that everybody may know of, the newest first."""
    after = request.GET.get("after", "")[:20]
    try:
        found = list(islice(public_lines(after), PAGE + 1))
    except Case.DoesNotExist as error:
        raise Http404("no such case") from error
    shown = {"cases": found[:PAGE], "next": found[PAGE - 1].number if len(found) > PAGE else None, "after": after}
    return render(request, "portal/cases.html", shown)


@in_chosen_language
def years(request: HttpRequest) -> HttpResponse:
    """How many there were, how they stand, and what those of a past year came to."""
    return render(request, "portal/case-years.html", {"years": report(), "smallest": settings.PROFILE.cases.smallest_number})


@in_chosen_language
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: how it stands, and what is open to everybody, with the law that opens it."""
    try:
        found = public_case(number)
    except Case.DoesNotExist as error:
        raise Http404("no such case") from error
    shown = {"line": found.line, "parts": [each for each in found.told.parts if not each.is_empty], "complainant": COMPLAINANT}
    return render(request, "portal/case.html", shown)
