"""Parts of a file: a single byte range after RFC 9110, section 14, so that a video can be wound forward."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse
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


def as_file(path: Path, content_type: str, range_header: str, headers: Mapping[str, str]) -> HttpResponseBase:
    """A file, or the part that is asked for. Raises FileNotFoundError.

    Not Django's FileResponse: that one states a Content-Disposition of its own over the one that is given.
    """
    size = path.stat().st_size
    span = span_of(range_header, size)
    if span is not None and not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    sent = range(size) if span is None else span
    stated = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(len(sent))}
    if span is not None:
        stated["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    return StreamingHttpResponse(_part(path, sent), status=200 if span is None else 206, content_type=content_type, headers=stated)


def _part(path: Path, span: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = len(span)
        while left and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk
