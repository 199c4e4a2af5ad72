"""Looking for known posts and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rostra.platforms.base import Certainty, Event, Item, Method
from rostra.platforms.linkedin import answers
from rostra.platforms.linkedin.addresses import comment_in, urn_in
from rostra.platforms.linkedin.answers import Place
from rostra.platforms.linkedin.client import GONE, NOT_FOUND, Client
from rostra.platforms.linkedin.feed import Threads
from rostra.platforms.live import Shown
from rostra.platforms.probing import AfterShown, one_by_one
from rostra.platforms.web import WebRefused

_POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,20}")


class Prober(AfterShown[Client, Shown]):
    """Asks for each by its name. Not there counts only because LinkedIn has just listed posts of the page to the same token."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, with what answers it, or an Absence.

        Raises as ``probing.in_batches``, and as the list of posts.
        """
        self.client.posts(self.account, "")
        told: set[str] = set()
        posts_first = sorted(uris, key=lambda uri: bool(comment_in(uri)))  # their threads tell of comments
        for event in one_by_one(posts_first, lambda uri: iter(()) if uri in told else self._one(uri), self.unknown):
            told.update([event.uri] if isinstance(event, Item) else [])
            yield event

    def _one(self, uri: str) -> Iterator[Event]:
        comment, urn = comment_in(uri), urn_in(uri)
        try:
            if comment:
                yield self._comment(uri, comment)
            elif _POST.fullmatch(urn):
                yield from self._post(uri, urn)
            else:
                yield self.unknown(uri, "This is not the address of a post of a page.")
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            yield self.absence(uri, Certainty.OBSERVED, "LinkedIn has no such entry.", status=refused.status)

    def _post(self, uri: str, urn: str) -> Iterator[Event]:
        answer, part = self.client.post(self.account, urn)
        if answers.urn_of(part.value) != urn or not answers.is_public(part.value):
            yield self.unknown(uri, "LinkedIn shows it to who administers the page only, or another one.", answer)
            return
        yield answers.post(part, self.shown.identity, answer.source(Method.PROBE))
        yield from Threads(self.client, self.shown, Method.PROBE).below(urn)

    def _comment(self, uri: str, name: str) -> Event:
        """One that stood in no thread that was read: below which post it stands, this answer does not say."""
        _, thread, number = answers.comment_of({"commentUrn": name})
        answer, part = self.client.comment(self.account, thread, number)
        found = answers.comment(part, Place(self.account, "", answer.source(Method.PROBE)))
        return found if found.uri == uri else self.unknown(uri, "LinkedIn shows another one.", answer)
