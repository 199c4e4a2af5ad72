"""The archive that LinkedIn makes for a member on request, as a ZIP of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Item, Method, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Reading
from rostra.platforms.files.rows import Mend, rows
from rostra.platforms.linkedin.parse import comment, mend, share

_Read = Callable[[bytes, Identity, Source], Item | None]
_SHARES = re.compile(r"(?:[^/]+/)*Shares(?:_[0-9]+)?\.csv", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:[^/]+/)*Comments(?:_[0-9]+)?\.csv", re.IGNORECASE)


class LinkedInExport(Exported):
    """The platform of one archive of LinkedIn."""

    name: ClassVar[str] = "linkedin"
    network: ClassVar[str] = "linkedin"
    reading: ClassVar[bytes] = sha256(b"archive of LinkedIn, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        cannot=(
            "What a member posts comes only from the archive that they hand over, and nothing in it is signed: pages alone are read live.",
            "A page of LinkedIn has no such archive: only what a member posts in person can be taken in from one.",
            "An archive of LinkedIn tells of no edit and no deletion; an edit shows when two archives differ.",
            "Pictures and videos lie in no archive of LinkedIn: it only names where they were.",
            "Articles and comments by others are not read from an archive of LinkedIn, nor do the latter stand in it.",
            "Whether the post below which a comment stands is open to everybody is not told; comments in groups are left out.",
            "Messages, contacts, the profile and everything else in an archive of LinkedIn is never opened.",
        ),
    )

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it has neither posts nor comments."""
        return _Reading(archive, self.source, self.told)


class _Reading(Reading):
    """An archive of LinkedIn: posts and comments. It names its account by no number and no handle."""

    owner = Identity("")

    def __init__(self, archive: Contents, source: Source, told: str) -> None:
        self._archive = archive
        self._source = source
        self._author = Identity(told)
        self._parts: dict[str, tuple[_Read, Mend]] = {
            **dict.fromkeys(archive.names(_SHARES), (share, str)),
            **dict.fromkeys(archive.names(_COMMENTS), (comment, mend)),
        }
        if not self._parts:
            raise BadSource(
                "the archive has neither Shares.csv nor Comments.csv: ask LinkedIn for the larger archive, or for posts and comments"
            )

    def members(self) -> list[str]:
        return list(self._parts)

    def elements(self, name: str) -> Iterator[Element]:
        return rows(self._archive.pieces(name), self._parts[name][1])

    def events(self, name: str, element: Element) -> list[Event]:
        item = self._parts[name][0](element.raw, self._author, self._source)
        return [item] if item else []
