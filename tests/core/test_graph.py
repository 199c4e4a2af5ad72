"""A badly drawn state graph fails where it is drawn."""

from __future__ import annotations

from enum import StrEnum

import pytest

from rostra.core.errors import IllegalMove
from rostra.core.graph import Move, StateGraph


class Door(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WALLED = "walled"


CLOSE = Move.of("close", [Door.OPEN], Door.CLOSED)
OPEN = Move.of("open", [Door.CLOSED], Door.OPEN)
WALL = Move.of("wall up", [Door.CLOSED], Door.WALLED)


def test_a_move_leads_where_it_is_declared_to() -> None:
    graph = StateGraph(Door, initial=Door.OPEN, moves=[CLOSE, OPEN, WALL], terminal=[Door.WALLED])

    assert graph.target("close", Door.OPEN) is Door.CLOSED
    assert [move.name for move in graph.moves_from(Door.CLOSED)] == ["open", "wall up"]
    with pytest.raises(IllegalMove, match="cannot open: the state is “walled”"):
        graph.target("open", Door.WALLED)


def test_a_move_that_is_not_possible_now_says_what_is() -> None:
    graph = StateGraph(Door, initial=Door.OPEN, moves=[CLOSE, OPEN, WALL], terminal=[Door.WALLED])

    assert graph.may_follow("open", Door.CLOSED, "The door is closed")
    refused = graph.may_follow("close", Door.CLOSED, "The door is closed")
    assert (refused.reason, refused.later) == ("The door is closed. Possible now: open, wall up.", True)
    assert graph.may_follow("open", Door.WALLED, "The door is walled up").reason.endswith("Nothing can follow: this is the end.")


@pytest.mark.parametrize(
    ("moves", "terminal", "message"),
    [
        ([CLOSE, OPEN], [Door.WALLED], "never reached"),
        ([CLOSE, WALL], [], "no way out"),
        ([CLOSE, OPEN, WALL], [Door.WALLED, Door.OPEN], "terminal, yet left"),
        ([CLOSE, CLOSE, WALL], [Door.WALLED], "share a name"),
        ([CLOSE, Move.of("stay", [Door.OPEN], Door.OPEN), WALL], [Door.WALLED], "stays at"),
    ],
)
def test_a_bad_graph_is_refused(moves: list[Move[Door]], terminal: list[Door], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        StateGraph(Door, initial=Door.OPEN, moves=moves, terminal=terminal)
