"""What YouTube tells by WebSub: that a channel has something new, a new title, or something less. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rostra.platforms.rss.document import Document
from rostra.platforms.youtube.addresses import is_channel, is_video, video_uri

_BY = re.compile(rb"/channel/(UC[A-Za-z0-9_-]{22})<")  # at:by of what was deleted
_DELETED = re.compile(r"yt:video:([A-Za-z0-9_-]{11})")


@dataclass(frozen=True, slots=True)
class Hint:
    """Channels to ask now; and videos that the hub says are gone, of which YouTube alone can say whether that is so."""

    channels: tuple[str, ...]
    gone: tuple[str, ...]  # uris


def topic(channel: str) -> str:
    """What the hub is asked to tell of."""
    return f"https://www.youtube.com/xml/feeds/videos.xml?channel_id={channel}"


def hint(news: Document) -> Hint:
    """What to do about what a hub sent. Nothing of it is kept."""
    gone = (found[1] for each in news.deleted if (found := _DELETED.fullmatch(each.ref)))
    return Hint(tuple(dict.fromkeys(_channels(news))), tuple(dict.fromkeys(video_uri(video) for video in gone if is_video(video))))


def _channels(news: Document) -> Iterator[str]:
    for entry in news.entries:
        channel = str(entry.fields.get("yt_channelid", ""))
        if is_channel(channel):
            yield channel
    for deleted in news.deleted:
        yield from (found.decode() for found in _BY.findall(deleted.raw))
