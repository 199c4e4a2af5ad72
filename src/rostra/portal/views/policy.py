"""The written policy: the text in force, every version of it, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rostra.people.queries import city_day
from rostra.policy.models import Clause, Comparison, Document, Version
from rostra.policy.queries import History, comparison, document_by_slug, history_of, public_figures, public_histories
from rostra.policy.states import DocumentKind
from rostra.portal.queries import with_figures

INVALID = 422


def policy(request: HttpRequest) -> HttpResponse:
    """The city's policies; the text itself where there is one; the rules of the archive alone where there is none."""
    histories = public_histories(city_day(), DocumentKind.POLICY)
    if len(histories) == 1:
        return _document(request, histories[0].document.slug, alone=True)
    return render(request, "portal/policy.html", {"histories": histories})


def document(request: HttpRequest, slug: str) -> HttpResponse:
    """A document as it is in force today, or on the day ``?on=``."""
    return _document(request, slug)


def _document(request: HttpRequest, slug: str, *, alone: bool = False) -> HttpResponse:
    """The page of a document. ``alone``: it is the page of the city's only policy, and the rules of the archive stand on it too."""
    asked = request.GET.get("on", "").strip()
    day = _day(asked) if asked else city_day()
    history = _history(slug, day or city_day())
    shown = history.in_force if day else None
    context = {"history": history, "asked": asked, "day": day, "today": city_day(), "version": shown, "alone": alone}
    context["clauses"] = _clauses(history, shown)
    context |= _acknowledged(shown) if shown and not asked else {}  # of today: days apart would tell single people
    return render(request, "portal/policy-text.html", context | _around(history), status=200 if day else INVALID)


def _acknowledged(version: Version) -> dict[str, object]:
    figures = public_figures(version, city_day())
    told = [each for each in figures if each.covered is not None]
    return {"figures": figures, "shown": told, "hidden": [each.unit.name for each in figures if each.covered is None]}


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version, under an address that never changes."""
    history = _history(slug, city_day())
    found = _numbered(history, number)
    context = {"history": history, "version": found, "permanent": True, "clauses": found.clauses.all()}
    return render(request, "portal/policy-text.html", context | _around(history))


def line(request: HttpRequest) -> HttpResponse:
    """What the policy asks of people on accounts of their own: in the city's words where its profile names a document."""
    slug = settings.PROFILE.line.guidance
    found = document_by_slug(slug) if slug else None
    history = history_of(found, city_day()) if found else None
    shown = history.in_force if history else None
    return render(request, "portal/line.html", {"version": shown, "clauses": shown.clauses.all() if shown else []})


def changes(request: HttpRequest, slug: str, number: int, since: int) -> HttpResponse:
    """What changed from version ``since`` to version ``number``, as it was computed when they were saved."""
    history = _history(slug, city_day())
    before, after = _numbered(history, since), _numbered(history, number)
    try:
        blocks = comparison(before, after)
    except Comparison.DoesNotExist:
        raise Http404("these two are not compared") from None
    return render(request, "portal/policy-changes.html", {"history": history, "before": before, "after": after, "blocks": blocks})


def source(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text of a version, as it is hashed."""
    found = get_object_or_404(Version, document__slug=slug, number=number, published__isnull=False)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-cache"}
    return HttpResponse(found.source, content_type="text/markdown; charset=utf-8", headers=headers)


def _clauses(history: History, shown: Version | None) -> Iterable[Clause]:
    """The clauses that are shown; today's with what is measured of them. What was true on another day is not known."""
    found = shown.clauses.all() if shown else []
    return with_figures(history.document, found) if history.day == city_day() else found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2020-01-01") else None
    except ValueError:
        return None


def _history(slug: str, day: dt.date) -> History:
    found = document_by_slug(slug)
    history = history_of(found, day) if found else None
    if history is None or not history.published:
        raise Http404("no such policy")
    return history


def _numbered(history: History, number: int) -> Version:
    for each in history.published:
        if each.number == number:
            return each
    raise Http404("no such version")


def _around(history: History) -> dict[str, object]:
    """The procedures of a policy, or the policy of procedures."""
    of: Document | None = history.document.policy
    return {"procedures": [] if of else public_histories(history.day, DocumentKind.PROCEDURES, history.document), "of": of}
