"""What archived pages come in: one WARC file, or a WACZ, whose members must have the digests that it states."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import orjson

from rostra.platforms.base import BadSource
from rostra.platforms.files.exported import Contents
from rostra.platforms.files.exports import PIECE, Archive
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, value_at
from rostra.platforms.webpages.signed import check_signature
from rostra.platforms.webpages.warc import PACKED, UNPACKED

WARCS = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
LISTS = re.compile(r"pages/(?:extraPages|pages)\.jsonl")

_STATED = "datapackage.json"
_OVER_IT = "datapackage-digest.json"
_SMALL = 8 << 20  # bytes of a file that says something of the whole
_LINE = 4 << 20  # bytes of a line: one page, with its text
_MOST_HELD = (
    16 << 20
)  # characters of all pages' texts, which are held in memory; beyond, a text is read out of the HTML. Of all addresses too
_DIGESTS = {"md5": hashlib.md5, "sha256": hashlib.sha256, "sha512": hashlib.sha512}


class WarcFile:
    """One WARC file, as if it were an archive with one member. ``source`` is seekable and stays open as long as it is read."""

    NAME = "archive/file.warc"

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.size = source.seek(0, 2)

    def __contains__(self, name: str) -> bool:
        return name == self.NAME

    @property
    def fingerprint(self) -> str:
        """By which the file is known again: its length, how it begins and how it ends."""
        self._source.seek(0)
        begins = self._source.read(PIECE)
        self._source.seek(max(0, self.size - PIECE))
        return hashlib.sha256(b"%d:%b%b" % (self.size, begins, self._source.read(PIECE))).hexdigest()[:32]

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """Its one member, where it has this form."""
        return [self.NAME] if pattern.fullmatch(self.NAME) else []

    def unpacked(self, name: str) -> int:  # noqa: ARG002 -- there is one
        """Bytes of the file."""
        return self.size

    def pieces(self, name: str) -> Iterator[bytes]:  # noqa: ARG002 -- there is one
        """The bytes of the file, in pieces."""
        place = 0
        while place < self.size:
            self._source.seek(place)
            piece = self._source.read(PIECE)
            place += len(piece)
            yield piece

    def whole(self, name: str, limit: int) -> bytes:
        """Never asked for: nothing small is in it."""
        raise BadSource(f"{name} is no small file of at most {limit:,} bytes")


def open_captures(source: BinaryIO) -> Contents:
    """A WARC file or a WACZ. Raises BadSource."""
    source.seek(0)
    head = source.read(8)
    if head.startswith((PACKED, UNPACKED)):
        return WarcFile(source)
    if head and not head.startswith(b"PK"):
        raise BadSource("this is neither a WARC file (.warc, .warc.gz) nor a WACZ")
    return Archive(source)


def check_digests(archive: Contents) -> None:
    """Whether every file of a WACZ that is read has the digest that it states, and that file the one over it. Raises BadSource."""
    if isinstance(archive, WarcFile):
        return
    stated = _json(archive, _STATED)
    if _OVER_IT in archive:
        _check_over_it(archive, _json(archive, _OVER_IT))
    resources = {text_at(each, "path"): each for each in maps_in(list_at(stated, "resources"))}
    for name in (*archive.names(WARCS), *archive.names(LISTS)):
        if name not in resources:
            raise BadSource(f"{name} is not named in {_STATED}: somebody added it")
    for name, resource in resources.items():
        if name not in archive:
            raise BadSource(f"{_STATED} names {name[:200]!r}, which is not there")
        if (size := int_at(resource, "bytes")) not in (None, archive.unpacked(name)):
            raise BadSource(f"{name} has {archive.unpacked(name):,} bytes, and {_STATED} says {size:,}")
        _check(archive, name, text_at(resource, "hash"))


def pages_in(archive: Contents) -> Mapping[str, str] | None:
    """The addresses of the pages that a WACZ lists, each with its text as the browser showed it; empty where it has none, or several.

    None where nothing is listed. Raises BadSource.
    """
    found: dict[str, str] = {}
    texts = addresses = 0
    for line in (line for name in archive.names(LISTS) for line in _lines(archive.pieces(name), name)):
        page = _page(line)
        address = without_fragment(text_at(page, "url"))
        if not address:
            continue  # the first line tells of the list itself
        text = text_at(page, "text") if address not in found else ""
        texts, addresses = texts + len(text), addresses + len(address)
        if addresses > _MOST_HELD:
            raise BadSource(f"its list of pages has more than {_MOST_HELD:,} characters of addresses")
        found[address] = text if texts <= _MOST_HELD else ""
    return found or None


def without_fragment(address: str) -> str:
    """An address as it is asked for: what stands behind # goes to no server."""
    return address.partition("#")[0]


def _page(line: bytes) -> object:
    try:
        found: object = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found


def _lines(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The lines that say something. Raises BadSource."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from filter(None, lines)
        if len(rest) > _LINE:
            raise BadSource(f"{name} has a line of more than {_LINE:,} bytes")
    if rest:
        yield rest


def _json(archive: Contents, name: str) -> object:
    if name not in archive:
        raise BadSource(f"the archive has no {name}: it is no WACZ")
    try:
        found: object = orjson.loads(archive.whole(name, _SMALL))
    except orjson.JSONDecodeError as error:
        raise BadSource(f"{name} cannot be read") from error
    return found


def _check_over_it(archive: Contents, told: object) -> None:
    """Raises BadSource where the digest of all digests is wrong, or was signed, and not so. Most are not signed."""
    digest, signed = text_at(told, "hash"), value_at(told, "signedData")
    _check(archive, _STATED, digest)
    if signed is not None:
        check_signature(signed, digest)


def _check(archive: Contents, name: str, stated: str) -> None:
    """Raises BadSource where a member has not the digest that is stated of it."""
    kind, _, value = stated.rpartition(":")
    make = _DIGESTS.get(kind.lower() or "sha256")
    if make is None or not value:
        raise BadSource(f"of {name} no digest is stated that can be checked: {stated[:40]!r}")
    digest = make()
    for piece in archive.pieces(name):
        digest.update(piece)
    if digest.hexdigest() != value.lower():
        raise BadSource(f"{name} has not the digest that is stated of it: it was changed, or damaged")
