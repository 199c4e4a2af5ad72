"""From the bytes of a post or an account to an item. Pure: it can be run again over what is kept.

A field of a wrong type reads as not there, and the bytes are kept as they are. What has no sound address, or is another account's, is
refused; what is not for everybody is never an item.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import languages_at, list_at, maps_in, origin, text_at, time_at, value_at, web_address
from rostra.platforms.mastodon.addresses import is_id
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.text import Text, joined, plain
from rostra.platforms.webfinger import LONGEST_IDENTITY

MEDIA_TYPE = "application/json"
MAX_MEDIA = 20  # of one post; a server allows 4 to 16
MAX_FIELDS = 50  # of a profile; a server allows 4 to 10
SHOWN = frozenset({"public", "unlisted"})

_OF_A_VERSION = ("content", "spoiler_text", "sensitive", "media_attachments", "poll", "created_at")


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a post beside its bytes. ``uris``: the addresses of the posts around it, by the server's ids."""

    account: str
    source: Source
    uris: Mapping[str, str]
    thread: str = ""


def is_public(status: object) -> bool:
    """Whether everybody may see this post. All else is never taken, whatever a server shows."""
    return text_at(status, "visibility") in SHOWN


def author_of(account: object, server: str) -> Identity:
    """Who this is, as a server shows an account: its address, ``user@host``, and the name."""
    address = web_address(text_at(account, "uri")) or web_address(text_at(account, "url"))
    handle = text_at(account, "acct")
    if handle and "@" not in handle:
        handle = f"{handle}@{server.partition('://')[2]}"
    return Identity(address[:LONGEST_IDENTITY], handle[:LONGEST_IDENTITY], text_at(account, "display_name"))


def post(part: Part, author: Identity, place: Place) -> Item:
    """A post of the account itself, or a repost. Raises Unfit."""
    uri = _uri(part.value, author)
    shared = value_at(part.value, "reblog")
    if isinstance(shared, dict):
        item = _item(part, uri, author, place)
        return replace(item, kind=Kind.REPOST, subject=web_address(text_at(shared, "uri")), sameness=_same([text_at(shared, "uri")]))
    return _written(part, uri, author, place)


def reply(part: Part, server: str, place: Place) -> Item:
    """A reply by somebody else, as the account's server shows it. Raises Unfit."""
    author = author_of(value_at(part.value, "account"), server)
    return replace(_written(part, _uri(part.value, author), author, place), kind=Kind.REPLY)


def earlier(current: Item, part: Part, version: Part, source: Source) -> Item:
    """An earlier version of a post: what the history has of it, and the rest as it is now. Raises Unfit."""
    told, now = version.value, part.value
    if not isinstance(told, dict) or not isinstance(now, dict) or not isinstance(told.get("content"), str):
        raise Unfit(f"{current.uri}: an entry of its history is no version of a post")
    merged = {**now, **{name: told.get(name) for name in _OF_A_VERSION}}
    text = _text(merged)
    return replace(
        current, raw=version.raw, source=source, revision=_stamp(merged, "created_at"), text=text.text, spans=text.spans,
        media=_attached(merged), sameness=_sameness(merged),
    )  # fmt: skip


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How an account shows itself: what it writes of itself with its fields, its name and its two pictures."""
    shown = part.value
    fields = list(maps_in(list_at(shown, "fields")))[:MAX_FIELDS]
    lines = joined((_field(field) for field in fields), "\n")
    text = joined([plain(text_at(shown, "note")), lines], "\n\n")
    pictures = [text_at(shown, name) for name in ("avatar", "header")]
    said: list[object] = [
        author.name,
        text_at(shown, "note"),
        [[text_at(field, "name"), text_at(field, "value")] for field in fields],
        pictures,
    ]
    return Item(
        uri=author.id, kind=Kind.PROFILE, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="microseconds"), text=text.text, spans=text.spans,
        url=web_address(text_at(shown, "url")) or author.id, media=_media(zip(pictures, ("avatar", "header"), strict=True)),
        sameness=_same(said),
    )  # fmt: skip


def edited(status: object) -> bool:
    """Whether a post says that it was changed."""
    return time_at(status, "edited_at") is not None


def id_of(status: object) -> str:
    """The server's own name for a post, "" where it has none that is sound."""
    found = text_at(status, "id")
    return found if is_id(found) else ""


