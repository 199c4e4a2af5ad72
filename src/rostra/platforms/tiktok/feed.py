"""An account's videos as events."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Event, Rejected, Source
from rostra.platforms.feed import Feed, Page
from rostra.platforms.hostile import int_at
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.tiktok import answers
from rostra.platforms.tiktok.client import Client


class Videos(Feed):
    """The videos of one account. Those of the newest page are told each time: so an edit shows, and what is for everybody only now."""

    def __init__(self, client: Client, shown: Shown) -> None:
        super().__init__()
        self._client = client
        self._shown = shown

    def page(self, below: str) -> Page:
        """See ``Feed``."""
        return self._client.videos(self._shown.identity.id, below)

    def key(self, entry: object) -> str:
        """See ``Feed``: its number."""
        return answers.number_of(entry)

    def moment(self, entry: object) -> int:
        """See ``Feed``: when it was published, in seconds."""
        return int_at(entry, "create_time") or 0

    def events(self, part: Part, source: Source, position: int, top: int) -> Iterator[Event]:  # noqa: ARG002 -- all are told
        """See ``Feed``."""
        try:
            yield answers.post(part, self._shown.identity, source)
        except Unfit as unfit:
            yield Rejected(position, f"{unfit}.", part.raw)
