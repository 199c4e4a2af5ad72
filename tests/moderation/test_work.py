"""My work tells what is out of order in moderation in as many queries for much as for little."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import rolls
from tests.moderation.acting import actor, applied, comment, new_act, noticed, threat
from tests.moderation.conftest import WEDNESDAY, Network, settle

from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.appeals import Said, receive_appeal
from rostra.moderation.rules import acts_findings, findings, reports, samples
from rostra.people.models import User
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
SOURCES = (
    findings.findings, acts_findings.act_findings, acts_findings.appeal_findings, reports.late_reports, samples.late_blind_reviews,
)  # fmt: skip
NOVEMBER = dt.datetime(2026, 11, 4, 18, tzinfo=dt.UTC)
QUERIES = 7  # restrictions, acts, exceptions, appeals, reports, words of who reported, second looks


def out_of_order(network: Network, times: int) -> None:
    """Something of each kind, so often, since March."""
    moderator = actor(Role.MODERATOR)
    with clock.frozen(WEDNESDAY):
        for n in range(times):
            network.block("did:plc:" + "abc"[n] * 24)
            applied(network, new_act(comment(network, "CHEAP", f"a{n}")))
            receive_appeal(noticed(network, new_act(comment(network, "CHEAP", f"b{n}"))), Said("No."), actor=PUBLIC)
            move_act(applied(network, new_act(comment(network, "CHEAP", f"c{n}"))), "take-back", actor=moderator, reason="Wrong.")
            record_act(threat(None, account=network.account, subject=f"at://x/{n}", emergency="Now."), actor=moderator)
            applied(network, threat(comment(network, "Tonight.", f"d{n}")))
        settle()


@pytest.mark.parametrize("times", [1, 3])
def test_findings_take_as_many_queries_for_three_as_for_one(
    times: int, network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    out_of_order(network, times)
    with clock.frozen(NOVEMBER), django_assert_num_queries(QUERIES):
        found = [finding.id.rpartition(".")[2] for source in SOURCES for finding in source()]
    assert sorted(found) == sorted(times * ["E001", "W003", "W004", "W004", "E003", "E004", "W007"])


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [(Role.MODERATOR, 97), (Role.SOCIAL_MEDIA_OFFICER, 110)])
def test_my_work_takes_as_many_queries_for_three_as_for_one(
    role: Role, queries: int, times: int, network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    out_of_order(network, times)
    actor(role)
    client = rolls.signed_in(User.objects.get(person__slug=f"the-{role}"))
    client.get("/desk/")
    with django_assert_num_queries(queries):
        assert client.get("/desk/").status_code == 200
