"""Looking for known videos again. TikTok passes over a video that is not there: so one that is there is asked for in the same question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rostra.platforms.base import Certainty, Event, Method
from rostra.platforms.live import Shown
from rostra.platforms.probing import AfterShown, in_batches
from rostra.platforms.tiktok import answers
from rostra.platforms.tiktok.addresses import video_id
from rostra.platforms.tiktok.client import PAGE, Client

GONE = "TikTok does not show it any more, while it shows another of the account: it was deleted, or is not for everybody now."
UNSURE = "TikTok shows no video of the account at all: that says nothing."
NUMBERLESS = "The number of this post is not known, so TikTok cannot be asked for it."


class Prober(AfterShown[Client, Shown]):
    """Asks for videos by their numbers."""

    def look(self, uris: Sequence[str]) -> Iterator[Event]:
        """For each address the Item as it is now, or an Absence. Raises as ``probing.in_batches``, and as the list of videos."""
        numbers = {uri: video_id(uri) for uri in uris}
        yield from (self.unknown(uri, NUMBERLESS) for uri, number in numbers.items() if not number)
        asked = [uri for uri, number in numbers.items() if number]
        if asked:
            standing = self._standing()
            yield from in_batches(asked, PAGE - 1, lambda some: self._some({uri: numbers[uri] for uri in some}, standing), self.unknown)

    def _standing(self) -> str:
        """The number of a video that TikTok shows now; "" where it shows none."""
        shown = self.client.videos(self.account, "").parts
        return next(filter(None, (answers.number_of(part.value) for part in shown)), "")

    def _some(self, asked: dict[str, str], standing: str) -> Iterator[Event]:
        numbers = dict.fromkeys([*asked.values(), standing] if standing else asked.values())
        answer, parts = self.client.find(self.account, list(numbers))
        found = {answers.number_of(part.value): part for part in parts}
        source = answer.source(Method.PROBE)
        sure = bool(standing) and standing in found
        for uri, number in asked.items():
            if number in found:
                yield answers.post(found[number], self.shown.identity, source)
            else:
                yield self.absence(uri, Certainty.OBSERVED, GONE, answer) if sure else self.unknown(uri, UNSURE, answer)
