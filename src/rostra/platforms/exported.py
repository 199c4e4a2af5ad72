"""What the archives of all networks have in common: an owner hands one over, and its members are read one by one, resumably."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, ClassVar, NamedTuple, Protocol

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Item, Mark, Refused, Rejected, Source
from rostra.platforms.exports import Archive
from rostra.platforms.inflated import MAGIC
from rostra.platforms.tarballs import Tarball
from rostra.platforms.unoffered import Unoffered

MARK_EVERY = 1000  # elements

_CURSOR = re.compile(r"([0-9]{1,6}):([0-9]{1,12}):([0-9a-f]{32})")


class BadElement(ValueError):
    """An element is no item: what is wrong with it, in words for the person who handed the archive over."""


class Element(NamedTuple):
    """One thing of a member, not yet understood: a post, a comment, a row."""

    number: int  # the first is 1
    end: int  # bytes of the member up to its end
    raw: bytes
    of: str = ""  # the list that it stands in, or the name under which it is kept, where its bytes do not tell that


class Contents(Protocol):
    """What an archive holds, whatever it is packed in: see ``exports.Packed``."""

    size: int

    def __contains__(self, name: str) -> bool: ...

    @property
    def fingerprint(self) -> str:
        """By which the archive is known again."""
        ...

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """The members whose whole name has this form, in the order in which people count."""
        ...

    def unpacked(self, name: str) -> int:
        """Bytes of a member."""
        ...

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces. Raises Damaged, also after some pieces."""
        ...

    def whole(self, name: str, limit: int) -> bytes:
        """A small member. Raises Damaged, also where it has more than ``limit`` bytes."""
        ...


class Reading(ABC):
    """One archive as its network makes them, found to be one.

    ``owner``: whose it is. ``numbered``: the archive itself says so by number; else the id is what a person told.
    """

    owner: Identity
    numbered: bool = True

    @abstractmethod
    def members(self) -> Sequence[str]:
        """The files to read, in their order; no other is ever opened, media apart."""

    @abstractmethod
    def elements(self, name: str) -> Iterator[Element]:
        """What stands in a member, streaming. Raises BadSource, also after some elements: the rest of this member is lost."""

    @abstractmethod
    def events(self, name: str, element: Element) -> list[Event]:
        """What an element says, its Item first; nothing where it is not for everybody. Raises BadElement. Pure."""

    def medium(self, ref: str) -> str:  # noqa: ARG002 -- some archives hold none
        """The member that holds this medium; empty where there is none."""
        return ""


class Exported(Unoffered, ABC):
    """The platform of one archive. ``source`` goes to every item: method import, the file's name as its url, when it was received.

    ``told``: the identity of the account, as a person says, for archives that do not name it.
    """

    name: ClassVar[str]
    network: ClassVar[str]
    reading: ClassVar[bytes]
    capabilities: ClassVar[Capabilities]

    def __init__(self, source: Source, told: str = "") -> None:
        self.source = source
        self.told = told
        self._archive: Contents | None = None
        self._reading: Reading | None = None

    @abstractmethod
    def begin(self, archive: Contents) -> Reading:
        """Whose archive this is and what there is to read. Raises BadSource where it is none: then nothing is begun."""

    def open(self, source: BinaryIO) -> Contents:
        """The archive in a file, whichever form it has. Raises BadSource."""
        source.seek(0)
        return Tarball(source) if source.read(2) == MAGIC else Archive(source)

    def owner(self, source: BinaryIO) -> Identity:
        """Whose archive this is, as it says itself: its id is empty where it names the account by no number. Raises BadSource."""
        reading = self.begin(self.open(source))
        return reading.owner if reading.numbered else replace(reading.owner, id="")

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """Items, Absences, or Rejected; a Mark every 1,000 elements and at the end.

        ``source`` is seekable. A member that is damaged is rejected from there on, the others are read. Raises BadSource where
        nothing can be read. While events are taken from here, ``fetch_media`` gives what lies in the same archive.
        """
        archive = self._archive = self.open(source)
        reading = self._reading = self.begin(archive)
        known, names = archive.fingerprint, reading.members()
        first, behind = _resume(cursor, known)
        sizes = [archive.unpacked(name) for name in names]
        whole = max(1, sum(sizes))
        for number, name in enumerate(names[first:], first):
            window: list[list[Event]] = []
            for events, element, end in self._member(reading, name, behind):
                window.append(events)
                if element and element % MARK_EVERY == 0:
                    yield from _oldest_first(window)
                    window = []
                    yield Mark(f"{number}:{element}:{known}", self.source, archive.size * (sum(sizes[:number]) + end) // whole)
            behind = 0
            yield from _oldest_first(window)
            yield Mark(f"{number + 1}:0:{known}", self.source, archive.size * sum(sizes[: number + 1]) // whole)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the interface has it
        """The bytes of a medium in the archive that is being taken in. Raises Refused where it holds none of this name."""
        name = self._reading.medium(ref) if self._reading else ""
        if not self._archive or not name:
            raise Refused("The archive names this medium, but does not hold it.")
        return self._archive.pieces(name)

    def _member(self, reading: Reading, name: str, behind: int) -> Iterator[tuple[list[Event], int, int]]:
        """The events of each element of one member behind this many, the element's number, and where in the member it ends.

        What is lost has the number 0: it stands behind every Mark of this member.
        """
        last = end = 0
        try:
            for element in reading.elements(name):
                last, end = element.number, element.end
                if last > behind:
                    yield _events(reading, name, element), last, end
        except BadSource as error:
            lost = Rejected(last + 1, f"{name}: {error}; what stood before it is taken in", name.encode())
            yield [lost], 0, end


def _events(reading: Reading, name: str, element: Element) -> list[Event]:
    try:
        return reading.events(name, element)
    except BadElement as error:
        return [Rejected(element.number, f"{name}, element {element.number}: {error}", element.raw)]


def _oldest_first(window: list[list[Event]]) -> Iterator[Event]:
    """The events of some elements, the versions of a post in their order: an archive may name the last one first."""
    for events in sorted(window, key=_revision):
        yield from events


def _revision(events: list[Event]) -> str:
    return events[0].revision if events and isinstance(events[0], Item) else ""


def _resume(cursor: str, known: str) -> tuple[int, int]:
    """The member to go on with, and how many of its elements were read. Raises BadSource for a cursor of another archive."""
    if not cursor:
        return 0, 0
    found = _CURSOR.fullmatch(cursor)
    if found is None or found[3] != known:
        raise BadSource("this is not the archive whose reading was interrupted: take it in from its start")
    return int(found[1]), int(found[2])
