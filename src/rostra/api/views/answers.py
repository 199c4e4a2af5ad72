"""Answers as JSON, errors as problem+json (RFC 9457), and what every public answer has in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from rostra.api.queries.shapes import Problem, encoded
from rostra.archive.queries.segments import Damaged
from rostra.core.errors import Invalid

INERT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
REVALIDATE = "public, no-cache"  # keep it, but ask each time whether it changed: the ETag makes that cheap
BRIEFLY = "public, max-age=60"
FOR_EVER = "public, max-age=31536000, immutable"
LARGEST = 1 << 53  # every identifier of a record is below it

View = Callable[..., HttpResponseBase]


def as_json(answer: object, cache: str = REVALIDATE) -> HttpResponse:
    """A shape as an answer."""
    return HttpResponse(encoded(answer), content_type="application/json", headers={"Cache-Control": cache})


def problem(status: HTTPStatus, detail: str, hint: str = "") -> HttpResponse:
    """An error as an answer."""
    body = encoded(Problem(status.phrase, status.value, detail, hint))
    return HttpResponse(body, status=status, content_type="application/problem+json", headers={"Cache-Control": "no-store"})


def public(view: View) -> View:
    """A view that anyone may read from any site: it changes nothing, knows no session, and says its errors as JSON."""

    @csrf_exempt  # so that a POST is told that it cannot be, in JSON
    @functools.wraps(view)
    def guarded(request: HttpRequest, **place: object) -> HttpResponseBase:
        response = _answer(view, request, place)
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        for name, value in INERT.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _answer(view: View, request: HttpRequest, place: dict[str, object]) -> HttpResponseBase:
    if request.method not in {"GET", "HEAD"}:
        refused = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This interface only reads.")
        refused["Allow"] = "GET, HEAD"
        return refused
    try:
        _require_possible(place)
        return view(request, **place)
    except (Http404, ObjectDoesNotExist):
        return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.", "/api/docs lists what there is")
    except Invalid as error:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), error.hint)
    except Damaged:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The bytes of this record cannot be read at present.", "tell the records office")


def _require_possible(place: dict[str, object]) -> None:
    """Numbers in an address are identifiers or numbers of versions; what no database can hold is nowhere."""
    if any(isinstance(value, int) and value >= LARGEST for value in place.values()):
        raise Http404("beyond every identifier")
