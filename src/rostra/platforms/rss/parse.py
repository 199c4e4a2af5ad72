"""Pure: from an entry of a feed to an item."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from rostra.platforms.base import Absence, Certainty, Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import address_from
from rostra.platforms.rss.document import Deleted, Document, Entry
from rostra.platforms.text import Text, joined, plain

XML = "application/xml"
_HTML = ("text/html", "application/xhtml+xml")
_LONGEST = 500  # characters of an id that become part of an address


def identity(address: str, document: Document) -> Identity:
    """Whose feed it is: its address, which is its handle too, and what it calls itself."""
    return Identity(address, address.partition("://")[2].rstrip("/"), _text(document.about.fields, "title", address).text)


def item(entry: Entry, account: Identity, source: Source) -> Item:
    """An entry as an item. Raises ValueError where it has neither id nor address nor words."""
    fields = entry.fields
    text, media = _words(fields, account.id), tuple(_media(fields, account.id))
    return Item(
        uri=uri_of(fields, account.id),
        kind=Kind.POST,
        account=account.id,
        author=account,
        raw=entry.raw,
        media_type=XML,
        source=source,
        evidence=Evidence.PLATFORM_API,
        published=_moment(fields, "published") or _moment(fields, "updated"),
        revision=_stamp(_moment(fields, "updated") or _moment(fields, "published")),
        text=text.text,
        url=address_from(str(fields.get("link", "")), account.id),
        spans=text.spans,
        media=media,
        sameness=_sameness(fields, text, media),
    )


def profile(document: Document, account: Identity, source: Source) -> Item:
    """How the feed shows itself: title, subtitle, and the page it belongs to."""
    fields = document.about.fields
    text = _words(
        {"title": fields.get("title", ""), "title_detail": fields.get("title_detail"), "summary": fields.get("subtitle", "")}, account.id
    )
    image = fields.get("image") if isinstance(fields.get("image"), Mapping) else {}
    picture = address_from(str(image.get("href", "")), account.id) if image else ""
    return Item(
        uri=account.id,
        kind=Kind.PROFILE,
        account=account.id,
        author=account,
        raw=document.about.raw,
        media_type=XML,
        source=source,
        evidence=Evidence.PLATFORM_API,
        text=text.text,
        url=address_from(str(fields.get("link", "")), account.id),
        spans=text.spans,
        media=(MediaRef(picture, "image/*"),) if picture else (),
        sameness=_sameness({}, text, ()),
    )


def absence(deleted: Deleted, account: str, source: Source) -> Absence:
    """That the feed says of an entry that it was deleted (RFC 6721)."""
    return Absence(
        _named(deleted.ref, account), account, Certainty.ASSERTED, source, "the feed says that it was deleted", deleted.when, deleted.raw
    )


def uri_of(fields: Mapping[str, Any], account: str) -> str:
    """What stays the same of an entry: its id, else its address, else its words. Raises ValueError where it has none of them."""
    if named := str(fields.get("id", "")).strip():
        return _named(named, account)
    if address := address_from(str(fields.get("link", "")), account):
        return address
    words = _words(fields, account).text
    if not words:
        raise ValueError("it has neither an id nor an address nor words")
    return f"{account}#sha256={hashlib.sha256(words.encode()).hexdigest()}"


def _named(name: str, account: str) -> str:
    """An id as an address: one of its own where it is one, else below the feed's."""
    printable = name.isprintable() and " " not in name and len(name) <= _LONGEST
    if printable and urlsplit(name).scheme in {"http", "https", "tag", "urn"}:
        return name
    return f"{account}#id={name}" if printable else f"{account}#id-sha256={hashlib.sha256(name.encode()).hexdigest()}"


def _words(fields: Mapping[str, Any], base: str) -> Text:
    """Title, then the content, or the summary where there is none."""
    content = fields.get("content") or []
    body = _html(content[0].get("value", ""), content[0].get("type", ""), base) if content else _text(fields, "summary", base)
    title = _text(fields, "title", base)
    return body if body.text.startswith(title.text) else joined((title, body), "\n\n")


def _text(fields: Mapping[str, Any], name: str, base: str) -> Text:
    detail = fields.get(f"{name}_detail") or {}
    return _html(str(fields.get(name, "")), str(detail.get("type", "text/html")), base)


def _html(value: str, media_type: str, base: str) -> Text:
    return (
        plain(value, base) if media_type in _HTML or "<" in value else Text(" ".join(value.split()) if "\n" not in value else value.strip())
    )


def _media(fields: Mapping[str, Any], base: str) -> Iterator[MediaRef]:
    """Enclosures, and what the feed lists as media, each once."""
    seen: set[str] = set()
    enclosures = [(link.get("href", ""), link) for link in fields.get("links", ()) if link.get("rel") == "enclosure"]
    for href, link in [*enclosures, *((each.get("url", ""), each) for each in fields.get("media_content", ()))]:
        address = address_from(str(href), base)
        if address and address not in seen:
            seen.add(address)
            yield MediaRef(address, str(link.get("type") or "application/octet-stream")[:100])


def _moment(fields: Mapping[str, Any], name: str) -> dt.datetime | None:
    told = fields.get(f"{name}_parsed")
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(told), dt.UTC) if told else None
    except (ValueError, OverflowError, TypeError):
        return None


def _stamp(moment: dt.datetime | None) -> str:
    return moment.strftime("%Y%m%d%H%M%S") if moment else ""


def _sameness(fields: Mapping[str, Any], text: Text, media: tuple[MediaRef, ...]) -> bytes:
    """What a reader sees. Many servers change the day of an entry, or its markup, without a change of it."""
    seen = [
        text.text,
        [[span.start, span.end, span.href] for span in text.spans],
        [each.ref for each in media],
        str(fields.get("link", "")),
    ]
    return hashlib.sha256(orjson.dumps(seen)).digest()
