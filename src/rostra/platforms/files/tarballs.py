"""An export archive as a tar packed by gzip, as older servers hand it over: indexed in one pass, then read member by member.

It is as hostile as a ZIP, and is refused as a whole for the same reasons. Only headers are read by the standard library, one by one: its
own reader takes extended headers into memory, however long they say that they are.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from rostra.platforms.base import BadSource
from rostra.platforms.files.exports import CUT, SMALL, UNSOUND, Damaged, Limits, Member, Packed
from rostra.platforms.files.inflated import Inflated
from rostra.platforms.files.tape import Tape

_BLOCK = tarfile.BLOCKSIZE
_LONGEST = 1024  # characters of a name
_EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME)
_LINKS = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.GNUTYPE_LONGLINK, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_RECORD = re.compile(rb"([1-9][0-9]{0,6}) ([^=\n]{1,200})=")  # of an extended header: its length, and its name
_UNUSUAL = "the archive holds a member that is packed in a way no network uses"
_USUAL = Limits()


class _Held(NamedTuple):
    """A file in the archive: where among the unpacked bytes it begins."""

    name: str
    begins: int
    member: Member


class Tarball(Packed):
    """A tar.gz that was found harmless. ``source`` is seekable and stays open as long as the archive is read. Raises BadSource."""

    def __init__(self, source: BinaryIO, limits: Limits = _USUAL) -> None:
        size = source.seek(0, 2)
        self._inflated = Inflated(source, min(limits.unpacked, max(SMALL, limits.ratio * size)))
        held = _indexed(Tape(self._inflated.pieces()), limits)
        self._begins = {name: each.begins for name, each in held.items()}
        super().__init__(size, {name: each.member for name, each in held.items()})

    def pieces(self, name: str) -> Iterator[bytes]:
        """See ``Packed.pieces``."""
        try:
            yield from Tape(self._inflated.pieces(self._begins[name])).stream(self.unpacked(name))
        except BadSource as error:  # it changed since it was indexed
            raise Damaged(f"{name} is damaged: {error}") from error


def _indexed(tape: Tape, limits: Limits) -> dict[str, _Held]:
    """Every file by its name, where the archive is one, is whole and does no harm. Raises BadSource."""
    found: dict[str, _Held] = {}
    length = 0
    for held in _files(tape):
        if held.name in found:
            raise BadSource(f"the archive holds two members of the name {held.name!r}")
        found[held.name] = held
        length += len(held.name)
        if len(found) > limits.members:
            raise BadSource(f"the archive has more than {limits.members:,} members")
        if length > limits.directory:
            raise BadSource(f"the names in the archive have more than {limits.directory:,} characters")
    if not tape.rest_is_empty():
        raise BadSource(CUT)
    return found


def _files(tape: Tape) -> Iterator[_Held]:
    """The files in their order, each read to its end. Raises BadSource."""
    long_name = ""
    while (header := _header(tape)) is not None:
        if header.type in _EXTENDED:
            long_name = _long_name(header, _extended(header, tape)) or long_name
            continue
        name, long_name = _checked(long_name or header.name, header), ""
        begins, crc = tape.at, 0
        for piece in tape.stream(header.size):
            crc = zlib.crc32(piece, crc)
        tape.take(-header.size % _BLOCK)
        if header.type in _FILES:
            yield _Held(name, begins, Member(header.size, crc))


def _header(tape: Tape) -> tarfile.TarInfo | None:
    """The next header; None at the end of the archive. Raises BadSource."""
    first, block = tape.at == 0, tape.take(_BLOCK)
    if not any(block):
        return None
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except tarfile.HeaderError as error:
        raise BadSource("what is packed here is no archive: hand over the file as the network made it" if first else CUT) from error
    except UnicodeDecodeError as error:
        raise BadSource("the archive names a member in no UTF-8") from error
    except ValueError as error:
        raise BadSource(CUT) from error
    if header.size < 0:
        raise BadSource(CUT)
    return header


def _extended(header: tarfile.TarInfo, tape: Tape) -> bytes:
    """What a header says that did not fit into one block. Raises BadSource."""
    if header.size > SMALL:
        raise BadSource(f"{_UNUSUAL}: a header of {header.size:,} bytes")
    told = tape.take(header.size)
    tape.take(-header.size % _BLOCK)
    return told


def _long_name(header: tarfile.TarInfo, told: bytes) -> str:
    """The name of the member that comes next, "" where nothing is said of it. Raises BadSource."""
    name = told.rstrip(b"\0") if header.type == tarfile.GNUTYPE_LONGNAME else _path_in(told)
    try:
        return "" if header.type == tarfile.XGLTYPE else name.decode()
    except UnicodeDecodeError as error:
        raise BadSource("the archive names a member in no UTF-8") from error


def _path_in(told: bytes) -> bytes:
    """The path among the records of an extended header (POSIX pax: ``length name=value``). Raises BadSource."""
    at, path = 0, b""
    while at < len(told):
        record = _RECORD.match(told, at)
        end = at + int(record[1]) if record else 0
        if record is None or not record.end() < end <= len(told):
            raise BadSource(CUT)
        if record[2] == b"size" or record[2].startswith(b"GNU.sparse"):  # then what follows is not what its own header says
            raise BadSource(f"{_UNUSUAL}: {record[2].decode('ascii', 'replace')}")
        if record[2] == b"path":
            path = told[record.end() : end - 1]
        at = end
    return path


def _checked(name: str, header: tarfile.TarInfo) -> str:
    """The name of a member that is a file or a folder, and leads nowhere else. Raises BadSource."""
    if header.type in _LINKS:
        raise BadSource(f"the archive holds a link or a device, no file: {name[:80]!a}")
    if header.type not in (*_FILES, tarfile.DIRTYPE):
        raise BadSource(f"{_UNUSUAL}: {name[:80]!a}")
    name = name.removeprefix("./").rstrip("/")
    if UNSOUND.search(name) or len(name) > _LONGEST or (not name and header.type in _FILES):
        raise BadSource(f"the archive holds a member whose name leads out of it, or is no name: {name[:80]!a}")
    return name
