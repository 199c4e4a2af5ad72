"""What a server answered, as it was recorded: status, headers, and the page itself, unpacked within limits."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from rostra.platforms.webpages.warc import Headers, headers_of

LONGEST = 16 << 20  # bytes of a page, unpacked

_HEAD = 1 << 16  # bytes that the headers of an answer may have
_STATUS = re.compile(rb"HTTP/[0-9](?:\.[0-9])? ([0-9]{3})(?: [^\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_LATIN = frozenset({"iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"})  # one and the same for browsers
_WRAPPED = {"gzip": 31, "x-gzip": 31, "deflate": 47}  # zlib's wbits


class Response(NamedTuple):
    """An answer; ``body`` as it was sent."""

    status: int
    headers: Headers
    body: bytes


def response_in(block: bytes) -> Response | None:
    """The answer in the block of a record; None where it is none."""
    status, end = _STATUS.match(block), _HEAD_END.search(block, 0, _HEAD)
    if status is None or end is None:
        return None
    return Response(int(status[1]), headers_of(block[status.end() : end.start()]), block[end.end() :])


def is_html(media_type: str) -> bool:
    """Whether this media type, with or without parameters, is that of a page."""
    return media_type.partition(";")[0].strip().lower() in _HTML


def html_of(response: Response) -> str:
    """The page, as a browser would decode it; empty where it is packed in a way that is not read, or is over the limit."""
    body = response.body
    if response.headers.get("transfer-encoding", "").lower() == "chunked":
        body = _joined(body)
    return decoded(_unpacked(body, response.headers.get("content-encoding", "").lower()), response.headers.get("content-type", ""))


def decoded(body: bytes, media_type: str) -> str:
    """Bytes of a page as text: by the character set that is stated, in its beginning too, else as UTF-8. What is wrong is replaced."""
    stated = _CHARSET.search(media_type) or _CHARSET.search(body[:1024].decode("latin-1"))
    charset = "windows-1252" if stated and stated[1].lower() in _LATIN else "utf-8"
    return body.decode(charset, "replace")


def _joined(body: bytes) -> bytes:
    """The body out of its chunks; itself where it has none, for some crawlers join them and leave the header."""
    parts, place = list[bytes](), 0
    while found := _CHUNK.match(body, place):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + size])
        place = found.end() + size + (2 if body[found.end() + size : found.end() + size + 2] == b"\r\n" else 1)
    return b"".join(parts) if parts and place >= len(body) else body


def _unpacked(body: bytes, way: str) -> bytes:
    """The body unpacked; itself where it is not packed, whatever its header says."""
    if way in ("", "identity"):
        return body
    if way not in _WRAPPED:
        return body if body.lstrip()[:1] == b"<" else b""
    unpack = zlib.decompressobj(_WRAPPED[way])
    try:
        found = unpack.decompress(body, LONGEST)
    except zlib.error:
        return body if body.lstrip()[:1] == b"<" else b""
    return b"" if unpack.unconsumed_tail else found
