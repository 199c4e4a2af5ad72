"""Is this account official? And who is behind an address, as the network tells it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests import rolls

from rostra.accounts import actions
from rostra.accounts.forms import first_values
from rostra.accounts.queries import OfficialStatus, check_address, identity_on_network
from rostra.accounts.states.likeness import Likeness
from rostra.accounts.states.networks import Address
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Conflict, Invalid
from rostra.platforms.base import AccountUnknown, Identity, Unreachable

pytestmark = pytest.mark.django_db
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.mark.parametrize(
    "text",
    [
        "parks.exampleville.example",
        "@Parks.Exampleville.Example ",
        DID,
        "https://bsky.app/profile/parks.exampleville.example",
        f"https://bsky.app/profile/{DID}/post/3k",
        f"at://{DID}",
    ],
)
def test_handle_url_and_identity_are_found(text: str) -> None:
    account = rolls.account()
    answer = check_address(text)
    assert (answer.standing, answer.accounts) == (OfficialStatus.OFFICIAL, (account,))


def test_a_page_whose_address_cannot_be_made_from_the_handle_is_found() -> None:
    rolls.account(network="nextdoor", url="https://nextdoor.com/city/mn/exampleville")
    assert check_address("nextdoor.com/city/mn/exampleville/").standing is OfficialStatus.OFFICIAL
    assert check_address("https://www.nextdoor.com/city/mn/exampleville/").standing is OfficialStatus.OFFICIAL


def test_the_same_handle_on_another_network_is_not_official() -> None:
    rolls.account()
    answer = check_address("https://x.com/parks.exampleville.example")
    assert answer.standing is OfficialStatus.UNKNOWN
    assert [alike.difference.likeness for alike in answer.look_alikes] == [Likeness.SAME]


def test_a_bare_handle_tells_of_every_network() -> None:
    rolls.account(handle="exampleville")
    rolls.account(1, handle="exampleville", network="x", identity="12")
    assert {account.network for account in check_address("@exampleville").accounts} == {"bluesky", "x"}
    assert {account.network for account in check_address("12").accounts} == {"x"}


def test_a_closed_account_stays_findable() -> None:
    rolls.archived(rolls.account(), reason="Merged")
    assert check_address("parks.exampleville.example").standing is OfficialStatus.CLOSED


def test_a_former_handle_is_not_a_yes() -> None:
    account = rolls.account()
    actions.note_handle(account, "gardens.example", seen=clock.now(), actor=system("capture"))
    answer = check_address("parks.exampleville.example")
    assert (answer.standing, answer.accounts) == (OfficialStatus.FORMER_HANDLE, (account,))
    assert check_address("gardens.example").standing is OfficialStatus.OFFICIAL
    rolls.archived(account, reason="Merged")
    assert check_address("parks.exampleville.example").standing is OfficialStatus.CLOSED


def test_an_unknown_handle_is_told_with_the_nearest_of_ours() -> None:
    rolls.account(0)
    rolls.account(1)
    answer = check_address("pаrks.exampleville.example")
    assert answer.standing is OfficialStatus.UNKNOWN
    (alike,) = answer.look_alikes
    assert (alike.handle, alike.difference.likeness) == ("parks.exampleville.example", Likeness.SCRIPT)
    assert check_address("nothing-like-it").look_alikes == ()


def test_each_account_is_shown_once_the_closest_first() -> None:
    account = rolls.account(handle="exampleville")
    actions.note_handle(account, "examplevile", seen=clock.now(), actor=system("capture"))
    second = rolls.new_account(handle="exampel-ville", identity="did:plc:b", slug="second")
    actions.register_account(second, actor=rolls.OPERATOR, accept_look_alike="Both are ours")
    found = check_address("exampIeville").look_alikes
    assert [alike.difference.likeness for alike in found] == [Likeness.SHAPE, Likeness.ONE_EDIT]


@given(st.text(max_size=2500) | st.sampled_from(["\x00", "' OR 1=1 --", "<script>alert(1)</script>", "%", "https://[", "a" * 100_000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_hostile_text_is_answered(db: None, text: str) -> None:
    answer = check_address(text)
    assert answer.standing is OfficialStatus.UNKNOWN
    assert len(answer.asked) <= 2000


def test_the_answer_takes_two_queries_however_long_the_register(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rolls.account(0)
    with django_assert_num_queries(2):
        check_address("parks.exampleville.exemple")
    rolls.account(1)
    rolls.account(2)
    with django_assert_num_queries(2):
        check_address("parks.exampleville.exemple")
    with django_assert_num_queries(1):
        str([(account.unit, account.custodian) for account in check_address("parks.exampleville.example").accounts])


def test_the_network_is_asked_for_the_identity_and_its_silence_is_told() -> None:
    def unknown(address: str) -> Identity:
        raise AccountUnknown(f"no {address}")

    def silent(address: str) -> Identity:
        raise Unreachable("https://pds.example could not be reached: connection refused.")

    assert identity_on_network("bluesky", "a.example", lambda address: Identity(DID, address)) == Identity(DID, "a.example")
    with pytest.raises(Invalid, match=r"Bluesky knows no such account: no a.example"):
        identity_on_network("bluesky", "a.example", unknown)
    with pytest.raises(Conflict, match=r"pds.example could not be reached") as refused:
        identity_on_network("bluesky", "a.example", silent)
    assert "--identity" in refused.value.hint


def test_a_handle_with_an_underscore_gets_a_valid_alias() -> None:
    assert first_values("x", Address(handle="mayor_office", network="x"), None)["slug"] == "mayor-office-x"
