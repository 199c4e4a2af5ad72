"""A file or an element of an export into an item: pure, so that the same bytes always give the same item."""

from __future__ import annotations

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.files.exported import BadElement, is_public, object_in, published, sameness, withheld
from rostra.platforms.flickr.addresses import comment_in, comment_uri, is_nsid, is_number, page_of, photo_uri
from rostra.platforms.hostile import list_at, maps_in, read_utc, text_at, value_at
from rostra.platforms.table.parse import media_type_of
from rostra.platforms.text import Text, joined, plain

_EVERYBODY = frozenset({"public"})
_OTHERS = frozenset({"private", "friends", "family", "friend only", "family only", "friends only", "friend & family", "friends & family"})


def photo(raw: bytes, author: Identity, source: Source) -> Item | None:
    """The photo or video that a file tells of; None where not everybody can see it. Raises BadElement."""
    with withheld():
        found = object_in(raw)
    if not is_public(text_at(found, "privacy"), _EVERYBODY, _OTHERS):
        return None
    number = _number(found, "id")
    whose, _ = page_of(text_at(found, "photopage"))
    if is_nsid(whose) and whose != author.id:
        raise BadElement("it is of another account")
    said = _said(found, photo_uri(author.id, number))
    stated = text_at(found, "date_imported")
    tags = sorted(text_at(tag, "tag") for tag in maps_in(list_at(found, "tags")))
    return Item(
        uri=photo_uri(author.id, number),
        kind=Kind.POST,
        account=author.id,
        author=author,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=published(read_utc(stated), stated, source.seen),
        text=said.text,
        url=photo_uri(author.id, number),
        spans=said.spans,
        media=(MediaRef(number, media_type_of(text_at(found, "original"))),),
        sameness=sameness(said.text, [span.href for span in said.spans], tags),
    )


def comment(raw: bytes, author: Identity, source: Source) -> Item:
    """The account's own comment that an element holds. Raises BadElement."""
    found = object_in(raw)
    link, page = text_at(found, "comment_url"), text_at(found, "photo_url")
    photo_number = _number(found, "photo_id")
    number = comment_in(link) or _number(found, "comment_id", "id")
    said = plain(text_at(found, "comment"), page)
    stated = text_at(found, "created") or text_at(found, "date")
    whose, _ = page_of(page or link)
    return Item(
        uri=comment_uri(photo_number, number),
        kind=Kind.REPLY,
        account=author.id,
        author=author,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=published(read_utc(stated), stated, source.seen),
        text=said.text,
        reply_to=_replied(whose, photo_number, author),
        url=comment_uri(photo_number, number),
        spans=said.spans,
        sameness=sameness(said.text, [span.href for span in said.spans]),
    )


def _said(found: object, page: str) -> Text:
    """Title and description, as people read them."""
    return joined([Text(text_at(found, "name").strip()), plain(text_at(found, "description"), page)], "\n\n")


def _replied(whose: str, number: str, author: Identity) -> str:
    """The photo that is commented on, where it is known by the number of its account."""
    account = author.id if author.handle and whose == author.handle else whose
    return photo_uri(account, number) if is_nsid(account) else ""


def _number(found: object, *names: str) -> str:
    """The number under one of these names, which some exports write as text. Raises BadElement."""
    for name in names:
        value = value_at(found, name)
        if type(value) in (str, int) and is_number(str(value)):
            return str(value)
    raise BadElement(f"it has no {names[0]}")
