"""What waits, by many sources: none is lost because another one fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rostra.core import waiting
from rostra.core.actor import PUBLIC, Actor
from rostra.core.waiting import Queue, Waiting, waiting_for


def test_a_source_that_fails_says_so_and_hides_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(waiting, "_sources", [])

    @waiting.waiting
    def broken(actor: Actor) -> Iterator[Queue]:
        raise ZeroDivisionError("nobody was counted")

    @waiting.waiting
    def sound(actor: Actor) -> Iterator[Queue]:
        yield Queue("letters", "/letters", [Waiting("A letter", "/letter", f"Read it, {actor.name}.")], 1)

    first, second = waiting_for(PUBLIC)
    assert "broken" in first.first[0].title
    assert second.first[0].reason == f"Read it, {PUBLIC.name}."
    assert "nobody was counted" in caplog.text
