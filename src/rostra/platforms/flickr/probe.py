"""Looking for known photos and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rostra.platforms.base import Absence, Certainty, Event, Item, Method, Source
from rostra.platforms.flickr import answers
from rostra.platforms.flickr.addresses import comment_uri, photo_uri
from rostra.platforms.flickr.client import NOT_FOUND, Client, Failed, Shown, number_at
from rostra.platforms.flickr.reading import Reader
from rostra.platforms.flickr.uris import comment_of, people_uri, photo_of
from rostra.platforms.hostile import text_at
from rostra.platforms.probing import one_by_one
from rostra.platforms.web import Answer

UNNAMED = "This names no photo of the account and no comment on Flickr."
NOT_SHOWN = "Flickr says that there is none, and shows the account."
WITHDRAWN = "The photo is not public any more."
NOT_LISTED = "Flickr lists all comments on the photo, as many as it counts, and this is none of them."
UNCOUNTED = "Flickr lists fewer comments on the photo than it counts."
OTHER = "Flickr answered something else than what it was asked for."


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks for each by itself. That one is not there counts because the account has just been shown to whoever asks."""

    client: Client
    shown: Shown
    clock: Callable[[], dt.datetime]

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``."""
        return one_by_one(uris, self._one, self._unknown)

    def _one(self, uri: str) -> Iterator[Event]:
        owner, photo = photo_of(uri)
        below, comment = comment_of(uri)
        try:
            if comment:
                yield self._comment(below, comment)
            elif owner == self._account:
                yield from self._photo(photo)
            else:
                yield self._absence(uri, Certainty.UNKNOWN, UNNAMED)
        except Failed as failed:
            if failed.code != NOT_FOUND:
                raise
            yield self._absence(uri, Certainty.OBSERVED, NOT_SHOWN)

    def _photo(self, number: str) -> Iterator[Event]:
        answer, part = self.client.photo(self._account, number)
        uri = photo_uri(self._account, number)
        if text_at(part.value, "id") != number or answers.owner_of(part.value) != self._account:
            yield self._absence(uri, Certainty.UNKNOWN, OTHER, answer)
        elif number_at(part.value, "visibility", "ispublic") == 0:
            yield self._absence(uri, Certainty.OBSERVED, WITHDRAWN, answer)
        elif not answers.is_public(part.value):
            yield self._absence(uri, Certainty.UNKNOWN, OTHER, answer)
        else:
            yield from self._reader.photo(part, answer)

    def _comment(self, photo: str, number: str) -> Item | Absence:
        answer, part = self.client.photo(self._account, photo)
        owner, counted = answers.owner_of(part.value), number_at(part.value, "comments", "_content")
        uri = comment_uri(photo, number)
        if text_at(part.value, "id") != photo or not owner:
            return self._absence(uri, Certainty.UNKNOWN, OTHER, answer)
        answer, found = self.client.comments(self._account, photo)
        for each in found:
            if answers.comment_number(each.value) == number:
                read = self._reader.comment(each, answer, photo, owner)
                return read if isinstance(read, Item) else self._absence(uri, Certainty.UNKNOWN, read.reason, answer)
        whole = counted is not None and len(found) >= counted
        return self._absence(uri, Certainty.OBSERVED if whole else Certainty.UNKNOWN, NOT_LISTED if whole else UNCOUNTED, answer)

    @property
    def _account(self) -> str:
        return self.shown.identity.id

    @property
    def _reader(self) -> Reader:
        return Reader(self.client, self.shown, Method.PROBE)

    def _unknown(self, uri: str, reason: str) -> Absence:
        return self._absence(uri, Certainty.UNKNOWN, reason)

    def _absence(self, uri: str, certainty: Certainty, reason: str, answer: Answer | None = None) -> Absence:
        source = answer.source(Method.PROBE) if answer else Source(Method.PROBE, people_uri(self._account), self.clock())
        return Absence(uri, self._account, certainty, source, reason)
