"""Is this account official? And who is behind an address, as the network tells it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests import rolls

from rostra.accounts import actions
from rostra.accounts.forms import first_values
from rostra.accounts.models import Account, AccountRequest, Found
from rostra.accounts.queries import OfficialStatus, Word, check_address, identity_on_network
from rostra.accounts.states import AccountState, RequestState
from rostra.accounts.states.likeness import Likeness
from rostra.accounts.states.networks import Address
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Conflict, Invalid
from rostra.people import actions as people
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.platforms.base import AccountUnknown, Identity, Unreachable

pytestmark = pytest.mark.django_db


def used(number: int = 0, **more: object) -> Account:
    """An account in use."""
    made = rolls.account(number, **more)
    made.state = AccountState.ACTIVE
    made.save(update_fields=["state"])
    return made


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
    account = used()
    answer = check_address(text)
    assert (answer.standing, answer.accounts) == (OfficialStatus.OFFICIAL, (account,))


def test_a_page_whose_address_cannot_be_made_from_the_handle_is_found() -> None:
    used(network="nextdoor", url="https://nextdoor.com/city/mn/exampleville")
    assert check_address("nextdoor.com/city/mn/exampleville/").standing is OfficialStatus.OFFICIAL
    assert check_address("https://www.nextdoor.com/city/mn/exampleville/").standing is OfficialStatus.OFFICIAL


def test_the_same_handle_on_another_network_is_not_official() -> None:
    used()
    answer = check_address("https://x.com/parks.exampleville.example")
    assert answer.standing is OfficialStatus.UNKNOWN
    assert [alike.difference.likeness for alike in answer.look_alikes] == [Likeness.SAME]


def test_a_bare_handle_tells_of_every_network() -> None:
    used(handle="exampleville")
    used(1, handle="exampleville", network="x", identity="12")
    assert {account.network for account in check_address("@exampleville").accounts} == {"bluesky", "x"}
    assert {account.network for account in check_address("12").accounts} == {"x"}


def test_a_closed_account_stays_findable() -> None:
    rolls.archived(used(), reason="Merged")
    assert check_address("parks.exampleville.example").standing is OfficialStatus.CLOSED


def test_a_former_handle_is_not_a_yes() -> None:
    account = used()
    actions.note_handle(account, "gardens.example", seen=clock.now(), actor=system("capture"))
    answer = check_address("parks.exampleville.example")
    assert (answer.standing, answer.accounts) == (OfficialStatus.FORMER_HANDLE, (account,))
    assert check_address("gardens.example").standing is OfficialStatus.OFFICIAL
    rolls.archived(account, reason="Merged")
    assert check_address("parks.exampleville.example").standing is OfficialStatus.CLOSED


def test_an_unknown_handle_is_told_with_the_nearest_of_ours() -> None:
    used(0)
    used(1)
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
    assert answer.standing in {OfficialStatus.UNKNOWN, OfficialStatus.NOT_NAMED}
    assert len(answer.asked) <= 2000


def test_the_answer_takes_the_same_queries_however_long_the_register(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    used(0)
    with django_assert_num_queries(4):
        check_address("parks.exampleville.exemple")
    used(1)
    used(2)
    with django_assert_num_queries(4):
        check_address("parks.exampleville.exemple")
    with django_assert_num_queries(2):
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
    assert "give it yourself" in refused.value.hint
    assert "--" not in refused.value.hint


def test_a_handle_with_an_underscore_gets_a_valid_alias() -> None:
    assert first_values("x", Address(handle="mayor_office", network="x"), None)["slug"] == "mayor-office-x"


def test_the_alias_of_a_feed_is_made_of_its_title() -> None:
    feed = Identity("https://www.exampleville.example/news.xml", "www.exampleville.example/news.xml", "City News & Notices")
    assert first_values("rss", Address(), feed)["slug"] == "city-news-notices-rss"


SPELLINGS = [
    "https://x.com/exampleville", "http://x.com/exampleville",
    "HTTPS://X.COM/Exampleville/", "x.com/exampleville", "www.x.com/exampleville",
    "https://m.x.com/exampleville?lang=en#top", "https://mobile.twitter.com/exampleville", "https://twitter.com/exampleville/status/1",
    "https://x.com./exampleville", "https://x.com:443/exampleville", "https://x.com/i/user/12", "@exampleville",
    "12",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_of_an_address_is_the_same_account(text: str) -> None:
    used(network="x", handle="exampleville", identity="12", url="")
    assert check_address(text).word is Word.YES


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("https://fac\u0435book.com/exampleville", "CYRILLIC SMALL LETTER IE"),
        ("https://xn--facbook-9gg.com/exampleville", "CYRILLIC SMALL LETTER IE"),
        ("https://faceb00k.com/exampleville", "“00” instead of “oo”"),
        ("https://facebooks.com/exampleville", "with “s” more"),
    ],
)
def test_an_address_that_pretends_to_be_a_network_is_no_yes(text: str, letters: str) -> None:
    account = used(network="facebook", handle="exampleville", identity="12", url="")
    answer = check_address(text)
    assert answer.word is Word.NOT_OURS
    assert answer.address.pose
    assert letters in answer.address.pose.difference.detail
    assert [alike.account for alike in answer.look_alikes] == [account]


def test_yes_until_tells_the_day() -> None:
    rolls.archived(used(), reason="Merged", closed=dt.date(2026, 3, 1))
    closed = check_address(DID)
    assert (closed.word, closed.until) == (Word.YES_UNTIL, dt.date(2026, 3, 1))
    lost = used(1)
    actions.lose_account(lost, reason="Somebody else posts there", actor=rolls.OPERATOR)
    found = check_address(lost.identity)
    assert (found.standing, found.until) == (OfficialStatus.LOST, city_day())


def test_a_former_handle_answers_with_the_rename_and_the_day() -> None:
    account = used()
    actions.note_handle(account, "gardens.example", seen=clock.now(), actor=system("capture"))
    answer = check_address("parks.exampleville.example")
    assert (answer.word, answer.until, answer.accounts[0].handle) == (Word.YES_UNTIL, city_day(), "gardens.example")


def asked_for(state: RequestState, handle: str = "harbor.example") -> AccountRequest:
    person = rolls.officer("ida-quill", "Ida Quill")
    other = rolls.officer("sam-example", "Sam Example")
    return AccountRequest.objects.create(
        network="bluesky", handle=handle, name="Harbor", unit=person.appointments.get().position.unit, justification="x", audience="x",
        custodian=person, steward=other, state=state, by_ref="user:1", by_name="x",
    )  # fmt: skip


@pytest.mark.parametrize("state", RequestState)
def test_only_what_was_taken_up_or_approved_is_under_review(state: RequestState) -> None:
    asked_for(state)
    told = state in {RequestState.UNDER_REVIEW, RequestState.APPROVED}
    assert check_address("@Harbor.example").word is (Word.UNDER_REVIEW if told else Word.NOT_OURS)
    assert check_address("https://x.com/harbor.example").word is Word.NOT_OURS


def test_an_account_that_is_not_in_use_yet_is_under_review() -> None:
    account = rolls.account()
    assert check_address(DID).word is Word.UNDER_REVIEW
    rolls.in_use(account)
    assert check_address(DID).word is Word.YES


@pytest.mark.parametrize("noted", ["harbor.example", "@Harbor.Example", "https://bsky.app/profile/harbor.example"])
def test_a_found_account_is_never_told_of(noted: str) -> None:
    """It may be somebody's own: the answer is the same as if nobody had found it, whatever else the city has before it."""
    unit = used().unit
    before = check_address("harbor.example")
    Found.objects.create(network="bluesky", address=noted, unit=unit, noticed=clock.now())
    assert check_address("harbor.example") == before
    assert before.word is Word.NOT_OURS
    asked_for(RequestState.UNDER_REVIEW)
    assert check_address("harbor.example") == before


