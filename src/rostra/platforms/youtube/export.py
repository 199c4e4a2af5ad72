"""The data that Google makes for a channel's owner on request (Takeout), as a ZIP or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import Capabilities, Event, Identity, Item, Method, Source
from rostra.platforms.files.exported import BadElement, Contents, Element, Exported, Reading, withheld
from rostra.platforms.files.rows import Cells, cells, rows
from rostra.platforms.youtube.addresses import is_channel, is_video
from rostra.platforms.youtube.columns import Holds, first, what_is
from rostra.platforms.youtube.layout import channels_in, owner_of, parts_of, videos_in
from rostra.platforms.youtube.parse import chat, comment, video

_READ: dict[Holds, Callable[[Cells, bytes, Identity, Source], Item | None]] = {
    Holds.VIDEOS: video,
    Holds.COMMENTS: comment,
    Holds.CHATS: chat,
}


class YouTubeExport(Exported):
    """The platform of one ZIP of a Takeout of YouTube."""

    name: ClassVar[str] = "youtube"
    network: ClassVar[str] = "youtube"
    reading: ClassVar[bytes] = sha256(b"Takeout of YouTube, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        cannot=(
            "What an export (Takeout) tells is what the channel's owner handed over: nothing in it is signed.",
            "Nothing in an export of YouTube is signed.",
            "An export of YouTube tells of no edit and no deletion; an edit shows when two exports differ.",
            "Comments by others stand in no export of YouTube, nor does whether one was held back or whether somebody was hidden.",
            "A video's file is kept only where it lies in the same archive as what is said of it, and its name fits no other video.",
            "Posts of a channel, playlists and subtitles are not read from an export of YouTube.",
            "Whether a video of another channel, below which a comment stands, is open to everybody is not told.",
            "Private and unlisted videos, history, subscriptions and everything else that is not public is never taken in.",
        ),
    )

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it is no Takeout of YouTube, or is of several channels and nobody says which one is meant."""
        return _Reading(archive, self.source, self.told)


class _Reading(Reading):
    """A Takeout of YouTube: videos, and the channel's own comments and messages in live chats."""

    def __init__(self, archive: Contents, source: Source, told: str) -> None:
        self._archive = archive
        self._source = source
        self._parts = parts_of(archive)
        self._channels = channels_in(archive, self._parts)
        self.owner = owner_of(self._channels, told)
        self._videos = videos_in(archive, self._parts)

    def members(self) -> list[str]:
        return [name for name, holds in self._parts.items() if holds is not Holds.CHANNELS]

    def elements(self, name: str) -> Iterator[Element]:
        return rows(self._archive.pieces(name))

    def events(self, name: str, element: Element) -> list[Event]:
        holds = self._parts[name]
        with withheld() if holds in (Holds.VIDEOS, Holds.UNKNOWN) else nullcontext():
            row = _row(element, holds)
        if holds is not Holds.VIDEOS and first(row, is_video) in self._videos.hidden:
            return []
        item = _READ[holds](row, element.raw, self.owner, self._source)
        return [item] if item and self._is_own(row) else []

    def medium(self, ref: str) -> str:
        return self._videos.files.get(ref, "")

    def _is_own(self, row: Cells) -> bool:
        """Whether a row is of the channel, and not of another one that the archive is of too. Raises BadElement for a stranger's."""
        channel = first(row, is_channel)
        if channel not in self._channels:
            raise BadElement("it is of another channel")
        return channel == self.owner.id


def _row(element: Element, holds: Holds) -> Cells:
    """A row of a file that holds such rows. Raises BadElement."""
    row = cells(element.raw)
    if what_is(row) is not holds:
        raise BadElement(f"its columns are not those of the others in the file ({holds.value})")
    return row
