"""Platform by platform: how we look, what we cannot see and why, and how the city's accounts there stand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from rostra.archive.queries import display
from rostra.capture.queries.calls import is_let_tell
from rostra.capture.queries.coverage import coverage_overview
from rostra.capture.queries.platforms import declared_platform, declared_platforms


def platforms(request: HttpRequest) -> HttpResponse:
    """What can be captured where."""
    return render(request, "portal/platforms.html", {"platforms": declared_platforms()})


def platform(request: HttpRequest, name: str) -> HttpResponse:
    """What of one platform is in the archive, and what is not."""
    found = declared_platform(name)
    if found is None:
        raise Http404("no such platform")
    rows = [each for each in coverage_overview() if each.account.network == name]
    shown = {"found": found, "rows": rows, "display": display.terms(), "replies_reason": display.replies_reason()}
    shown |= {"is_told": is_let_tell(name), "removed": display.shown_of_removed(name), "removed_reason": display.reason_of_removed(name)}
    return render(request, "portal/platform.html", shown | {"kept_back": display.kept_back_on(name)})
