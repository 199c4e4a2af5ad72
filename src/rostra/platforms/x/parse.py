"""An element of an archive into an item: pure, so that the same bytes always give the same item."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import orjson

from rostra.platforms.base import Absence, Certainty, Evidence, Item, Kind, MediaRef
from rostra.platforms.files.exported import BadElement, object_in, published
from rostra.platforms.hostile import list_at, maps_in, read_time, text_at, value_at
from rostra.platforms.table.parse import media_type_of
from rostra.platforms.text import Text
from rostra.platforms.x.addresses import is_id, post_uri, post_url, profile_uri, revision, revision_at
from rostra.platforms.x.said import languages, lead, said, sameness

if TYPE_CHECKING:
    from rostra.platforms.base import Source
    from rostra.platforms.x.layout import Ownership

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000 ([0-9]{4})")
_POST = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/web|\w{1,20})/status(?:es)?/([0-9]{1,19})/?(?:\?.*)?")
_REPOSTED = re.compile(r"RT @\w{1,20}:")
_FILE = re.compile(r"[\w.-]{1,200}")
_EDITS = (("edit_info", "initial", "editTweetIds"), ("edit_info", "edit", "editControlInitial", "editTweetIds"))


def tweet_in(raw: bytes) -> dict[str, object]:
    """What an element says of a post, in its wrapping or bare. Raises BadElement."""
    found = object_in(raw)
    tweet = found.get("tweet", found)
    if not isinstance(tweet, dict):
        raise BadElement("it is no post")
    return tweet


def post(tweet: dict[str, object], raw: bytes, of: Ownership, source: Source) -> Item:
    """The item that the element ``raw`` holds. Raises BadElement."""
    number = _id(tweet, "id")
    if not number:
        raise BadElement("it has no id")
    text = _said(tweet)
    reply_to, quotes = _id(tweet, "in_reply_to_status_id"), _id(tweet, "quoted_status_id") or _quoted(text)
    reposts = _id(tweet, "retweeted_status_id") or _id(value_at(tweet, "retweeted_status"), "id")
    kind = _kind(text.text, reposts, reply_to, quotes)
    media = list(_media(tweet, number))
    linked = [post_uri(other) if other else "" for other in (reply_to, quotes if kind is not Kind.REPOST else "", reposts)]
    return Item(
        uri=post_uri(_first(tweet, number)),
        kind=kind,
        account=of.owner.id,
        author=of.owner,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=_published(tweet, source.seen),
        revision=revision(number),
        text=text.text,
        languages=languages(tweet),
        reply_to=linked[0],
        quotes=linked[1],
        subject=linked[2],
        url=post_url(number, of.owner.handle),
        spans=text.spans,
        media=tuple(media),
        sameness=sameness(number, text.text, linked, [medium.ref for medium in media]),
    )


def deletion(tweet: dict[str, object], raw: bytes, item: Item) -> Absence:
    """That the post was deleted, as the archive says, with when."""
    stated = text_at(tweet, "deleted_at")
    moment = _moment(stated) or read_time(stated)
    when = f" on {moment:%Y-%m-%d at %H:%M:%S} UTC" if moment else ""
    return Absence(
        uri=item.uri,
        account=item.account,
        certainty=Certainty.ASSERTED,
        source=item.source,
        reason=f"deleted by its author{when}, as the account's own archive says",
        revision=revision_at(moment) if moment else "",
        raw=raw,
    )


def profile(raw: bytes, of: Ownership, source: Source) -> Item:
    """The profile of the archive's account. Raises BadElement."""
    said = value_at(object_in(raw), "profile", "description")
    if not isinstance(said, dict):
        raise BadElement("it is no profile")
    facts = {name: html.unescape(text_at(said, name)) for name in ("bio", "location", "website")}
    return Item(
        uri=profile_uri(of.owner.id),
        kind=Kind.PROFILE,
        account=of.owner.id,
        author=of.owner,
        raw=raw,
        media_type="application/json",
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=of.made,
        revision=of.made.isoformat(timespec="milliseconds") if of.made else "",
        text="\n\n".join(filter(None, facts.values())),
        url=f"https://x.com/{of.owner.handle}" if of.owner.handle else profile_uri(of.owner.id),
        sameness=orjson.dumps([of.owner.handle, of.owner.name, facts], option=orjson.OPT_SORT_KEYS),
    )


def _id(value: object, name: str) -> str:
    """The id under this name, as text or as a number, or ""."""
    for found in (value_at(value, f"{name}_str"), value_at(value, name)):
        if type(found) in (str, int) and is_id(str(found)):
            return str(found)
    return ""


def _first(tweet: dict[str, object], number: str) -> str:
    """The first id of the post's edits; its own where it says of none that could be."""
    initial = [ids[0] for ids in (list_at(tweet, *path) for path in _EDITS) if ids and number in ids]
    for found in (*initial, value_at(tweet, "edit_info", "edit", "initialTweetId")):
        if isinstance(found, str) and is_id(found) and int(found) <= int(number):
            return found
    return number


def _kind(text: str, reposts: str, reply_to: str, quotes: str) -> Kind:
    if reposts or _REPOSTED.match(text):
        return Kind.REPOST
    if reply_to:
        return Kind.REPLY
    return Kind.QUOTE if quotes else Kind.POST


def _said(tweet: dict[str, object]) -> Text:
    """The text, without the links to its own media."""
    text = text_at(tweet, "full_text") or text_at(tweet, "text")
    return said(text, lead(list_at(tweet, "entities", "urls")) | {text_at(medium, "url"): "" for medium in _shown(tweet)})


def _quoted(said: Text) -> str:
    """The id of the post that a link at the end leads to: so X shows a quote, and so old archives tell of one."""
    last = said.spans[-1] if said.spans else None
    found = _POST.fullmatch(last.href) if last and last.end == len(said.text) else None
    return found[1] if found and is_id(found[1]) else ""


def _shown(tweet: dict[str, object]) -> list[dict[str, object]]:
    """The pictures and videos: of several only the newer list tells all."""
    return list(maps_in(list_at(tweet, "extended_entities", "media") or list_at(tweet, "entities", "media")))


def _media(tweet: dict[str, object], number: str) -> Iterator[MediaRef]:
    """Each medium under the name that its file in the archive has."""
    for medium in _shown(tweet):
        name = _address(medium).partition("?")[0].rpartition("/")[2]
        if _FILE.fullmatch(name):
            alt = html.unescape(text_at(medium, "ext_alt_text") or text_at(medium, "alt_text"))
            yield MediaRef(f"{number}-{name}", media_type_of(name), alt)


def _address(medium: dict[str, object]) -> str:
    """Of a video its best form in one file, which is the one that an archive holds; of a picture the picture."""
    videos = [form for form in maps_in(list_at(medium, "video_info", "variants")) if text_at(form, "content_type") == "video/mp4"]
    best = max(videos, key=_bitrate, default=None)
    return text_at(best, "url") or text_at(medium, "media_url_https") or text_at(medium, "media_url")


def _bitrate(form: dict[str, object]) -> int:
    stated = str(value_at(form, "bitrate"))
    return int(stated) if stated.isdecimal() and len(stated) < 12 else 0


def _published(tweet: dict[str, object], seen: dt.datetime) -> dt.datetime:
    stated = text_at(tweet, "created_at")
    return published(_moment(stated), stated, seen)


def _moment(text: str) -> dt.datetime | None:
    """``Wed Oct 10 20:19:24 +0000 2018``; None where it is something else."""
    found = _MOMENT.fullmatch(text)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = map(int, found.groups()[1:])
    try:
        return dt.datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None
