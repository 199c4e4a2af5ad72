"""The archive that X makes for an account's owner on request, as a ZIP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import BadSource, Capabilities, Event, Method, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Reading
from rostra.platforms.files.slices import nested, slices
from rostra.platforms.messages import BadMessage
from rostra.platforms.x import messages
from rostra.platforms.x.layout import Holds, medium_in, ownership, parts_of
from rostra.platforms.x.parse import deletion, post, profile, tweet_in


class XExport(Exported):
    """The platform of one archive of X."""

    name: ClassVar[str] = "x"
    network: ClassVar[str] = "x"
    reading: ClassVar[bytes] = sha256(b"archive of X, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="history",
        delete_signal="event",
        reaches="all",
        cannot=(
            "Nothing in an archive of X is signed.",
            "An archive of X names posts that were deleted in the last 14 days; what was deleted before and never handed over is lost.",
            "Replies by others stand in no archive of X, nor does whether a reply was hidden.",
            "Posts longer than 280 characters, and reposts, are cut off in an archive of X.",
            "Whom an account of X blocks or mutes is not read from its archive: these lists are handed over by themselves, and compared.",
            "Direct messages are read from an archive of X only where who hands it over says so, and nobody finds them in public.",
            "Everything else in an archive of X that is not public is never read.",
        ),
    )
    holds_messages: ClassVar[bool] = True

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it is no archive of X, does not say whose, or has no posts."""
        return _Reading(archive, self.source, messages=self.messages)


class _Reading(Reading):
    """An archive of X: its posts, its deleted posts, its profile, and its messages where they are wanted."""

    def __init__(self, archive: Contents, source: Source, *, messages: bool) -> None:
        self._archive = archive
        self._source = source
        self._parts = {part.name: part.holds for part in parts_of(archive, messages=messages)}
        self._of = ownership(archive)
        self.owner = self._of.owner

    def members(self) -> list[str]:
        return list(self._parts)

    def elements(self, name: str) -> Iterator[Element]:
        holds, pieces = self._parts[name], self._archive.pieces(name)
        if holds is Holds.MESSAGES:
            return nested(pieces, holds.head, messages.OPENING, messages.CLOSING)
        return slices(pieces, holds.head)

    def events(self, name: str, element: Element) -> list[Event]:
        holds = self._parts[name]
        if holds is Holds.PROFILE:
            return [profile(element.raw, self._of, self._source)]
        if holds is Holds.MESSAGES:
            return self._message(element)
        tweet = tweet_in(element.raw)
        item = post(tweet, element.raw, self._of, self._source)
        return [item, deletion(tweet, element.raw, item)] if holds is Holds.DELETED else [item]

    def shortfall(self, name: str, found: int) -> str:
        """Where manifest.js counts more: something of the archive was lost before it came here."""
        stated = self._of.counts.get(name, 0)
        return f"the archive says {stated:,}, {found:,} were found" if stated > found else ""

    def medium(self, ref: str) -> str:
        return medium_in(self._archive, ref) or messages.medium_in(self._archive, ref)

    def _message(self, element: Element) -> list[Event]:
        said = messages.message_in(element.raw)
        of = messages.conversation(element.of, self._taking_part[element.of], self.owner)
        return [messages.item(said, element.raw, of, self._source)] if said else []

    @cached_property
    def _taking_part(self) -> dict[str, list[str]]:
        """Who takes part in each conversation: of a group that is known only when all of it was read. Raises BadSource: too many."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for name in (name for name, holds in self._parts.items() if holds is Holds.MESSAGES):
            with suppress(BadSource):  # it is told when the member is read
                for element in self.elements(name):
                    with suppress(BadMessage):
                        found[element.of].update(dict.fromkeys(messages.taking_part(element.raw)))
            if sum(map(len, found.values())) > messages.MOST_PEOPLE:
                raise BadSource(f"more than {messages.MOST_PEOPLE:,} people take part in its conversations")
        return defaultdict(list, {of: list(people) for of, people in found.items()})
