"""Looking for known posts and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Item, Method, Source
from rostra.platforms.linkedin import answers
from rostra.platforms.linkedin.addresses import comment_in, urn_in
from rostra.platforms.linkedin.answers import Place
from rostra.platforms.linkedin.client import GONE, NOT_FOUND, Client, Shown
from rostra.platforms.linkedin.feed import Threads
from rostra.platforms.probing import one_by_one
from rostra.platforms.web import WebRefused

_POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks for each by its name. Not there counts only because LinkedIn has just listed posts of the page to the same token."""

    client: Client
    shown: Shown
    clock: Callable[[], dt.datetime]

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, with what answers it, or an Absence.

        Raises as ``probing.in_batches``, and as the list of posts.
        """
        self.client.posts(self._account, "")
        told: set[str] = set()
        posts_first = sorted(uris, key=lambda uri: bool(comment_in(uri)))  # their threads tell of comments
        for event in one_by_one(posts_first, lambda uri: iter(()) if uri in told else self._one(uri), self._unknown):
            told.update([event.uri] if isinstance(event, Item) else [])
            yield event

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    def _one(self, uri: str) -> Iterator[Event]:
        comment, urn = comment_in(uri), urn_in(uri)
        try:
            if comment:
                yield self._comment(uri, comment)
            elif _POST.fullmatch(urn):
                yield from self._post(uri, urn)
            else:
                yield self._absence(uri, Certainty.UNKNOWN, "This is not the address of a post of a page.")
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            yield self._absence(uri, Certainty.OBSERVED, "LinkedIn has no such entry.", refused.status)

    def _post(self, uri: str, urn: str) -> Iterator[Event]:
        answer, part = self.client.post(self._account, urn)
        if answers.urn_of(part.value) != urn or not answers.is_public(part.value):
            yield self._absence(uri, Certainty.UNKNOWN, "LinkedIn shows it to who administers the page only, or another one.", 200)
            return
        yield answers.post(part, self.shown.identity, answer.source(Method.PROBE))
        yield from Threads(self.client, self.shown, Method.PROBE).below(urn)

    def _comment(self, uri: str, name: str) -> Event:
        """One that stood in no thread that was read: below which post it stands, this answer does not say."""
        _, thread, number = answers.comment_of({"commentUrn": name})
        answer, part = self.client.comment(self._account, thread, number)
        found = answers.comment(part, Place(self._account, "", answer.source(Method.PROBE)))
        return found if found.uri == uri else self._absence(uri, Certainty.UNKNOWN, "LinkedIn shows another one.", 200)

    def _unknown(self, uri: str, reason: str) -> Absence:
        return self._absence(uri, Certainty.UNKNOWN, reason)

    def _absence(self, uri: str, certainty: Certainty, reason: str, status: int | None = None) -> Absence:
        source = Source(Method.PROBE, self.client.hosts.api, self.clock(), status)
        return Absence(uri, self._account, certainty, source, reason)
