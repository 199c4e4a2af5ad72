"""What an engine is asked for: tokens only, so that nothing a person types can be read as an engine's syntax."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.archive.actions.ids import EPOCH, base_id

DRIFT = dt.timedelta(days=1)  # by which the moment in an identifier may differ from that of publication: room for 100 million in a second


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens one after another; one token is a word. ``prefix``: the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Documents with one of each group in ``groups``, with none of ``excluded``, published in [``since``, ``until``).

    No group means every document; an empty group means none. ``since`` and ``until`` are seconds since 1970. Removed records of the
    accounts ``gone_left_out`` do not fit, nor what has one of the marks ``left_out``.
    """

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()
    since: int | None = None
    until: int | None = None
    gone_left_out: tuple[int, ...] = ()
    left_out: int = 0  # states.Mark

    @property
    def impossible(self) -> bool:
        """Whether nothing can fit."""
        return not all(self.groups)

    def id_range(self) -> tuple[int | None, int | None]:
        """Identifiers outside [first, last) cannot fit: a bound that makes dates fast, while ``published`` makes them exact.

        An identifier stands for the second of publication, or a little later where seconds are crowded (``archive.actions.ids``).
        """
        first = None if self.since is None else base_id(_moment(self.since) - DRIFT)
        last = None if self.until is None else base_id(max(_moment(self.until), EPOCH) + DRIFT)
        return first, last


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(seconds=seconds)
