"""This installation as a witness of other logs (c2sp.org/tlog-witness)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rostra.api.views.answers import REVALIDATE
from rostra.api.views.files import PLAIN
from rostra.archive.actions.witnesses import witness_checkpoint
from rostra.archive.queries.witnessing import witness_key, witnessed_checkpoint
from rostra.tlog.witness import MAX_REQUEST


@csrf_exempt  # it is no person's browser that asks: the checkpoint's signature is what lets it in
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a checkpoint of a log that we witness. Only so much of the body is read as is needed to refuse it."""
    reply = witness_checkpoint(request.read(MAX_REQUEST + 1))
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type, headers={"Cache-Control": "no-store"})


def checkpoint(_request: HttpRequest, origin_hash: str) -> HttpResponse:
    """The checkpoint that we cosigned last of a log."""
    signed = witnessed_checkpoint(origin_hash)
    if signed is None:
        raise Http404("no such log is witnessed here, or nothing of it was cosigned yet")
    return HttpResponse(signed, content_type=PLAIN, headers={"Cache-Control": REVALIDATE})


def key(_request: HttpRequest) -> HttpResponse:
    """The key with which we cosign, as a verifier key."""
    return HttpResponse(f"{witness_key()}\n", content_type=PLAIN, headers={"Cache-Control": REVALIDATE})
