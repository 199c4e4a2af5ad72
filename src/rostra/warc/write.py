"""Write segments. The caller refers to a version only after ``close`` has returned."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import TracebackType
from typing import Self

from rostra.warc import record
from rostra.warc.segment import Location, PartFile, Segment

FULL = 64 << 20  # bytes after which a segment should be closed


class SegmentWriter:
    """Writes one segment. As a context manager it discards the file if the block fails and closes it otherwise.

    Raises FileExistsError if the segment, or an unfinished one of that name, exists, and ValueError for a bad name.
    """

    def __init__(self, folder: Path, name: str, created: dt.datetime, software: str = "rostra") -> None:
        self._file = PartFile(folder, name)
        self._members = 0
        self._segment: Segment | None = None
        about = f"software: {' '.join(software.split())}\r\nformat: WARC File Format 1.1\r\n"
        self._file.write(record.warcinfo(record.warc_date(created), about.encode()))

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._file.size

    @property
    def full(self) -> bool:
        """Whether the segment has reached its size: close it and open the next one."""
        return self._file.size >= FULL

    def add(self, *, uri: str, media_type: str, block: bytes, seen: dt.datetime, metadata: bytes, proof: bytes = b"") -> Location:
        """Append a version: ``block`` are the item's exact bytes, ``metadata`` is JSON; where all its members lie together.

        The uri and the media type stand in the headers as ``safe_uri`` and ``safe_media_type`` give them: the caller keeps the exact
        ones in its metadata. Record ids derive from the metadata's digest and the place in the segment. Raises ValueError for an
        empty uri, a naive time, or a record over ``MEMBER_LIMIT``; nothing is written then.
        """
        stem, label = record.stem_and_label(metadata)
        date = record.warc_date(seen)
        first = b"%b%012x" % (stem, self._members + 1)
        members = record.resource(first, record.safe_uri(uri), date, record.safe_media_type(media_type), block)
        if proof:
            members += record.proof(b"%b%012x" % (stem, self._members + 2), date, proof, first)
        members += record.metadata(b"%b%012x" % (stem, self._members + 3), date, metadata, label, first)
        self._members += 3
        offset = self._file.size
        self._file.write(members)
        return Location(offset, len(members))

    def close(self) -> Segment:
        """Publish the segment (again: the same answer): flushed, fsynced, renamed, folder fsynced."""
        if self._segment is None:
            self._segment = self._file.publish()
        return self._segment

    def discard(self) -> None:
        """Give up: remove the unfinished file."""
        self._file.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()
