"""An export archive (ZIP) as its owner hands it over: read member by member, as a stream, never unpacked to disk.

The archive is hostile. What could do harm anywhere in it refuses it as a whole, before a member is read; a member that turns out to be
damaged is lost alone.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from rostra.platforms.base import BadSource

PIECE = 1 << 16  # bytes read at a time
SMALL = 1 << 20  # bytes: what unpacks to less is no bomb, however well it is packed
UNSOUND = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(?:^|/)\.{1,2}(?:/|$)|//")  # in a member's name
CUT = "the archive is cut off, or something was added to it: download it again"

_END, _END_SIZE = b"PK\x05\x06", 22  # the record at the end of a ZIP; a comment of at most 65,535 bytes may follow
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_PACKED_IN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags: by password, strongly, the directory too
_NAME_IS_UTF8 = 0x800
_LOCAL_HEADER = 30  # bytes before a member, its name apart
_NUMBER = re.compile(r"([0-9]+)")


class Damaged(BadSource):
    """One member cannot be read, or not to its end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may have."""

    members: int = 200_000
    directory: int = 32 << 20  # bytes of its table of contents, which is held in memory
    unpacked: int = 64 << 30  # bytes of all members together
    ratio: int = 200  # bytes unpacked for one packed


class _End(NamedTuple):
    """What the end of the archive says of its table of contents."""

    members: int
    size: int
    offset: int


class Member(NamedTuple):
    """A file in an archive: its bytes, and their CRC-32."""

    size: int
    crc: int


class Packed(ABC):
    """What an archive of any form tells of its members, and gives of them. ``size``: bytes of the archive itself."""

    def __init__(self, size: int, members: Mapping[str, Member]) -> None:
        self.size = size
        self._members = members

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def fingerprint(self) -> str:
        """By which the archive is known again: the names, sizes and check sums of its members."""
        told = sorted((name, member.crc, member.size) for name, member in self._members.items())
        return sha256(repr(told).encode()).hexdigest()[:32]

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """The members whose whole name has this form, ``part2`` before ``part10``."""
        return sorted(filter(pattern.fullmatch, self._members), key=_as_people_count)

    def unpacked(self, name: str) -> int:
        """Bytes of a member, as the archive states it: no more are ever read."""
        return self._members[name].size

    @abstractmethod
    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces. Raises Damaged, also after some pieces."""

    def whole(self, name: str, limit: int) -> bytes:
        """A small member. Raises Damaged, also where it has more than ``limit`` bytes."""
        if self.unpacked(name) > limit:
            raise Damaged(f"{name} has {self.unpacked(name):,} bytes, more than the {limit:,} such a file may have")
        return b"".join(self.pieces(name))


class Archive(Packed):
    """A ZIP that was found harmless. ``source`` is seekable and stays open as long as the archive is read. Raises BadSource."""

    def __init__(self, source: BinaryIO, limits: Limits = Limits()) -> None:
        end = _end_of(source)
        _check_directory(end, limits)
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error) as error:
            raise BadSource(f"the table of contents of the archive cannot be read: {error}") from error
        self._entries = _checked(self._zip.infolist(), end, limits)
        super().__init__(source.seek(0, 2), {name: Member(info.file_size, info.CRC) for name, info in self._entries.items()})

    def pieces(self, name: str) -> Iterator[bytes]:
        """See ``Packed.pieces``."""
        try:
            with self._zip.open(self._entries[name]) as member:
                while piece := member.read(PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError) as error:
            raise Damaged(f"{name} is damaged: {error}") from error


