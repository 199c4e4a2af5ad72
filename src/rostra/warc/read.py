"""Read segments, checking checksums, headers, lengths and digests. Damage is raised with its place, never skipped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from isal import isal_zlib
from isal.igzip_lib import IsalError

from rostra.warc.record import GZIP_HEADER, MEMBER_LIMIT, has_digest
from rostra.warc.segment import Location, Segment

_CHUNK = 1 << 20
_FIRST_BITE = 2048  # bytes offered first: most members end within it, and what lies behind is copied back
_NEXT_BITE = 1 << 15  # deflate makes at most 1,032 bytes of one, so a bomb has 32 MiB before it is seen
_GZIP = 31  # zlib's wbits for a gzip wrapper
_HEADER = re.compile(
    r"WARC/1\.1\r\nWARC-Type: (resource|metadata|warcinfo)\r\nWARC-Record-ID: <urn:uuid:([0-9a-f-]{36})>\r\n"
    r"(?:WARC-Target-URI: ([!-~]+)\r\n)?WARC-Date: ([0-9TZ:-]{20})\r\n(?:WARC-Concurrent-To: <urn:uuid:([0-9a-f-]{36})>\r\n)?"
    r"WARC-Block-Digest: (sha256:[A-Z2-7]{52}====)\r\n(?:WARC-Payload-Digest: (\6)\r\n)?"
    r"Content-Type: ([ -~]+)\r\nContent-Length: ([0-9]{1,9})"
)


class Damage(Exception):
    """A segment is not what was written: the file, the offset of the member (or of the version) in bytes, and what is wrong."""

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path} at byte {offset:,}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason


class Record(NamedTuple):
    """One record as its header states it (``id`` and ``of`` are UUIDs), and where its member lies in the file."""

    kind: str  # "resource", "metadata" or "warcinfo"
    id: str
    target: str  # as safe_uri made it; empty for a warcinfo
    date: str  # whole seconds, UTC
    of: str  # the id of the resource that a proof or metadata record belongs to, else empty
    media_type: str
    block: bytes
    offset: int
    length: int


class Version(NamedTuple):
    """All records of one version."""

    location: Location
    resource: Record
    proof: Record | None
    metadata: Record


def read_version(path: Path, location: Location) -> Version:
    """The version at this place. Raises Damage, and OSError where the file cannot be read."""
    with path.open("rb") as file:
        found = next(_group(path, _Members(path, file, location)), None)
    if found is None or found.location != location:
        raise Damage(path, location.offset, f"the version here is not {location.length:,} bytes long")
    return found


def versions(path: Path, expected: Segment | None = None) -> Iterator[Version]:
    """Every version of a segment in order, in bounded memory.

    With ``expected``, the file's size and SHA-256 are checked too, at the end: gzip leaves up to seven bits a member that carry
    nothing, and only the digest of the whole file sees them change. Raises Damage at the first thing wrong.
    """
    with path.open("rb") as file:
        members = _Members(path, file, None)
        opening = next(members, None)
        if opening is None or opening.kind != "warcinfo":
            raise Damage(path, 0, "the segment does not open with a warcinfo record")
        yield from _group(path, members)
        members.check_file(expected)


def _group(path: Path, members: Iterator[Record]) -> Iterator[Version]:
    """Versions out of records: a resource, perhaps its proof, its metadata."""
    for first in members:
        if first.kind != "resource" or first.of:
            raise Damage(path, first.offset, f"a version begins with a resource record, here is another {first.kind}")
        second = _companion(path, members, first)
        last, proof = (_companion(path, members, first), second) if second.kind == "resource" else (second, None)
        if last.kind != "metadata":
            raise Damage(path, last.offset, "a version has one proof at most")
        yield Version(Location(first.offset, last.offset + last.length - first.offset), first, proof, last)


def _companion(path: Path, members: Iterator[Record], first: Record) -> Record:
    found = next(members, None)
    if found is None:
        raise Damage(path, first.offset, "the version is cut off: its metadata record is missing")
    if found.of != first.id:
        raise Damage(path, found.offset, f"this record does not belong to the resource at byte {first.offset:,}")
    return found


class _Members:
    """The records of a file from one place to another (``span`` None: all of it)."""

    def __init__(self, path: Path, file: BinaryIO, span: Location | None) -> None:
        self._path = path
        self._file = file
        self._offset = span.offset if span else 0
        self._left = span.length if span else sys.maxsize  # bytes still to be read from the file
        self._digest = None if span else sha256()
        self._window = b""
        self._at = 0  # where in the window the next member begins
        file.seek(self._offset)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        if len(self._window) - self._at < _FIRST_BITE:
            self._fill()
        if self._at == len(self._window):
            raise StopIteration
        start = self._offset
        if not self._window.startswith(GZIP_HEADER, self._at):
            raise Damage(self._path, start, "no member of ours begins here")
        raw = self._inflate(start)
        try:
            return _parse(raw, start, self._offset - start)
        except ValueError as error:
            raise Damage(self._path, start, str(error)) from error

    def check_file(self, expected: Segment | None) -> None:
        """Compare size and digest of the whole file, once it has been read to its end."""
        if expected is None or self._digest is None:
            return
        if self._offset != expected.size:
            raise Damage(self._path, self._offset, f"the file ends here, but {expected.size:,} bytes were written")
        if self._digest.hexdigest() != expected.sha256:
            raise Damage(self._path, 0, "every record is whole, but the file's SHA-256 is another")

    def _fill(self) -> None:
        """Read the next piece of the file behind what is left of the window."""
        piece = self._file.read(min(_CHUNK, self._left))
        self._left -= len(piece)
        if self._digest is not None:
            self._digest.update(piece)
        self._window = self._window[self._at :] + piece
        self._at = 0

    def _inflate(self, start: int) -> bytes:
        """Unpack one member and step behind it."""
        unpacker = isal_zlib.decompressobj(_GZIP)
        pieces = [self._bite(unpacker, start, _FIRST_BITE)]
        size = len(pieces[0])
        while True:
            if max(size, self._offset - start) > MEMBER_LIMIT:
                raise Damage(self._path, start, f"the member holds more than {MEMBER_LIMIT:,} bytes")
            if unpacker.eof:
                return b"".join(pieces)
            if self._at == len(self._window):
                self._fill()
            if self._at == len(self._window):
                raise Damage(self._path, start, "the file ends in the middle of this member")
            pieces.append(self._bite(unpacker, start, _NEXT_BITE))
            size += len(pieces[-1])

    def _bite(self, unpacker: isal_zlib.Decompress, start: int, size: int) -> bytes:
        piece = self._window[self._at : self._at + size]
        try:
            raw: bytes = unpacker.decompress(piece)
        except IsalError as error:  # type: ignore[misc]  # isal's stubs call the class an instance
            raise Damage(self._path, start, f"the member does not unpack ({error})") from error
        used = len(piece) - len(unpacker.unused_data)
        self._at += used
        self._offset += used
        return raw


def _parse(raw: bytes, offset: int, length: int) -> Record:
    """The record in an unpacked member. Raises ValueError with what is wrong."""
    end = raw.find(b"\r\n\r\n")
    header = _HEADER.fullmatch(raw[: max(end, 0)].decode("latin-1"))
    if header is None or raw[-4:] != b"\r\n\r\n":
        raise ValueError("the member holds no record of ours")
    kind, record_id, target, date, of, label, _payload_label, media_type, size = header.groups("")
    block = raw[end + 4 : -4]
    if len(block) != int(size):
        raise ValueError(f"Content-Length says {size}, the block has {len(block)} bytes")
    if not has_digest(block, label):
        raise ValueError("the block's SHA-256 is not the one in its header")
    return Record(kind, record_id, target, date, of, media_type, block, offset, length)