def test_an_alias_finds_the_accounts_of_an_office_and_is_no_handle() -> None:
    office = rolls.unit("mayor", "Office of the Mayor")
    holder = rolls.officer(within=office)
    account = used(2, unit=office, custodian=holder)
    for alias in (
        "mayor",
        account.slug,
        f"{holder.slug}-post",
        "Mayor",
        "office of the MAYOR",
        "the mayor",
        "Mayor’s office",
        "mayor's",
        "The Director",
    ):
        answer = check_address(alias)
        assert (answer.word, answer.accounts) == (Word.OUR_NAME, (account,))
    for other in ("@mayor", "mayo", "o"):
        assert check_address(other).word is Word.NOT_OURS, other
    for other in ("mayor 2", "mayor of nowhere", "the for", " ".join("abcdefghijklmnopqrstuvw")):
        assert check_address(other).word is Word.NO_SUCH_NAME, other
    assert check_address("https://x.com/mayor").word is Word.NOT_OURS


def test_plain_words_find_the_accounts_of_a_name_a_unit_and_a_position() -> None:
    """Digits, apostrophes and "the" are no hindrance; whole words count, and those of names before those of titles."""
    ward = used(0, unit=rolls.unit("ward-4", "Council Ward 4"), name="Council Ward 4")
    library = used(3, unit=rolls.unit("library", "Exampleville Public Library"), name="Exampleville Library")
    fire = used(1, unit=rolls.unit("fire", "Fire Department"), name="Exampleville Fire", custodian=rolls.officer("wade"))
    people.add_position("chief", "Fire Chief", fire.unit, Category.STAFF, actor=rolls.OPERATOR)
    people.add_position("liaison", "Library Liaison", fire.unit, Category.STAFF, actor=rolls.OPERATOR)
    asked = {"Council Ward 4": ward, "Ward 4": ward, "the library": library, "fire chief": fire, "Chief of the fire department": fire}
    assert {text: check_address(text).accounts for text in asked} == {text: (account,) for text, account in asked.items()}
    assert check_address("Ward 14").word is Word.NO_SUCH_NAME
    assert check_address("exampleville library wаrd").word is Word.NO_SUCH_NAME  # a letter of another script is another word


def test_one_word_that_could_be_a_handle_is_answered_with_its_look_alikes_first() -> None:
    account = used(3, unit=rolls.unit("library", "Exampleville Library"), handle="library")
    answer = check_address("Iibrary")
    assert (answer.word, [alike.account for alike in answer.look_alikes]) == (Word.NOT_OURS, [account])
