"""What the archives of all networks have in common: an owner hands one over, and its members are read one by one, resumably."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from typing import BinaryIO, ClassVar, NamedTuple, Protocol

import orjson

from rostra.platforms.base import BadSource, Capabilities, Event, Identity, Item, Mark, Refused, Rejected, Source
from rostra.platforms.files.exports import Archive
from rostra.platforms.files.inflated import MAGIC
from rostra.platforms.files.tarballs import Tarball
from rostra.platforms.table.parse import EARLIEST, LATEST
from rostra.platforms.unoffered import Unoffered

MARK_EVERY = 1000  # elements
MARK_BYTES = 8 << 20  # of elements and their texts, if they are large: what stands between two Marks is held in memory

_CURSOR = re.compile(r"([0-9]{1,6}):([0-9]{1,12}):([0-9a-f]{32})")


class BadElement(ValueError):
    """An element is no item: what is wrong with it, in words for the person who handed the archive over.

    ``kept``: whether its bytes are set aside.
    """

    kept: ClassVar[bool] = True


class Withheld(BadElement):
    """Whether everybody can see an element is not known: it is set aside without its bytes, which may be private."""

    kept = False


class Sort(StrEnum):
    """What is compared with what: a post and a comment of one second are two things."""

    POST = "post"
    REPLY = "reply"
    STORY = "story"


class Numberless(NamedTuple):
    """What the address of an item tells of which an archive states no number at the network, but the whole second of its publication.

    ``alone``: no other of its sort was published in that second, as far as its archive says.
    """

    sort: Sort
    alone: bool


class Element(NamedTuple):
    """One thing of a member, not yet understood: a post, a comment, a row."""

    number: int  # the first is 1
    end: int  # bytes of the member up to its end
    raw: bytes
    of: str = ""  # the list that it stands in, or the name under which it is kept, where its bytes do not tell that


def object_in(raw: bytes) -> dict[str, object]:
    """The JSON object that an element is. Raises BadElement."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadElement(f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadElement("it is no object")
    if b"\\u0000" in raw:
        raise BadElement("it holds a NUL character")
    return found


@contextmanager
def withheld() -> Iterator[None]:
    """What cannot be read here may be private: a BadElement becomes a Withheld."""
    try:
        yield
    except BadElement as error:
        raise Withheld(f"{error}; its bytes may be private, and stay in the archive alone") from error


def sameness(*parts: object) -> bytes:
    """What tells the versions of an element apart, from texts and lists of them: see ``Item.sameness``."""
    return sha256(orjson.dumps(parts)).digest()


def published(moment: dt.datetime | None, stated: str, seen: dt.datetime) -> dt.datetime:
    """When an element says it was published. Raises BadElement where that is no time, or one that cannot be."""
    if moment is None or not EARLIEST <= moment <= seen + LATEST:
        raise BadElement(f"its time is none, or cannot be: {stated[:60]!r}")
    return moment


def is_public(audience: str, everybody: Collection[str], others: Collection[str]) -> bool:
    """Whether an archive's word for who sees an element means everybody. Raises Withheld for a word that is not known."""
    word = audience.strip().casefold()
    if word not in everybody and word not in others:
        raise Withheld("who can see it is not said in a word that is known")
    return word in everybody


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
    """One archive as its network makes them, found to be one. ``owner``: whose it is, its id empty where it does not say so by number."""

    owner: Identity

    @abstractmethod
    def members(self) -> Sequence[str]:
        """The files to read, in their order; no other is ever opened, media apart."""

    @abstractmethod
    def elements(self, name: str) -> Iterator[Element]:
        """What stands in a member, streaming. Raises BadSource, also after some elements: the rest of this member is lost."""

    @abstractmethod
    def events(self, name: str, element: Element) -> list[Event]:
        """What an element says, its Item first; nothing where it is not for everybody. Raises BadElement. Pure."""

    def shortfall(self, name: str, found: int) -> str:  # noqa: ARG002 -- most archives state no numbers
        """What is to be said at the end of a member in which so many elements were found; empty where none lacks."""
        return ""

    def remark(self) -> str:
        """What else is to be said at the end of a member, of which nothing lacks; empty where nothing is."""
        return ""

    def medium(self, ref: str) -> str:  # noqa: ARG002 -- some archives hold none
        """The member that holds this medium; empty where there is none."""
        return ""


