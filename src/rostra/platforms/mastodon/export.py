"""The archive that a server hands an account's owner on request: a ZIP, or a tar.gz of older servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Method, Rejected, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Reading
from rostra.platforms.files.exports import Damaged
from rostra.platforms.files.slices import slices
from rostra.platforms.mastodon.activities import item, owner_in, profile
from rostra.platforms.mastodon.direct import message
from rostra.platforms.parts import Part, whole

ACTOR, OUTBOX = "actor.json", "outbox.json"
SMALL = 1 << 20  # bytes of the file that says whose it is
PICTURE = 16 << 20  # bytes of a picture of the profile; Mastodon's own limit is 8 MB

_HEAD = re.compile(rb'\s*+\{(?:[^"]|"(?!orderedItems"))*+"orderedItems"\s*+:\s*+\[')
_TAIL = re.compile(rb'\]\s*+(?:,\s*+"totalItems"\s*+:\s*+[0-9]{1,12}\s*+)?\}\s*+')
_PICTURE = re.compile(r"(?:avatar|header)\.[A-Za-z0-9]{1,5}")
_MEDIUM = re.compile(rf"media_attachments/.+|{_PICTURE.pattern}")


class MastodonExport(Exported):
    """The platform of one archive of Mastodon, or of a server that makes the same."""

    name: ClassVar[str] = "mastodon"
    network: ClassVar[str] = "mastodon"
    reading: ClassVar[bytes] = sha256(b"archive of Mastodon, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        cannot=(
            "Posts for followers only are in an archive of Mastodon and are never taken from it.",
            "Direct messages are read from an archive of Mastodon only where who hands it over says so, and nobody finds them in public.",
            "What others wrote to the account alone stands in no archive of Mastodon: only what it answered.",
            "Nothing in an archive of Mastodon is signed.",
            "What was deleted before an archive of Mastodon was made is not in it, nor are earlier versions of what was edited.",
            "Replies by others stand in no archive of Mastodon; of what the account reposts, only that it did.",
            "Likes and bookmarks of the account are in an archive of Mastodon and are never taken from it.",
        ),
    )
    holds_messages: ClassVar[bool] = True

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it is no archive of Mastodon, does not say whose, or has no posts."""
        return _Reading(archive, self.source, messages=self.messages)


class _Reading(Reading):
    """An archive of Mastodon: its profile, its posts, and its messages where they are wanted."""

    def __init__(self, archive: Contents, source: Source, *, messages: bool) -> None:
        for name in (ACTOR, OUTBOX):
            if name not in archive:
                raise BadSource(f"the archive has no {name}: it is no archive of Mastodon, was packed anew, or is only a part of one")
        self._archive = archive
        self._source = source
        self._messages = messages
        self._actor = _actor(archive)
        self.owner = _owner(self._actor)

    def members(self) -> list[str]:
        return [ACTOR, OUTBOX]

    def elements(self, name: str) -> Iterator[Element]:
        if name == ACTOR:
            return iter([Element(1, len(self._actor.raw), self._actor.raw)])
        return slices(self._archive.pieces(name), _HEAD, _TAIL)

    def events(self, name: str, element: Element) -> list[Event]:
        if name == ACTOR:
            return [profile(self._actor, self.owner, self._source, self._pictures())]
        try:
            activity = whole(element.raw)
        except ValueError as error:
            return [_unread(element.number, str(error))]
        found = item(activity, self.owner, self._source)
        if found is None and self._messages:
            found = message(activity, self.owner, self._source)
        return [found] if found else []

    def medium(self, ref: str) -> str:
        return ref if _MEDIUM.fullmatch(ref) and ref in self._archive else ""

    def _pictures(self) -> dict[str, bytes]:
        """The pictures of the profile that can be read."""
        return {name: picture for name in self._archive.names(_PICTURE) if (picture := _whole(self._archive, name))}


def _actor(archive: Contents) -> Part:
    """What actor.json says. Raises BadSource."""
    try:
        return whole(archive.whole(ACTOR, SMALL))
    except ValueError as error:
        raise BadSource(f"{ACTOR} cannot be read") from error


def _owner(actor: Part) -> Identity:
    """Whose archive it is. Raises BadSource."""
    owner = owner_in(actor.value)
    if owner is None:
        raise BadSource(f"the archive does not say whose it is: {ACTOR} has no address of an account")
    return owner


def _whole(archive: Contents, name: str) -> bytes:
    try:
        return archive.whole(name, PICTURE)
    except Damaged:
        return b""


def _unread(number: int, why: str) -> Rejected:
    """Of what cannot be read nobody knows whom it was for: its bytes are kept nowhere, for it may be a direct message."""
    place = f"{OUTBOX}, element {number}"
    return Rejected(number, f"{place}: it is not JSON: {why}; look at it in the archive itself", place.encode())
