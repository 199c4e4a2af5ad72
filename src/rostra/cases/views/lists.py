"""The cases whose file one may open, as a page and as tables; and how one is entered for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.views.asking import sent
from rostra.cases.actions.cases import enter_case
from rostra.cases.forms import EnterForm, ListForm
from rostra.cases.models import Case
from rostra.cases.queries.register import matching
from rostra.cases.rules.deciding import may_enter_case, may_see_cases
from rostra.cases.rules.entering import given_to, shown_finding
from rostra.cases.rules.notices import notice_lines
from rostra.cases.rules.viewing import FUNCTIONS, decides_cases, openable_cases, reads_when_added
from rostra.cases.states.life import CaseState, public_status
from rostra.cases.states.words import Channel, Side, Track
from rostra.core.clock import stamp
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.core.shown_once import MINUTES, give_once, once_of
from rostra.core.spreadsheets import spreadsheet
from rostra.core.tickets import take_ticket
from rostra.people.queries import city_day
from rostra.people.states.codes import printed
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import asked_what_for, note_look

AT_ONCE = 50
ENTERED = "case-entered"  # the cookie that holds a return key
COLUMNS = ("number", "status", "state", "track", "respondent_kind", "received", "due")


def searches_noted(view: Callable[[StaffRequest], HttpResponse]) -> Callable[[StaffRequest], HttpResponse]:
    """Whoever looks for words says what for, and the words are written down: by them a name is found in a file."""

    @wraps(view)
    def checked(request: StaffRequest) -> HttpResponse:
        if words := request.GET.get("q", "").strip():
            function = next(each for each in FUNCTIONS.values() if reads_when_added(request.actor, each))
            if (ask := asked_what_for(request, function)) is not None:
                return ask
            note_look(request, function, f"cases that hold “{words[:100]}”")
        return view(request)

    return checked


@require_safe
@staff(may_see_cases)
@searches_noted
def cases(request: StaffRequest) -> HttpResponse:
    """What may I open, and what is to be done first?"""
    form = ListForm(request.GET or None)
    turned = Paginator(_found(request, form), AT_ONCE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    shown = {
        "form": form, "turned": turned, "rows": [(case, row_of(case)) for case in turned], "kept": kept.urlencode(), "today": city_day(),
        "may_enter": may_enter_case(request.actor),
    }  # fmt: skip
    return page(request, "cases/cases.html", shown)


@require_safe
@staff(may_see_cases)
@searches_noted
def as_csv(request: StaffRequest) -> HttpResponse:
    """The same as a table."""
    return spreadsheet("cases", COLUMNS, ([*row.values()] for row in _rows(request)))


@require_safe
@staff(may_see_cases)
@searches_noted
def as_json(request: StaffRequest) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"cases": list(_rows(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_case)
def enter(request: StaffRequest) -> HttpResponse:
    """What somebody says by telephone, on paper, to the press or to a council member."""
    form = EnterForm(sent(request), request.FILES or None, initial=_of_finding(request))
    if form.is_bound and form.is_valid():
        try:
            made = enter_case(form.new_case(), files=form.handed(), told=form.cleaned_data["told"], actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            told = {"number": made.case.number, "key": printed(made.key), "by": request.actor.ref, "to": given_to(made.case)}
            return give_once(redirect("cases:entered"), ENTERED, told, path=reverse("cases:entered"))
    shown = {"form": form, "notice": notice_lines(Side.COMPLAINANT), "decides": decides_cases(request.actor)}
    return page(request, "cases/enter.html", shown)


def _of_finding(request: StaffRequest) -> dict[str, str]:
    """What the form begins with where they come from something that the system found."""
    found = shown_finding(request.GET.get("finding", ""))
    return {"channel": Channel.FINDING.value, "statement": found[0], "account": found[1]} if found else {}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_enter_case)
def entered(request: StaffRequest) -> HttpResponse:
    """Number and return key, for some minutes and for who entered it alone, until they say that the person has both."""
    if request.method == "POST":
        return take_ticket(redirect("cases:entered"), ENTERED, path=reverse("cases:entered"))
    shown = once_of(request, ENTERED)
    mine = shown if shown and shown.told["by"] == request.actor.ref else None
    return page(request, "cases/entered.html", {"shown": mine, "minutes": MINUTES})


def row_of(case: Case) -> dict[str, Any]:
    """A line of the list. Where it stands exactly, and who decides it, only for who works on all of it."""
    exact: bool = case.exact  # type: ignore[attr-defined] # of ``openable_cases``
    return {
        "number": case.number,
        "status": public_status(CaseState(case.state)).value,
        "state": case.state if exact else None,
        "track": case.track if exact else None,
        "respondent_kind": case.kind if exact and case.track != Track.UNDECIDED else None,
        "received": stamp(case.received) if exact else None,
        "due": case.due.isoformat() if exact and case.state != CaseState.CLOSED else None,
    }


def _rows(request: StaffRequest) -> Iterator[dict[str, Any]]:
    """All lines of the list, without what only the page shows."""
    lean = _found(request, ListForm(request.GET or None)).select_related(None).only("number", "state", "track", "kind", "received", "due")
    return map(row_of, lean.iterator(chunk_size=1000))


def _found(request: StaffRequest, form: ListForm) -> QuerySet[Case]:
    told = form.cleaned_data if form.is_valid() else {}
    found = openable_cases(request.actor, exact=bool(told.get("track") or told.get("q")))
    if status := told.get("status"):
        found = found.filter(state__in=[state for state in CaseState if public_status(state) == status])
    if track := told.get("track"):
        found = found.filter(track=track)
    return matching(found, told["q"]) if told.get("q") else found
