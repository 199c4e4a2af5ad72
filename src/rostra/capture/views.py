"""The doors at which platforms call. Nobody is signed in here: a signature lets in, and nothing is told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rostra.capture.actions import calls, tellings
from rostra.capture.models import Telling
from rostra.capture.queries.calls import calling_hook, telling_of
from rostra.platforms.base import Refused
from rostra.platforms.calls import Call

LONGEST = 1024 * 1024  # bytes of one call
NOBODY = "no such address"


@csrf_exempt  # it is no person's browser that asks
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, network: str) -> HttpResponse:
    """Where a network calls for all accounts."""
    if calling_hook(network) is None:
        raise Http404(NOBODY)
    call = _call(request)
    if call is None:
        return _plain(413)
    if request.method == "POST":
        return _plain(200 if calls.take_call(network, call) else 403)
    reply = calls.answer(network, call)
    if reply is None:
        return _plain(403)
    return _plain(200, reply.body, reply.media_type)


@csrf_exempt  # it is no person's browser that asks
@require_http_methods(["GET", "POST"])
def hub(request: HttpRequest, network: str, key: str) -> HttpResponse:
    """Where a hub calls for one account (WebSub, 5 and 7). What is not signed is answered as if it were taken, as the standard has it."""
    row = telling_of(network, key)
    if row is None:
        raise Http404(NOBODY)
    call = _call(request)
    if call is None:
        return _plain(413)
    return _told_by_hub(row, call) if request.method == "POST" else _asked_by_hub(row, call)


def _told_by_hub(row: Telling, call: Call) -> HttpResponse:
    tellings.take_hub_call(row, call)
    return _plain(202)


def _asked_by_hub(row: Telling, call: Call) -> HttpResponse:
    try:
        return _plain(200, tellings.answer_hub(row, call).encode())
    except Refused:
        raise Http404(NOBODY) from None


def _call(request: HttpRequest) -> Call | None:
    """The call; None where it is too long. No more of it is read than is needed to refuse it."""
    body = request.read(LONGEST + 1) if request.method == "POST" else b""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.GET.dict(), headers, body) if len(body) <= LONGEST else None


def _plain(status: int, body: bytes = b"", media_type: str = "text/plain") -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, status=status, content_type=media_type, headers=headers)
