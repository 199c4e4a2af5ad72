"""The data that TikTok makes for an account's owner on request: one JSON, by itself or in a ZIP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO, ClassVar

import orjson

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Method, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Numberless, Reading, Sort
from rostra.platforms.files.exports import Archive, OneFile
from rostra.platforms.files.slices import found_at
from rostra.platforms.hostile import text_at
from rostra.platforms.tiktok.addresses import is_numberless
from rostra.platforms.tiktok.parse import comment, deletion, post

_NAMED = re.compile(r"(?:[^/]+/)*user_data(?:_tiktok)?\.json")
_TEXTS = re.compile(r".*\.txt", re.IGNORECASE)
_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,40}")
_ASK = "ask TikTok for the data as JSON"

_POSTS = frozenset({"Post/Posts/VideoList", "Video/Videos/VideoList"})
_COMMENTS = frozenset({"Comment/Comments/CommentsList", "Your Activity/Comments/CommentsList"})
_DELETED = frozenset({"Post/Recently Deleted Posts/PostList", "Video/Recently Deleted Posts/PostList"})
_PROFILES = [(area, name, "ProfileMap") for area in ("Profile", "Profile And Settings") for name in ("Profile Information", "Profile Info")]
_LISTS = [tuple(place.split("/")) for place in sorted(_POSTS | _COMMENTS | _DELETED)]


class TikTokExport(Exported):
    """The platform of one export of TikTok."""

    name: ClassVar[str] = "tiktok"
    network: ClassVar[str] = "tiktok"
    reading: ClassVar[bytes] = sha256(b"export of TikTok, read 1").digest()
    states_numbers: ClassVar[bool] = False
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="none",
        delete_signal="event",
        cannot=(
            "An export of TikTok is what the account's owner hands over, and nothing in it is signed.",
            "An export of TikTok holds the words of a post and a link to its video that ends after some days, but not the video.",
            "Where a link does not tell the number of a post, the post is known by the second at which it was published.",
            "A post of which the export does not say who can see it is not taken in.",
            "Comments by others stand in no export of TikTok; of the account's own it is mostly not told to which video they belong.",
            "Messages, drafts, what was watched or searched, and everything else in an export of TikTok that is not public is never read.",
        ),
    )

    @staticmethod
    def numberless(uri: str) -> Numberless | None:
        """See ``Exported.numberless``. Of the account's own comments no other way tells, so they are never compared."""
        return Numberless(Sort.POST, alone=True) if is_numberless(uri) else None

    def open(self, source: BinaryIO) -> Contents:
        """The ZIP, or the JSON by itself. Raises BadSource."""
        source.seek(0)
        head = source.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith(b"{"):
            return OneFile(source, "user_data.json")
        if head and not head.startswith(b"PK"):
            raise BadSource(f"this is neither the JSON nor the ZIP that TikTok makes: {_ASK}, not as TXT")
        return Archive(source)

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where there is no JSON of TikTok in it, or more than one."""
        names = archive.names(_NAMED)
        if not names and archive.names(_TEXTS):
            raise BadSource(f"the archive holds the data as TXT, which is made to be looked at, not to be read in: {_ASK}")
        if len(names) != 1:
            raise BadSource(f"the archive has {len(names) or 'no'} user_data.json, where TikTok makes one: {_ASK}")
        return _Reading(archive, names[0], self.source, self.told)


class _Reading(Reading):
    """An export of TikTok: posts, comments, and posts that were deleted of late."""

    def __init__(self, archive: Contents, name: str, source: Source, told: str) -> None:
        self._archive = archive
        self._name = name
        self._source = source
        self.owner = Identity("", _handle(archive, name))
        self._author = replace(self.owner, id=told)

    def members(self) -> list[str]:
        return [self._name]

    def elements(self, name: str) -> Iterator[Element]:
        return found_at(self._archive.pieces(name), _LISTS)

    def events(self, name: str, element: Element) -> list[Event]:  # noqa: ARG002 -- there is one member
        if element.of in _DELETED:
            return [deletion(element.raw, self._author, self._source)]
        read = post if element.of in _POSTS else comment
        item = read(element.raw, self._author, self._source)
        return [item] if item else []


def _handle(archive: Contents, name: str) -> str:
    """The account's name now. Telephone, mail and birthday stand beside it: nothing but the name is taken."""
    try:
        told = [text_at(orjson.loads(element.raw), "userName") for element in found_at(archive.pieces(name), _PROFILES)]
    except (BadSource, orjson.JSONDecodeError):  # what is wrong is said when it is read
        return ""
    return next(filter(_HANDLE.fullmatch, told), "")
