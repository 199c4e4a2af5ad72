"""An act is judged by the version of the policy that was in force on its day, and cites that one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from tests.moderation.acting import actor, applied, comment, new_act
from tests.moderation.conftest import Network, settle
from tests.policy.texts import policy_of_two

from rostra.core import clock
from rostra.core.models import Event
from rostra.moderation.actions.notices import Way, give_notice
from rostra.moderation.models import Restriction
from rostra.moderation.states.appeals import Route
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.datetime(2020, 1, 1, 6, tzinfo=dt.UTC)  # midnight in the city
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(("moment", "version"), [(NEW_YEAR - MINUTE, 1), (NEW_YEAR, 2)])
def test_a_block_cites_the_version_in_force_on_its_day(
    network: Network, terms: Callable[..., None], client: Client, moment: dt.datetime, version: int
) -> None:
    terms(clause="social-media/no-blocking")
    policy_of_two()
    with clock.frozen(moment):
        network.block()
        settle()
    event = Event.objects.get(action="moderation.restriction.found")
    assert event.facts["clause"] == f"social-media/{version}#no-blocking"
    page = client.get(f"/moderation/{Restriction.objects.get().pk}").content.decode()
    assert f'href="/policy/social-media/{version}#no-blocking"' in page


@pytest.mark.parametrize(("moment", "version"), [(NEW_YEAR - MINUTE, 1), (NEW_YEAR, 2)])
def test_an_act_and_its_notice_cite_the_version_in_force_on_its_day(
    network: Network, terms: Callable[..., None], moment: dt.datetime, version: int
) -> None:
    terms(clause="social-media/no-blocking")
    policy_of_two()
    with clock.frozen(moment):
        act = applied(network, new_act(comment(network)))
    with clock.frozen(moment + dt.timedelta(days=1)):
        notice = give_notice(act, Way(Route.BY_HAND), actor=actor(Role.MODERATOR))
    assert f"/policy/social-media/{version}#no-blocking" in notice.text
    events = Event.objects.filter(action__in=["moderation.act.proposed", "moderation.notice.given"]).order_by("pk")
    assert [event.facts["rule"] for event in events] == [f"social-media/{version}#no-blocking"] * 2
