"""Tables: CSV and JSON Lines as a previous vendor would hand them over, read by a declared mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from rostra.platforms.base import Capabilities, Event, Item, Mark, Method, Refused, Rejected, Source
from rostra.platforms.table.mapping import TableMapping
from rostra.platforms.table.parse import BadRow, parse
from rostra.platforms.table.read import Row, open_table
from rostra.platforms.unoffered import Unoffered

MARK_EVERY = 1000  # rows


class Table(Unoffered):
    """The platform of one table. ``source`` goes to every item: method import, the file's name as its url, when it was received."""

    name: ClassVar[str] = "table"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        cannot=(
            "A table says what somebody exported, not what the network showed: nothing in it is signed.",
            "Edits, deletions and blocks are known only as far as the table has a row for them.",
            "Pictures and videos are kept only where the table names them and they can still be had.",
        ),
    )

    def __init__(self, mapping: TableMapping, source: Source) -> None:
        self.mapping = mapping
        self.source = source

    @property
    def network(self) -> str:
        """As the mapping says."""
        return self.mapping.network

    @property
    def reading(self) -> bytes:
        """See ``FilePlatform.reading``."""
        return self.mapping.digest()

    def owner(self, source: BinaryIO) -> None:
        """Each row says whose it is."""

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """Each row as an Item, or as Rejected with its number and reason; a Mark every 1,000 rows and at the end.

        ``source`` is seekable; a cursor goes on behind the row its Mark stood at. Raises BadSource (see ``open_table``).
        """
        place, rows = open_table(source, self.mapping, cursor)
        row: Row | None = None
        for count, row in enumerate(rows, 1):
            yield self._event(row)
            if count % MARK_EVERY == 0:
                yield Mark(place.cursor(row), self.source, row.end)
        yield Mark(place.cursor(row), self.source, row.end if row else place.offset)

    def _event(self, row: Row) -> Item | Rejected:
        try:
            return parse(row, self.mapping, self.source)
        except BadRow as error:
            return Rejected(row.position, f"row {row.position}: {error}", row.raw)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the interface has both
        """Not there: a table names media, and holds none."""
        raise Refused("The file names this medium, but it was not handed over with it.")
