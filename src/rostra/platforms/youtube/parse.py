"""A row of Takeout into an item: pure, so that the same bytes always give the same item."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.files.exported import BadElement, is_public, published, sameness, withheld
from rostra.platforms.files.rows import MEDIA_TYPE, Cells
from rostra.platforms.hostile import list_at, maps_in, read_utc, text_at, web_address
from rostra.platforms.text import Text, joined
from rostra.platforms.youtube.addresses import (
    chat_uri,
    comment_uri,
    is_comment,
    is_post,
    is_video,
    post_uri,
    video_uri,
)
from rostra.platforms.youtube.columns import EVERYBODY, OTHERS, first, moment_of, parent_in, text_in, time_in, video_in


def video(row: Cells, raw: bytes, author: Identity, source: Source) -> Item | None:
    """The video of a row; None where not everybody can see it. Raises BadElement."""
    with withheld():
        found = video_in(row)
    if not is_public(found.audience, EVERYBODY, OTHERS):
        return None
    moment, stated = moment_of(found)
    return Item(
        uri=video_uri(found.id),
        kind=Kind.POST,
        account=author.id,
        author=author,
        raw=raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=published(moment, stated, source.seen),
        text="\n\n".join(filter(None, (found.title, found.description))),
        url=video_uri(found.id),
        media=(MediaRef(found.id, "video/mp4"),),
        sameness=sameness(found.title, found.description),
    )


def comment(row: Cells, raw: bytes, author: Identity, source: Source) -> Item:
    """The comment of a row. Raises BadElement."""
    number, parent = first(row, is_comment), parent_in(row)
    thread = _thread(row)
    if not number or not thread:
        raise BadElement("it does not tell which comment it is, or below what it stands")
    uri = comment_uri(thread, number)
    return _said(row, raw, author, source, uri, thread, comment_uri(thread, parent) if parent else thread)


def chat(row: Cells, raw: bytes, author: Identity, source: Source) -> Item:
    """The message in a live chat of a row. Raises BadElement."""
    beside = first(row, is_video)
    if not beside:
        raise BadElement("it does not tell beside which video it stands")
    thread = video_uri(beside)
    return _said(row, raw, author, source, chat_uri(beside, row.values[0]), thread, thread)


def _thread(row: Cells) -> str:
    """What a comment stands below: a post of a channel, or a video."""
    if post := first(row, is_post):
        return post_uri(post)
    below = first(row, is_video)
    return video_uri(below) if below else ""


def _said(row: Cells, raw: bytes, author: Identity, source: Source, uri: str, thread: str, reply_to: str) -> Item:
    said, stated = _text(text_in(row)), time_in(row)
    if not said.text:
        raise BadElement("it has no text")
    return Item(
        uri=uri,
        kind=Kind.REPLY,
        account=author.id,
        author=author,
        raw=raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=published(read_utc(stated), stated, source.seen),
        text=said.text,
        reply_to=reply_to,
        thread=thread,
        url=uri,
        spans=said.spans,
        sameness=sameness(said.text, [span.href for span in said.spans]),
    )


def _text(written: str) -> Text:
    """What people read: pieces as JSON, one after the other or in a list, with their links; or the text as it is. Raises BadElement."""
    if not written.startswith('{"'):
        return Text(written)
    try:
        found = orjson.loads(f"[{written}]")
    except orjson.JSONDecodeError:
        return Text(written)
    if "\\u0000" in written:
        raise BadElement("it holds a NUL character")
    return joined(map(_piece, _pieces(found)), "")


def _pieces(found: list[object]) -> Iterator[dict[str, object]]:
    for part in maps_in(found):
        yield from maps_in(list_at(part, "takeoutSegments")) if "takeoutSegments" in part else [part]


def _piece(piece: dict[str, object]) -> Text:
    text, href = text_at(piece, "text"), web_address(text_at(piece, "link", "linkUrl"))
    return Text(text, (Span(0, len(text), href),) if text and href else ())
