"""Looking for known videos and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rostra.platforms.base import Absence, Certainty, Event, Method
from rostra.platforms.hostile import text_at
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.probing import AfterShown, in_batches
from rostra.platforms.web import Answer, WebRefused
from rostra.platforms.youtube import answers
from rostra.platforms.youtube.addresses import is_video
from rostra.platforms.youtube.client import NOT_PERMITTED, Client, Shown, count_at, reason_of
from rostra.platforms.youtube.reading import NO_COMMENTS, Reader
from rostra.platforms.youtube.uris import ids_in

AT_ONCE = 49  # of a question, so that one that is known to be there can be asked for with them

UNNAMED = "This names no video and no comment on YouTube."
WITHDRAWN = "The video is not public any more: {}."
NOT_SHOWN = "YouTube answered, and it was not there, while another one that was asked for with it was."
UNWITNESSED = "YouTube showed nothing at all of what was asked for: that says nothing."
HIDDEN = "The comment is held ({}): it is there, and shown to nobody."


class Prober(AfterShown[Client, Shown]):
    """Asks for many at once, and with them for one that is there: an answer without that one says nothing."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``, and as the list of uploads."""
        videos: dict[str, str] = {}  # ids by their addresses
        comments: dict[str, str] = {}
        for uri in uris:
            video, comment = ids_in(uri)
            if not comment and not is_video(video):
                yield self.unknown(uri, UNNAMED)
            elif comment:
                comments[uri] = comment
            else:
                videos[uri] = video
        yield from self._videos(videos) if videos else ()
        yield from self._comments(comments) if comments else ()

    def _videos(self, ids: dict[str, str]) -> Iterator[Event]:
        page = self.client.uploads(self.shown, "")
        witness = next((number for part in page.parts if (number := answers.video_id(part.value)) and number not in ids.values()), "")
        empty = not page.parts and self.shown.videos == 0  # the channel itself says that it has none

        def some(uris: Sequence[str]) -> Iterator[Event]:
            asked = _asked(ids, uris, witness)
            answer, found = self.client.videos(self.account, asked)
            proven = empty or any(number in found for number in asked)
            for uri in uris:
                yield from self._video(uri, found.get(ids[uri]), answer, proven=proven)

        yield from in_batches(list(ids), AT_ONCE, some, self.unknown)

    def _video(self, uri: str, part: Part | None, answer: Answer, *, proven: bool) -> Iterator[Event]:
        if part is None:
            yield self._missing(uri, answer, proven=proven)
        elif not answers.is_public(part.value):
            status = text_at(part.value, "status", "privacyStatus") or "unknown"
            gone = Certainty.OBSERVED if status in ("private", "unlisted") else Certainty.UNKNOWN
            yield self.absence(uri, gone, WITHDRAWN.format(status[:40]), answer)
        else:
            yield from self._reader.videos(answer, [part])
            if count_at(part.value, "statistics", "commentCount"):
                yield from self._reader.below(text_at(part.value, "id"))

    def _comments(self, ids: dict[str, str]) -> Iterator[Event]:
        try:
            newest = self.client.threads(self.account)
        except WebRefused as refused:
            if reason_of(refused) != NOT_PERMITTED:
                raise
            yield from (self.unknown(uri, NO_COMMENTS) for uri in ids)
            return
        witness = next((number for part in newest.parts if (number := text_at(part.value, "id")) and number not in ids.values()), "")

        def some(uris: Sequence[str]) -> Iterator[Event]:
            asked = _asked(ids, uris, witness)
            answer, found = self.client.comments(self.account, asked)
            proven = any(number in found for number in asked)
            yield from (self._comment(uri, found.get(ids[uri]), answer, proven=proven) for uri in uris)

        yield from in_batches(list(ids), AT_ONCE, some, self.unknown)

    def _comment(self, uri: str, part: Part | None, answer: Answer, *, proven: bool) -> Event:
        if part is None:
            return self._missing(uri, answer, proven=proven)
        status = text_at(part.value, "snippet", "moderationStatus")
        if status in answers.HELD:
            return self.unknown(uri, HIDDEN.format(status), answer)
        below = uri.partition("&lc=")[0].partition("?lc=")[0]
        try:
            return answers.comment(part, answers.Place(self.account, answer.source(Method.PROBE), below))
        except Unfit as unfit:
            return self.unknown(uri, str(unfit), answer)

    def _missing(self, uri: str, answer: Answer, *, proven: bool) -> Absence:
        return self.absence(uri, Certainty.OBSERVED, NOT_SHOWN, answer) if proven else self.unknown(uri, UNWITNESSED, answer)

    @cached_property
    def _reader(self) -> Reader:
        """One for the whole look: it knows how many threads it has read to their ends."""
        return Reader(self.client, self.shown, Method.PROBE)


def _asked(ids: Mapping[str, str], uris: Sequence[str], witness: str) -> list[str]:
    return list(dict.fromkeys([*(ids[uri] for uri in uris), *([witness] if witness else [])]))
