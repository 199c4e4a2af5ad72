"""Who runs an account has acknowledged the policy in force, by whatever way they come to it: the checks of a request, asked everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests import rolls
from tests.accounts.test_inventory import OFFICIAL, as_csv
from tests.accounts.test_requests import Settings, acknowledge, demanding
from tests.policy import asked, texts

from rostra.accounts import actions
from rostra.accounts.models import Account
from rostra.accounts.rules.findings import findings
from rostra.accounts.states import AccountState, Attested, Part
from rostra.core.errors import Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.policy.actions import campaigns

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


def _successor(person: Person) -> object:
    account = Account.objects.get()
    if account.state == AccountState.APPROVED:
        rolls.in_use(account)
        actions.begin_transition(account, reason="The custodian leaves.", actor=BY)
    return actions.name_successor(account, person, city_day(), actor=BY)


def _register(person: Person) -> object:
    told = {"identity": "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz", "slug": "zoo", "handle": "zoo.example", "name": "Zoo"}
    unit = Account.objects.get(slug="parks-bluesky").unit
    return actions.register_account(rolls.new_account(**told, custodian=person, unit=unit), actor=BY)


WAYS: dict[str, Callable[[Person], object]] = {
    "custodian": _custodian,
    "steward": _part(Part.STEWARD),
    "backup steward": _part(Part.BACKUP),
    "poster": _part(Part.POSTER),
    "custodian, as successor": _successor,
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


def test_custody_passes_by_itself_only_to_somebody_who_is_ready_and_a_finding_says_why_it_waits() -> None:
    account = rolls.in_use(rolls.account())
    before, successor = account.custodian, rolls.officer("new-hand", "New Hand")
    actions.begin_transition(account, reason="The term ends.", actor=BY)
    actions.name_successor(account, successor, city_day(), actor=BY)
    campaign = asked.running()
    assert actions.follow_terms() == 0
    account.refresh_from_db()
    assert (account.custodian, account.state, account.successor) == (before, AccountState.TRANSITION, successor)
    (waits,) = [each for each in findings() if each.id == "accounts.W012"]
    assert "has not passed on to New Hand" in waits.text
    assert "New Hand, custodian, has not acknowledged" in waits.text
    acknowledge(campaign, successor)
    assert not [each for each in findings() if each.id == "accounts.W012"]
    assert actions.follow_terms() == 1
    account.refresh_from_db()
    assert (account.custodian, account.state) == (successor, AccountState.TRANSITION)


def test_nobody_is_their_own_successor() -> None:
    account = rolls.in_use(rolls.account())
    actions.begin_transition(account, reason="The term ends.", actor=BY)
    with pytest.raises(Invalid, match="Pat Sample answers for the account already"):
        actions.name_successor(account, account.custodian, city_day(), actor=BY)


def test_nobody_posts_from_a_day_before_the_account_was_registered() -> None:
    account = rolls.account()
    before = city_day() - dt.timedelta(days=1)
    with pytest.raises(Invalid, match="stands in the register since"):
        actions.assign_part(account, Part.POSTER, account.custodian, begins=before, actor=BY)
    assert not account.custody.filter(part=Part.POSTER).exists()


def test_a_policy_that_nobody_laid_before_a_person_keeps_them_from_nothing(settings: Settings) -> None:
    rolls.account()
    person, give = rolls.officer("new-hand", "New Hand"), WAYS["steward"]
    acknowledge(asked.running(), person)
    other = asked.version(texts.document("records"))
    give(person)
    drafted = asked.campaign(other)
    give(person)  # nobody is asked yet
    demanding(settings, policies=["records"])
    with pytest.raises(Invalid, match="has not acknowledged: Records, version 1"):
        give(person)
    demanding(settings, policies=[])
    campaigns.open_campaign(drafted, actor=texts.OFFICER)
    with pytest.raises(Invalid, match="has not acknowledged: Records, version 1"):
        give(person)


def test_who_was_never_asked_anything_is_not_ready() -> None:
    rolls.account()
    campaign = asked.running()
    asked.version(texts.document("records"))
    late = rolls.officer("late", "Late Comer")
    with pytest.raises(Invalid, match=r"Late Comer, steward, has not acknowledged: Social Media, version 1\.$"):
        WAYS["steward"](late)
    acknowledge(campaign, late)
    WAYS["steward"](late)
