"""Lists that networks show to nobody but the account's holder: asked for again in time."""

from __future__ import annotations

from collections.abc import Callable

from tests import rolls
from tests.capture.conftest import OPERATOR
from tests.capture.test_settings import DAY, START, at, found, parks, terms, waits

from rostra.accounts.models import Account
from rostra.capture.actions import read_export, take_export
from rostra.capture.models import Connection
from rostra.capture.queries.consent import sealed
from rostra.capture.rules import overdue_lists
from rostra.capture.states import Declared
from rostra.moderation.queries.looks import Way, look_at
from rostra.people.states import Role
from rostra.platforms.base import Act
from rostra.platforms.consent import Tokens
from rostra.platforms.lists import Columns, Form

__all__ = ["parks", "terms"]


def test_a_list_that_consent_opens_is_asked_for_while_nobody_has_consented(parks: Account) -> None:
    Account.objects.filter(pk=parks.pk).update(network="mastodon")
    parks.refresh_from_db()
    with at(92):
        assert [each.act for each in overdue_lists()] == [Act.BLOCK]
        assert look_at(parks, None, (), connected=False).way is Way.NOTHING
    kept = {"sealed": sealed(Tokens("the-token")), "granted": START, "since": START, "by_ref": "x", "by_name": "Ada Example"}
    Connection.objects.create(account=parks, state="connected", **kept)
    with at(92):
        assert overdue_lists() == []
        assert look_at(parks, None, (), connected=True).way is Way.RECORDS


def test_a_list_that_nobody_hands_over_is_a_finding_and_waits(parks: Account, terms: Callable[..., None]) -> None:
    clerk = rolls.user("carla-clerk", Role.CLERK).as_actor()

    def hand_over(days: float, act: Act, *, complete: bool = True) -> None:
        with at(days):
            declared = Declared(act, Form.CSV, START + days * DAY, complete=complete, columns=Columns())
            take_export(read_export(parks, b'"identity"\n', "list.csv", declared, actor=OPERATOR), actor=OPERATOR)

    with at(90):
        assert found("capture.W010") == []
    with at(92):
        assert "no whole list of this kind (block) was handed over ever" in found("capture.W010")[0]
        (item,) = waits(clerk, "lists to hand over")
        assert (item.address, item.since) == ("/desk/account/parks-facebook/lists", None)
    hand_over(93, Act.BLOCK, complete=False)
    with at(94):
        assert len(found("capture.W010")) == 1  # in part is not whole
    hand_over(95, Act.BLOCK)
    hand_over(96, Act.MUTE)
    with at(97):
        assert overdue_lists() == []
    with at(190):
        assert [each.act for each in overdue_lists()] == [Act.BLOCK, Act.MUTE]
        terms(lists_every=200)
        assert overdue_lists() == []
        terms(lists_every=0)
        assert overdue_lists() == []
