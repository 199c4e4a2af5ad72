"""Custody passes on and nobody leaves with an account in their hands: by hand, by a list, by the end of a term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings
from tests import rolls
from tests.people.test_roster import SOURCE, person, read, take_in

from rostra.accounts import actions, queries
from rostra.accounts.models import Account, Custody
from rostra.accounts.rules.findings import findings
from rostra.accounts.states import AccountState, Attested, Part
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.people import actions as people
from rostra.people.models import Appointment, Person
from rostra.people.queries.leaving import leaving_with_something
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return queries.custody.city_day()


def leave(who: Person, ends: dt.date | None = None) -> Appointment:
    return people.end_appointment(who.appointments.get(), ends=ends or today(), actor=rolls.OPERATOR)


def rotated(account: Account) -> None:
    actions.attest(account, Attested.CREDENTIALS_ROTATED, statement="Seen to.", actor=rolls.OPERATOR)


def steward(account: Account, who: Person) -> None:
    actions.assign_part(account, Part.STEWARD, who, actor=rolls.OPERATOR)


def poster(account: Account, who: Person) -> None:
    actions.assign_part(account, Part.POSTER, who, actor=rolls.OPERATOR)


def custodian(account: Account, who: Person) -> None:
    actions.change_custodian(account, who, actor=rolls.OPERATOR)


def keys(account: Account, who: Person) -> None:
    actions.change_keys(account, rolls.provisioning(first_administrator=who), actor=rolls.OPERATOR)


@pytest.mark.parametrize(
    ("give", "words"),
    [(custodian, "is custodian of"), (steward, "is steward of"), (poster, "is poster of"), (keys, "holds keys of")],
)
@pytest.mark.parametrize("days", [-30, 0])
def test_nobody_leaves_with_an_account_in_their_hands(give: Callable[[Account, Person], None], words: str, days: int) -> None:
    account, who = rolls.in_use(rolls.account()), rolls.officer("leaver", "Lee Leaver")
    give(account, who)
    with pytest.raises(Conflict, match=f"Lee Leaver cannot leave yet: {words} .*parks"):
        leave(who, today() + days * DAY)
    assert Appointment.objects.get(person=who).ends is None


def test_a_last_day_to_come_begins_the_transition_in_time_and_ends_nothing_while_an_account_hangs_on_who_leaves() -> None:
    account = rolls.in_use(rolls.account())
    who, last = account.custodian, today() + 60 * DAY
    kept = leave(who, last)
    assert (kept.ends, kept.leaves) == (None, last)
    assert actions.follow_terms() == 0
    with clock.frozen(clock.now() + 31 * DAY):
        assert actions.follow_terms() == 1
        account.refresh_from_db()
        assert account.state == AccountState.TRANSITION
        assert [each.appointment for each in leaving_with_something(today(), 30)] == [kept]
    with clock.frozen(clock.now() + 61 * DAY):
        assert people.complete_leavings() == 0
        assert Appointment.objects.get(pk=kept.pk).ends is None
        (late,) = leaving_with_something(today(), 30)
        assert (late.appointment.last_day, "is custodian of" in late.hangs) == (last, True)
        with pytest.raises(Conflict, match="cannot leave yet"):
            leave(who, today())
        rotated(account)
        actions.hand_over(account, rolls.officer("next", "Nell Next"), actor=rolls.OPERATOR)
        assert people.complete_leavings() == 1
        assert people.complete_leavings() == 0
        assert leaving_with_something(today(), 30) == []
    kept.refresh_from_db()
    assert (kept.ends, kept.leaves) == (last, None)


def test_the_pages_tell_the_last_day_that_is_planned_and_what_is_to_be_handed_over() -> None:
    account = rolls.in_use(rolls.account())
    held = account.custodian.appointments.get()
    officer = rolls.signed_in(rolls.user("hr-officer", Role.HR))
    last = today() + 20 * DAY
    told = officer.post(f"/desk/roster/appointment/{held.pk}/end", {"ends": last.isoformat()}, follow=True).content.decode()
    assert f"{in_words(last)} is noted as the last day of Pat Sample" in told
    assert "once what is in their hands is handed over" in told
    work = officer.get("/desk/").content.decode()
    assert "Leaving, with an account in their hands" in work
    assert "is custodian of" in work


def test_who_has_passed_everything_on_leaves_and_the_history_stays_with_the_account() -> None:
    account, who = rolls.in_use(rolls.account()), rolls.officer("leaver", "Lee Leaver")
    custodian(account, who), steward(account, who), poster(account, who)
    successor = rolls.officer("next", "Nell Next")
    custodian(account, successor), steward(account, successor)
    with pytest.raises(Conflict, match="cannot leave yet: is poster of"):
        leave(who)
    actions.take_part(Custody.objects.get(person=who, part=Part.POSTER), actor=rolls.OPERATOR)
    leave(who)
    kept = {(row.person.slug, row.part) for row in queries.parts_of(account)}
    assert {("leaver", "custodian"), ("leaver", "steward"), ("leaver", "poster"), ("next", "custodian")} <= kept


def test_a_position_elsewhere_does_not_keep_the_account_of_the_unit_that_is_left() -> None:
    account = rolls.in_use(rolls.account())
    who, elsewhere = account.custodian, rolls.unit("library", "Library")
    at_home = who.appointments.get()
    people.appoint(who, people.add_position("reader", "Reader", elsewhere, at_home.position.category, actor=rolls.OPERATOR),
                   begins=rolls.LONG_AGO, actor=rolls.OPERATOR)  # fmt: skip
    with pytest.raises(Conflict, match="is custodian of"):
        people.end_appointment(at_home, ends=today(), actor=rolls.OPERATOR)
    people.end_appointment(who.appointments.get(position__slug="reader"), ends=today(), actor=rolls.OPERATOR)


def test_a_list_keeps_whom_something_hangs_on_and_says_why(settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})
    rows = [person(number) for number in range(1, 4)]
    take_in(rows)
    account, held = rolls.in_use(rolls.account()), Person.objects.get(slug="person-2")
    custodian(account, held)
    rest = [rows[0], rows[2]]
    imported = read(rest)
    assert imported.difference["numbers"]["kept"] == 1
    (line,) = imported.difference["lines"]["kept"]
    assert line[1] == held.name
    assert "cannot leave yet: is custodian of" in line[-1]
    assert held.name not in str(imported.difference["lines"]["leaving"])
    people.apply_import(imported, actor=rolls.OPERATOR)
    assert Appointment.objects.get(person=held).ends is None
    custodian(account, rolls.officer("next", "Nell Next"))
    numbers = read(rest).difference["numbers"]
    assert (numbers["kept"], numbers["leaving"]) == (0, 1)


def term(who: Person, title: str, unit: object, begins: dt.date, ends: dt.date | None) -> None:
    position = people.position_of(unit, title, rolls.Category.ELECTED, actor=rolls.OPERATOR)  # type: ignore[arg-type]
    people.appoint(who, position, begins=begins, ends=ends, actor=rolls.OPERATOR)


def test_custody_moves_to_the_successor_when_a_term_ends_and_capture_never_pauses() -> None:
    account = rolls.in_use(rolls.account())
    last = today() + 20 * DAY
    old, new = (people.add_person(slug, slug.title(), actor=rolls.OPERATOR) for slug in ("old", "new"))
    term(old, "Mayor", account.unit, rolls.LONG_AGO, last)
    term(new, "Mayor", account.unit, last + DAY, None)
    custodian(account, old)
    assert actions.follow_terms() == 2  # the transition begins, the successor is named
    account.refresh_from_db()
    assert (account.state, account.successor, account.successor_from) == (AccountState.TRANSITION, new, last + DAY)
    assert actions.follow_terms() == 0
    with clock.frozen(clock.now() + 21 * DAY):
        assert actions.follow_terms() == 1
        account.refresh_from_db()
        assert (account.custodian, account.state, account.successor) == (new, AccountState.TRANSITION, None)
        assert "accounts.W009" in {each.id for each in findings()}
        with pytest.raises(Conflict, match="credentials were rotated"):
            actions.hand_over(account, new, actor=rolls.OPERATOR)
        rotated(account)
        actions.hand_over(account, new, actor=rolls.OPERATOR)
        assert account.state == AccountState.ACTIVE
    assert queries.holder_on(account, Part.CUSTODIAN, last) == old
    assert queries.holder_on(account, Part.CUSTODIAN, last + DAY) == new


def test_a_named_successor_lets_the_custodian_leave_the_day_before() -> None:
    account, new = rolls.in_use(rolls.account()), rolls.officer("new", "New Sample")
    old, last = account.custodian, today() + 9 * DAY
    with pytest.raises(Forbidden, match="while it is in transition"):
        actions.name_successor(account, new, last + DAY, actor=rolls.OPERATOR)
    actions.begin_transition(account, reason="Retires", actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="in the past"):
        actions.name_successor(account, new, today() - DAY, actor=rolls.OPERATOR)
    actions.name_successor(account, new, last + DAY, actor=rolls.OPERATOR)
    assert leave(old, last - DAY).ends is None
    assert leave(old, last).ends == last


def test_two_possible_successors_are_left_to_people() -> None:
    account = rolls.in_use(rolls.account())
    old, one, two = (people.add_person(slug, slug.title(), actor=rolls.OPERATOR) for slug in ("old", "one", "two"))
    term(old, "Mayor", account.unit, rolls.LONG_AGO, today() + 5 * DAY)
    for who in (one, two):
        term(who, "Mayor", account.unit, today() + 6 * DAY, None)
    custodian(account, old)
    assert actions.follow_terms() == 1
    account.refresh_from_db()
    assert (account.state, account.successor) == (AccountState.TRANSITION, None)


def test_posters_have_dates_and_a_steward_names_them() -> None:
    account, writer = rolls.in_use(rolls.account()), rolls.officer("writer", "Wren Writer")
    head = rolls.officer("sam", "Sam Steward")
    steward(account, head)
    me: Actor = people.add_user(head, email="sam@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR).as_actor()
    made = actions.assign_part(account, Part.POSTER, writer, begins=today(), ends=today() + 5 * DAY, actor=me)
    assert writer in {row.person for row in queries.custody_on(today() + 5 * DAY).filter(part=Part.POSTER)}
    assert writer not in {row.person for row in queries.custody_on(today() + 6 * DAY).filter(part=Part.POSTER)}
    with pytest.raises(Conflict, match="already"):
        actions.take_part(made, actor=me)
    for part in (Part.BACKUP, Part.CUSTODIAN):
        with pytest.raises(Forbidden):
            actions.assign_part(account, part, writer, actor=me)
    with pytest.raises(Invalid, match="Steward and backup are two people"):
        actions.assign_part(account, Part.BACKUP, head, actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="last day lies before"):
        actions.assign_part(account, Part.POSTER, head, begins=today(), ends=today() - DAY, actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="holds no position"):
        actions.assign_part(account, Part.POSTER, people.add_person("out", "Out", actor=rolls.OPERATOR), actor=rolls.OPERATOR)
    for stranger in (rolls.user("aud", Role.AUDITOR).as_actor(), rolls.user("cov").as_actor()):
        with pytest.raises(Forbidden):
            actions.assign_part(account, Part.POSTER, head, actor=stranger)


def found() -> set[tuple[str, str]]:
    return {(each.id, each.level) for each in findings()}


def test_what_nobody_looks_after_is_found() -> None:
    account = rolls.in_use(rolls.account())
    assert {("accounts.W005", "warning"), ("accounts.W006", "warning")} <= found()
    for number, part in enumerate((Part.STEWARD, Part.BACKUP, Part.POSTER)):
        actions.assign_part(account, part, rolls.officer(f"p{number}", f"P{number}"), actor=rolls.OPERATOR)
    assert found() == set()
    Appointment.objects.filter(person__slug__in=["p0", "p2", "first-admin"]).update(ends=today() - DAY)  # past every door
    assert found() == {("accounts.W005", "warning"), ("accounts.W006", "warning"), ("accounts.W007", "error")}


def test_what_was_not_attested_for_a_year_is_found_and_grows_worse() -> None:
    account = rolls.in_use(rolls.account())
    begun = clock.now()
    for days, level in ((365, None), (367, "warning"), (397, "error")):
        with clock.frozen(begun + days * DAY):
            assert {each for each in found() if each[0] == "accounts.W004"} == ({("accounts.W004", level)} if level else set())
    with clock.frozen(begun + 400 * DAY):
        actions.attest(account, Attested.IN_ORDER, statement="Everything is as it stands here.", actor=rolls.OPERATOR)
        assert not {each for each in found() if each[0] == "accounts.W004"}
