"""What the exports of Meta's networks have in common: texts to repair, persons to strike out, media by uri, posts without ids.

Facebook, Instagram and Threads hand the same kind of ZIP to an account's owner. None of it is specified by Meta; it is read as independent
readers of such exports read it. A post has no id and no permalink there: what it is known by is said at ``_address``.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import ClassVar, NamedTuple
from urllib.parse import quote

import orjson

from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.files.exported import BadElement, Contents, Element, Exported, Numberless, Reading, Sort
from rostra.platforms.files.slices import slices
from rostra.platforms.hostile import LONGEST, int_at, text_at, web_address
from rostra.platforms.table.parse import EARLIEST, LATEST, media_type_of

SCHEME = "urn:rostra:export:"
SMALL = 1 << 20  # bytes of a file that says something of the account as a whole
MOST = 500_000  # posts and comments of one export: their seconds are held in memory
OF_MESSAGE = "message:"  # before the uri of a medium that a message shows: no post leads to one
ROOT = r"(?:(?!messages/|direct/)[^/]+/)?"  # some exports lie in a folder of their own
CANNOT = (
    "An export of Meta holds neither numbers nor addresses of posts: they are told apart by the second in which they were published.",
    "What was deleted before an export was made is not in it, and no export says that something was deleted.",
    "Of several edits between two exports only the last is seen.",
    "What others wrote under posts, and whether it was hidden, stands in no export of Meta.",
    "The description of a profile is not read, because it stands among private facts; nor is anything else that is not public.",
)

_SORTS = {"post": Sort.POST, "video": Sort.POST, "comment": Sort.REPLY, "story": Sort.STORY}
_ADDRESS = re.compile(rf"{SCHEME}[a-z]+:[^:]+:(?P<what>{'|'.join(_SORTS)}):[0-9]+(?P<told>:[0-9a-f]{{16}})?")
_HEAD = re.compile(rb'\s*+(?:\{\s*+"(?P<of>\w{1,80})"\s*+:\s*+)?\[')
_FAR = 10**15  # thousandths of a second: no calendar reaches so far
_PAGE = re.compile(r".*\.html?", re.IGNORECASE)
_PERSONAL = re.compile(
    rb'"(?:media_metadata|photo_metadata|video_metadata|camera_metadata|exif_data|upload_ip|ip_address|device_id)"\s*+:\s*+'
)
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\[\s\S])*+"|[{}\[\]]|[^\s"{}\[\],:]++')


@dataclass(frozen=True, slots=True)
class Said:
    """What an element says, before it is an item. ``what``: the word for it in its address, which no year's layout changes."""

    what: str
    kind: Kind
    moment: dt.datetime | None
    text: str = ""
    link: str = ""  # an address that is shown with it
    media: tuple[MediaRef, ...] = ()
    edited: dt.datetime | None = None


Reader = Callable[[dict[str, object]], Said | None]  # None: it is not public. Raises BadElement


