"""Links in a text: facets count UTF-8 bytes, spans count code points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from rostra.platforms.base import Span
from rostra.platforms.bluesky.ids import is_did
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at

_LINK = "app.bsky.richtext.facet#link"
_MENTION = "app.bsky.richtext.facet#mention"
_TAG = "app.bsky.richtext.facet#tag"


def spans(text: str, record: object) -> tuple[Span, ...]:
    """The links of a record's facets, in order, none overlapping. Facets that do not fit the text are passed over.

    A facet fits when it starts and ends between two code points of the text; of two that overlap the first counts, and of two links in
    one facet the first, as the network's own rules for display say. Only http and https links are given.
    """
    wanted = sorted(_facets(record))
    code_points = _code_points(text, {edge for start, end, _ in wanted for edge in (start, end)})
    found: list[Span] = []
    for start, end, href in wanted:
        first, last = code_points.get(start), code_points.get(end)
        if first is not None and last is not None and (not found or first >= found[-1].end):
            found.append(Span(first, last, href))
    return tuple(found)


def _facets(record: object) -> Iterator[tuple[int, int, str]]:
    for facet in maps_in(list_at(record, "facets")):
        start, end = value_at(facet, "index", "byteStart"), value_at(facet, "index", "byteEnd")
        href = next(filter(None, map(_href, maps_in(list_at(facet, "features")))), "")
        if href and type(start) is int and type(end) is int and 0 <= start < end:
            yield start, end, href


def _href(feature: dict[str, object]) -> str:
    kind = text_at(feature, "$type")
    if kind == _LINK:
        uri = text_at(feature, "uri")
        return uri if uri.startswith(("https://", "http://")) else ""
    if kind == _MENTION:
        did = text_at(feature, "did")
        return f"https://bsky.app/profile/{did}" if is_did(did) else ""
    tag = text_at(feature, "tag") if kind == _TAG else ""
    return f"https://bsky.app/hashtag/{quote(tag, safe='')}" if tag else ""


def _code_points(text: str, edges: Iterable[int]) -> dict[int, int]:
    """For each byte offset that lies between two code points, its offset in code points: one pass, whatever the edges."""
    encoded = text.encode()
    found: dict[int, int] = {}
    at = count = 0
    for edge in sorted(edges):
        inside = edge < len(encoded) and encoded[edge] & 0xC0 == 0x80
        if inside or edge > len(encoded):
            continue
        count += len(encoded[at:edge].decode())
        at, found[edge] = edge, count
    return found
