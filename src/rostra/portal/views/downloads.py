"""The bytes themselves: an item as received, its whole text, its proof, its pictures. Everything is served as inert data."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from rostra.archive.models import Medium, Version
from rostra.archive.queries.log import proof_of
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.stores import media_path

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "video/mp4", "video/webm"})
INERT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
AN_HOUR = "public, max-age=3600"  # it never changes, but it may be lawfully destroyed, and then no cache may keep it long


def _version(record_id: int, number: int) -> Version:
    return get_object_or_404(Version.objects.select_related("entry", "segment"), record_id=record_id, number=number)


def _file(content: bytes | str, media_type: str, name: str, cache: str) -> HttpResponse:
    headers = {**INERT, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": cache}
    return HttpResponse(content, content_type=media_type, headers=headers)


def original(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """The item's own bytes, exactly as the network gave them."""
    content = raw_bytes(_version(record_id, number))
    return _file(content, "application/octet-stream", f"record-{record_id}-v{number}.original", AN_HOUR)


def text(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """The whole text, plain."""
    content = _version(record_id, number).text
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={**INERT, "Cache-Control": AN_HOUR})


def proof(_request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """The offline proof; 404 while the entry waits for its checkpoint, a second or so."""
    content = proof_of(_version(record_id, number))
    if content is None:
        raise Http404("not in the log yet")
    return _file(content, "text/plain; charset=utf-8", f"record-{record_id}-v{number}.tlog-proof", "public, no-cache")


def medium(_request: HttpRequest, name: str) -> FileResponse:
    """A picture or video. What a browser could run is only ever downloaded."""
    found = get_object_or_404(Medium, name=name)
    inline = found.media_type in SHOWN_INLINE
    try:
        file = media_path(found).open("rb")
    except FileNotFoundError as error:
        raise Http404("the file is missing") from error
    kind = found.media_type if inline else "application/octet-stream"
    return FileResponse(file, as_attachment=not inline, filename=name[:16], content_type=kind, headers={**INERT, "Cache-Control": AN_HOUR})
