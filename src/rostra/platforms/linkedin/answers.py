"""From what LinkedIn answers to items. Pure: it can be run again over what is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.hostile import epoch_at, list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.linkedin.addresses import comment_uri, post_uri
from rostra.platforms.linkedin.little import read_little
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.text import Text, joined

MEDIA_TYPE = "application/json"
MAX_MEDIA = 30  # of one post; LinkedIn allows 20
MAX_OPTIONS = 20  # of a poll; LinkedIn allows 4
MILLISECONDS = 1000  # to a second

_POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,20}")
_COMMENT = re.compile(r"urn:li:comment:\((?P<thread>urn:li:(?:activity|share|ugcPost):[0-9]{1,20}),(?P<number>[0-9]{1,20})\)")
_ACTOR = re.compile(r"urn:li:[A-Za-z]{1,40}:[A-Za-z0-9_-]{1,100}")
_MEDIUM = re.compile(r"urn:li:(?:(?P<kind>image|video|document)|digitalmediaAsset):(?P<name>[A-Za-z0-9_-]{1,100})")
_TYPES = {"image": "image/jpeg", "video": "video/mp4", "document": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Place:
    """Of a comment: the account whose post it stands below, and that post."""

    account: str
    post: str  # uri
    source: Source


def is_public(post: object) -> bool:
    """Whether everybody may see this post: published, and not for members or some of them only. All else is never taken."""
    return text_at(post, "lifecycleState") == "PUBLISHED" and text_at(post, "visibility") == "PUBLIC"


def urn_of(post: object) -> str:
    """The post's name, which never changes; "" where it has none that is sound."""
    found = text_at(post, "id")
    return found if _POST.fullmatch(found) else ""


def comment_of(comment: object) -> tuple[str, str, str]:
    """A comment's name, that of the thread it stands in, and its number; empty where it has none that is sound."""
    found = _COMMENT.fullmatch(text_at(comment, "commentUrn") or f"urn:li:comment:({text_at(comment, 'object')},{text_at(comment, 'id')})")
    return (found[0], found["thread"], found["number"]) if found else ("", "", "")


def post(part: Part, author: Identity, source: Source) -> Item:
    """A post of the page itself, or what it shares on. Raises Unfit."""
    told, urn = part.value, urn_of(part.value)
    if not urn:
        raise Unfit("A post without its name")
    if text_at(told, "author") != author.id:
        raise Unfit(f"{urn} stands among the posts of {author.id} and is another's")
    text, shared = _text(told), _shared(told)
    kind = Kind.POST if not shared else Kind.QUOTE if text.text else Kind.REPOST
    return Item(
        uri=post_uri(urn),
        kind=kind,
        account=author.id,
        author=author,
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.PLATFORM_API,
        published=epoch_at(told, "publishedAt", unit=MILLISECONDS) or epoch_at(told, "createdAt", unit=MILLISECONDS),
        revision=_stamp(told, "lastModifiedAt"),
        text=text.text,
        quotes=shared if kind is Kind.QUOTE else "",
        subject=shared if kind is Kind.REPOST else "",
        url=post_uri(urn),
        spans=text.spans,
        media=tuple(_media(told)),
        sameness=_sameness(told, shared),
    )


