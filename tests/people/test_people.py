"""Rolls: each write is checked and recorded; roles are separated."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import rolls

from rostra.core.actor import PUBLIC, system
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.people import actions, queries, rules
from rostra.people.models import Person, Unit, User
from rostra.people.states import Category, Role, UnitKind

pytestmark = pytest.mark.django_db


def last_event() -> Event:
    event = Event.objects.last()
    assert event
    return event


def test_the_tree_of_units_is_read_in_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    city = actions.add_unit("city", "City of Exampleville", UnitKind.GOVERNMENT, actor=rolls.OPERATOR)
    parks = actions.add_unit("parks", "Parks", UnitKind.DEPARTMENT, parent=city, actor=rolls.OPERATOR)
    actions.add_unit("gardens", "Gardens", UnitKind.OFFICE, parent=parks, actor=rolls.OPERATOR)
    with django_assert_num_queries(2):
        (top,) = queries.units_tree(dt.date(2026, 1, 1))
    assert (top.unit, top.depth) == (city, 0)
    assert [(node.unit.slug, node.depth) for node in top.children] == [("parks", 1)]
    assert [(node.unit.slug, node.depth) for node in top.children[0].children] == [("gardens", 2)]


def test_office_is_held_from_the_first_day_to_the_last_inclusive() -> None:
    person = rolls.officer()
    appointment = person.appointments.get()
    actions.end_appointment(appointment, ends=dt.date(2024, 6, 30), actor=rolls.OPERATOR)
    held = [
        queries.holds_office(person, day) for day in (dt.date(2020, 1, 5), dt.date(2020, 1, 6), dt.date(2024, 6, 30), dt.date(2024, 7, 1))
    ]
    assert held == [False, True, True, False]
    assert queries.holders_of(appointment.position, dt.date(2024, 6, 30)) == [person]
    assert queries.holders_of(appointment.position, dt.date(2024, 7, 1)) == []
    assert queries.positions_of(person, dt.date(2022, 1, 1)) == [appointment.position]
    assert last_event().action == "people.appointment.ended"


def test_an_appointment_does_not_end_before_it_begins() -> None:
    appointment = rolls.officer().appointments.get()
    with pytest.raises(Invalid):
        actions.end_appointment(appointment, ends=dt.date(2019, 1, 1), actor=rolls.OPERATOR)


def test_units_exist_between_their_days() -> None:
    rolls.unit(begins=dt.date(2024, 1, 1), ends=dt.date(2024, 12, 31))
    assert not queries.units_on(dt.date(2023, 12, 31))
    assert queries.units_on(dt.date(2024, 12, 31)).count() == 1
    assert not queries.units_on(dt.date(2025, 1, 1))


@pytest.mark.parametrize("slug", ["", "Two Words", "../x", "a" * 61])
def test_a_bad_slug_is_refused_by_field(slug: str) -> None:
    with pytest.raises(Invalid) as refused:
        rolls.unit(slug=slug)
    assert list(refused.value.problems) == ["slug"]
    assert not Unit.objects.exists()


def test_a_second_unit_of_the_same_slug_is_refused() -> None:
    rolls.unit()
    with pytest.raises(Invalid, match="slug"):
        rolls.unit()


@pytest.mark.parametrize("actor", [PUBLIC, system("capture")])
def test_strangers_and_other_parts_of_the_system_change_nothing(actor: object) -> None:
    with pytest.raises(Forbidden):
        actions.add_person("x", "X", actor=actor)  # type: ignore[arg-type]
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_only_who_keeps_the_roster_changes_it() -> None:
    unit = rolls.unit()
    for role in (Role.CITY_ATTORNEY, Role.RECORDS_MANAGER, Role.AUDITOR):
        with pytest.raises(Forbidden):
            actions.add_position("x", "X", unit, Category.STAFF, actor=rolls.user(f"a-{role}", role).as_actor())
    boss = rolls.user("an-administrator", Role.ADMINISTRATOR).as_actor()
    assert actions.add_position("x", "X", unit, Category.STAFF, actor=boss).pk


@pytest.mark.parametrize(("password", "problem"), [("short", "too short"), ("1234567890123", "entirely numeric"), ("password1", "common")])
def test_passwords_pass_through_the_validators(password: str, problem: str) -> None:
    person = actions.add_person("pat", "Pat", actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match=problem):
        actions.add_user(person, email="pat@exampleville.example", password=password, actor=rolls.OPERATOR)
    assert not User.objects.exists()


def test_an_address_signs_in_once_whatever_its_case_and_a_person_has_one() -> None:
    user = rolls.user("pat")
    other = actions.add_person("kim", "Kim", actor=rolls.OPERATOR)
    with pytest.raises(Conflict, match="signs in already"):
        actions.add_user(other, email="PAT@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    with pytest.raises(Conflict, match="signs in already"):
        actions.add_user(user.person, email="other@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="e-mail"):
        actions.add_user(other, email="not an address", password=rolls.PASSWORD, actor=rolls.OPERATOR)


def test_a_password_is_set_by_oneself_by_an_administrator_and_by_no_other() -> None:
    user, stranger = rolls.user("pat"), rolls.user("kim", Role.RECORDS_MANAGER)
    actions.set_password(user, password="another long sentence 8", actor=user.as_actor())
    assert user.check_password("another long sentence 8")
    assert last_event().facts == {}
    with pytest.raises(Forbidden):
        actions.set_password(user, password=rolls.PASSWORD, actor=stranger.as_actor())


def test_the_command_line_makes_the_first_administrator_and_no_second() -> None:
    first, second = rolls.user("first"), rolls.user("second")
    with pytest.raises(Forbidden, match="no role but"):
        actions.grant_role(first, Role.RECORDS_MANAGER, actor=rolls.OPERATOR)
    actions.grant_role(first, Role.ADMINISTRATOR, actor=rolls.OPERATOR)
    with pytest.raises(Forbidden, match="only the first"):
        actions.grant_role(second, Role.ADMINISTRATOR, actor=rolls.OPERATOR)
    with pytest.raises(Forbidden):
        actions.grant_role(second, Role.ADMINISTRATOR, actor=system("capture"))
    assert list(queries.administrators()) == [first]


def test_nobody_grants_a_role_to_themself() -> None:
    boss = rolls.user("boss", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden, match="to themself"):
        actions.grant_role(boss, Role.AUDITOR, actor=boss.as_actor())


def test_a_grant_is_recorded_and_not_given_twice() -> None:
    boss, pat = rolls.user("boss", Role.ADMINISTRATOR), rolls.user("pat")
    actions.grant_role(pat, Role.RECORDS_MANAGER, actor=boss.as_actor())
    event = last_event()
    assert (event.action, event.subject, event.facts) == ("people.role.granted", rules.reference(pat), {"role": "records-manager"})
    assert pat.as_actor().roles == {"records-manager"}
    with pytest.raises(Conflict):
        actions.grant_role(pat, Role.RECORDS_MANAGER, actor=boss.as_actor())


def test_the_last_administrator_is_neither_ended_nor_closed() -> None:
    boss = rolls.user("boss", Role.ADMINISTRATOR)
    grant = boss.grants.get()
    with pytest.raises(Forbidden, match="last administrator"):
        actions.end_role(grant, actor=boss.as_actor())
    with pytest.raises(Forbidden, match="last administrator"):
        actions.close_user(boss, actor=boss.as_actor())
    second = rolls.user("second", Role.ADMINISTRATOR)
    actions.end_role(grant, actor=second.as_actor())
    assert list(queries.administrators()) == [second]
    with pytest.raises(Conflict):
        actions.end_role(grant, actor=second.as_actor())
    with pytest.raises(Forbidden):
        actions.close_user(second, actor=second.as_actor())


def test_an_administrator_who_cannot_sign_in_does_not_count_as_the_other_one() -> None:
    boss, second = rolls.user("boss", Role.ADMINISTRATOR), rolls.user("second", Role.ADMINISTRATOR)
    actions.close_user(second, actor=boss.as_actor())
    assert not second.grants.filter(ended__isnull=True).exists()
    with pytest.raises(Forbidden, match="last administrator"):
        actions.end_role(boss.grants.get(), actor=boss.as_actor())
    with pytest.raises(Forbidden, match="no longer sign in"):
        actions.grant_role(second, Role.RECORDS_MANAGER, actor=boss.as_actor())


def test_closing_a_user_needs_an_administrator() -> None:
    pat = rolls.user("pat", Role.RECORDS_MANAGER)
    for actor in (pat.as_actor(), rolls.OPERATOR, PUBLIC):
        with pytest.raises(Forbidden):
            actions.close_user(pat, actor=actor)


@pytest.mark.usefixtures("delivered_terms")
def test_findings_tell_of_no_and_of_only_one_administrator() -> None:
    assert [finding.id for finding in rules.findings()] == ["people.W001"]
    rolls.user("boss", Role.ADMINISTRATOR)
    assert [finding.id for finding in rules.findings()] == ["people.W002"]
    rolls.user("second", Role.ADMINISTRATOR)
    assert list(rules.findings()) == []


def test_users_are_read_with_their_roles_in_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in ("ann", "ben", "kim"):
        rolls.user(name, Role.RECORDS_MANAGER)
    with django_assert_num_queries(2):
        shown = {str(user): [grant.role for grant in user.roles_now] for user in queries.users_with_roles()}  # type: ignore[attr-defined]
    assert shown == {
        "Ann": ["records-manager"],
        "Ben": ["records-manager"],
        "Kim": ["records-manager"],
        "First Administrator": ["administrator"],
    }
