"""Looking for known things again, once their account was shown: what fails says nothing, and where it goes on failing no more is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rostra.platforms.base import (
    Absence,
    Certainty,
    Event,
    Item,
    Method,
    PlatformError,
    RateLimited,
    Source,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.live import Shown
from rostra.platforms.parts import Unfit
from rostra.platforms.web import Answer, Web

MOST_FAILED = 3  # things in a row that a server fails to answer for: then it is down, and not one thing of it


def one_by_one(uris: Sequence[str], look: Callable[[str], Iterator[Event]], unknown: Callable[[str, str], Absence]) -> Iterator[Event]:
    """What ``look`` tells of each; all else as ``in_batches``."""
    return in_batches(uris, 1, lambda batch: look(batch[0]), unknown)


def in_batches(
    uris: Sequence[str], at_once: int, look: Callable[[Sequence[str]], Iterator[Event]], unknown: Callable[[str, str], Absence]
) -> Iterator[Event]:
    """What ``look`` tells of so many at once; where it fails, that those are ``unknown`` of which it told nothing yet, with the reason.

    Raises RateLimited and Unauthorised, which are of no single thing, and Unreachable where the server failed for MOST_FAILED in a row.
    """
    failed = 0
    for start in range(0, len(uris), at_once):
        left = dict.fromkeys(uris[start : start + at_once])
        try:
            for event in look(list(left)):
                if isinstance(event, Item | Absence):
                    left.pop(event.uri, None)
                yield event
            failed = 0
        except (RateLimited, Unauthorised):
            raise
        except (PlatformError, Unfit) as error:
            failed = failed + max(1, len(left)) if isinstance(error, Unreachable) else 0
            if failed >= MOST_FAILED:
                raise
            yield from (unknown(uri, str(error)) for uri in left)


class Asking(Protocol):
    """What asks a network."""

    @property
    def web(self) -> Web:
        """By which it asks."""
        ...


C = TypeVar("C", bound=Asking)
S = TypeVar("S", bound=Shown)


@dataclass(frozen=True, slots=True)
class AfterShown(Generic[C, S]):
    """What is asked of an account that was ``shown`` a moment ago: so it counts that something is not there."""

    client: C
    shown: S

    @property
    def account(self) -> str:
        """Whose things these are."""
        return self.shown.identity.id

    def unknown(self, uri: str, reason: str, answer: Answer | None = None) -> Absence:
        """That nothing is known of this."""
        return self.absence(uri, Certainty.UNKNOWN, reason, answer)

    def absence(
        self, uri: str, certainty: Certainty, reason: str, answer: Answer | None = None, *, status: int | None = None, raw: bytes = b""
    ) -> Absence:
        """That this is not there, by an answer, or by the status of HTTP of none."""
        source = answer.source(Method.PROBE) if answer else Source(Method.PROBE, uri, self.client.web.clock(), status)
        return Absence(uri, self.account, certainty, source, reason, raw=raw)
