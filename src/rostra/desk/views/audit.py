"""Audit and access: who did what, who may do what, who is signed in, where signing in failed, who looked at what is not public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain as joined
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from orjson import dumps

from rostra.archive.queries.events import places_of, published_size
from rostra.archive.rules.chain import AT_ONCE, chain_of_events
from rostra.core.clock import stamp
from rostra.core.models import Event
from rostra.core.spreadsheets import MEDIA_TYPE, lines, saved_as
from rostra.desk.forms import EventsForm
from rostra.people import queries, rules
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff

_A_PAGE, _NEWEST = 50, 50
_COLUMNS = ("number", "at", "kind", "by", "name", "action", "subject", "facts", "log_index")
ANSWERS = "policy.acknowledgement."  # say by name who refused: they stand on the campaign's pages alone, where each look has its purpose


@require_safe
@staff(rules.may_see_that_audited)
def audit(request: StaffRequest) -> HttpResponse:
    """The events, filtered; what they are about is for those who may read the audit log."""
    form = EventsForm(request.GET or None)
    events = Paginator(_found(form), _A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "events": events,
        "readable": bool(rules.may_read_audit(request.actor)),
        "matrix": list(rules.matrix().rows()),
        "leaves": places_of(list(events)),
        "size": published_size(),
        "asked": urlencode({name: value for name, value in form.cleaned_data.items() if value}) if form.is_valid() else "",
    }
    return page(request, "desk/audit.html", shown)


@require_safe
@staff(rules.may_see_that_audited)
def chain(request: StaffRequest) -> HttpResponse:
    """Is every event in the log, as it was?"""
    return page(request, "desk/chain.html", {"chain": chain_of_events(), "readable": bool(rules.may_read_audit(request.actor))})


@require_safe
@staff(rules.may_read_audit)
def as_csv(request: StaffRequest) -> HttpResponseBase:
    """The events that were looked for, as a table."""
    found = _rows(_found(EventsForm(request.GET or None)))
    rows = ([dumps(value).decode() if isinstance(value, dict) else value for value in row.values()] for row in found)
    return StreamingHttpResponse(lines(_COLUMNS, rows), content_type=MEDIA_TYPE, headers=saved_as("audit"))


@require_safe
@staff(rules.may_read_audit)
def as_json(request: StaffRequest) -> HttpResponseBase:
    """The same for machines, with the size up to which the log is published."""
    rows = _rows(_found(EventsForm(request.GET or None)))
    parts = joined([f'{{"log_size":{published_size()},"events":['.encode()], _parted(map(dumps, rows)), [b"]}"])
    return StreamingHttpResponse(parts, content_type="application/json")


def _parted(parts: Iterable[bytes]) -> Iterator[bytes]:
    for number, part in enumerate(parts):
        yield (b"," if number else b"") + part


def _rows(found: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    """Each event with the index of its leaf in the log, or null while it waits for one."""
    events = found.iterator(chunk_size=AT_ONCE)
    for several in iter(lambda: list(islice(events, AT_ONCE)), []):
        places = places_of(several)
        for event in several:
            told = (
                event.pk,
                stamp(event.at),
                event.actor_kind,
                event.actor_ref,
                event.actor_name,
                event.action,
                event.subject,
                event.facts,
            )
            yield dict(zip(_COLUMNS, (*told, places.get(event.pk)), strict=True))


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
