"""What exactly was said, and did it change?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date

from rostra.archive.models import Record, Version
from rostra.archive.queries.records import bare_version
from rostra.archive.states.display import Policy
from rostra.portal.queries import record_page


def record(request: HttpRequest, record_id: int, number: int | None = None) -> HttpResponse:
    """A record in its newest version, or in one version under an address that never changes."""
    try:
        page = record_page(record_id, number)
    except (Record.DoesNotExist, Version.DoesNotExist) as error:
        raise Http404("no such record") from error
    template = "portal/withheld.html" if page.policy is Policy.WITHHELD else "portal/record.html"
    response = render(request, template, {"page": page, "by_version": number is not None})
    response["Last-Modified"] = http_date(page.changed.timestamp())
    response["Cache-Control"] = "public, no-cache"  # keep it, but ask: the ETag answers
    return response


def text(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """The whole text of a version, plain: for those that are too long for a page."""
    try:
        version = bare_version(record_id, number)
    except Version.DoesNotExist as error:
        raise Http404("no such version") from error
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-cache"}
    return HttpResponse(version.text, content_type="text/plain; charset=utf-8", headers=headers)
