"""From the events of a platform to the archive: media first, then the batch; counts and what was rejected on the way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import connection, transaction

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, FetchedMedium, take_in
from rostra.archive.actions.known import asks_again, see_again
from rostra.archive.actions.media import keep
from rostra.archive.actions.seal import sameness_of
from rostra.archive.models import Attachment
from rostra.capture.actions.aside import aside_file, forget_what_came, note_rejected, write_aside
from rostra.capture.queries.due import held_media
from rostra.core.actor import system
from rostra.platforms.base import Absence, Certainty, Item, MediaRef, Method, Platform, RateLimited, Rejected, Unreachable

ACTOR = system("capture")
BATCH = 200  # events that become durable together
_AT_ONCE = 4  # media of one batch that are fetched side by side
_PAUSES = (0.3, 1.5, None)  # seconds before a medium is asked for again; then the text is kept without it
_ONCE = (None,)  # where it was asked for before


class Intake:
    """Takes batches of one platform in, and counts what came of them in ``counts`` (under the names of ``Run``'s columns).

    ``accounts``: identity to account; what belongs to none is refused. ``alive`` is called between the steps of a long work, to renew a
    claim. ``whose`` look by which ``method`` this is, where it is one account's: it may be shown again and again what cannot be taken in.
    """

    def __init__(
        self,
        platform: Platform,
        accounts: Mapping[str, Account],
        alive: Callable[[], None],
        counts: Counter[str] | None = None,
        *,
        whose: Account | None = None,
        method: Method = Method.POLL,
    ) -> None:
        self.counts: Counter[str] = Counter() if counts is None else counts
        self._platform = platform
        self._accounts = accounts
        self._alive = alive
        self._whose, self._method = whose, method
        self.lacking: list[Rejected] = []  # what was not given as a whole
        self._limited = False  # a server asked for patience: what could not be had before waits for another check
        self._batch: list[Item | Absence] = []

    def add(self, event: Item | Absence | Rejected) -> None:
        """One event; durable after ``flush``, which a full batch brings about by itself."""
        self.counts["items"] += 1
        if isinstance(event, Rejected):
            if event.rest:
                self.lacking.append(event)
            self._set_aside([event])
        elif isinstance(event, Absence) and event.certainty is Certainty.UNKNOWN:
            self.counts["unknown"] += 1
        else:
            self._batch.append(event)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Make everything durable that was added."""
        if not self._batch:
            return
        self._alive()
        batch, self._batch = self._batch, []
        if see_again(batch, self._accounts):
            return
        receipt = take_in(self._with_media(batch), accounts=self._accounts, actor=ACTOR)
        self.counts.update(new=receipt.new, edited=receipt.edited, gone=receipt.gone)
        if self._whose and receipt.new:
            forget_what_came(self._whose, [event.uri for event in batch if isinstance(event, Item)])
        self._set_aside([Rejected(0, f"{refusal.uri}: {refusal.reason}", b"") for refusal in receipt.refused])

    def keep_what_was_shown(self) -> None:
        """Make the items durable that were added, and nothing else: that something is gone is not believed of a server that broke off."""
        self._batch = [event for event in self._batch if isinstance(event, Item)]
        self.flush()

    def _with_media(self, events: Sequence[Item | Absence]) -> list[Captured | Absence]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            fetches = [_Fetches(event, self._order(pool, event)) if isinstance(event, Item) else event for event in events]
            return [event.captured(self._alive) if isinstance(event, _Fetches) else event for event in fetches]

    def _order(self, pool: ThreadPoolExecutor, item: Item) -> list[Future[FetchedMedium]]:
        """The media of an item, being fetched; those that an earlier version holds already are not fetched again."""
        if not item.media:
            return []
        held = held_media(item, sameness_of(item))
        return [pool.submit(self._medium, item, medium, held.get(medium.ref)) for medium in item.media]

    def _medium(self, item: Item, wanted: MediaRef, held: Attachment | None) -> FetchedMedium:
        if held is None:
            return self._fetched(item.account, wanted, _PAUSES)
        if held.medium is not None:
            return FetchedMedium(wanted, None, bytes(held.medium.digest), held.medium.size)
        if held.again and asks_again(item) and not self._limited:
            return self._fetched(item.account, wanted, _ONCE)
        return FetchedMedium(wanted, missing=held.missing, again=held.again)

    def _fetched(self, account: str, wanted: MediaRef, pauses: Sequence[float | None]) -> FetchedMedium:
        try:
            return keep(self._pieces(account, wanted.ref, pauses), wanted, limit=settings.PROFILE.capture.media_limit)
        finally:
            connection.close()  # this thread's own: a platform that reads by consent has looked up its token

    def _pieces(self, account: str, ref: str, pauses: Sequence[float | None]) -> Iterator[bytes]:
        """The bytes of a medium; asked for again after a moment when the server is not there, for later it may be gone."""
        for pause in pauses:
            begun = False
            try:
                for piece in self._platform.fetch_media(account, ref):
                    begun = True
                    yield piece
            except (Unreachable, RateLimited) as error:
                self._limited |= isinstance(error, RateLimited)
                if begun or pause is None:
                    raise
                time.sleep(pause)
            else:
                return

    @transaction.atomic
    def _set_aside(self, rejected: Sequence[Rejected]) -> None:
        if self._whose and rejected and self._method is not Method.PROBE:  # what is looked at again was met before
            rejected = note_rejected(self._whose, rejected, self._method)
        if rejected:
            self.counts["refused"] += len(rejected)
            write_aside(aside_file(f"{self._platform.name}-live"), rejected)


class _Fetches:
    """An item whose media are on their way."""

    def __init__(self, item: Item, media: Sequence[Future[FetchedMedium]]) -> None:
        self._item = item
        self._media = media

    def captured(self, alive: Callable[[], None]) -> Captured:
        """The item with its media, when they are there."""
        media = []
        for coming in self._media:
            media.append(coming.result())
            alive()
        return Captured(self._item, tuple(media))
