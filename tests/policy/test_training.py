"""Training: due again in the course of months, lapsed, never taken away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given as when
from hypothesis import strategies as st
from tests import rolls
from tests.policy import asked
from tests.policy import texts as given

from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.policy.actions import training
from rostra.policy.actions.training import NewModule
from rostra.policy.models import Completion, Module
from rostra.policy.queries.training import training_lapsed, trainings
from rostra.policy.rules.training import may_post_by_training
from rostra.policy.states.cadence import due_day

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def parks(db: None) -> Unit:
    return rolls.unit()


def module(**more: Any) -> Module:
    told = {"slug": "safe", "title": "Safe accounts", "cadence_months": 12, "newcomer_days": 30, "begins": dt.date(2020, 1, 1)}
    return training.add_module(NewModule(**(told | more)), actor=given.OFFICER)


def test_it_is_due_again_after_its_months_and_lapses_the_day_after(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    made = module()
    training.record_completions(made, [pat], day=DAY, evidence="List 1", actor=given.OFFICER)
    assert training_lapsed(pat, dt.date(2027, 3, 2)) == []
    (late,) = training_lapsed(pat, dt.date(2027, 3, 3))
    assert (late.module, late.last, late.due) == (made, DAY, dt.date(2027, 3, 2))
    assert training_lapsed(pat, DAY - dt.timedelta(days=1)) != [], "what was completed later does not count before"
    with clock.frozen(given.noon(dt.date(2027, 3, 3))):
        assert "the right itself was never taken away" in may_post_by_training(pat).reason
        (found,) = [finding for finding in all_findings() if finding.id == "policy.W008"]
        assert "the training of 1 has lapsed" in found.text
        assert "Pat" not in found.text
        training.record_completions(made, [pat], day=city_day(), actor=given.OFFICER)
        assert may_post_by_training(pat)
        assert not [finding for finding in all_findings() if finding.id == "policy.W008"]


def test_newcomers_and_a_new_module_have_their_term_and_others_need_nothing(parks: Unit) -> None:
    new = asked.member("new", parks, begins=DAY)
    old = asked.member("old", parks)
    board = asked.member("board", parks, category=Category.BOARD_MEMBER)
    made = module(begins=DAY - dt.timedelta(days=10), categories=[Category.STAFF])
    due = {each.person: each.due for each in trainings([made], DAY)[made]}
    assert due == {new.pk: DAY + dt.timedelta(days=30), old.pk: DAY + dt.timedelta(days=20)}
    assert training_lapsed(board, DAY + dt.timedelta(days=900)) == []
    training.end_module(made, actor=given.OFFICER)
    assert training_lapsed(new, city_day()) == []
    with pytest.raises(Conflict):
        training.end_module(made, actor=given.OFFICER)


def test_a_completion_is_final_dated_and_an_event_without_a_name(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    made = module()
    with pytest.raises(Forbidden):
        training.record_completions(made, [pat], day=DAY, actor=given.AUDITOR)
    with pytest.raises(Invalid, match="future"):
        training.record_completions(made, [pat], day=city_day() + dt.timedelta(days=1), actor=given.OFFICER)
    (kept,) = training.record_completions(made, [pat], day=DAY, actor=given.OFFICER)
    with pytest.raises(Conflict, match="already"):
        training.record_completions(made, [pat], day=DAY, actor=given.OFFICER)
    for change in (lambda: Completion.objects.update(day=DAY), Completion.objects.all().delete, kept.save):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()
    event = Event.objects.get(action="policy.training.completed")
    assert (event.subject, event.facts) == ("training:safe", {"person": "pat", "day": "2026-03-02"})


def test_people_are_named_by_number_or_alias_and_unknown_lines_are_told(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    type(pat).objects.filter(pk=pat.pk).update(number="A17")
    assert training.people_named(["A17", " PAT ", ""]) == [pat]
    with pytest.raises(Invalid, match="xyz"):
        training.people_named(["xyz"])


@when(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 120))
def test_the_next_day_is_so_many_months_later_and_never_in_another_month(last: dt.date, months: int) -> None:
    due = due_day(last, months, since=last, newcomer_days=1)
    assert due is not None
    assert (due.year * 12 + due.month) - (last.year * 12 + last.month) == months
    assert due.day == last.day or (due.day < last.day and (due + dt.timedelta(days=1)).day == 1)
    assert due_day(last, 0, since=last, newcomer_days=1) is None
