"""Looking for known posts again: as they are now, proven gone, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Method, PlatformError, RateLimited, Source
from rostra.platforms.hostile import origin, text_at
from rostra.platforms.mastodon.addresses import id_in
from rostra.platforms.mastodon.client import GONE, NOT_FOUND, Client, Shown
from rostra.platforms.mastodon.timeline import Timeline
from rostra.platforms.web import WebRefused

MAX_LISTED = 25  # pages of the account's posts in which they are looked for


@dataclass(frozen=True, slots=True)
class Prober:
    """Looks through the account's posts, for ids may change and addresses do not; asks one by one for what is not there."""

    client: Client
    shown: Shown
    clock: Callable[[], dt.datetime]

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises RateLimited."""
        missing = dict.fromkeys(uris)
        try:
            yield from self._listed(missing)
        except RateLimited:
            raise
        except PlatformError as error:
            yield from (self.unknown(uri, str(error)) for uri in missing)
            return
        for uri in missing:
            yield from self._one(uri)

    def unknown(self, uri: str, reason: str, status: int | None = None) -> Absence:
        """That nothing can be said of this address."""
        return self._absence(uri, Certainty.UNKNOWN, reason, status)

    def _listed(self, missing: dict[str, None]) -> Iterator[Event]:
        """Those that are among the account's posts; they are taken off ``missing``."""
        timeline = self._timeline()
        for page, fresh in timeline.pages(MAX_LISTED) if missing else ():
            source = page.answer.source(Method.PROBE)
            for position, part in enumerate(fresh, 1):
                uri = text_at(part.value, "uri")
                if uri in missing:
                    yield from timeline.events(part, source, position)
                    del missing[uri]
            if not missing:
                return

    def _one(self, uri: str) -> Iterator[Event]:
        """One that is not among the account's posts as far as they were looked through."""
        if origin(uri) != self.shown.server:
            yield self.unknown(uri, "This is not the address of a post at this account's server.")
            return
        try:
            yield from self._by_id(uri) or [self._at_its_address(uri)]
        except RateLimited:
            raise
        except WebRefused as refused:
            yield self._refused(uri, refused)
        except PlatformError as error:
            yield self.unknown(uri, str(error))

    def _by_id(self, uri: str) -> list[Event]:
        """By the id that its address holds; nothing where it holds none, or that of another post, or strangers may not ask for it."""
        number = id_in(uri)
        if not number:
            return []
        try:
            answer, part = self.client.post(self.shown.server, number)
        except WebRefused as refused:
            if refused.status in (NOT_FOUND, GONE):
                raise
            return []
        own = text_at(part.value, "uri") == uri
        return list(self._timeline().events(part, answer.source(Method.PROBE), 0)) if own else []

    def _at_its_address(self, uri: str) -> Absence:
        """That it lies at its address; a WebRefused may say that it does not."""
        self.client.actor_or_post(uri)
        return self.unknown(uri, "It lies at its address, but is not shown among the posts of the account.", 200)

    def _refused(self, uri: str, refused: WebRefused) -> Absence:
        """Not there counts only because the account itself has just answered as one that is active."""
        if refused.status not in (NOT_FOUND, GONE):
            return self.unknown(uri, str(refused), refused.status)
        return self._absence(uri, Certainty.OBSERVED, "The server has no such post.", refused.status)

    def _absence(self, uri: str, certainty: Certainty, reason: str, status: int | None) -> Absence:
        source = Source(Method.PROBE, self.shown.server, self.clock(), status)
        return Absence(uri, self.shown.identity.id, certainty, source, reason)

    def _timeline(self) -> Timeline:
        return Timeline(self.client, self.shown, Method.PROBE)
