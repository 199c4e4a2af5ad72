"""What exactly was said, and did it change?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date

from rostra.archive.models import Record, Version
from rostra.portal.queries import record_page


def record(request: HttpRequest, record_id: int, number: int | None = None) -> HttpResponse:
    """A record in its newest version, or in one version under an address that never changes."""
    try:
        page = record_page(record_id, number)
    except (Record.DoesNotExist, Version.DoesNotExist) as error:
        raise Http404("no such record") from error
    response = render(request, "portal/record.html", {"page": page, "by_version": number is not None})
    response["Last-Modified"] = http_date(page.changed.timestamp())
    response["Cache-Control"] = "public, no-cache"  # keep it, but ask: the ETag answers
    return response