class Exported(Unoffered, ABC):
    """The platform of one archive. ``source`` goes to every item: method import, the file's name as its url, when it was received.

    ``told``: the identity of the account, as a person says, for archives that do not name it. What each one says itself: ``network``
    and ``reading`` (see ``FilePlatform``); and, where it does not state the number of every post, ``states_numbers`` and ``numberless``.
    ``messages``: read direct messages too, which are never opened otherwise; to be asked only of a network that ``holds_messages``.
    """

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    holds_messages: ClassVar[bool] = False
    states_numbers: ClassVar[bool] = True  # of every post that it has

    def __init__(self, source: Source, told: str = "", *, messages: bool = False) -> None:
        self.source = source
        self.told = told
        self.messages = messages
        if messages:  # another import than that of the same file without them
            self.reading = sha256(self.reading + b", with messages").digest()  # type: ignore[misc] # of this one file
        self._archive: Contents | None = None
        self._reading: Reading | None = None

    @property
    @abstractmethod
    def network(self) -> str:
        """Where the archive's account is."""

    @property
    @abstractmethod
    def reading(self) -> bytes:
        """SHA-256 of how the archive is read."""

    @abstractmethod
    def begin(self, archive: Contents) -> Reading:
        """Whose archive this is and what there is to read. Raises BadSource where it is none: then nothing is begun."""

    @staticmethod
    def numberless(uri: str) -> Numberless | None:  # noqa: ARG004 -- most archives state every number
        """What an address tells that was made for want of a number; None for every other address. Pure."""
        return None

    def open(self, source: BinaryIO) -> Contents:
        """The archive in a file, whichever form it has. Raises BadSource."""
        source.seek(0)
        return Tarball(source) if source.read(2) == MAGIC else Archive(source)

    def owner(self, source: BinaryIO) -> Identity:
        """Whose archive this is; its id is empty where it does not say so. Raises BadSource where it is none."""
        return self.begin(self.open(source)).owner

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """Items, Absences, or Rejected; a Mark every 1,000 elements, or after 8 MiB of them, and at the end.

        ``source`` is seekable. A member that is damaged is rejected from there on, the others are read. Raises BadSource where
        nothing can be read. While events are taken from here, ``fetch_media`` gives what lies in the same archive.
        """
        archive = self._archive = self.open(source)
        reading = self._reading = self.begin(archive)
        if not reading.owner.id and not self.told:
            raise BadSource("it does not say by number whose it is: say which account of the register it is of")
        known, names = archive.fingerprint, reading.members()
        first, behind = _resume(cursor, known)
        ends = list(accumulate((archive.unpacked(name) for name in names), initial=0))
        whole = max(1, ends[-1])
        for number, name in enumerate(names[first:], first):
            window, held = list[list[Event]](), 0
            for events, element in self._member(reading, name, behind):
                window.append(events)
                held += len(element.raw) + sum(len(event.text) for event in events if isinstance(event, Item))
                if element.number and (element.number % MARK_EVERY == 0 or held >= MARK_BYTES):
                    yield from _oldest_first(window)
                    window, held = [], 0
                    done = archive.size * (ends[number] + element.end) // whole
                    yield Mark(f"{number}:{element.number}:{known}", self.source, done)
            behind = 0
            yield from _oldest_first(window)
            yield Mark(f"{number + 1}:0:{known}", self.source, archive.size * ends[number + 1] // whole)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the interface has it
        """The bytes of a medium in the archive that is being taken in. Raises Refused where it holds none of this name."""
        name = self._reading.medium(ref) if self._reading else ""
        if not self._archive or not name:
            raise Refused("The archive names this medium, but does not hold it.")
        return self._archive.pieces(name)

    def _member(self, reading: Reading, name: str, behind: int) -> Iterator[tuple[list[Event], Element]]:
        """The events of each element of one member behind this many, with the element.

        What is said of the member as a whole stands with an element of the number 0, behind every Mark of this member.
        """
        last = end = 0
        try:
            for element in reading.elements(name):
                last, end = element.number, element.end
                if last > behind:
                    yield _events(reading, name, element), element
        except BadSource as error:
            yield _said(f"{name}: {error}; what stood before it is taken in", name, last, end)
        if short := reading.shortfall(name, last):
            yield _said(f"{name}: {short}", name, last, end)
        if remark := reading.remark():
            yield _said(f"{name}: {remark}", name, last, end, remark=True)


def _said(reason: str, name: str, last: int, end: int, *, remark: bool = False) -> tuple[list[Event], Element]:
    return [Rejected(last + 1, reason, name.encode(), rest=not remark, remark=remark)], Element(0, end, b"")


def _events(reading: Reading, name: str, element: Element) -> list[Event]:
    try:
        return reading.events(name, element)
    except BadElement as error:
        place = f"{name}, element {element.number}"
        return [Rejected(element.number, f"{place}: {error}", element.raw if error.kept else place.encode())]


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
