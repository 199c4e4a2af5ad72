"""What the register takes in, what it refuses and why, and the life of an account."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings
from tests import rolls

from rostra.accounts import actions, rules
from rostra.accounts.models import Account
from rostra.accounts.states import AccountState
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.people import actions as people
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def last_event() -> Event:
    event = Event.objects.last()
    assert event
    return event


def register(**more: object) -> Account:
    return actions.register_account(rolls.new_account(**more), actor=rolls.OPERATOR)


def test_a_registration_enters_account_handle_and_event() -> None:
    account = register()
    assert account.state == AccountState.APPROVED
    assert account.url == "https://bsky.app/profile/parks.exampleville.example"
    assert [handle.handle for handle in account.handles.all()] == [account.handle]
    event = last_event()
    assert (event.action, event.subject) == ("accounts.account.registered", "account:parks-bluesky")
    assert event.facts["identity"] == account.identity
    assert event.facts["custodian"] == account.custodian.slug


@pytest.mark.parametrize("role", [Role.RECORDS_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_other_roles_do_not_register(role: Role) -> None:
    with pytest.raises(Forbidden, match="social media officer or communications director"):
        actions.register_account(rolls.new_account(), actor=rolls.user("pat", role).as_actor())
    assert not Account.objects.exists()


@pytest.mark.parametrize("actor", [PUBLIC, system("capture")])
def test_neither_strangers_nor_other_parts_of_the_system_register(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        actions.register_account(rolls.new_account(), actor=actor)


@pytest.mark.parametrize("role", [Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR])
def test_communications_registers(role: Role) -> None:
    assert actions.register_account(rolls.new_account(), actor=rolls.user("pat", role).as_actor()).pk


def test_an_identity_that_is_registered_is_refused_and_the_account_named() -> None:
    first = register()
    with pytest.raises(Conflict, match=r"has been registered since .* as “parks-bluesky”"):
        register(handle="other.example", slug="other")
    rolls.archived(first, reason="No longer used")
    with pytest.raises(Conflict, match="It is archived; its entry stays"):
        register(handle="other.example", slug="other")
    assert register(network="mastodon", handle="something-else@social.example", slug="other").pk  # elsewhere it is another identity


def test_the_database_too_holds_an_identity_once() -> None:
    account = register()
    account.pk, account.slug = None, "copy"
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save(force_insert=True)


def test_an_alias_is_never_used_again() -> None:
    rolls.archived(register(), reason="Closed")
    with pytest.raises(Conflict, match="alias “parks-bluesky” belongs to"):
        register(identity="did:plc:other", handle="other.example")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("network", "myspace", "Allowed: bluesky"),
        ("slug", "Not A Slug", "small letters"),
        ("slug", "a" * 61, "60 at most"),
        ("slug", "", "small letters"),
        ("identity", "", "needed"),
        ("identity", "did:plc:\x00", "U\\+0000"),
        ("handle", "may\u202eor", "RIGHT-TO-LEFT OVERRIDE"),
        ("handle", "two words", "SPACE"),
        ("handle", "x" * 256, "255"),
        ("name", "\u200b\u202e ", "name"),
        ("url", "javascript:alert(1)", "https://"),
        ("url", "https://x.example/\n", "https://"),
        ("purpose", "  ", "uses this account for"),
    ],
)
def test_what_is_wrong_is_said_by_field(field: str, value: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        register(**{field: value})
    assert list(refused.value.problems) == [field]
    assert not Account.objects.exists()


def test_the_profile_says_which_networks_there_are(settings: Settings) -> None:
    only = settings.PROFILE.registry.model_copy(update={"networks": ["mastodon"]})
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": only})
    with pytest.raises(Invalid, match="Allowed: mastodon"):
        register()


def test_somebody_without_a_position_today_is_no_custodian() -> None:
    nobody = people.add_person("nobody", "No Body", actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="No Body holds no position in the city today"):
        register(custodian=nobody)
    gone = rolls.officer("gone", "Gone Sample")
    people.end_appointment(gone.appointments.get(), ends=dt.date(2024, 1, 31), actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="Gone Sample holds no position"):
        register(custodian=gone)
    with clock.frozen(dt.datetime(2024, 1, 31, 18, tzinfo=dt.UTC)):
        assert register(custodian=gone).pk


def test_a_unit_that_has_ended_takes_no_account() -> None:
    ended = rolls.unit("old", "Old Bureau", ends=dt.date(2021, 1, 1))
    with pytest.raises(Invalid, match="Old Bureau does not exist today"):
        register(unit=ended, custodian=rolls.officer())


def test_hidden_characters_leave_a_name_and_joined_emoji_stay() -> None:
    assert register(name="  City\u202e of\x00  Parks 👩\u200d🌾 ").name == "City of Parks 👩\u200d🌾"


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("pаrks.exampleville.example", "CYRILLIC SMALL LETTER A"),
        ("parks.examplevi11e.example", "digits or letters"),
        ("parks.exampleville-.example", "dots, hyphens"),
        ("parks.examplevile.example", "doubled"),
        ("park.exampleville.example", "one letter more"),
        ("Parks.Exampleville.example", "same handle"),
    ],
)
def test_a_look_alike_is_refused_unless_a_reason_is_recorded(handle: str, words: str) -> None:
    first = register()
    with pytest.raises(Conflict, match=words) as refused:
        register(handle=handle, identity="did:plc:b", slug="second")
    assert first.handle in str(refused.value)
    assert refused.value.hint.endswith("with the reason why it is")
    second = actions.register_account(
        rolls.new_account(handle=handle, identity="did:plc:b", slug="second"), actor=rolls.OPERATOR, accept_look_alike="Two departments"
    )
    assert second.look_alike_reason == "Two departments"
    assert last_event().facts["look_alike_of"] == "parks-bluesky"
    assert [finding.id for finding in rules.findings()] == []


def test_a_reason_is_kept_only_where_one_was_needed() -> None:
    account = actions.register_account(rolls.new_account(), actor=rolls.OPERATOR, accept_look_alike="Just in case")
    assert account.look_alike_reason == ""


def test_on_another_network_only_what_deceives_is_a_look_alike() -> None:
    register(handle="exampleville")
    assert register(network="x", handle="exampleville", identity="1", slug="city-x").pk
    assert register(network="instagram", handle="example_ville", identity="2", slug="city-instagram").pk
    with pytest.raises(Conflict, match="looks like “exampleville”"):
        register(network="facebook", handle="exampleviIle", identity="3", slug="city-facebook")


def test_former_handles_and_closed_accounts_are_compared_too() -> None:
    account = register()
    actions.note_handle(account, "gardens.exampleville.example", seen=clock.now() + DAY, actor=system("capture"))
    rolls.archived(account, reason="Closed")
    with pytest.raises(Conflict, match="archived"):
        register(handle="pаrks.exampleville.example", identity="did:plc:b", slug="second")


def test_a_change_of_handle_is_kept_and_recorded_once() -> None:
    account, capture, later = register(), system("capture"), clock.now() + DAY
    assert not actions.note_handle(account, "Parks.exampleville.example", seen=later, actor=capture)
    events = Event.objects.count()
    assert actions.note_handle(account, "gardens.example", seen=later + DAY, actor=capture)
    assert not actions.note_handle(account, "gardens.example", seen=later + 2 * DAY, actor=capture)
    account.refresh_from_db()
    assert (account.handle, account.url) == ("gardens.example", "https://bsky.app/profile/gardens.example")
    assert Event.objects.count() == events + 1
    assert last_event().facts == {"from": "parks.exampleville.example", "to": "gardens.example"}
    seen = {row.handle: row.last_seen for row in account.handles.all()}
    assert seen == {"parks.exampleville.example": later, "gardens.example": later + 2 * DAY}


def test_an_old_sighting_of_a_handle_does_not_rename() -> None:
    account = register()
    assert not actions.note_handle(account, "older.example", seen=clock.now() - DAY, actor=system("capture"))
    account.refresh_from_db()
    assert account.handle == "parks.exampleville.example"
    assert account.handles.filter(handle="older.example").exists()


def test_a_hostile_handle_is_refused_and_a_missing_one_changes_nothing() -> None:
    account = register()
    with pytest.raises(Invalid):
        actions.note_handle(account, "x\u202ey", seen=clock.now() + DAY, actor=system("capture"))
    assert not actions.note_handle(account, "", seen=clock.now() + DAY, actor=system("capture"))
    with pytest.raises(Forbidden):
        actions.note_handle(account, "mine.example", seen=clock.now(), actor=PUBLIC)


def test_another_custodian_must_hold_office() -> None:
    account, successor = register(), rolls.officer("kim", "Kim Sample")
    with pytest.raises(Invalid, match="holds no position"):
        actions.change_custodian(account, people.add_person("no", "No", actor=rolls.OPERATOR), actor=rolls.OPERATOR)
    actions.change_custodian(account, successor, actor=rolls.OPERATOR)
    assert last_event().facts == {"from": "pat-sample", "to": "kim"}


def test_findings_name_what_is_out_of_order() -> None:
    with clock.frozen(clock.now() - 8 * DAY):
        account = register()
    assert [(finding.id, finding.subject) for finding in rules.findings()] == [("accounts.W003", "account:parks-bluesky")]
    rolls.in_use(account)
    nobody_looks_after_it = ["accounts.W005", "accounts.W006"]
    assert [finding.id for finding in rules.findings()] == nobody_looks_after_it
    account.custodian.appointments.update(ends=dt.date(2024, 1, 1))  # past every door
    assert [finding.id for finding in rules.findings()] == ["accounts.W001", *nobody_looks_after_it]
    rolls.archived(account, reason="x")
    assert list(rules.findings()) == []


def test_accounts_that_became_look_alikes_are_found() -> None:
    register(handle="city-parks.example")
    other = register(handle="library.example", identity="did:plc:b", slug="library")
    actions.note_handle(other, "сity-parks.example", seen=clock.now() + DAY, actor=system("capture"))
    (finding,) = rules.findings()
    assert finding.id == "accounts.W002"
    assert "CYRILLIC SMALL LETTER ES" in finding.text


def test_findings_take_as_many_queries_for_three_accounts_as_for_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rolls.account(0)
    with django_assert_num_queries(11):
        list(rules.findings())
    rolls.account(1)
    rolls.account(2)
    with django_assert_num_queries(11):
        list(rules.findings())
