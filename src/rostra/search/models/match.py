"""What an engine is asked for: tokens only, so that nothing a person types can be read as an engine's syntax."""

from __future__ import annotations

from dataclasses import dataclass

EPOCH = 1_141_171_200  # 2006-03-01, where identifiers of records begin
SEQUENCE_BITS = 12
DRIFT = 86_400  # seconds by which the time in an identifier may differ from the time of publication


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens one after another; one token is a word. ``prefix``: the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Documents with one of each group in ``groups``, with none of ``excluded``, published in [``since``, ``until``).

    No group means every document; an empty group means none. ``since`` and ``until`` are seconds since 1970.
    """

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()
    since: int | None = None
    until: int | None = None

    @property
    def impossible(self) -> bool:
        """Whether nothing can fit."""
        return not all(self.groups)

    def id_range(self) -> tuple[int | None, int | None]:
        """Identifiers outside [first, last) cannot fit: a bound that makes dates fast, while ``published`` makes them exact.

        Identifiers hold the time of publication, a little later where a second was crowded, and no time before 2006.
        """
        first = None if self.since is None or self.since - DRIFT <= EPOCH else (self.since - DRIFT - EPOCH) << SEQUENCE_BITS
        last = None if self.until is None else (max(self.until - EPOCH, 0) + DRIFT) << SEQUENCE_BITS
        return first, last