def comment(part: Part, place: Place) -> Item:
    """A comment below a post of the page: by anybody, the page itself too. Raises Unfit."""
    told = part.value
    urn, thread, _ = comment_of(told)
    actor = text_at(told, "actor")
    if not urn or not _ACTOR.fullmatch(actor):
        raise Unfit("A comment without its name, or by nobody")
    above = _COMMENT.fullmatch(text_at(told, "parentComment"))
    text, media = text_at(told, "message", "text"), tuple(_comment_media(told))
    return Item(
        uri=comment_uri(thread, urn),
        kind=Kind.REPLY,
        account=place.account,
        author=Identity(actor),
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=place.source,
        evidence=Evidence.PLATFORM_API,
        published=epoch_at(told, "created", "time", unit=MILLISECONDS),
        revision=_stamp(told, "lastModified", "time") or _stamp(told, "created", "time"),
        text=text,
        reply_to=comment_uri(above["thread"], above[0]) if above else place.post,
        thread=place.post,
        url=comment_uri(thread, urn),
        media=media,
        sameness=_same(text, [each.ref for each in media]),
    )


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How a page shows itself: name, description, website, both pictures."""
    told = part.value
    pictures = [_ref(text_at(told, name, "original")) for name in ("logoV2", "coverPhotoV2")]
    website = web_address(text_at(told, "localizedWebsite"))
    text = joined([Text(text_at(told, "localizedDescription").strip()), _link(website, website)], "\n\n")
    media = zip(pictures, ("logo", "cover"), strict=True)
    return Item(
        uri=profile_uri(author.id),
        kind=Kind.PROFILE,
        account=author.id,
        author=author,
        raw=part.raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.PLATFORM_API,
        revision=source.seen.isoformat(timespec="microseconds"),
        text=text.text,
        url=profile_uri(author.id),
        spans=text.spans,
        media=tuple(MediaRef(ref, "image/jpeg", alt) for ref, alt in media if ref),
        sameness=_same(author.handle, author.name, text.text, pictures),
    )


def profile_uri(account: str) -> str:
    """The stable address of a page."""
    return f"https://www.linkedin.com/company/{account.removeprefix('urn:li:organization:')}/"


def _text(post: object) -> Text:
    """What the author says, what a poll asks, and the title of what is linked."""
    options = [Text(f"– {text_at(option, 'text')}") for option in _options(post)]
    poll = joined([Text(text_at(post, "content", "poll", "question")), *options], "\n")
    source, title = (text_at(post, "content", "article", name) for name in ("source", "title"))
    article = _link(title or source, web_address(source)) if text_at(post, "content", "article", "source") else Text()
    return joined([read_little(text_at(post, "commentary")), poll, article], "\n\n")


def _link(words: str, address: str) -> Text:
    return Text(words, (Span(0, len(words), address),) if words and address else ())


def _shared(post: object) -> str:
    """The uri of what is shared on: the post itself, not the first of all that it goes back to; "" where nothing is."""
    urn = text_at(post, "reshareContext", "parent") or text_at(post, "reshareContext", "root")
    return post_uri(urn) if _ACTOR.fullmatch(urn) else ""


def _media(post: object) -> Iterator[MediaRef]:
    content = value_at(post, "content")
    images = maps_in(list_at(content, "multiImage", "images"))
    cards = (value_at(card, "media") for card in maps_in(list_at(content, "carousel", "cards")))
    found = [value_at(content, "media"), *images, *cards]
    told = [(text_at(each, "id"), text_at(each, "altText") or text_at(each, "title")) for each in found]
    told.append((text_at(content, "article", "thumbnail"), text_at(content, "article", "thumbnailAltText")))
    yield from (MediaRef(ref, _type_of(ref), alt) for name, alt in told[:MAX_MEDIA] if (ref := _ref(name)))


def _comment_media(comment: object) -> Iterator[MediaRef]:
    names = (text_at(each, "entity", "image") for each in list(maps_in(list_at(comment, "content")))[:MAX_MEDIA])
    yield from (MediaRef(ref, _type_of(ref)) for name in names if (ref := _ref(name)))


def _ref(name: str) -> str:
    """A medium's name as it can be asked for: an older name of a picture is one of an image too."""
    found = _MEDIUM.fullmatch(name)
    return f"urn:li:{found['kind'] or 'image'}:{found['name']}" if found else ""


def _type_of(ref: str) -> str:
    """By the kind that the name tells: the interface tells no other."""
    return _TYPES[ref.split(":")[2]]


def _options(post: object) -> list[dict[str, object]]:
    return list(maps_in(list_at(post, "content", "poll", "options")))[:MAX_OPTIONS]


def _sameness(post: object, shared: str) -> bytes:
    """What an author changes by an edit: no votes, no time."""
    media = [[each.ref, each.alt] for each in _media(post)]
    poll = [text_at(post, "content", "poll", "question"), *(text_at(option, "text") for option in _options(post))]
    article = [text_at(post, "content", "article", name) for name in ("source", "title", "description")]
    return _same(text_at(post, "commentary"), media, poll, article, shared)


def _same(*said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode("ascii")


def _stamp(value: object, *path: str) -> str:
    moment = epoch_at(value, *path, unit=MILLISECONDS)
    return moment.isoformat(timespec="microseconds") if moment else ""
