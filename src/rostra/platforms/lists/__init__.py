"""Lists: whom or what an account blocks, mutes, hides, restricts or filters, where the network shows that to nobody but its owner."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from rostra.platforms.base import (
    Act,
    BadSource,
    Capabilities,
    Event,
    Item,
    Listing,
    Mark,
    Method,
    Rejected,
    Restriction,
    Source,
)
from rostra.platforms.lists.parse import SCHEME, BadEntry, ListOf, parse, restrictions
from rostra.platforms.lists.read import Columns, Entry, Form, entries, form_of
from rostra.platforms.unoffered import Unoffered

__all__ = ["SCHEME", "Columns", "Form", "ListOf", "Lists", "form_of"]

MARK_EVERY = 1_000  # entries
MOST = 500_000  # entries of one list: their addresses are held in memory until its end, to be compared

_CURSOR = re.compile(r"[0-9]{0,9}")


class Lists(Unoffered):
    """One list of one account, as its owner exported it at a moment. ``complete``: so the owner says; a row set aside contradicts it."""

    name: ClassVar[str] = "lists"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="none",
        delete_signal="diff",
        restrictions=frozenset(Act),
        cannot=(
            "A list of blocked or muted accounts from an export is what the city handed over; nothing in it is signed.",
            "Who was blocked and unblocked again between two exports stands in neither.",
            "Where an export names handles only, a renamed account is taken for another one.",
        ),
    )

    def __init__(self, of: ListOf, source: Source, *, form: Form, columns: Columns, exported: dt.datetime, complete: bool) -> None:
        self.of = of
        self.source = source
        self.form = form
        self.columns = columns
        self.revision = exported.astimezone(dt.UTC).isoformat(timespec="microseconds")
        self.complete = complete

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """Each entry as an Item, or as Rejected with its number and reason, a Mark every 1,000; then the Listing, and a Mark at the end.

        ``source`` is seekable. With a cursor, entries before it are read but not yielded: the Listing is of all. Raises BadSource.
        """
        if not _CURSOR.fullmatch(cursor):
            raise BadSource(f"{cursor[:80]!r} is not where the reading of a list stopped")
        behind, count, end = int(cursor or 0), 0, 0
        uris: dict[str, None] = {}
        complete = self.complete
        for count, entry in enumerate(entries(source, self.form, self.columns, self.of.act), 1):
            event = self._event(entry)
            if isinstance(event, Item):
                uris[event.uri] = None
            complete = complete and isinstance(event, Item)
            end = entry.end
            if count > MOST:
                raise BadSource(f"the list has more than {MOST:,} entries")
            if count > behind:
                yield event
                if count % MARK_EVERY == 0:
                    yield Mark(str(count), self.source, end)
        yield Listing(self.of.account, self.of.kind, tuple(uris), complete, self.source, self.of.within)
        yield Mark(str(count), self.source, end)

    def _event(self, entry: Entry) -> Item | Rejected:
        try:
            return parse(entry, self.of, self.source, self.revision)
        except BadEntry as error:
            return Rejected(entry.position, f"row {entry.position}: {error}", entry.raw)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``."""
        return restrictions(uri, raw)
