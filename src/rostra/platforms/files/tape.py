"""A stream of bytes, read on and on in the portions that its reader wants."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import BadSource
from rostra.platforms.files.exports import CUT


class Tape:
    """Unpacked bytes, read on and on. ``at``: how many were read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")
        self.at = 0

    def stream(self, count: int) -> Iterator[bytes]:
        """The next so many bytes, in pieces. Raises BadSource where there are fewer."""
        while count:
            if not self._piece and not self._turn():
                raise BadSource(CUT)
            piece, self._piece = self._piece[:count], self._piece[count:]
            count -= len(piece)
            self.at += len(piece)
            yield bytes(piece)

    def take(self, count: int) -> bytes:
        """The next so many bytes, which are few. Raises BadSource where there are fewer."""
        return b"".join(self.stream(count))

    def skip(self, count: int) -> None:
        """Read so many bytes for nothing. Raises BadSource where there are fewer."""
        for _ in self.stream(count):
            pass

    def ahead(self, count: int) -> bytes:
        """The next so many bytes, or as many as there are, which stay unread."""
        while len(self._piece) < count and (more := next(filter(None, self._pieces), b"")):
            self._piece = memoryview(bytes(self._piece) + more)
        return bytes(self._piece[:count])

    def rest_is_empty(self) -> bool:
        """Whether nothing but zeros follows, to the end."""
        empty = not any(self._piece)
        while empty and self._turn():
            empty = not any(self._piece)
        return empty

    def _turn(self) -> bool:
        """To the next piece that is not empty; whether there is one."""
        self._piece = memoryview(next(filter(None, self._pieces), b""))
        return bool(self._piece)
