"""Lists that came back empty. One empty answer proves nothing, for a server in trouble gives the same; two do, some time apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import orjson

from rostra.capture import rules
from rostra.platforms.base import Listing
from rostra.platforms.hostile import read_time


class EmptyLists:
    """Since when each list of an account has been empty at every look: the cursor of its snapshots."""

    def __init__(self, cursor: str) -> None:
        told = orjson.loads(cursor) if cursor else {}
        self._since: dict[str, dt.datetime] = {name: moment for name, text in told.items() if (moment := read_time(text))}

    def __str__(self) -> str:
        return orjson.dumps({name: moment.isoformat() for name, moment in self._since.items()}).decode() if self._since else ""

    def settled(self, listing: Listing, looked: dt.datetime, seen: dt.datetime | None) -> Listing:
        """The list; complete where it was empty at an earlier look too, ``EMPTY_APART`` before at least, and at each between.

        ``seen``: when anything that is held as standing on it was seen last, in whatever way: only looks after that count.
        ``Listing.empty`` says each time that the same connection had shown something else: it was good between the two empty answers.
        """
        name = listing.within or listing.kind.value
        since = self._since.pop(name, looked)
        if not listing.empty:
            return listing
        since = looked if seen and seen >= since else since
        self._since[name] = since
        return replace(listing, complete=listing.complete or looked - since >= rules.EMPTY_APART)
