"""What an open appeal against an act of moderation is about is held until somebody has decided."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.moderation.acting import actor, noticed
from tests.moderation.conftest import WEDNESDAY, Network, network, residents, settle, terms
from tests.moderation.test_appeals import SAID
from tests.moderation.test_exceptions import in_force

from rostra.archive.models import Record
from rostra.cases.tasks import follow_the_day
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.moderation.actions.appeals import decide_appeal, receive_appeal
from rostra.moderation.actions.notices import Way, give_notice
from rostra.moderation.states.appeals import Route
from rostra.people.states import Role
from rostra.retention.queries.holds import held, holds
from rostra.retention.rules.matters import told_holds

__all__ = ["network", "residents", "terms"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped() -> object:
    with clock.frozen(WEDNESDAY):
        yield


@pytest.mark.parametrize("move", ["uphold", "grant"])
def test_what_was_acted_on_is_held_until_the_appeal_is_decided(network: Network, move: str) -> None:
    act = noticed(network)
    assert act.version is not None
    record = act.version.record
    assert follow_the_day() == 0
    appeal = receive_appeal(act, SAID, actor=PUBLIC)
    assert (follow_the_day(), follow_the_day()) == (1, 0)
    assert held([record]) == {record.pk}
    with pytest.raises(DatabaseError, match="a hold stands"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_version WHERE record_id = %s", [record.pk])
    decide_appeal(appeal, move, reason="It was not so.", actor=actor(Role.CITY_ATTORNEY))
    assert (follow_the_day(), follow_the_day()) == (1, 0)
    assert held([record]) == frozenset()


def test_what_an_exception_rests_on_is_held_while_it_is_appealed(network: Network) -> None:
    settle()
    made = in_force(network, actor(Role.SOCIAL_MEDIA_OFFICER), actor(Role.CITY_ATTORNEY))
    give_notice(made, Way(Route.MAIL, "resident@home.example"), actor=actor(Role.CITY_ATTORNEY))
    receive_appeal(made, SAID, actor=PUBLIC)
    relied_on = list(Record.objects.filter(pk__in=made.relied_on.values("pk")))
    assert relied_on
    assert follow_the_day() == 1
    assert held(relied_on) == {record.pk for record in relied_on}


def test_who_sees_appeals_is_told_which_one(network: Network) -> None:
    appeal = receive_appeal(noticed(network), SAID, actor=PUBLIC)
    follow_the_day()
    for role in (Role.CLERK, Role.CITY_ATTORNEY, Role.RECORDS_MANAGER, Role.AUDITOR):
        told = told_holds(actor(role), holds())[0]
        assert told.matter is not None
        assert (told.matter.title, told.matter.address) == (f"Appeal {appeal.pk}", f"/desk/appeal/{appeal.pk}")
    assert told_holds(actor(Role.HR), holds())[0].matter is None
