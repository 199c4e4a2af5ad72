"""Audit and access: who did what, who may do what, who is signed in, where signing in failed, who looked at what is not public."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rostra.core.models import Event
from rostra.desk.forms import EventsForm
from rostra.people import queries, rules
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff

_A_PAGE, _NEWEST = 50, 50
ANSWERS = "policy.acknowledgement."  # say by name who refused: they stand on the campaign's pages alone, where each look has its purpose


@require_safe
@staff(rules.may_see_that_audited)
def audit(request: StaffRequest) -> HttpResponse:
    """The events, filtered; what they are about is for those who may read the audit log."""
    form = EventsForm(request.GET or None)
    events = Paginator(_found(form), _A_PAGE).get_page(request.GET.get("page"))
    readable = bool(rules.may_read_audit(request.actor))
    return page(request, "desk/audit.html", {"form": form, "events": events, "readable": readable, "matrix": list(rules.matrix().rows())})


def _found(form: EventsForm) -> QuerySet[Event]:
    told = form.cleaned_data if form.is_valid() else {}
    found = Event.objects.order_by("-id").exclude(action__startswith=ANSWERS)
    for field, lookup in (("who", "actor_name__icontains"), ("what", "action__icontains"), ("about", "subject__icontains")):
        found = found.filter(**{lookup: told[field]}) if told.get(field) else found
    return found


@require_safe
@staff(rules.may_see_people)
def access(request: StaffRequest) -> HttpResponse:
    """Open sessions, and where signing in failed. An address that nobody has is not shown: it may be a password."""
    failures = list(queries.failures()[:_NEWEST])
    known = set(queries.known_addresses(failure.username or "" for failure in failures))
    shown = [(failure, failure.username in known) for failure in failures]
    return page(request, "desk/access.html", {"sessions": queries.sessions_now(), "failures": shown})


@require_safe
@staff(rules.may_read_audit)
def looks(request: StaffRequest) -> HttpResponse:
    """Who looked at what is not public, and what for."""
    found = Paginator(queries.looks(), _A_PAGE).get_page(request.GET.get("page"))
    return page(request, "desk/looks.html", {"looks": found, "functions": list(Function)})
