"""From what Flickr answers to items. Pure: it can be run again over what is kept.

A photo comes in two forms: in a list with texts as they are, and by itself with each in ``_content``. Both give the same item.
"""

from __future__ import annotations

import datetime as dt

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.files.exported import sameness
from rostra.platforms.flickr.addresses import comment_uri, is_nsid, is_number, photo_uri
from rostra.platforms.flickr.client import number_at
from rostra.platforms.flickr.uris import icon, people_uri
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.text import Text, joined, plain

MEDIA_TYPE = "application/json"


def is_public(photo: object) -> bool:
    """Whether everybody may see this photo. All else is never taken."""
    return 1 in (number_at(photo, "ispublic"), number_at(photo, "visibility", "ispublic"))


def posted(photo: object) -> dt.datetime | None:
    """When a photo was uploaded."""
    return _moment(number_at(photo, "dateupload") or number_at(photo, "dates", "posted"))


def changed(photo: object) -> dt.datetime | None:
    """When a photo or anything about it was changed last: its words, tags, comments."""
    return _moment(number_at(photo, "lastupdate") or number_at(photo, "dates", "lastupdate"))


def owner_of(photo: object) -> str:
    """The number of the account whose photo it is."""
    found = text_at(photo, "owner") or text_at(photo, "owner", "nsid")
    return found if is_nsid(found) else ""


def photo(part: Part, author: Identity, source: Source) -> Item:
    """A photo or video. Raises Unfit."""
    shown = part.value
    number = text_at(shown, "id")
    if not is_number(number) or owner_of(shown) != author.id:
        raise Unfit(f"{number[:60]!a} is no photo of this account")
    uri, last = photo_uri(author.id, number), changed(shown)
    said = joined([Text(_words(shown, "title").strip()), plain(_words(shown, "description"), uri)], "\n\n")
    media_type = "video/mp4" if text_at(shown, "media") == "video" else "image/jpeg"
    return Item(
        uri=uri, kind=Kind.POST, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, published=posted(shown), revision=last.isoformat(timespec="microseconds") if last else "",
        text=said.text, spans=said.spans, url=uri, media=(MediaRef(number, media_type),), sameness=_same(said, _tags(shown)),
    )  # fmt: skip


def comment(part: Part, account: str, photo: str, thread: str, source: Source) -> Item:
    """A comment on the photo with this number, whose address is ``thread``. Raises Unfit."""
    shown = part.value
    number, author = comment_number(shown), _author_of(shown)
    if not number or not author.id:
        raise Unfit(f"{text_at(shown, 'id')[:100]!a} is no comment by an account")
    said = plain(text_at(shown, "_content"), thread)
    uri = comment_uri(photo, number)
    return Item(
        uri=uri, kind=Kind.REPLY, account=account, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, published=_moment(number_at(shown, "datecreate")), text=said.text, spans=said.spans,
        reply_to=thread, thread=thread, url=uri, sameness=_same(said),
    )  # fmt: skip


def comment_number(comment: object) -> str:
    """The number of a comment by which its address names it: the last part of its id."""
    found = text_at(comment, "id").rpartition("-")[2]
    return found if is_number(found) else ""


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How an account shows itself: name, description, place, small picture."""
    said = joined([plain(_words(part.value, "description"), people_uri(author.id)), Text(_words(part.value, "location").strip())], "\n\n")
    picture = icon(author.id, number_at(part.value, "iconfarm") or 0, str(number_at(part.value, "iconserver") or 0))
    return Item(
        uri=people_uri(author.id), kind=Kind.PROFILE, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="microseconds"), text=said.text, spans=said.spans,
        url=people_uri(author.id), media=(MediaRef(picture, "image/jpeg"),) if picture else (),
        sameness=_same(said, [author.name, picture]),
    )  # fmt: skip


def _author_of(comment: object) -> Identity:
    number, name = text_at(comment, "author"), text_at(comment, "realname") or text_at(comment, "authorname")
    return Identity(number if is_nsid(number) else "", text_at(comment, "path_alias")[:100], name[:200])


def _words(shown: object, name: str) -> str:
    return text_at(shown, name) or text_at(shown, name, "_content")


def _tags(shown: object) -> list[str]:
    """In the list one after the other, by itself one by one."""
    found = [text_at(tag, "_content") for tag in maps_in(list_at(value_at(shown, "tags"), "tag"))]
    return sorted([*text_at(shown, "tags").split(), *filter(None, found)])


def _moment(seconds: int | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _same(said: Text, *more: list[str]) -> bytes:
    """As the export has it."""
    return sameness(_clean(said.text), [_clean(span.href) for span in said.spans], *([_clean(each) for each in part] for part in more))


def _clean(text: str) -> str:
    """Without halves of characters, which no JSON can be written with."""
    return text.encode("utf-8", "replace").decode()
