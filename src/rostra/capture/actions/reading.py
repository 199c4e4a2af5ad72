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

from django.conf import settings

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured, FetchedMedium, Sealed
from rostra.archive.actions.media import keep
from rostra.archive.actions.seal import seal_version
from rostra.platforms.base import Absence, BadSource, Item, Mark, MediaRef, Refused, Rejected
from rostra.platforms.files.platform import FilePlatform

LARGE = 1 << 20  # bytes of a file from which a second process is worth its start
FULL = (
    32 << 20
)  # bytes of items and their texts after which a batch ends, however few they are: it is held in memory, here and in the other process

_Accounts = Mapping[str, Account]


@dataclass(slots=True)
class Rows:
    """A batch of a file: what was read up to a mark."""

    captured: list[Captured | Sealed | Absence] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    mark: Mark = field(default_factory=partial(Mark, ""))
    size: int = 0  # bytes of what was captured, and characters of its texts

    def __len__(self) -> int:
        return len(self.captured) + len(self.rejected)

    def add(self, event: Captured | Sealed | Absence, size: int) -> None:
        """One more, of so many bytes."""
        self.captured.append(event)
        self.size += size


def read_ahead(platform: FilePlatform, path: Path, cursor: str, size: int, accounts: _Accounts) -> Generator[Rows, None, None]:
    """The file in batches of at least ``size`` rows, or 32 MiB, behind ``cursor``. Close it, so that the reading process ends.

    Raises BadSource where the file cannot be read, EOFError where the reading process was killed.
    """
    batches = _batches(platform, path, cursor, size, accounts)
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


def _batches(platform: FilePlatform, path: Path, cursor: str, size: int, accounts: _Accounts) -> Iterator[Rows]:
    rows = Rows()
    with path.open("rb") as source:
        for event in platform.take_in(source, cursor):
            if isinstance(event, Item):
                rows.add(_captured(platform, event, accounts), len(event.raw) + len(event.text))
            elif isinstance(event, Absence):
                rows.add(event, len(event.raw))
            elif isinstance(event, Rejected):
                rows.rejected.append(event)
            elif isinstance(event, Mark):
                rows.mark = event
                if len(rows) >= size or rows.size >= FULL:
                    yield rows
                    rows = Rows()
    if rows.mark.cursor:
        yield rows


def _captured(platform: FilePlatform, item: Item, accounts: _Accounts) -> Captured | Sealed:
    """The item, sealed with its media if it is of an account that is registered; of others no medium is kept."""
    account = accounts.get(item.account)
    if account is None:
        return Captured(item)
    return seal_version(Captured(item, tuple(_medium(platform, item.account, medium) for medium in item.media)), account)


def _medium(platform: FilePlatform, account: str, wanted: MediaRef) -> FetchedMedium:
    """The medium, where it lies in the file itself."""
    try:
        pieces = platform.fetch_media(account, wanted.ref)
    except Refused as refused:
        return FetchedMedium(wanted, missing=str(refused))
    return keep(pieces, wanted, limit=settings.PROFILE.capture.media_limit)
