"""Tables: CSV and JSON Lines as a previous vendor would hand them over, read by a declared mapping."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO, ClassVar, NoReturn

from rostra.platforms.base import Capabilities, Event, Identity, Item, Kind, Mark, Method, Refused, Rejected, Restriction, Source
from rostra.platforms.table.mapping import TableMapping
from rostra.platforms.table.parse import BadRow, parse
from rostra.platforms.table.read import Row, open_table

MARK_EVERY = 1000  # rows


class Table:
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

    def resolve(self, address: str) -> Identity:
        """Not possible: a table knows no network."""
        self._cannot(address)

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """Not possible."""
        self._cannot(account, cursor)

    def stream_source(self, account: str) -> str:
        """Not possible."""
        self._cannot(account)

    def stream(self, accounts: Collection[str], cursor: str, stop: Callable[[], bool]) -> Iterator[Event]:
        """Not possible."""
        self._cannot(accounts, cursor, stop)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Not possible."""
        self._cannot(account, uris)

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """Not possible."""
        self._cannot(account, kind)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:  # noqa: ARG002 -- the interface has both
        """Not there: a table names media, and holds none."""
        raise Refused("The file names this medium, but it was not handed over with it.")

    @staticmethod
    def check_proof(uri: str, raw: bytes, proof: bytes) -> str:
        """Not possible: nothing in a table is signed."""
        Table._cannot(uri, raw, proof)

    @staticmethod
    def profile_uri(account: str) -> str:
        """Not possible."""
        Table._cannot(account)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """Not possible: a table holds what was said."""
        Table._cannot(uri, raw)

    def lift(self, account: str, secret: str, uri: str, restriction: Restriction) -> None:
        """Not possible."""
        self._cannot(account, secret, uri, restriction)

    @staticmethod
    def _cannot(*_asked: object) -> NoReturn:
        raise NotImplementedError("a table can only be taken in")