@dataclass(frozen=True, slots=True)
class Part:
    """Files with lists: by which names they are found, and how the elements of each list are read, None for one that is not public.

    A list that stands in no object has the name "".
    """

    named: re.Pattern[str]
    lists: Mapping[str, Reader | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie in an export, in each form it has had. What is not named here is never opened."""

    of: str  # for people
    parts: tuple[Part, ...]
    media: re.Pattern[str]  # which members may be shown
    hint: str  # which file there must be


class MetaExport(Exported):
    """The platform of one export of a network of Meta."""

    layout: ClassVar[Layout]
    states_numbers: ClassVar[bool] = False

    @staticmethod
    def numberless(uri: str) -> Numberless | None:
        """See ``Exported.numberless``. A video by itself may have been published together with a post: it is not alone."""
        found = _ADDRESS.fullmatch(uri)
        return Numberless(_SORTS[found["what"]], not found["told"] and found["what"] != "video") if found else None

    @abstractmethod
    def named(self, archive: Contents) -> tuple[str, str]:
        """Handle and name of the account, as far as the export says them."""

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it is no such export, or one as web pages."""
        parts = {name: part for part in self.layout.parts for name in archive.names(part.named)}
        if not parts:
            raise BadSource(_missing(archive, self.layout))
        return _Reading(archive, self.source, parts, self.layout, Identity(self.told, *self.named(archive)), self.network)


class _Whole(NamedTuple):
    """What an export holds."""

    crowded: set[str]  # seconds in which the account said several different things of a sort
    videos: set[str]  # that its posts show


class _Reading(Reading):
    """An export: the lists in it that are public."""

    def __init__(self, archive: Contents, source: Source, parts: dict[str, Part], layout: Layout, owner: Identity, network: str) -> None:
        self.owner = replace(owner, id="")
        self._of = owner
        self._archive = archive
        self._source = source
        self._parts = parts
        self._layout = layout
        self._prefix = f"{SCHEME}{network}:{quote(owner.id, safe='')}:"
        self._folders = ("", *dict.fromkeys(f"{name.partition('/')[0]}/" for name in parts if "/" in name))

    def members(self) -> list[str]:
        return list(self._parts)

    def elements(self, name: str) -> Iterator[Element]:
        for element in slices(self._archive.pieces(name), _HEAD):
            yield element._replace(raw=struck(element.raw))

    def events(self, name: str, element: Element) -> list[Event]:
        said = self._said(name, element)
        return [self._item(said, element.raw)] if said and not self._stands_with_a_post(said) else []

    def medium(self, ref: str) -> str:
        places = (f"{folder}{ref}" for folder in self._folders)
        return next((place for place in places if self._layout.media.fullmatch(place) and place in self._archive), "")

    def _said(self, name: str, element: Element) -> Said | None:
        lists = self._parts[name].lists
        if element.of not in lists:
            raise BadElement(f"it stands in a list that is not known: {element.of!r}")
        reader = lists[element.of]
        return reader(_object(element.raw)) if reader else None

    def _item(self, said: Said, raw: bytes) -> Item:
        published = _published(said, self._source)
        shown = said.text or said.link
        return Item(
            uri=self._address(said, published),
            kind=said.kind,
            account=self._of.id,
            author=self._of,
            raw=raw,
            media_type="application/json",
            source=self._source,
            evidence=Evidence.OWNER_EXPORT,
            published=published,
            revision=_revision(said, published),
            text=shown,
            spans=(Span(0, len(shown), shown),) if shown and shown == said.link else (),
            media=said.media,
            sameness=orjson.dumps([said.text, said.link, [[_file(medium), medium.alt] for medium in said.media]]),
        )

    def _address(self, said: Said, published: dt.datetime) -> str:
        """The stable address: what it is and its second, so that an edit stays the same record.

        Of several things of the same second it cannot be told which became which: there what it says tells them apart, by a hash.
        """
        if said.what == "profile":
            return f"{self._prefix}profile"
        second = _second(said, published)
        return f"{self._prefix}{second}:{_hash(said)}" if second in self._whole.crowded else f"{self._prefix}{second}"

    def _stands_with_a_post(self, said: Said) -> bool:
        """Whether this is a video that a post shows: then it is taken in with the post alone."""
        return said.what == "video" and any(medium.ref in self._whole.videos for medium in said.media)

    @cached_property
    def _whole(self) -> _Whole:
        """What must be known of all before one can be taken in, wherever the reading begins. Raises BadSource: too many to compare."""
        first: dict[str, str] = {}
        whole = _Whole(set(), set())
        for said, published in self._everything():
            second, told = _second(said, published), _hash(said)
            if first.setdefault(second, told) != told:
                whole.crowded.add(second)
            if said.what == "post":
                whole.videos.update(medium.ref for medium in said.media if medium.media_type.startswith("video/"))
            if len(first) > MOST:
                raise BadSource(f"the export holds more than {MOST:,} posts and comments")
        return whole

    def _everything(self) -> Iterator[tuple[Said, dt.datetime]]:
        """All that is said, with when."""
        for name in self._parts:
            with suppress(BadSource):  # it is told when the member is read
                for element in self.elements(name):
                    with suppress(BadElement):
                        if said := self._said(name, element):
                            yield said, _published(said, self._source)


def repaired(text: str) -> str:
    """A text as it was meant: Meta writes each byte of its UTF-8 as a character of its own. As it is where it was not so."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def said_at(value: object, *path: str) -> str:
    """The text under these names, repaired, or ""."""
    return repaired(text_at(value, *path))


def moment_at(value: object, *path: str) -> dt.datetime | None:
    """The moment under these names, which is stated in seconds since 1970; None where there is none that a calendar has."""
    seconds = int_at(value, *path)
    return None if seconds is None else _moment(seconds)


def milliseconds_at(value: object, *path: str) -> dt.datetime | None:
    """The same where it is stated in thousandths of seconds."""
    thousandths = int_at(value, *path)
    return None if thousandths is None else _moment(thousandths / 1000 if abs(thousandths) < _FAR else _FAR)


def _moment(seconds: float) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, OSError, ValueError):
        return None


def medium_at(uri: str, alt: str) -> MediaRef | None:
    """A medium by its uri: a member of the archive, or an address elsewhere, which is kept but never fetched. None where it is neither."""
    if "://" in uri:
        uri = web_address(uri)
    sound = 0 < len(uri) <= LONGEST and uri.isprintable() and ".." not in uri and not uri.startswith(OF_MESSAGE)
    return MediaRef(uri, media_type_of(uri), alt) if sound else None


def struck(raw: bytes) -> bytes:
    """The element with the values that are about who posted, not what, replaced by null: address, device, place and time of a camera."""
    parts, at = [], 0
    for found in _PERSONAL.finditer(raw):
        if found.start() >= at:
            parts += [raw[at : found.end()], b"null"]
            at = _behind_value(raw, found.end())
    return b"".join([*parts, raw[at:]])


def read_small(archive: Contents, named: re.Pattern[str]) -> Iterator[object]:
    """The small files of this name that can be read as JSON: what they say of the account is a check more, and nothing without which."""
    for name in archive.names(named):
        with suppress(BadSource, orjson.JSONDecodeError):
            yield orjson.loads(archive.whole(name, SMALL))


def _behind_value(raw: bytes, at: int) -> int:
    """Where the value ends that begins here; the end of all where it does not end."""
    depth = 0
    for found in _TOKEN.finditer(raw, at):
        depth += (found[0] in b"{[") - (found[0] in b"}]")
        if depth <= 0:
            return found.end()
    return len(raw)


def _missing(archive: Contents, layout: Layout) -> str:
    if archive.names(_PAGE):
        return f"this is an export of {layout.of} as web pages, in which times are not exact: ask for it again, in the format JSON"
    return f"the archive has no file with posts ({layout.hint}): it is no export of {layout.of}, or only one part of it"


def _object(raw: bytes) -> dict[str, object]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadElement(f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadElement("it is no object")
    return found


def _published(said: Said, source: Source) -> dt.datetime:
    if said.moment is None or not EARLIEST <= said.moment <= source.seen + LATEST:
        raise BadElement(f"its time is none, or cannot be: {said.moment}")
    return said.moment


def _revision(said: Said, published: dt.datetime) -> str:
    """What sorts the versions, where the network tells of edits or only ever adds: the second of the last of them."""
    if said.what == "profile":
        return published.isoformat()
    return max(published, said.edited).isoformat() if said.edited else ""


def _second(said: Said, published: dt.datetime) -> str:
    return f"{said.what}:{int(published.timestamp())}"


def _hash(said: Said) -> str:
    told = [said.text, said.link, [_file(medium) for medium in said.media]]
    return sha256(orjson.dumps(told)).hexdigest()[:16]


def _file(medium: MediaRef) -> str:
    """The name of a medium without its folder, which another export may call otherwise."""
    return medium.ref.partition("?")[0].rpartition("/")[2]
