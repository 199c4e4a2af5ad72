"""State graphs: moves are declared, a move is checked, and a badly drawn graph fails at import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from rostra.core.errors import IllegalMove
from rostra.core.permission import ALLOWED, Permission, not_now

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """A named move, as pages draw it on a button and audit events write it."""

    name: str
    sources: frozenset[S]
    target: S

    @classmethod
    def of(cls, name: str, sources: Iterable[S], target: S) -> Move[S]:
        """A move from any of ``sources`` to ``target``."""
        return cls(name, frozenset(sources), target)


class StateGraph(Generic[S]):
    """The declared moves between the states of one enum.

    Raises TypeError at construction when two moves share a name, a move stays where it is, a state cannot be reached from the initial
    one, or a state that is not declared terminal has no way out (or a terminal one has).
    """

    def __init__(self, states: type[S], *, initial: S, moves: Iterable[Move[S]], terminal: Iterable[S] = ()) -> None:
        self.states = states
        self.initial = initial
        drawn = tuple(moves)
        self.moves = {move.name: move for move in drawn}
        self.terminal = frozenset(terminal)
        if len(self.moves) != len(drawn):
            raise TypeError(f"{states.__name__}: two moves share a name")
        self._require_sound_moves()
        self._require_all_reachable()

    def _require_sound_moves(self) -> None:
        for move in self.moves.values():
            if move.target in move.sources:
                raise TypeError(f"{self.states.__name__}: move {move.name!r} stays at {move.target!r}")
        leavable = frozenset[S]().union(*(move.sources for move in self.moves.values()))
        stuck = set(self.states) - leavable - self.terminal
        if stuck:
            raise TypeError(f"{self.states.__name__}: no way out of {sorted(stuck)}, and not declared terminal")
        if leavable & self.terminal:
            raise TypeError(f"{self.states.__name__}: terminal, yet left by a move: {sorted(leavable & self.terminal)}")

    def _require_all_reachable(self) -> None:
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            state = frontier.pop()
            fresh = {move.target for move in self.moves_from(state)} - reached
            reached |= fresh
            frontier += fresh
        lost = set(self.states) - reached
        if lost:
            raise TypeError(f"{self.states.__name__}: never reached from {self.initial!r}: {sorted(lost)}")

    def moves_from(self, state: S) -> tuple[Move[S], ...]:
        """The moves that are allowed in ``state``, in the order of declaration."""
        return tuple(move for move in self.moves.values() if state in move.sources)

    def may_follow(self, name: str, state: S, stands: str) -> Permission:
        """Whether move ``name`` is allowed in ``state``; where not, ``stands`` ("The account is closing") and what is possible instead."""
        possible = [move.name for move in self.moves_from(state)]
        if name in possible:
            return ALLOWED
        others = f"Possible now: {', '.join(possible).replace('-', ' ')}." if possible else "Nothing can follow: this is the end."
        return not_now(f"{stands}. {others}")

    def target(self, name: str, state: S) -> S:
        """Where move ``name`` leads from ``state``. Raises IllegalMove when it is not allowed there."""
        move = self.moves[name]
        if state not in move.sources:
            allowed = ", ".join(sorted(m.name for m in self.moves_from(state))) or "nothing: this is the end"
            raise IllegalMove(f"cannot {_plain(name)}: the state is “{_plain(state)}”", hint=f"allowed now: {_plain(allowed)}")
        return move.target


def _plain(name: str) -> str:
    """A name of a move or state, as people read it."""
    return name.replace("-", " ").replace("_", " ")
