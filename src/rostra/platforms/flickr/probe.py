"""Looking for known photos and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Absence, Certainty, Event, Item, Method
from rostra.platforms.flickr import answers
from rostra.platforms.flickr.addresses import comment_uri, photo_uri
from rostra.platforms.flickr.client import NOT_FOUND, Client, Failed, Shown, number_at
from rostra.platforms.flickr.reading import Reader
from rostra.platforms.flickr.uris import comment_of, photo_of
from rostra.platforms.hostile import text_at
from rostra.platforms.probing import AfterShown, one_by_one

UNNAMED = "This names no photo of the account and no comment on Flickr."
NOT_SHOWN = "Flickr says that there is none, and shows the account."
WITHDRAWN = "The photo is not public any more."
NOT_LISTED = "Flickr lists all comments on the photo, as many as it counts, and this is none of them."
UNCOUNTED = "Flickr lists fewer comments on the photo than it counts."
OTHER = "Flickr answered something else than what it was asked for."


class Prober(AfterShown[Client, Shown]):
    """Asks for each by itself. That one is not there counts because the account has just been shown to whoever asks."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``."""
        return one_by_one(uris, self._one, self.unknown)

    def _one(self, uri: str) -> Iterator[Event]:
        owner, photo = photo_of(uri)
        below, comment = comment_of(uri)
        try:
            if comment:
                yield self._comment(below, comment)
            elif owner == self.account:
                yield from self._photo(photo)
            else:
                yield self.unknown(uri, UNNAMED)
        except Failed as failed:
            if failed.code != NOT_FOUND:
                raise
            yield self.absence(uri, Certainty.OBSERVED, NOT_SHOWN)

    def _photo(self, number: str) -> Iterator[Event]:
        answer, part = self.client.photo(self.account, number)
        uri = photo_uri(self.account, number)
        if text_at(part.value, "id") != number or answers.owner_of(part.value) != self.account:
            yield self.unknown(uri, OTHER, answer)
        elif number_at(part.value, "visibility", "ispublic") == 0:
            yield self.absence(uri, Certainty.OBSERVED, WITHDRAWN, answer)
        elif not answers.is_public(part.value):
            yield self.unknown(uri, OTHER, answer)
        else:
            yield from self._reader.photo(part, answer)

    def _comment(self, photo: str, number: str) -> Item | Absence:
        answer, part = self.client.photo(self.account, photo)
        owner, counted = answers.owner_of(part.value), number_at(part.value, "comments", "_content")
        uri = comment_uri(photo, number)
        if text_at(part.value, "id") != photo or not owner:
            return self.unknown(uri, OTHER, answer)
        answer, found = self.client.comments(self.account, photo)
        for each in found:
            if answers.comment_number(each.value) == number:
                read = self._reader.comment(each, answer, photo, owner)
                return read if isinstance(read, Item) else self.unknown(uri, read.reason, answer)
        whole = counted is not None and len(found) >= counted
        return self.absence(uri, Certainty.OBSERVED, NOT_LISTED, answer) if whole else self.unknown(uri, UNCOUNTED, answer)

    @property
    def _reader(self) -> Reader:
        return Reader(self.client, self.shown, Method.PROBE)
