"""Looking for known videos and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Absence, Certainty, Event, Item, Method, Rejected
from rostra.platforms.hostile import text_at
from rostra.platforms.live import Shown
from rostra.platforms.parts import Part
from rostra.platforms.probing import AfterShown, one_by_one
from rostra.platforms.vimeo import answers
from rostra.platforms.vimeo.client import GONE, NOT_FOUND, Client
from rostra.platforms.vimeo.reading import Reader
from rostra.platforms.vimeo.uris import comment_in, comment_uri, numbers_in, video_in, video_uri
from rostra.platforms.web import Answer, WebRefused

UNNAMED = "This names no video and no comment on Vimeo."
NOT_SHOWN = "Vimeo says that there is none, and shows the account."
WITHDRAWN = "The video is not public any more: {}."
OTHER = "Vimeo answered something else than what it was asked for."


class Prober(AfterShown[Client, Shown]):
    """Asks for each by itself. That one is not there counts because the account has just been shown with the same token."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``."""
        return one_by_one(uris, self._one, self.unknown)

    def _one(self, uri: str) -> Iterator[Event]:
        video, comment = numbers_in(uri)
        try:
            if comment:
                yield self._comment(video, comment)
            elif video:
                yield from self._video(video)
            else:
                yield self.unknown(uri, UNNAMED)
        except WebRefused as refused:
            if refused.status not in (NOT_FOUND, GONE):
                raise
            yield self.absence(uri, Certainty.OBSERVED, NOT_SHOWN, status=refused.status)

    def _video(self, number: str) -> Iterator[Event]:
        answer, part = self.client.video(self.account, number)
        view = text_at(part.value, "privacy", "view")
        if video_in(text_at(part.value, "uri")) != number or not view:
            yield self.unknown(video_uri(number), OTHER, answer)
        elif not answers.is_public(part.value):
            yield self.absence(video_uri(number), Certainty.OBSERVED, WITHDRAWN.format(view[:40]), answer)
        else:
            yield from self._reader.video(part, answer)

    def _comment(self, video: str, number: str) -> Item | Absence:
        answer, part = self.client.comment(self.account, video, number)
        found = self._read(part, answer, video) if comment_in(text_at(part.value, "uri")) == number else None
        return found or self.unknown(comment_uri(video, number), OTHER, answer)

    def _read(self, part: Part, answer: Answer, video: str) -> Item | None:
        found = self._reader.comment(part, answer, video)
        return None if isinstance(found, Rejected) else found

    @property
    def _reader(self) -> Reader:
        return Reader(self.client, self.shown, Method.PROBE)
