"""Looking for known videos and comments again: as they are now, proven gone, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from rostra.platforms.base import Absence, Certainty, Event, Method, PlatformError, RateLimited, Source, Unauthorised
from rostra.platforms.hostile import text_at
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import Answer
from rostra.platforms.youtube import answers
from rostra.platforms.youtube.addresses import is_video
from rostra.platforms.youtube.client import Client, Shown, count_at
from rostra.platforms.youtube.reading import Reader
from rostra.platforms.youtube.uris import channel_uri, ids_in

AT_ONCE = 49  # of a question, so that one that is known to be there can be asked for with them

UNNAMED = "This names no video and no comment on YouTube."
WITHDRAWN = "The video is not public any more: {}."
NOT_SHOWN = "YouTube answered, and it was not there, while another one that was asked for with it was."
UNWITNESSED = "YouTube showed nothing at all of what was asked for: that says nothing."
HIDDEN = "The comment is held ({}): it is there, and shown to nobody."


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks for many at once, and with them for one that is there: an answer without that one says nothing."""

    client: Client
    shown: Shown
    clock: Callable[[], dt.datetime]
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", Reader(self.client, self.shown, Method.PROBE))

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises RateLimited, Unauthorised."""
        videos: dict[str, str] = {}
        comments: dict[str, str] = {}
        for uri in uris:
            video, comment = ids_in(uri)
            if not comment and not is_video(video):
                yield self._absence(uri, Certainty.UNKNOWN, UNNAMED)
            elif comment:
                comments[comment] = uri
            else:
                videos[video] = uri
        yield from self._guarded(videos, self._videos)
        yield from self._guarded(comments, self._comments)

    def _guarded(self, wanted: dict[str, str], look: Callable[[dict[str, str]], Iterator[Event]]) -> Iterator[Event]:
        """What fails says nothing of those that were not yet answered; they are taken off ``wanted`` as they are."""
        try:
            if wanted:
                yield from look(wanted)
        except (RateLimited, Unauthorised):
            raise
        except PlatformError as error:
            yield from (self._absence(uri, Certainty.UNKNOWN, str(error)) for uri in list(wanted.values()))

    def _videos(self, wanted: dict[str, str]) -> Iterator[Event]:
        page = self.client.uploads(self.shown, "")
        witness = next((number for part in page.parts if (number := answers.video_id(part.value)) and number not in wanted), "")
        empty = not page.parts and self.shown.videos == 0  # the channel itself says that it has none
        for ids in _batches(wanted):
            answer, found = self.client.videos(self.shown.identity.id, [*ids, *([witness] if witness else [])])
            proven = empty or witness in found or any(number in found for number in ids)
            for number in ids:
                yield from self._video(wanted[number], found.get(number), answer, proven=proven)
                del wanted[number]

    def _video(self, uri: str, part: Part | None, answer: Answer, *, proven: bool) -> Iterator[Event]:
        if part is None:
            yield self._missing(uri, answer, proven=proven)
        elif not answers.is_public(part.value):
            status = text_at(part.value, "status", "privacyStatus") or "unknown"
            gone = Certainty.OBSERVED if status in ("private", "unlisted") else Certainty.UNKNOWN
            yield self._absence(uri, gone, WITHDRAWN.format(status[:40]), answer)
        else:
            yield from self.reader.videos(answer, [part])
            if count_at(part.value, "statistics", "commentCount"):
                yield from self.reader.below(text_at(part.value, "id"))

    def _comments(self, wanted: dict[str, str]) -> Iterator[Event]:
        newest = self.client.threads(self.shown.identity.id)
        witness = next((number for part in newest.parts if (number := text_at(part.value, "id")) and number not in wanted), "")
        for ids in _batches(wanted):
            answer, found = self.client.comments(self.shown.identity.id, [*ids, *([witness] if witness else [])])
            proven = witness in found or any(number in found for number in ids)
            for number in ids:
                yield self._comment(wanted[number], found.get(number), answer, proven=proven)
                del wanted[number]

    def _comment(self, uri: str, part: Part | None, answer: Answer, *, proven: bool) -> Event:
        if part is None:
            return self._missing(uri, answer, proven=proven)
        status = text_at(part.value, "snippet", "moderationStatus")
        if status in answers.HELD:
            return self._absence(uri, Certainty.UNKNOWN, HIDDEN.format(status), answer)
        below = uri.partition("&lc=")[0].partition("?lc=")[0]
        try:
            return answers.comment(part, answers.Place(self.shown.identity.id, answer.source(Method.PROBE), below))
        except Unfit as unfit:
            return self._absence(uri, Certainty.UNKNOWN, str(unfit), answer)

    def _missing(self, uri: str, answer: Answer, *, proven: bool) -> Absence:
        return self._absence(uri, Certainty.OBSERVED if proven else Certainty.UNKNOWN, NOT_SHOWN if proven else UNWITNESSED, answer)

    def _absence(self, uri: str, certainty: Certainty, reason: str, answer: Answer | None = None) -> Absence:
        account = self.shown.identity.id
        source = answer.source(Method.PROBE) if answer else Source(Method.PROBE, channel_uri(account), self.clock())
        return Absence(uri, account, certainty, source, reason)


def _batches(wanted: Mapping[str, str]) -> Iterator[list[str]]:
    ids = list(wanted)
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
