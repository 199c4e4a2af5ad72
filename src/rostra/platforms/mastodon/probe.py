"""Looking for known posts again: as they are now, proven gone, or not known."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Absence, Certainty, Event, Method
from rostra.platforms.hostile import origin, text_at
from rostra.platforms.mastodon.addresses import id_in
from rostra.platforms.mastodon.client import GONE, NOT_FOUND, Client, Shown
from rostra.platforms.mastodon.timeline import Timeline
from rostra.platforms.probing import AfterShown, one_by_one
from rostra.platforms.web import WebRefused

MAX_LISTED = 25  # pages of the account's posts in which they are looked for


class Prober(AfterShown[Client, Shown]):
    """Looks through the account's posts, for ids may change and addresses do not; asks one by one for what is not there.

    Not there counts only because the account itself has just answered as one that is active.
    """

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``, and as the list of posts."""
        missing = dict.fromkeys(uris)
        yield from self._listed(missing)
        yield from one_by_one(list(missing), self._one, self.unknown)

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
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            yield self.absence(uri, Certainty.OBSERVED, "The server has no such post.", status=refused.status)

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
        answer = self.client.actor_or_post(uri)
        return self.unknown(uri, "It lies at its address, but is not shown among the posts of the account.", answer)

    def _timeline(self) -> Timeline:
        return Timeline(self.client, self.shown, Method.PROBE)
