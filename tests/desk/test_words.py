"""What an event tells, in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string

from rostra.accounts.states import impersonation, life, requests
from rostra.core.models import Event
from rostra.desk.templatetags.desk import listed, stamped
from rostra.policy.states import asking
from rostra.policy.states import life as texts

NOON = dt.datetime(2026, 3, 2, 18, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "moment"), [("2026-03-02T18:00:05Z", NOON), ("2026-03-02", None), ("mayor", None), (["a"], None), (3, None)]
)
def test_a_fact_that_is_a_moment_is_known(value: object, moment: dt.datetime | None) -> None:
    assert stamped(value) == moment


@pytest.mark.parametrize(("value", "words"), [
    (["ada-example", "bo-sample"], "ada-example, bo-sample"), ("mayor", "mayor"), (3, "3"), ("2026-03-02", "March 2, 2026"),
    ("2026-02-31", "2026-02-31"), ("2026-03-02-x", "2026-03-02-x"),
])  # fmt: skip
def test_several_stand_in_a_row(value: object, words: str) -> None:
    assert listed(value) == words


def test_a_fact_may_be_named_like_a_method_of_a_dictionary() -> None:
    event = Event(action="capture.file.taken-in", actor_name="somebody", facts={"items": 13, "keys": 2}, at=NOON)
    page = render_to_string("desk/events.html", {"events": [event]})
    assert "<dt>Items</dt>" in page
    assert "13" in page


@pytest.mark.parametrize(
    ("said", "states"),
    [
        (life.said, list(life.AccountState)),
        (requests.said, list(requests.RequestState)),
        (impersonation.said, list(impersonation.ReportState)),
        (asking.said, list(asking.CampaignState)),
        (asking.answer_said, list(asking.AnswerState)),
        (texts.said, [*texts.PolicyState, *texts.ProceduresState]),
    ],
)
def test_every_state_goes_into_a_sentence(said: Callable[[str], str], states: list[str]) -> None:
    """In words alone, no two alike; a stroke or a line between words would be the name that the program uses."""
    words = [said(state) for state in dict.fromkeys(map(str, states))]
    assert [each for each in words if not re.fullmatch(r"[A-Za-z][A-Za-z ,:]+", each)] == []
    assert len(set(words)) == len(words)
