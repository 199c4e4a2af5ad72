"""From what Vimeo answers to items. Pure: it can be run again over what is kept.

A field of a wrong type reads as not there, and the bytes are kept as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import int_at, languages_at, list_at, maps_in, text_at, time_at
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.vimeo.uris import comment_in, comment_uri, is_medium, user_in, user_uri, video_in, video_uri

MEDIA_TYPE = "application/json"
MAX_TRACKS = 100  # of one video


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a comment beside its bytes. ``parent``: the number of the comment that it answers."""

    account: str
    source: Source
    video: str
    parent: str = ""


def is_public(video: object) -> bool:
    """Whether everybody may see this video on Vimeo. All else is never taken."""
    return text_at(video, "privacy", "view") == "anybody"


def count(resource: object, connection: str) -> int:
    """How many there are of what belongs to something: comments, replies, texttracks."""
    return int_at(resource, "metadata", "connections", connection, "total") or 0


def video(part: Part, author: Identity, source: Source, tracks: Iterable[Part] = ()) -> Item:
    """A video with its picture and its text tracks; the file as a place of what is not given. Raises Unfit."""
    shown = part.value
    number = video_in(text_at(shown, "uri"))
    if not number or user_in(text_at(shown, "user", "uri")) != author.id:
        raise Unfit(f"{text_at(shown, 'uri')[:100]!a} is no video of this account")
    said = [text_at(shown, name) for name in ("name", "description")]
    tags = sorted(text_at(tag, "tag") or text_at(tag, "name") for tag in maps_in(list_at(shown, "tags")))
    changed, picture = time_at(shown, "modified_time"), text_at(shown, "pictures", "uri")
    return Item(
        uri=video_uri(number), kind=Kind.POST, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, published=time_at(shown, "release_time") or time_at(shown, "created_time"),
        revision=changed.isoformat(timespec="microseconds") if changed else "", text="\n\n".join(filter(None, said)),
        languages=languages_at([text_at(shown, "language")]), url=video_uri(number),
        media=tuple(_media(number, picture, tracks)), sameness=_same([*said, tags, picture]),
    )  # fmt: skip


def comment(part: Part, place: Place) -> Item:
    """A comment, or a reply to one. Raises Unfit."""
    shown = part.value
    number, author = comment_in(text_at(shown, "uri")), author_of(shown)
    if not number or not author.id:
        raise Unfit(f"{text_at(shown, 'uri')[:100]!a} is no comment by an account")
    text, thread = text_at(shown, "text"), video_uri(place.video)
    uri = comment_uri(place.video, number)
    return Item(
        uri=uri, kind=Kind.REPLY, account=place.account, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=place.source,
        evidence=Evidence.PLATFORM_API, published=time_at(shown, "created_on"), text=text,
        reply_to=comment_uri(place.video, place.parent) if place.parent else thread, thread=thread, url=uri, sameness=_same([text]),
    )  # fmt: skip


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How an account shows itself: name, what it writes of itself, place, picture."""
    said = [text_at(part.value, name) for name in ("bio", "location")]
    picture = text_at(part.value, "pictures", "uri")
    return Item(
        uri=user_uri(author.id), kind=Kind.PROFILE, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="microseconds"), text="\n\n".join(filter(None, said)),
        url=user_uri(author.id), media=(MediaRef(picture, "image/jpeg"),) if is_medium(picture) else (),
        sameness=_same([author.name, *said, picture]),
    )  # fmt: skip


def author_of(comment: object) -> Identity:
    """Who wrote a comment."""
    handle = text_at(comment, "user", "link").removeprefix("https://vimeo.com/")[:100]
    return Identity(user_in(text_at(comment, "user", "uri")), handle, text_at(comment, "user", "name")[:200])


def _media(number: str, picture: str, tracks: Iterable[Part]) -> Iterator[MediaRef]:
    if is_medium(picture):
        yield MediaRef(picture, "image/jpeg")
    yield MediaRef(f"/videos/{number}", "video/mp4")
    for track in list(tracks)[:MAX_TRACKS]:
        if is_medium(ref := text_at(track.value, "uri")):
            yield MediaRef(ref, "text/vtt", " ".join(text_at(track.value, name) for name in ("type", "language")).strip()[:200])


def _same(said: Sequence[object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii")
