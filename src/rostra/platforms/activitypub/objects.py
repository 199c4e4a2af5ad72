"""From an actor, a post or an activity (ActivityStreams 2.0) to an item. Pure: it can be run again over what is kept.

A field of a wrong type reads as not there, and the bytes are kept as they are. What has no sound address, or is another account's, is
refused; what is not for everybody is never an item.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import languages_at, list_at, maps_in, origin, text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.text import Text, joined, plain
from rostra.platforms.webfinger import ACTIVITY, LONGEST_IDENTITY

PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
POSTS = frozenset({"Note", "Article", "Question", "Video", "Image", "Audio", "Page", "Event", "Document"})
MAX_MEDIA = 50  # of one post
MAX_OPTIONS = 50  # of a poll
MAX_FIELDS = 50  # of a profile
MAX_LINKS = 50  # to one medium, in its sizes and forms

_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_QUOTED = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_MEDIA = ("image/", "video/", "audio/")


def is_public(value: object) -> bool:
    """Whether a post or an activity is for everybody, listed or not: it names the public among whom it is for."""
    return any(each in PUBLIC for name in ("to", "cc") for each in _several(value_at(value, name)) if isinstance(each, str))


def address_at(value: object, name: str) -> str:
    """What lies under this name: an address, or something that has one; of several the first."""
    found = next(iter(_several(value_at(value, name))), None)
    return web_address(found if isinstance(found, str) else text_at(found, "id") or text_at(found, "href"))


def is_gone(value: object) -> bool:
    """Whether this stands where something was deleted."""
    return text_at(value, "type") == "Tombstone"


def author_of(actor: object, handle: str = "") -> Identity:
    """Who this is, as their own server says."""
    address = web_address(text_at(actor, "id"))
    named = handle or f"{text_at(actor, 'preferredUsername')}@{urlsplit(address).netloc}"
    return Identity(address[:LONGEST_IDENTITY], "" if named.startswith("@") else named[:LONGEST_IDENTITY], text_at(actor, "name"))


def post(part: Part, author: Identity, account: str, source: Source, thread: str = "") -> Item:
    """A post by ``author``: the account's own, or what somebody answered it. Raises Unfit."""
    told = part.value
    uri = web_address(text_at(told, "id"))
    if text_at(told, "type") not in POSTS or not uri:
        raise Unfit(f"{uri or 'Something without an address'} is no post")
    if address_at(told, "attributedTo") != author.id or origin(uri) != origin(author.id):
        raise Unfit(f"{uri} is not by {author.id}, or does not lie at their server")
    text, answered, quoted = _text(told, uri), address_at(told, "inReplyTo"), _quoted(told)
    kind = Kind.REPLY if answered else Kind.QUOTE if quoted else Kind.POST
    languages = value_at(told, "contentMap")
    return Item(
        uri=uri,
        kind=kind,
        account=account,
        author=author,
        raw=part.raw,
        media_type=ACTIVITY,
        source=source,
        evidence=Evidence.PLATFORM_API,
        published=time_at(told, "published"),
        revision=_stamp(told, "updated") or _stamp(told, "published"),
        text=text.text,
        languages=languages_at({"of": list(languages) if isinstance(languages, dict) else []}, "of"),
        reply_to=answered,
        thread=thread if answered else "",
        quotes=quoted,
        url=_page_of(told) or uri,
        spans=text.spans,
        media=tuple(_media(told)),
        sameness=_sameness(told),
    )


