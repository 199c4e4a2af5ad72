"""Parts of a file: a single byte range after RFC 9110, section 14, so that a video can be wound forward."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)
_CHUNK = 1 << 16


def span_of(header: str, size: int) -> range | None:
    """The offsets that a Range header asks for; empty where it asks for none that is there. None: it is to be ignored."""
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or asked[1] == asked[2] == "":
        return None
    if asked[1] == "":
        return range(max(size - int(asked[2]), 0), size)
    first, last = int(asked[1]), int(asked[2] or size)
    if asked[2] and last < first:
        return None
    return range(first, min(last + 1, size))


def as_file(path: Path, content_type: str, range_header: str, headers: dict[str, str]) -> HttpResponseBase:
    """A file, or the part that is asked for. Raises FileNotFoundError."""
    size = path.stat().st_size
    headers = {**headers, "Accept-Ranges": "bytes"}
    span = span_of(range_header, size)
    if span is None:
        return FileResponse(path.open("rb"), content_type=content_type, headers=headers)
    if not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {span.start}-{span.stop - 1}/{size}", "Content-Length": str(len(span))}
    return StreamingHttpResponse(_part(path, span), status=206, content_type=content_type, headers=headers)


def _part(path: Path, span: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = len(span)
        while left and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk
