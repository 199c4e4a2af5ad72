"""Looking for known posts again: each at its own address, where its server says that it is there, that it was deleted, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rostra.platforms.activitypub import objects
from rostra.platforms.activitypub.client import GONE, Client, Shown
from rostra.platforms.activitypub.outbox import Threads
from rostra.platforms.base import Absence, Certainty, Event, Method, Source
from rostra.platforms.hostile import origin, text_at
from rostra.platforms.probing import one_by_one
from rostra.platforms.web import WebRefused
from rostra.platforms.webfinger import NOT_FOUND

DELETED = "The server says that it was deleted."

_MISSING = {GONE: (Certainty.ASSERTED, DELETED), NOT_FOUND: (Certainty.OBSERVED, "The server has no such post.")}


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks for each at its address. Not there counts because the account itself has just answered as one that is active."""

    client: Client
    shown: Shown
    clock: Callable[[], dt.datetime]

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, with what answers it, or an Absence. Raises as ``probing.in_batches``."""
        return one_by_one(uris, self._one, self._unknown)

    def _one(self, uri: str) -> Iterator[Event]:
        if origin(uri) != self.shown.server:
            yield self._unknown(uri, "This is not the address of a post at this account's server.")
            return
        try:
            answer, part = self.client.thing(uri)
        except WebRefused as refused:
            if refused.status not in _MISSING:
                raise
            yield self._absence(uri, *_MISSING[refused.status], refused.status, refused.body if refused.status == GONE else b"")
            return
        if text_at(part.value, "id") != uri or not (objects.is_gone(part.value) or objects.is_public(part.value)):
            yield self._unknown(uri, "Another thing lies there, or it is not for everybody any more.")
        elif objects.is_gone(part.value):
            yield self._absence(uri, Certainty.ASSERTED, DELETED, answer.status, answer.body)
        else:
            threads = Threads(self.client, self.shown, Method.PROBE)
            author, thread = self.shown.identity, threads.first(part.value)
            yield objects.post(part, author, author.id, answer.source(Method.PROBE), thread)
            yield from threads.below(part, thread or uri)

    def _unknown(self, uri: str, reason: str) -> Absence:
        return self._absence(uri, Certainty.UNKNOWN, reason)

    def _absence(self, uri: str, certainty: Certainty, reason: str, status: int | None = None, raw: bytes = b"") -> Absence:
        source = Source(Method.PROBE, self.shown.server, self.clock(), status)
        return Absence(uri, self.shown.identity.id, certainty, source, reason, raw=raw)
