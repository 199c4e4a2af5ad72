"""Reading a file ahead: a process of its own reads, parses and seals the next batch while this one takes in the last.

Half of the work of taking in a row needs no database. The reading process touches none: it inherits a connection and leaves it alone.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured, FetchedMedium, Sealed
from rostra.archive.actions.seal import seal_version
from rostra.platforms.base import BadSource, Item, Mark, Rejected
from rostra.platforms.table import Table

NO_FILE = "The file names this medium, but it was not handed over with it."
LARGE = 1 << 20  # bytes of a file from which a second process is worth its start

_Accounts = Mapping[str, Account]


@dataclass(slots=True)
class Rows:
    """A batch of a file: what was read up to a mark."""

    captured: list[Captured | Sealed] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    mark: Mark = field(default_factory=partial(Mark, ""))

    def __len__(self) -> int:
        return len(self.captured) + len(self.rejected)


def read_ahead(table: Table, path: Path, cursor: str, size: int, accounts: _Accounts) -> Generator[Rows, None, None]:
    """The file in batches of at least ``size`` rows, behind ``cursor``. Close it, so that the reading process ends.

    Raises BadSource where the file cannot be read, EOFError where the reading process was killed.
    """
    batches = _batches(table, path, cursor, size, accounts)
    if path.stat().st_size < LARGE:
        yield from batches
        return
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    reader = context.Process(target=_send, args=(there, here, batches), daemon=True)
    reader.start()
    there.close()
    try:
        yield from _received(here)
    finally:
        here.close()  # a reader that still writes ends by it
        reader.join()


def _received(pipe: Connection) -> Iterator[Rows]:
    while (found := pipe.recv()) is not None:
        if isinstance(found, BadSource):
            raise found
        yield found


def _send(pipe: Connection, other_end: Connection, batches: Iterator[Rows]) -> None:
    """What the reading process does: send every batch, then None, or the error. The pipe holds it back while nobody receives."""
    other_end.close()
    with suppress(BrokenPipeError):  # nobody wants any more
        try:
            for rows in batches:
                pipe.send(rows)
            pipe.send(None)
        except BadSource as error:
            pipe.send(error)


def _batches(table: Table, path: Path, cursor: str, size: int, accounts: _Accounts) -> Iterator[Rows]:
    rows = Rows()
    with path.open("rb") as source:
        for event in table.take_in(source, cursor):
            if isinstance(event, Item):
                rows.captured.append(_captured(event, accounts))
            elif isinstance(event, Rejected):
                rows.rejected.append(event)
            elif isinstance(event, Mark):
                rows.mark = event
                if len(rows) >= size:
                    yield rows
                    rows = Rows()
    if rows.mark.cursor:
        yield rows


def _captured(item: Item, accounts: _Accounts) -> Captured | Sealed:
    """The item without its media, sealed if it is of an account that is registered."""
    captured = Captured(item, tuple(FetchedMedium(medium, missing=NO_FILE) for medium in item.media))
    account = accounts.get(item.account)
    return captured if account is None else seal_version(captured, account)
