"""What others answered to an account, as X's search finds it: of the last seven days, and nothing before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rostra.platforms.base import Item, Method, Rejected, Source
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import Answer
from rostra.platforms.x.answers import author_of, id_of, reply
from rostra.platforms.x.client import Client

REACH: Final = dt.timedelta(days=7)  # of X's recent search
THREADS = 11  # of one question: X takes 512 characters
MAX_PAGES = 20  # of one question about threads


@dataclass(frozen=True, slots=True)
class Replies:
    """Replies by others, at whatever depth of a thread. ``method`` stands on every event."""

    client: Client
    account: str
    method: Method

    @property
    def query(self) -> str:
        """For all that answers a post of the account."""
        return f"to:{self.account} -from:{self.account} -is:retweet"

    def events(self, posts: Iterable[Part], answer: Answer) -> Iterator[Item | Rejected]:
        """These replies, the oldest first. The account's own stand among its posts."""
        source, others = answer.source(self.method), [told for told in posts if author_of(told) != self.account]
        for position, told in enumerate(sorted(others, key=lambda told: int(id_of(told) or 0)), 1):
            yield self._event(told, source, position)

    def below(self, threads: Sequence[str]) -> Iterator[Item | Rejected]:
        """What others answered to each other below these posts of the account."""
        for start in range(0, len(threads), THREADS):
            among = " OR ".join(f"conversation_id:{number}" for number in threads[start : start + THREADS])
            yield from self._all(f"({among}) -to:{self.account} -from:{self.account} -is:retweet")

    def _all(self, query: str) -> Iterator[Item | Rejected]:
        token = ""
        for _ in range(MAX_PAGES):
            page = self.client.replies(self.account, query, pagination_token=token)
            yield from self.events(page.posts, page.answer)
            token = page.more
            if not token:
                return

    def _event(self, told: Part, source: Source, position: int) -> Item | Rejected:
        try:
            return reply(told, self.account, source)
        except Unfit as unfit:
            return Rejected(position, f"{unfit}.", told.raw)
