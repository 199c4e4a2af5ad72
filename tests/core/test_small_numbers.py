"""No reader can work out a number about so few people that they could be told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.core.small_numbers import Part, tells_apart, untold

PARTS = st.lists(st.integers(0, 40).flatmap(lambda of: st.builds(Part, st.integers(0, of), st.just(of))), max_size=12)


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [
        (0, 4, False),
        (0, 5, True),
        (1, 30, False),
        (4, 30, False),
        (5, 30, True),
        (25, 30, True),
        (26, 30, False),
        (29, 30, False),
        (30, 30, True),
    ],
)
def test_fewer_than_five_are_told_on_neither_side(count: int, of: int, told: bool) -> None:
    assert tells_apart(Part(count, of), 5) is not told


@given(parts=PARTS, smallest=st.integers(1, 9))
def test_what_is_left_out_does_not_follow_from_the_sum(parts: list[Part], smallest: int) -> None:
    hidden = untold(parts, smallest)
    assert [part for place, part in enumerate(parts) if place not in hidden and tells_apart(part, smallest)] == []
    if hidden and len(hidden) < len(parts):
        left = [parts[place] for place in hidden]
        assert len(left) > 1
        assert not tells_apart(Part(sum(each.count for each in left), sum(each.of for each in left)), smallest)


def test_nothing_is_left_out_without_need() -> None:
    assert untold([Part(10, 20), Part(6, 12)], 5) == frozenset()
    assert untold([Part(10, 20), Part(2, 12), Part(30, 90)], 5) == {0, 1}
