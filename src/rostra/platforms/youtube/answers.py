"""From what YouTube answers to items. Pure: it can be run again over what is kept.

A field of a wrong type reads as not there, and the bytes are kept as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.files.exported import sameness
from rostra.platforms.hostile import int_at, languages_at, text_at, time_at, value_at, web_address
from rostra.platforms.lists import ListOf
from rostra.platforms.parts import Part, Unfit, elements, member
from rostra.platforms.youtube.addresses import comment_uri, is_channel, is_video, post_uri, video_uri
from rostra.platforms.youtube.uris import channel_uri, is_id

MEDIA_TYPE = "application/json"
CAPTIONS = "captions:"  # how the ref of a video's captions begins
NETWORK = "youtube"
SIZES = ("maxres", "standard", "high", "medium", "default")  # of a picture, the largest first
HELD: Final = frozenset({"heldForReview", "likelySpam", "rejected"})  # ``moderationStatus`` of a comment that nobody is shown


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a comment beside its bytes. ``thread``: the address below which it stands, where the comment does not say."""

    account: str
    source: Source
    thread: str = ""
    parent: str = ""


def video_id(entry: object) -> str:
    """The video that an entry of the uploads, or a thread of comments, is about."""
    found = text_at(entry, "contentDetails", "videoId") or text_at(entry, "snippet", "videoId")
    return found if is_video(found) else ""


def is_public(video: object) -> bool:
    """Whether everybody may see this video. All else is never taken."""
    sound = text_at(video, "status", "uploadStatus") in ("processed", "uploaded")
    return sound and text_at(video, "status", "privacyStatus") == "public"


def video(part: Part, author: Identity, source: Source) -> Item:
    """A video with its picture; the file itself and its captions as places of what is not given. Raises Unfit."""
    shown = part.value
    number = text_at(shown, "id")
    if not is_video(number) or text_at(shown, "snippet", "channelId") != author.id:
        raise Unfit(f"{number[:60]!a} is no video of this channel")
    said = [_clean(text_at(shown, "snippet", name)) for name in ("title", "description")]
    return Item(
        uri=video_uri(number), kind=Kind.POST, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, published=time_at(shown, "snippet", "publishedAt"), text="\n\n".join(filter(None, said)),
        languages=languages_at([text_at(shown, "snippet", "defaultLanguage") or text_at(shown, "snippet", "defaultAudioLanguage")]),
        url=video_uri(number), media=tuple(_media(shown, number)), sameness=sameness(*said),
    )  # fmt: skip


def thread(part: Part) -> tuple[Part | None, list[Part], int]:
    """Of a thread its first comment, those of its replies that came with it, and how many it has."""
    told, answers = _below(part, "snippet", "topLevelComment"), _below(part, "replies", "comments")
    return told, elements(answers) if answers else [], int_at(part.value, "snippet", "totalReplyCount") or 0


def comment(part: Part, place: Place) -> Item:
    """A comment, or a reply to one. Raises Unfit."""
    shown = part.value
    number, author = text_at(shown, "id"), author_of(shown)
    below = below_what(shown) or place.thread
    if not is_id(number) or not below or not author.id:
        raise Unfit(f"{number[:130]!a} is no comment with an author and a place")
    parent = text_at(shown, "snippet", "parentId") or place.parent
    text = _clean(text_at(shown, "snippet", "textDisplay") or text_at(shown, "snippet", "textOriginal"))
    changed = time_at(shown, "snippet", "updatedAt") or time_at(shown, "snippet", "publishedAt")
    uri = comment_uri(below, number)
    return Item(
        uri=uri, kind=Kind.REPLY, account=place.account, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=place.source,
        evidence=Evidence.PLATFORM_API, published=time_at(shown, "snippet", "publishedAt"),
        revision=changed.isoformat(timespec="microseconds") if changed else "", text=text,
        reply_to=comment_uri(below, parent) if is_id(parent) and parent != number else below, thread=below, url=uri,
        sameness=sameness(text, []),
    )  # fmt: skip


def below_what(comment: object) -> str:
    """The address of the video, or of the post of a channel, that a comment stands below, as far as it says so."""
    video, post = text_at(comment, "snippet", "videoId"), text_at(comment, "snippet", "postId")
    if is_video(video):
        return video_uri(video)
    return post_uri(post) if is_id(post) else ""


def held(part: Part, place: Place) -> Item:
    """That a comment is hidden from everybody, as an entry of the channel's list of what it hides. Raises Unfit."""
    item = comment(part, place)
    of = ListOf(NETWORK, place.account, Act.HIDE)
    what = {"account": place.account, "act": Act.HIDE.value, "network": NETWORK, "subject": item.uri}
    return Item(
        uri=of.uri(item.uri), kind=of.kind, account=place.account, author=Identity(place.account), raw=part.raw, media_type=MEDIA_TYPE,
        source=place.source, evidence=Evidence.PLATFORM_API, published=item.published, subject=item.uri,
        sameness=orjson.dumps(what, option=orjson.OPT_SORT_KEYS),
    )  # fmt: skip


def profile(part: Part, author: Identity, source: Source) -> Item:
    """How a channel shows itself: name, description, picture."""
    picture = _largest(value_at(part.value, "snippet", "thumbnails"))
    text = _clean(text_at(part.value, "snippet", "description"))
    return Item(
        uri=channel_uri(author.id), kind=Kind.PROFILE, account=author.id, author=author, raw=part.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, revision=source.seen.isoformat(timespec="microseconds"), text=text, url=channel_uri(author.id),
        media=(MediaRef(picture, "image/jpeg"),) if picture else (), sameness=sameness(_clean(author.name), text, picture),
    )  # fmt: skip


def author_of(comment: object) -> Identity:
    """Who wrote a comment."""
    channel, name = text_at(comment, "snippet", "authorChannelId", "value"), text_at(comment, "snippet", "authorDisplayName")[:200]
    return Identity(channel if is_channel(channel) else "", name if name.startswith("@") else "", name)


def _media(shown: object, number: str) -> Iterator[MediaRef]:
    if picture := _largest(value_at(shown, "snippet", "thumbnails")):
        yield MediaRef(picture, "image/jpeg")
    yield MediaRef(number, "video/mp4")
    if text_at(shown, "contentDetails", "caption") == "true":
        yield MediaRef(f"{CAPTIONS}{number}", "text/vtt")


def _largest(pictures: object) -> str:
    return next((address for size in SIZES if (address := web_address(text_at(pictures, size, "url")))), "")


def _below(part: Part, *names: str) -> Part | None:
    found: Part | None = part
    for name in names:
        found = member(found, name) if found and isinstance(found.value, dict) else None
    return found


def _clean(text: str) -> str:
    """Without halves of characters, which no JSON can be written with."""
    return text.encode("utf-8", "replace").decode()