class OneFile:
    """A file that is handed over by itself, as an archive with one member of this name. ``source`` is seekable."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source = source
        self._name = name
        self.size = source.seek(0, 2)

    def __contains__(self, name: str) -> bool:
        return name == self._name

    @property
    def fingerprint(self) -> str:
        """Of its size, its beginning and its end."""
        self._source.seek(0)
        head = self._source.read(PIECE)
        self._source.seek(max(0, self.size - PIECE))
        return sha256(b"%d:%b%b" % (self.size, head, self._source.read())).hexdigest()[:32]

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """Its name, if it has this form."""
        return [self._name] if pattern.fullmatch(self._name) else []

    def unpacked(self, name: str) -> int:  # noqa: ARG002 -- as ``Archive`` has it
        """Its bytes."""
        return self.size

    def pieces(self, name: str) -> Iterator[bytes]:  # noqa: ARG002 -- as ``Archive`` has it
        """Its bytes, in pieces."""
        place = 0
        while piece := self._piece(place):
            place += len(piece)
            yield piece

    def whole(self, name: str, limit: int) -> bytes:
        """All of it. Raises Damaged where it has more than ``limit`` bytes."""
        if self.size > limit:
            raise Damaged(f"{name} has {self.size:,} bytes, more than the {limit:,} such a file may have")
        return b"".join(self.pieces(name))

    def _piece(self, place: int) -> bytes:
        self._source.seek(place)
        return self._source.read(PIECE)


def _end_of(source: BinaryIO) -> _End:
    """The end of the archive. Raises BadSource for a file that is no ZIP, empty or cut off."""
    size = source.seek(0, 2)
    source.seek(0)
    head = source.read(4)
    if not head:
        raise BadSource("the file is empty")
    if head not in (b"PK\x03\x04", _END):
        raise BadSource("this is no ZIP archive: hand over the file as the network made it, not unpacked and not packed again otherwise")
    source.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = source.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail) or at + _END_SIZE + int.from_bytes(tail[at + 20 : at + 22], "little") != len(tail):
        raise BadSource(CUT)
    _disk, _first, _here, members, length, offset = struct.unpack_from("<4H2L", tail, at + 4)
    if members == 0xFFFF or 0xFFFFFFFF in (length, offset) or tail[:at][-20:-16] == _LOCATOR_64:  # which some write from 2 GiB on
        return _end_64(source, tail[:at])
    return _closed(_End(members, length, offset), size - len(tail) + at)


def _end_64(source: BinaryIO, before: bytes) -> _End:
    """The end of an archive that is too large for the old form. Raises BadSource."""
    if before[-20:-16] == _LOCATOR_64:
        at = int.from_bytes(before[-12:-4], "little")
        source.seek(min(at, source.seek(0, 2)))
        record = source.read(56)
        if len(record) == 56 and record[:4] == _END_64:
            return _closed(_End(*struct.unpack_from("<3Q", record, 32)), at)
    raise BadSource(CUT)


def _closed(end: _End, at: int) -> _End:
    """The end, where the table of contents reaches up to it. Raises BadSource."""
    if end.offset + end.size != at:
        raise BadSource(CUT)
    return end


def _check_directory(end: _End, limits: Limits) -> None:
    if end.members > limits.members:
        raise BadSource(f"the archive has {end.members:,} members, more than {limits.members:,}")
    if end.size > limits.directory:
        raise BadSource(f"the table of contents of the archive has {end.size:,} bytes, more than {limits.directory:,}")


def _checked(found: list[zipfile.ZipInfo], end: _End, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The members by name, without folders. Raises BadSource where one of them could do harm."""
    members: dict[str, zipfile.ZipInfo] = {}
    for info in found:
        name = _name(info)
        if name in members:
            raise BadSource(f"the archive holds two members of the name {name!r}")
        members[name] = info
        _check_kind(info, name)
        _check_ratio(info, name, limits)
    if len(members) > limits.members:
        raise BadSource(f"the archive has {len(members):,} members, more than {limits.members:,}")
    if (unpacked := sum(info.file_size for info in found)) > limits.unpacked:
        raise BadSource(f"the archive unpacks to {unpacked:,} bytes, more than {limits.unpacked:,}")
    _check_apart(found, end)
    return {name: info for name, info in members.items() if not name.endswith("/")}


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member. Raises BadSource where it leads elsewhere or is no UTF-8."""
    name = info.orig_filename
    if not info.flag_bits & _NAME_IS_UTF8:  # then ``zipfile`` read it as an old code page
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError as error:
            raise BadSource(f"the archive names a member in no UTF-8: {name[:80]!a}") from error
    if not name or UNSOUND.search(name):
        raise BadSource(f"the archive holds a member whose name leads out of it, or is no name: {name[:80]!a}")
    return name


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise BadSource(f"the archive needs a password ({name!a}): hand it over without one")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadSource(f"the archive holds a link or a device, no file: {name!a}")
    if info.compress_type not in _PACKED_IN:
        raise BadSource(f"the archive holds a member that is packed in a way no network uses: {name!a}")


def _check_ratio(info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if info.file_size > SMALL and info.file_size > limits.ratio * info.compress_size:
        raise BadSource(f"the archive holds a bomb: {name!a} unpacks to {info.file_size:,} bytes from {info.compress_size:,}")


def _check_apart(found: list[zipfile.ZipInfo], end: _End) -> None:
    """No two members share bytes, and none reaches into the table of contents. Raises BadSource."""
    reached = 0
    for info in sorted(found, key=lambda info: info.header_offset):
        if info.header_offset < reached:
            raise BadSource(f"the archive holds members that overlap: {info.orig_filename[:80]!a}")
        reached = info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size
    if reached > end.offset:
        raise BadSource("the archive holds members that overlap its table of contents")


def _as_people_count(name: str) -> list[tuple[int, str]]:
    """Numbers in a name count as numbers."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in _NUMBER.split(name)]
