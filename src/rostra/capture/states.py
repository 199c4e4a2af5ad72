"""The words of capture: what is done by schedule, how a check ends, how a gap heals, how an account stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rostra.platforms.base import Act, Method
from rostra.platforms.lists import Columns, Form


class Work(StrEnum):
    """What a schedule makes due."""

    POLL = "poll"
    PROBE = "probe"
    SNAPSHOT = "snapshot"
    REPORT = "report"  # hand the coverage of the last hour in to the log


METHOD_OF: Final = {Work.POLL: Method.POLL, Work.PROBE: Method.PROBE, Work.SNAPSHOT: Method.SNAPSHOT}


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    UNREACHABLE = "unreachable"  # the network or the server failed
    LIMITED = "limited"  # the server asked for patience
    REFUSED = "refused"  # the server said no
    UNTOLD = "untold"  # the server answered, and every single look said nothing
    FAILED = "failed"  # an answer that made no sense, or a fault of our own
    ABANDONED = "abandoned"  # the worker never came back


class Healing(StrEnum):
    """How a gap was closed."""

    REPLAY = "replayed from the stream"  # complete: edits and deletions too
    NEXT_LOOK = "next look, from where the last ended"  # what was posted and removed in between cannot be known
    DIFFERENCE = "difference of the repository"  # so too
    REACH = "a look that reached back over it"  # the platform gave it after all
    LIST = "complete list of posts"  # so too
    FILE = "file that covers the time"
    FIRST_LOOK = "first look"  # everything that still stood there was fetched; what had been changed or removed before cannot be known


class GapState(StrEnum):
    """How a gap stands."""

    OPEN = "open"  # it goes on
    ENDED = "ended"  # it is over, and what was missed was not fetched
    HEALED = "healed"  # it is over, and what the network still had was fetched

    @classmethod
    def of(cls, ends: dt.datetime | None, healed_at: dt.datetime | None) -> GapState:
        """How a gap stands that ended and was healed at these moments; None: it did not."""
        if healed_at is not None:
            return cls.HEALED
        return cls.OPEN if ends is None else cls.ENDED


class ConnectionState(StrEnum):
    """Whether the consent of an account's holder is in force."""

    CONNECTED = "connected"
    LAPSED = "lapsed"  # the platform does not accept it any more
    ENDED = "ended"  # given back by us


class CaptureStatus(StrEnum):
    """How capture of an account stands."""

    NOT_ARCHIVING = "not archiving"  # the consent without which nothing can be read is missing, or in force no more

    ON_TIME = "on time"
    LATE = "late"
    NEVER = "never"
    STOPPED = "stopped"  # neither a check nor a stream is arranged, and nothing was refused
    ENDED = "ended"
    IMPORT_ONLY = "import only"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person says of an export of a list: of which act, how it is written down, when it was made, and whether it is whole."""

    act: Act
    form: Form
    exported: dt.datetime
    complete: bool
    columns: Columns = field(default_factory=Columns)
