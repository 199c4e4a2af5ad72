"""Bytes as they are: items, proofs, pictures and videos, the files of the log. Nothing of it is ever run by a browser."""

from __future__ import annotations

import re
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from rostra.accounts.queries import account_by_slug
from rostra.api.queries.signed import signed_list
from rostra.api.views.answers import BRIEFLY, FOR_EVER, REVALIDATE, problem
from rostra.api.views.ranges import as_file
from rostra.archive.queries.log import log_key, proof_of
from rostra.archive.queries.records import bare_version
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.stores import media_path, public_log_directory
from rostra.archive.queries.withheld import medium_to_show
from rostra.archive.queries.witnessing import policy_text

PLAIN = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"
SHOWN = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "video/mp4", "video/webm"}
    | {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm"}
)  # what a browser can show and not run: SVG is not among them
_TILE = re.compile(r"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/(?:[1-9][0-9]{0,2}))?", re.ASCII)


def _attached(content: bytes | str, media_type: str, name: str, cache: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": cache}
    return HttpResponse(content, content_type=media_type, headers=headers)


def item(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """An item's own bytes, exactly as received; 451 with the law, or the city's reason, where a part of them is withheld."""
    version = bare_version(record_id, number)
    if version.withheld:
        told = f"A part of these bytes is withheld: {version.withheld.in_words}."
        return problem(HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS, told, "the record's page tells how to ask for it")
    return _attached(raw_bytes(version), OCTETS, f"record-{record_id}-v{number}.bytes", REVALIDATE)


def proof(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """The offline proof of a version; 404 for the second or so until its entry stands in a published checkpoint."""
    text = proof_of(bare_version(record_id, number))
    if text is None:
        raise Http404("not in the log yet")
    return _attached(text, PLAIN, f"record-{record_id}-v{number}.tlog-proof", REVALIDATE)


def medium(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, video or sound. What is not surely one is downloaded, never shown."""
    found = medium_to_show(name)
    if found is None:
        raise Http404("there is no such medium, or it is withheld")
    shown = found.media_type in SHOWN
    headers = {"Cache-Control": REVALIDATE, "ETag": f'"{found.name}"', "Cross-Origin-Resource-Policy": "cross-origin"}
    if not shown:
        headers["Content-Disposition"] = f'attachment; filename="{found.name[:16]}"'
    try:
        return as_file(media_path(found), found.media_type if shown else OCTETS, request.headers.get("Range", ""), headers)
    except FileNotFoundError:
        raise Http404("the file is not there") from None


def log_file(_request: HttpRequest, path: str) -> HttpResponse:
    """A file of the log, after c2sp.org/tlog-tiles. Only paths of that specification are looked for."""
    if path == "checkpoint":
        return HttpResponse(_read(path), content_type=PLAIN, headers={"Cache-Control": REVALIDATE})
    if not _TILE.fullmatch(path):
        raise Http404("not a file of the log")
    return HttpResponse(_read(path), content_type=OCTETS, headers={"Cache-Control": FOR_EVER})


def _read(path: str) -> bytes:
    try:
        return (public_log_directory() / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Http404("the log has no such file") from None


def key(_request: HttpRequest) -> HttpResponse:
    """The log's public key, as a verifier key."""
    return HttpResponse(f"{log_key()}\n", content_type=PLAIN, headers={"Cache-Control": REVALIDATE})


def policy(_request: HttpRequest) -> HttpResponse:
    """The log and its witnesses, after c2sp.org/tlog-policy."""
    return HttpResponse(policy_text(), content_type=PLAIN, headers={"Cache-Control": REVALIDATE})


def signed_register(_request: HttpRequest) -> HttpResponse:
    """The register as a signed list: who has the log's key can check it without us."""
    return HttpResponse(signed_list(), content_type=PLAIN, headers={"Cache-Control": BRIEFLY})


def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """A drawing that says how an account stands. It asks for nothing elsewhere and runs nothing."""
    found = account_by_slug(slug)
    if found is None:
        raise Http404("no such account")
    response = render(request, "api/badge.svg", {"account": found}, content_type="image/svg+xml")
    response["Cache-Control"] = REVALIDATE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
