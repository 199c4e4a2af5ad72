"""Who runs an account has acknowledged the policy in force, by whatever way they come to it: the checks of a request, asked everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import rolls
from tests.accounts.test_inventory import OFFICIAL, as_csv
from tests.accounts.test_requests import Settings, acknowledge, demanding
from tests.policy import asked

from rostra.accounts import actions
from rostra.accounts.models import Account
from rostra.accounts.states import AccountState, Attested, Part
from rostra.core.errors import Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day

pytestmark = pytest.mark.django_db
BY = rolls.OPERATOR


def _custodian(person: Person) -> Account:
    return actions.change_custodian(Account.objects.get(), person, actor=BY)


def _part(part: Part) -> Callable[[Person], object]:
    return lambda person: actions.assign_part(Account.objects.get(), part, person, actor=BY)


def _hand_over(person: Person) -> object:
    account = Account.objects.get()
    if account.state == AccountState.APPROVED:
        rolls.in_use(account)
        actions.begin_transition(account, reason="The custodian leaves.", actor=BY)
        actions.attest(account, Attested.CREDENTIALS_ROTATED, statement="Seen to.", actor=BY)
    return actions.hand_over(account, person, actor=BY)


def _register(person: Person) -> object:
    told = {"identity": "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz", "slug": "zoo", "handle": "zoo.example", "name": "Zoo"}
    unit = Account.objects.get(slug="parks-bluesky").unit
    return actions.register_account(rolls.new_account(**told, custodian=person, unit=unit), actor=BY)


WAYS: dict[str, Callable[[Person], object]] = {
    "custodian": _custodian,
    "steward": _part(Part.STEWARD),
    "backup steward": _part(Part.BACKUP),
    "custodian, by handing over": _hand_over,
    "custodian, by registering": _register,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_an_account_without_the_policy(way: str, settings: Settings) -> None:
    demanding(settings, clauses={"acknowledgement": "social-media/duties"})
    rolls.account()
    person, give = rolls.officer("new-hand", "New Hand"), WAYS[way]
    campaign = asked.running()
    with pytest.raises(Invalid, match=r"New Hand, .*has not acknowledged: Social Media, version 1\. \(social-media/duties\)"):
        give(person)
    assert not Account.objects.filter(custodian=person).exists()
    acknowledge(campaign, person)
    give(person)


def test_who_only_posts_is_not_asked() -> None:
    rolls.account()
    person = rolls.officer("new-hand", "New Hand")
    asked.running()
    _part(Part.POSTER)(person)


def test_where_the_city_only_looks_at_it_nothing_stands_in_the_way(settings: Settings) -> None:
    demanding(settings, acknowledgement="shown")
    rolls.account()
    asked.running()
    _custodian(rolls.officer("new-hand", "New Hand"))


def test_an_inventory_says_whose_custodian_is_not_ready_and_registers_the_others() -> None:
    custodian = rolls.officer()
    campaign = asked.running()
    file = as_csv(("Twitter", "Pools", "1", ""))
    found = actions.look_through(file, OFFICIAL, actor=BY)
    assert (found.numbers()["registered"], found.problems[0][0]) == (0, 2)
    assert "Pat Sample, custodian, has not acknowledged" in found.problems[0][1]
    acknowledge(campaign, custodian)
    assert actions.look_through(file, OFFICIAL, actor=BY).numbers()["registered"] == 1


def test_who_follows_in_an_office_has_custody_at_once_and_is_asked_before_it_is_used(settings: Settings) -> None:
    """An office is never without somebody who answers; the account stays in transition until they have acknowledged."""
    account = rolls.in_use(rolls.account())
    actions.begin_transition(account, reason="The term ends.", actor=BY)
    successor = rolls.officer("new-hand", "New Hand")
    asked.running()
    actions.name_successor(account, successor, city_day(), actor=BY)
    assert actions.follow_terms() == 1
    account.refresh_from_db()
    assert (account.custodian, account.state) == (successor, AccountState.TRANSITION)
    actions.attest(account, Attested.CREDENTIALS_ROTATED, statement="Seen to.", actor=BY)
    with pytest.raises(Invalid, match="New Hand, custodian, has not acknowledged"):
        actions.hand_over(account, successor, actor=BY)
