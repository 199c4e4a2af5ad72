"""What is withheld: the list of it, and one record as it is held, for who works on it."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from rostra.archive.forms.classified import FindForm, ListForm
from rostra.archive.models import Classification, Version
from rostra.archive.queries.classifications import (
    LONGEST_LIST,
    current_classifications,
    ending,
    history_of,
    record_whole,
    unconfirmed,
    versions_whole,
    words_of,
)
from rostra.archive.queries.elsewhere import left_open
from rostra.archive.queries.stores import media_path
from rostra.archive.queries.suggestions import Suggestion, suggestions_in
from rostra.archive.queries.withheld import in_force, standing_of
from rostra.archive.rules.classification import (
    confirm_by,
    may_be_classified,
    may_classify,
    may_confirm_classification,
    may_lift_classification,
    may_see_classifications,
    may_see_withheld,
)
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part, Step
from rostra.archive.views.looking import looked_at
from rostra.archive.views.sealed import INERT
from rostra.core.clock import stamp
from rostra.core.spreadsheets import spreadsheet
from rostra.people.queries import city_day
from rostra.people.states import Function
from rostra.people.views.access import INVALID, StaffRequest, page, staff
from rostra.people.views.purpose import with_purpose

AT_ONCE = 50
COLUMNS = ("number", "record", "version", "part", "class", "law", "stands", "since", "until", "confirm_by", "by", "at")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


@require_safe
@staff(may_see_classifications)
def classifications(request: StaffRequest) -> HttpResponse:
    """What is withheld, on which law, until when; not what it is."""
    find = FindForm(request.GET if "record" in request.GET else None)
    if find.is_valid():
        return redirect("classified:record", find.cleaned_data["record"].pk)
    form = ListForm(request.GET or None)
    turned = Paginator(_found(form), AT_ONCE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "record"):
        kept.pop(name, None)
    shown = {"form": form, "find": find, "turned": turned, "rows": turned.object_list, "kept": kept.urlencode()}
    shown |= {"today": city_day(), "may_open": may_see_withheld(request.actor)}
    return page(request, "archive/classifications.html", shown, status=INVALID if find.errors else 200)


@require_safe
@staff(may_see_classifications)
def as_csv(request: StaffRequest) -> HttpResponse:
    """The same as a table."""
    return spreadsheet("classifications", COLUMNS, ([*row_of(row).values()] for row in _all(request)))


@require_safe
@staff(may_see_classifications)
def as_json(request: StaffRequest) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"classifications": [row_of(row) for row in _all(request)]})


@require_safe
@staff(may_see_withheld)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def record(request: StaffRequest, record_id: int) -> HttpResponse:
    """One record as it is held, with what is withheld of it, and the history of that. Each look is written down."""
    found = looked_at(request, record_whole(record_id), "record")
    rows = history_of(found)
    replaced = {row.replaces_id for row in rows}
    newest = [row for row in rows if row.pk not in replaced]
    versions = versions_whole(found)
    texts = [version for version, _withheld in versions]
    shown = {
        "record": found, "versions": [(version, withheld, _proposals(version, withheld)) for version, withheld in versions],
        "history": rows, "left_open": left_open({found.pk}),
        "current": [
            (row, words_of(row, texts), may_confirm_classification(request.actor, row), may_lift_classification(request.actor, row))
            for row in newest
        ],
        "may_classify": may_classify(request.actor) and may_be_classified(found),
    }  # fmt: skip
    return page(request, "archive/classified-record.html", shown)


@require_safe
@staff(may_see_withheld)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def attachment(request: StaffRequest, record_id: int, number: int, ordinal: int) -> HttpResponse:
    """An attachment as it is held. A picture is shown; anything else is handed out to be saved."""
    found = looked_at(request, record_whole(record_id), "record")
    version = found.all_versions.filter(number=number).first()
    if version is None:
        raise Http404("no such version")
    return kept_file(version, ordinal)


def kept_file(version: Version, ordinal: int) -> HttpResponse:
    """An attachment of a version, as it is held. Raises Http404."""
    kept = version.attachments.select_related("medium").filter(ordinal=ordinal).first()
    if kept is None or kept.medium is None:
        raise Http404("no such attachment")
    headers = dict(INERT)
    if kept.medium.media_type not in _PICTURES:
        headers["Content-Disposition"] = f'attachment; filename="record-{version.record_id}-v{version.number}-{ordinal + 1}"'
    return HttpResponse(media_path(kept.medium).read_bytes(), content_type=kept.medium.media_type, headers=headers)


def row_of(row: Classification) -> dict[str, Any]:
    """A line of the list."""
    return {
        "number": row.pk,
        "record": row.record_id,
        "version": row.version,
        "part": row.part,
        "class": row.held_as,
        "law": row.law,
        "stands": standing_of(row).value,
        "since": stamp(row.since),
        "until": row.until.isoformat() if row.until else None,
        "confirm_by": None if row.confirmed else confirm_by(row).isoformat(),
        "by": row.by_name,
        "at": stamp(row.at),
    }


def _proposals(version: Version, withheld: Withheld) -> list[Suggestion]:
    return [] if withheld.why(Part.TEXT) else suggestions_in(version.text, withheld.spans(len(version.text)))


def _all(request: StaffRequest) -> list[Classification]:
    return list(islice(_found(ListForm(request.GET or None)).iterator(), LONGEST_LIST))


def _found(form: ListForm) -> QuerySet[Classification]:
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _shown(told.get("shown", ""))
    if told.get("held_as"):
        found = found.filter(held_as=told["held_as"])
    return found.filter(basis=told["basis"]) if told.get("basis") else found


def _shown(which: str) -> QuerySet[Classification]:
    today, every = city_day(), current_classifications()
    if which == "unconfirmed":
        return unconfirmed(today)
    if which == "ending":
        return ending(today, today + dt.timedelta(days=settings.PROFILE.classification.ends_soon))
    if which == "standing":
        return in_force(every, today)
    return every.filter(step=Step.LIFTED) if which == "open" else every
