"""X (Twitter), as far as an account's owner hands its archive over: the ZIP that X makes on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, ClassVar

from rostra.platforms.base import (
    BadSource,
    Capabilities,
    Event,
    Identity,
    Item,
    Mark,
    Method,
    Refused,
    Rejected,
    Source,
)
from rostra.platforms.exports import Archive
from rostra.platforms.slices import slices
from rostra.platforms.unoffered import Unoffered
from rostra.platforms.x.layout import Holds, Ownership, Part, medium_in, ownership, parts_of
from rostra.platforms.x.parse import BadElement, deletion, post, profile, tweet_in

MARK_EVERY = 1000  # elements

_CURSOR = re.compile(r"([0-9]{1,6}):([0-9]{1,12}):([0-9a-f]{32})")


class X(Unoffered):
    """The platform of one archive. ``source`` goes to every item: method import, the file's name as its url, when it was received."""

    name: ClassVar[str] = "x"
    network: ClassVar[str] = "x"
    reading: ClassVar[bytes] = sha256(b"archive of X, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="history",
        delete_signal="event",
        cannot=(
            "X is not watched live: posts come from the archive that the account's owner hands over, and nothing in it is signed.",
            "An archive of X names posts that were deleted in the last 14 days; what was deleted before and never handed over is lost.",
            "Replies by others stand in no archive of X, nor does whether a reply was hidden.",
            "Posts longer than 280 characters, and reposts, are cut off in an archive of X.",
            "Whom an account of X blocks or mutes is not read from its archive: these lists are handed over by themselves, and compared.",
            "Direct messages and everything else in an archive of X that is not public is never read.",
        ),
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self._archive: Archive | None = None

    def owner(self, source: BinaryIO) -> Identity:
        """Whose archive this is. Raises BadSource where it is none, or has no posts: then nothing is begun."""
        archive = Archive(source)
        parts_of(archive)
        return ownership(archive).owner

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """The profile and each post as an Item, of a deleted one an Absence too, or Rejected; a Mark every 1,000 elements and at the end.

        ``source`` is seekable. A file of the archive that is damaged is rejected from there on, the others are read. Raises BadSource where
        nothing can be read. While events are taken from here, ``fetch_media`` gives what lies in the same archive.
        """
        archive = self._archive = Archive(source)
        of, parts, known = ownership(archive), parts_of(archive), archive.fingerprint
        first, behind = _resume(cursor, known)
        sizes = [archive.unpacked(part.name) for part in parts]
        for number, part in enumerate(parts[first:], first):
            window: list[list[Event]] = []
            for events, element, end in self._part(archive, part, of, behind):
                window.append(events)
                if element and element % MARK_EVERY == 0:
                    yield from _oldest_first(window)
                    window = []
                    yield Mark(f"{number}:{element}:{known}", self.source, archive.size * (sum(sizes[:number]) + end) // sum(sizes))
            behind = 0
            yield from _oldest_first(window)
            yield Mark(f"{number + 1}:0:{known}", self.source, archive.size * sum(sizes[: number + 1]) // sum(sizes))

    def _part(self, archive: Archive, part: Part, of: Ownership, behind: int) -> Iterator[tuple[list[Event], int, int]]:
        """The events of each element of one file behind this many, the element's number, and where in the file it ends.

        What is lost has the number 0: it stands behind every Mark of this file.
        """
        element = end = 0
        try:
            for element, end, raw in slices(archive.pieces(part.name), part.holds.head):
                if element > behind:
                    yield self._events(part, element, raw, of), element, end
        except BadSource as error:
            lost = Rejected(element + 1, f"{part.name}: {error}; what stood before it is taken in", part.name.encode())
            yield [lost], 0, end

    def _events(self, part: Part, element: int, raw: bytes, of: Ownership) -> list[Event]:
        try:
            if part.holds is Holds.PROFILE:
                return [profile(raw, of, self.source)]
            tweet = tweet_in(raw)
            item = post(tweet, raw, of, self.source)
            return [item, deletion(tweet, raw, item)] if part.holds is Holds.DELETED else [item]
        except BadElement as error:
            return [Rejected(element, f"{part.name}, element {element}: {error}", raw)]

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the interface has it
        """The bytes of a medium in the archive that is being taken in. Raises Refused where it holds none of this name."""
        name = medium_in(self._archive, ref) if self._archive else ""
        if not self._archive or not name:
            raise Refused("The archive names this medium, but does not hold it.")
        return self._archive.pieces(name)


def _oldest_first(window: list[list[Event]]) -> Iterator[Event]:
    """The events of some elements, the versions of a post in their order: an archive may name the last one first."""
    for events in sorted(window, key=lambda events: events[0].revision if isinstance(events[0], Item) else ""):
        yield from events


def _resume(cursor: str, known: str) -> tuple[int, int]:
    """The file to go on with, and how many of its elements were read. Raises BadSource for a cursor of another archive."""
    if not cursor:
        return 0, 0
    found = _CURSOR.fullmatch(cursor)
    if found is None or found[3] != known:
        raise BadSource("this is not the archive whose reading was interrupted: take it in from its start")
    return int(found[1]), int(found[2])
