"""The data that Flickr makes for an account's owner on request: ZIPs with a JSON for each photo, and ZIPs with the photos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import ClassVar

import orjson

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Method, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Reading
from rostra.platforms.files.slices import LIMIT, found_at
from rostra.platforms.flickr.addresses import is_nsid
from rostra.platforms.flickr.parse import comment, photo
from rostra.platforms.hostile import text_at

_PHOTOS = re.compile(r"(?:[^/]+/)*photo_[0-9]{1,20}\.json")
_COMMENTS = re.compile(r"(?:[^/]+/)*photos_comments(?:_part[0-9]{1,6})?\.json")
_PROFILE = re.compile(r"(?:[^/]+/)*account_profile\.json")
_FILES = re.compile(
    r"(?:[^/]+/)*(?:[^/]*_)?([0-9]{1,20})(?:_o)?\.(?:jpe?g|png|gif|tiff?|webp|mp4|mov|avi|wmv|mpe?g|3gp|m4v)", re.IGNORECASE
)
_PEOPLE = re.compile(r"https?://(?:www\.)?flickr\.com/(?:people|photos)/([A-Za-z0-9@_-]{1,60})/?")
_LISTS = ((), ("comments",))


class FlickrExport(Exported):
    """The platform of one ZIP of an export of Flickr."""

    name: ClassVar[str] = "flickr"
    network: ClassVar[str] = "flickr"
    reading: ClassVar[bytes] = sha256(b"export of Flickr, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        cannot=(
            "What an export tells is what the account's owner handed over: nothing in it is signed.",
            "An export of Flickr tells of no edit and no deletion; an edit shows when two exports differ.",
            "The pictures lie in other archives than what is said of them: they are kept only where both are handed over in one.",
            "Of comments by others only the bytes of the photo's file are kept; albums, groups and galleries are not read.",
            "Whether a photo of somebody else, on which the account commented, is open to everybody is not told.",
            "Mail, contacts, favorites and everything else in an export of Flickr that is not public is never opened.",
        ),
    )

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it tells of no photo and no comment."""
        return _Reading(archive, self.source, self.told)


class _Reading(Reading):
    """A part of an export of Flickr: photos and the account's own comments."""

    def __init__(self, archive: Contents, source: Source, told: str) -> None:
        self._archive = archive
        self._source = source
        self._photos = archive.names(_PHOTOS)
        self._comments = archive.names(_COMMENTS)
        if not self._photos and not self._comments:
            raise BadSource(
                "the archive tells of no photo: it is no export of Flickr, or the pictures alone, and what is said of them is in another"
            )
        self.owner = _owner(archive)
        self._author = self.owner if self.owner.id else replace(self.owner, id=told)
        self._files = {found[1]: name for name in archive.names(_FILES) if (found := _FILES.fullmatch(name))}

    def members(self) -> list[str]:
        return [*self._photos, *self._comments]

    def elements(self, name: str) -> Iterator[Element]:
        if _PHOTOS.fullmatch(name):
            whole = self._archive.whole(name, LIMIT)
            return iter([Element(1, len(whole), whole)])
        return found_at(self._archive.pieces(name), _LISTS)

    def events(self, name: str, element: Element) -> list[Event]:
        read = photo if _PHOTOS.fullmatch(name) else comment
        item = read(element.raw, self._author, self._source)
        return [item] if item else []

    def medium(self, ref: str) -> str:
        return self._files.get(ref, "")


def _owner(archive: Contents) -> Identity:
    """What account_profile.json says: number, name in addresses, name. Mail and birthday stand in it too. Raises BadSource."""
    for name in archive.names(_PROFILE):
        try:
            found = orjson.loads(archive.whole(name, LIMIT))
        except orjson.JSONDecodeError as error:
            raise BadSource(f"{name} cannot be read, and so not whose the export is") from error
        number = text_at(found, "nsid")
        page = _PEOPLE.fullmatch(text_at(found, "profile_url"))
        handle = page[1] if page and not is_nsid(page[1]) else ""
        return Identity(number if is_nsid(number) else "", handle, text_at(found, "screen_name"))
    return Identity("")