def _uri(status: object, author: Identity) -> str:
    """The post's address, which its author's own server must speak for. Raises Unfit."""
    uri = web_address(text_at(status, "uri"))
    if not uri or not author.id:
        raise Unfit("A post without an address, or by nobody")
    if origin(uri) != origin(author.id):
        raise Unfit(f"{uri} does not lie at the server of its author, {author.id}")
    if not id_of(status):
        raise Unfit(f"{uri}: its id is none")
    return uri


def _item(part: Part, uri: str, author: Identity, place: Place) -> Item:
    status = part.value
    return Item(
        uri=uri,
        kind=Kind.POST,
        account=place.account,
        author=author,
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=place.source,
        evidence=Evidence.PLATFORM_API,
        published=time_at(status, "created_at"),
        revision=_stamp(status, "edited_at") or _stamp(status, "created_at"),
        url=web_address(text_at(status, "url")) or uri,
    )


def _written(part: Part, uri: str, author: Identity, place: Place) -> Item:
    status, text = part.value, _text(part.value)
    answered = text_at(status, "in_reply_to_id")
    quoted = value_at(status, "quote")
    kind = Kind.QUOTE if isinstance(quoted, dict) else Kind.POST
    return replace(
        _item(part, uri, author, place),
        kind=Kind.REPLY if answered else kind,
        text=text.text,
        spans=text.spans,
        languages=languages_at([text_at(status, "language")]),
        reply_to=place.uris.get(answered, ""),
        thread=place.thread if answered else "",
        quotes=web_address(text_at(quoted, "quoted_status", "uri") or text_at(quoted, "uri")),
        media=_attached(status),
        sameness=_sameness(status),
    )


def _text(status: object) -> Text:
    """The content warning, which people write as plain text, and the post."""
    return joined([Text(text_at(status, "spoiler_text").strip()), plain(text_at(status, "content"))], "\n\n")


def _field(field: Mapping[str, object]) -> Text:
    return joined([Text(text_at(field, "name").strip()), plain(text_at(field, "value"))], ": ")


def _attached(status: object) -> tuple[MediaRef, ...]:
    media = maps_in(list_at(status, "media_attachments"))
    return _media((text_at(medium, "url") or text_at(medium, "remote_url"), text_at(medium, "description")) for medium in media)


def _media(pictures: Iterable[tuple[str, str]]) -> tuple[MediaRef, ...]:
    refs = (MediaRef(address, _type_of(address), alt) for address, alt in pictures if web_address(address))
    return tuple(refs)[:MAX_MEDIA]


def _type_of(address: str) -> str:
    """The type by the ending of the name: the interface tells no other."""
    return mimetypes.guess_type(address.partition("?")[0])[0] or "application/octet-stream"


def _sameness(status: object) -> bytes:
    """What an author changes by an edit, and a history tells: no counts, no previews, no time."""
    media = [_told_apart(each) for each in maps_in(list_at(status, "media_attachments"))]
    options = [text_at(option, "title") for option in maps_in(list_at(status, "poll", "options"))]
    sensitive = value_at(status, "sensitive") is True
    return _same([text_at(status, "content"), text_at(status, "spoiler_text"), sensitive, media, options])


def _told_apart(medium: Mapping[str, object]) -> list[str]:
    """A moving picture is a video: the network's own language, in which an owner's archive is written, knows no other word for it."""
    kind = text_at(medium, "type")
    return [text_at(medium, "id"), "video" if kind == "gifv" else kind, text_at(medium, "description")]


def _same(said: Sequence[object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii")


def _stamp(status: object, name: str) -> str:
    moment = time_at(status, name)
    return moment.isoformat(timespec="microseconds") if moment else ""


def threaded(descendants: Iterable[Part], first: str) -> Iterator[Part]:
    """Those of a thread's posts that answer the post with the id ``first`` or one below it, and are for everybody."""
    within = {first}
    for part in descendants:
        if text_at(part.value, "in_reply_to_id") in within and is_public(part.value) and id_of(part.value):
            within.add(id_of(part.value))
            yield part
