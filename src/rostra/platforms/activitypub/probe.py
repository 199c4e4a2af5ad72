"""Looking for known posts again: each at its own address, where its server says that it is there, that it was deleted, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.activitypub import objects
from rostra.platforms.activitypub.client import GONE, Client, Shown
from rostra.platforms.activitypub.outbox import Threads
from rostra.platforms.base import Certainty, Event, Method
from rostra.platforms.hostile import origin, text_at
from rostra.platforms.probing import AfterShown, one_by_one
from rostra.platforms.web import WebRefused
from rostra.platforms.webfinger import NOT_FOUND

DELETED = "The server says that it was deleted."

_MISSING = {GONE: (Certainty.ASSERTED, DELETED), NOT_FOUND: (Certainty.OBSERVED, "The server has no such post.")}


class Prober(AfterShown[Client, Shown]):
    """Asks for each at its address. Not there counts because the account itself has just answered as one that is active."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, with what answers it, or an Absence. Raises as ``probing.in_batches``."""
        return one_by_one(uris, self._one, self.unknown)

    def _one(self, uri: str) -> Iterator[Event]:
        if origin(uri) != self.shown.server:
            yield self.unknown(uri, "This is not the address of a post at this account's server.")
            return
        try:
            answer, part = self.client.thing(uri)
        except WebRefused as refused:
            if refused.status not in _MISSING:
                raise
            yield self.absence(uri, *_MISSING[refused.status], status=refused.status, raw=refused.body if refused.status == GONE else b"")
            return
        if text_at(part.value, "id") != uri or not (objects.is_gone(part.value) or objects.is_public(part.value)):
            yield self.unknown(uri, "Another thing lies there, or it is not for everybody any more.", answer)
        elif objects.is_gone(part.value):
            yield self.absence(uri, Certainty.ASSERTED, DELETED, answer, raw=answer.body)
        else:
            threads = Threads(self.client, self.shown, Method.PROBE)
            author, thread = self.shown.identity, threads.first(part.value)
            yield objects.post(part, author, author.id, answer.source(Method.PROBE), thread)
            yield from threads.below(part, thread or uri)