def repost(part: Part, author: Identity, source: Source) -> Item:
    """That an account repeats what somebody said. Raises Unfit."""
    uri, subject = web_address(text_at(part.value, "id")), address_at(part.value, "object")
    if not uri or not subject or origin(uri) != origin(author.id):
        raise Unfit(f"{uri or 'A repost without an address'} names nothing, or does not lie at the server of {author.id}")
    return Item(
        uri=uri, kind=Kind.REPOST, account=author.id, author=author, raw=part.raw, media_type=ACTIVITY, source=source,
        evidence=Evidence.PLATFORM_API, published=time_at(part.value, "published"), revision=_stamp(part.value, "published"),
        subject=subject, url=uri, sameness=_same(subject),
    )  # fmt: skip


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How an account shows itself: what it writes of itself with its fields, its name and its two pictures."""
    told = part.value
    fields = [each for each in maps_in(list_at(told, "attachment")) if text_at(each, "type") == "PropertyValue"][:MAX_FIELDS]
    lines = joined((_field(each, author.id) for each in fields), "\n")
    text = joined([plain(text_at(told, "summary"), author.id), lines], "\n\n")
    pictures = [(_file(value_at(told, name)), alt) for name, alt in (("icon", "avatar"), ("image", "header"))]
    said = [author.name, text_at(told, "summary"), [[text_at(each, "name"), text_at(each, "value")] for each in fields]]
    return Item(
        uri=author.id, kind=Kind.PROFILE, account=author.id, author=author, raw=part.raw, media_type=ACTIVITY, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="microseconds"), text=text.text, spans=text.spans,
        url=_page_of(told) or author.id, media=tuple(MediaRef(file[0], file[1], alt) for file, alt in pictures if file[0]),
        sameness=_same(said, [file[0] for file, _ in pictures]),
    )  # fmt: skip


def _text(post: object, base: str) -> Text:
    """Title or content warning, what is said, and what a poll lets choose from."""
    versions = value_at(post, "contentMap")
    others = (each for each in versions.values() if isinstance(each, str)) if isinstance(versions, dict) else iter(())
    said = text_at(post, "content") or next(others, "")
    body = Text(said) if text_at(post, "mediaType") in ("text/plain", "text/markdown") else plain(said, base)
    above = [Text(text_at(post, "name").strip()), plain(text_at(post, "summary"), base)]
    options = joined((Text(f"– {text_at(option, 'name')}") for option in _options(post)), "\n")
    return joined([*above, body, options], "\n\n")


def _field(field: Mapping[str, object], base: str) -> Text:
    return joined([Text(text_at(field, "name").strip()), plain(text_at(field, "value"), base)], ": ")


def _quoted(post: object) -> str:
    return next(filter(None, (address_at(post, name) for name in _QUOTED)), "")


def _options(post: object) -> list[dict[str, object]]:
    return list(maps_in(list_at(post, "oneOf") or list_at(post, "anyOf")))[:MAX_OPTIONS]


def _page_of(thing: object) -> str:
    """Where a person finds it."""
    links = [each for each in _several(value_at(thing, "url")) if isinstance(each, str) or text_at(each, "mediaType") in ("text/html", "")]
    return next(filter(None, (web_address(each if isinstance(each, str) else text_at(each, "href")) for each in links)), "")


def _media(post: object) -> Iterator[MediaRef]:
    """What is attached; of a picture or video that is itself the post, its file and its preview. The preview of a link is none of them."""
    found = [*maps_in(_several(value_at(post, "attachment"))), *maps_in(_several(value_at(post, "image")))]
    if text_at(post, "type") in ("Video", "Image", "Audio"):
        found = [{**post, "name": ""} if isinstance(post, dict) else {}, *maps_in(_several(value_at(post, "icon"))), *found]
    refs = ((*_file(each), text_at(each, "name")) for each in found if text_at(each, "type") not in ("Link", "PropertyValue"))
    yield from [MediaRef(address, kind, alt) for address, kind, alt in refs if address][:MAX_MEDIA]


def _file(medium: object) -> tuple[str, str]:
    """The address of a medium and its type, of several forms the first that is one; empty where it has none."""
    several = [each for picture in _several(medium)[:MAX_LINKS] for each in _forms(picture)][:MAX_LINKS]
    for address, stated in several:
        kind = stated if _MEDIA_TYPE.fullmatch(stated) else mimetypes.guess_type(address.partition("?")[0])[0] or ""
        if web_address(address) and (kind.startswith(_MEDIA) or not kind):
            return address, kind or "application/octet-stream"
    return "", ""


def _forms(medium: object) -> Iterator[tuple[str, str]]:
    """Addresses with their types, as far as told; in a list of a streamed video they stand one level further down."""
    if isinstance(medium, str):
        yield medium, ""
    stated = text_at(medium, "mediaType")
    for each in _several(value_at(medium, "url")):
        yield (each, stated) if isinstance(each, str) else (text_at(each, "href"), text_at(each, "mediaType") or stated)
        for inner in maps_in(list_at(each, "tag")[:MAX_LINKS]):
            yield text_at(inner, "href"), text_at(inner, "mediaType")
    yield text_at(medium, "href"), stated


def _several(value: object) -> list[object]:
    """One or many, as ActivityStreams lets anything be."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _sameness(post: object) -> bytes:
    """What an author changes by an edit: no counts, no votes, no time."""
    media = [[each.ref, each.media_type, each.alt] for each in _media(post)]
    words = [text_at(post, name) for name in ("name", "summary", "content")]
    return _same(words, value_at(post, "sensitive") is True, media, [text_at(option, "name") for option in _options(post)])


def _same(*said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii")


def _stamp(value: object, name: str) -> str:
    moment = time_at(value, name)
    return moment.isoformat(timespec="microseconds") if moment else ""
