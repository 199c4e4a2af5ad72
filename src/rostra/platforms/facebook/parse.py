"""What an element of an export of Facebook says: pure, so that the same bytes always say the same."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Kind, MediaRef
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.meta.export import Said, medium_at, moment_at, said_at


def post(found: dict[str, object]) -> Said:
    """A post with what is attached to it. A shared link is what a post says that has no words of its own."""
    told, attached = list(maps_in(list_at(found, "data"))), list(_attached(found))
    text = _first(said_at(each, "post") for each in told) or _first(said_at(each, "note", "text") for each in attached)
    edits = filter(None, (moment_at(each, "update_timestamp") for each in told))
    return Said(
        what="post",
        kind=Kind.POST,
        moment=moment_at(found, "timestamp"),
        text=text,
        link=_link(attached),
        media=tuple(_media(attached, text)),
        edited=max(edits, default=None),
    )


def comment(found: dict[str, object]) -> Said | None:
    """A comment by the account. None where it stands in a group: groups are closed to the public, and no channel of the account."""
    told = list(maps_in(list_at(found, "data")))
    if any(text_at(each, "comment", "group") for each in told):
        return None
    attached = list(_attached(found))
    text = _first(said_at(each, "comment", "comment") for each in told)
    return Said(
        what="comment",
        kind=Kind.REPLY,
        moment=moment_at(found, "timestamp"),
        text=text,
        link=_link(attached),
        media=tuple(_media(attached, text)),
    )


def video(found: dict[str, object]) -> Said:
    """A video by itself, with its description."""
    text = said_at(found, "description") or said_at(found, "title")
    shown = medium_at(said_at(found, "uri"), "")
    return Said("video", Kind.POST, moment_at(found, "creation_timestamp"), text, media=(shown,) if shown else ())


def _attached(found: dict[str, object]) -> Iterator[dict[str, object]]:
    for attachment in maps_in(list_at(found, "attachments")):
        yield from maps_in(list_at(attachment, "data"))


def _media(attached: list[dict[str, object]], text: str) -> Iterator[MediaRef]:
    """The pictures and videos of a post, also those in a note, each with the words that stand under it and not over all."""
    for each in attached:
        for medium in maps_in([value_at(each, "media"), *list_at(each, "note", "media")]):
            words = said_at(medium, "description")
            if shown := medium_at(said_at(medium, "uri"), words if words != text else ""):
                yield shown


def _link(attached: list[dict[str, object]]) -> str:
    return _first(web_address(said_at(each, "external_context", "url")) for each in attached)


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")
