"""The roster: files of covered persons, first as a difference; units and offices in the course of time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import rolls

from rostra.core import clock
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.models import Event
from rostra.core.profile import RosterSource
from rostra.people import actions, queries
from rostra.people.models import Appointment, Person, RosterImport, Unit
from rostra.people.queries.roster_file import read_roster
from rostra.people.states import Category, OfficeAttribute, Role, UnitKind

pytestmark = pytest.mark.django_db
HEADER = ["Number", "Name", "Mail", "Department", "Title", "Kind", "Since", "Until", "Boss", "Accounts"]
SOURCE = RosterSource.model_validate(
    {
        "name": "hr",
        "columns": dict(
            zip(
                ["number", "name", "email", "unit", "title", "category", "begins", "ends", "supervisor", "on_official_accounts"],
                HEADER,
                strict=True,
            )
        ),
        "categories": {"Regular": "staff", "Seasonal": "staff"},
        "new_units": True,
    }
)
DAY = dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _profile(settings: Any) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})


def person(number: int, **told: str) -> dict[str, str]:
    return {
        "Number": str(number), "Name": f"Person {number}", "Mail": "", "Department": f"Department {number % 7}",
        "Title": f"Officer {number % 11}", "Kind": "Regular", "Since": "2020-01-06", "Until": "", "Boss": "", "Accounts": "", **told,
    }  # fmt: skip


def as_csv(people: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, HEADER)
    table.writeheader()
    table.writerows(people)
    return out.getvalue().encode()


def read(people: list[dict[str, str]]) -> RosterImport:
    return actions.read_import(as_csv(people), "people.csv", SOURCE, actor=rolls.OPERATOR)


def take_in(people: list[dict[str, str]], **more: Any) -> RosterImport:
    return actions.apply_import(read(people), actor=rolls.OPERATOR, **more)


def numbers(imported: RosterImport) -> dict[str, int]:
    return {kind: count for kind, count in imported.difference["numbers"].items() if count}


def in_office() -> set[tuple[str | None, str, str]]:
    held = Appointment.objects.filter(ends__isnull=True)
    return set(held.values_list("person__number", "position__unit__name", "position__title"))


def test_a_first_file_makes_units_positions_persons_and_appointments() -> None:
    people = [person(n) for n in range(40)]
    imported = take_in(people)
    assert numbers(imported) == {"joining": 40, "new_units": 7}
    assert in_office() == {(each["Number"], each["Department"], each["Title"]) for each in people}
    assert Appointment.objects.filter(begins=dt.date(2020, 1, 6), source="hr").count() == 40
    assert [event.action for event in Event.objects.all()] == ["people.roster.read", "people.roster.changed"]
    assert bytes(imported.content) == b""


def test_nothing_changes_before_the_difference_was_looked_at() -> None:
    imported = read([person(1)])
    assert not Person.objects.exists()
    assert imported.difference["lines"]["joining"] == [["1", "Person 1", "Officer 1", "Department 1"]]


def test_the_same_file_again_changes_nothing() -> None:
    people = [person(n) for n in range(30)]
    take_in(people)
    before = list(Appointment.objects.values())
    assert numbers(take_in(people)) == {"staying": 30}
    assert list(Appointment.objects.values()) == before


def test_who_comes_moves_changes_and_leaves() -> None:
    with clock.frozen(DAY):
        take_in([person(n) for n in range(30)])
    with clock.frozen(DAY + dt.timedelta(days=30)):
        people = [person(n) for n in range(1, 30)] + [person(99)]
        people[0] |= {"Name": "Person One"}
        people[1] |= {"Title": "Chief"}
        people[2] |= {"Boss": "5", "Accounts": "yes"}
        imported = take_in(people)
    assert numbers(imported) == {"joining": 1, "moving": 1, "leaving": 1, "changing": 3, "staying": 28}
    assert imported.difference["lines"]["moving"] == [["2", "Person 2", "Officer 2, Department 2 → Chief, Department 2"]]
    assert sorted(imported.difference["lines"]["changing"]) == [
        ["1", "Person 1", "name: Person 1 → Person One"],
        ["3", "Person 3", "on official accounts: no → yes"],
        ["3", "Person 3", "supervisor: – → 5"],
    ]
    assert Person.objects.get(number="1").name == "Person One"
    assert Appointment.objects.get(person__number="0").ends == dt.date(2026, 3, 31)
    two = Person.objects.get(number="2").appointments.order_by("ends")
    assert {(each.position.title, each.begins, each.ends) for each in two} == {
        ("Officer 2", dt.date(2020, 1, 6), dt.date(2026, 3, 31)),
        ("Chief", dt.date(2026, 4, 1), None),  # not since the day on which they were hired
    }
    assert Appointment.objects.get(person__number="3").supervisor == Person.objects.get(number="5")


def test_what_was_entered_by_hand_is_not_the_files() -> None:
    volunteer = rolls.officer("val-sample", "Val Sample")
    take_in([person(1)])
    assert numbers(take_in([person(1)])) == {"staying": 1}
    assert volunteer.appointments.get().ends is None


def test_a_file_that_was_cut_off_does_not_end_the_city() -> None:
    people = [person(n) for n in range(400)]
    take_in(people)
    cut = as_csv(people)[:9000]
    with pytest.raises(Invalid, match="breaks off"):
        actions.read_import(cut[: cut.rindex(b"\r\n") + 20], "people.csv", SOURCE, actor=rolls.OPERATOR)
    whole_lines = read(people[:300])
    with pytest.raises(Forbidden, match="100 of 400 would leave"):
        actions.apply_import(whole_lines, actor=rolls.OPERATOR)
    with pytest.raises(Forbidden):
        actions.apply_import(whole_lines, actor=rolls.OPERATOR, leaving_accepted=99)
    assert len(in_office()) == 400
    actions.apply_import(whole_lines, actor=rolls.OPERATOR, leaving_accepted=100)
    assert len(in_office()) == 300


def test_departments_that_are_merged_let_nobody_leave() -> None:
    people = [person(n) for n in range(100)]
    take_in(people)
    merged = [
        {**each, "Department": "Works"} if each["Department"] in {"Department 1", "Department 2", "Department 3"} else each
        for each in people
    ]
    imported = take_in(merged[1:])  # and one leaves
    assert numbers(imported) == {"moving": 43, "leaving": 1, "staying": 56, "new_units": 1}
    assert len(in_office()) == 99
    assert {unit for _, unit, _ in in_office()} == {"Works", *(f"Department {n}" for n in (0, 4, 5, 6))}
    assert numbers(take_in(merged[1:])) == {"staying": 99}


def test_one_of_two_positions_given_up_for_none_is_still_left() -> None:
    second = person(1, Title="Commissioner")
    take_in([person(1), second, person(2)])
    assert numbers(take_in([person(1), person(2), person(2, Title="Chair")])) == {"joining": 1, "leaving": 1, "staying": 2}


def test_nobody_leaves_for_a_row_that_cannot_be_used() -> None:
    take_in([person(n) for n in range(10)])
    wrong = [person(n) for n in range(10)]
    wrong[4]["Since"] = "yesterday"
    wrong[5]["Kind"] = "Wizard"
    del wrong[6]
    imported = take_in(wrong)
    assert numbers(imported) == {"staying": 9, "leaving": 1, "problems": 2}
    assert "'yesterday' is no date after iso8601" in imported.difference["lines"]["problems"][0][1]
    assert {number for number, _, _ in in_office()} == {str(n) for n in range(10)} - {"6"}
    torn = as_csv([person(n) for n in range(1, 10)]) + b"one,two\r\n" + as_csv([person(50)]).split(b"\r\n", 1)[1]
    assert numbers(actions.read_import(torn, "x.csv", SOURCE, actor=rolls.OPERATOR))["problems"] == 1
    assert "leaving" not in numbers(actions.read_import(torn, "x.csv", SOURCE, actor=rolls.OPERATOR))


def test_the_roster_may_not_change_between_looking_and_applying() -> None:
    imported = read([person(1)])
    take_in([person(2)])
    with pytest.raises(Conflict, match="has changed since"):
        actions.apply_import(imported, actor=rolls.OPERATOR)
    actions.drop_import(imported, actor=rolls.OPERATOR)
    with pytest.raises(Conflict, match="applied or dropped"):
        actions.apply_import(imported, actor=rolls.OPERATOR)


def test_who_joins_and_leaves_on_one_day_is_in_order() -> None:
    take_in([person(1, Since=""), person(2)])
    take_in([person(2)])
    gone = Appointment.objects.get(person__number="1")
    assert gone.ends == gone.begins == queries.city_day()


def test_a_position_held_twice_and_a_number_of_two_people_are_refused() -> None:
    imported = read([person(1), person(1), person(1, Name="Somebody Else", Title="Chief"), person(1, Title="Deputy")])
    assert numbers(imported) == {"joining": 2, "problems": 2, "new_units": 1}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no column"),
        (b"PK\x03\x04xxxx", "workbook"),
        (b"a\0b", "packed"),
        ("Number,Name\r\n".encode("utf-16"), "no column"),
        (b"Number,Name\r\n1,Jos\xe9\r\n", "Line 2 holds a letter that is not stored in UTF-8"),
        (b"Number,Name\r\n1,Pat\r\n", "no column Accounts, Boss"),
        (",".join(HEADER).encode() + b"\r\n", "holds no rows"),
        (",".join(HEADER).encode() + b'\r\n"1,2', "cannot be read as CSV"),
        (b"\xff\xfeN", "not stored in UTF-16"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(Invalid, match=told) as error:
        read_roster(content, "people.csv", SOURCE)
    assert error.value.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_as_a_spreadsheet_saves_it(encoding: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, [person(1, Name="José Muñoz-Łuk")[column] for column in HEADER]])
    found = read_roster(out.getvalue().encode(encoding), "people.csv", SOURCE)
    assert [row.name for row in found.rows] == ["José Muñoz-Łuk"]


@given(st.lists(st.lists(st.text(max_size=8), min_size=10, max_size=10), max_size=5))
def test_no_table_brings_reading_down(cells: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *cells])
    try:
        found = read_roster(out.getvalue().encode("utf-8", "surrogatepass"), "people.csv", SOURCE)
    except Invalid:
        return
    assert len(found.rows) + len(found.problems) <= len(cells)


@settings(deadline=None, max_examples=30)  # each example imports two files
@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_after_a_file_exactly_its_people_are_in_office(first: set[int], second: set[int]) -> None:
    Appointment.objects.all().delete()
    take_in([person(n) for n in sorted(first)])
    imported = take_in([person(n) for n in sorted(second)], leaving_accepted=len(first - second))
    told = numbers(imported)
    assert (told.get("joining", 0), told.get("leaving", 0), told.get("staying", 0)) == (
        len(second - first), len(first - second), len(first & second),
    )  # fmt: skip
    assert {number for number, _, _ in in_office()} == {str(n) for n in second}


def test_only_who_keeps_the_roster_takes_in_files() -> None:
    for role in (Role.MODERATOR, Role.CITY_ATTORNEY, Role.AUDITOR, Role.CLERK):
        with pytest.raises(Forbidden):
            actions.read_import(as_csv([person(1)]), "x", SOURCE, actor=rolls.user(f"a-{role}", role).as_actor())
    assert actions.read_import(as_csv([person(1)]), "x", SOURCE, actor=rolls.user("kim", Role.HR).as_actor()).pk


def test_contractors_are_covered_only_while_they_work_on_official_accounts() -> None:
    take_in([person(1), person(2, Kind="contractor"), person(3, Kind="contractor", Accounts="yes"), person(4, Kind="volunteer")])
    covered = queries.covered_on(queries.city_day())
    assert set(covered.values_list("person__number", flat=True)) == {"1", "3", "4"}


def test_a_unit_keeps_what_it_was_called_and_where_it_stood() -> None:
    top = actions.add_unit("city", "City", UnitKind.GOVERNMENT, actor=rolls.OPERATOR)
    works = actions.add_unit("works", "Public Works", UnitKind.DEPARTMENT, parent=top, actor=rolls.OPERATOR)
    streets = actions.add_unit("streets", "Streets", UnitKind.DEPARTMENT, parent=works, actor=rolls.OPERATOR)
    actions.change_unit(streets, name="Streets and Paths", since=dt.date(2024, 1, 1), actor=rolls.OPERATOR)
    actions.change_unit(streets, parent=top, since=dt.date(2025, 1, 1), actor=rolls.OPERATOR)
    past = [(each.name, each.parent, each.ends) for each in streets.past_places.all()]
    assert past == [("Streets", works, dt.date(2023, 12, 31)), ("Streets and Paths", works, dt.date(2024, 12, 31))]
    places = [(each.name, each.parent, each.begins, each.ends) for each in queries.places_of(Unit.objects.get(pk=streets.pk))]
    assert places[0] == ("Streets and Paths", top, dt.date(2025, 1, 1), None)
    assert places[2] == ("Streets", works, None, dt.date(2023, 12, 31))
    for day, name, depth in (
        (dt.date(2023, 12, 31), "Streets", 2),
        (dt.date(2024, 1, 1), "Streets and Paths", 2),
        (dt.date(2025, 1, 1), "Streets and Paths", 1),
    ):
        (city,) = queries.units_tree(day)
        shown = {
            node.unit.slug: (node.name, node.depth) for node in (*city.children, *city.children[-1].children, *city.children[0].children)
        }
        assert shown["streets"] == (name, depth)
    assert Unit.objects.get(pk=streets.pk).parent == top
    for wrong in ({"name": "Z", "since": dt.date(2024, 6, 1)}, {"since": dt.date(2026, 1, 1)}):
        with pytest.raises(Invalid):
            actions.change_unit(streets, actor=rolls.OPERATOR, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="below itself"):
        actions.change_unit(top, parent=streets, since=dt.date(2026, 1, 1), actor=rolls.OPERATOR)


def test_what_an_office_is_before_the_law_is_counsels_and_dated() -> None:
    position = rolls.officer().appointments.get().position
    counsel, administrator = rolls.user("counsel", Role.CITY_ATTORNEY).as_actor(), rolls.user("boss", Role.ADMINISTRATOR).as_actor()
    told: dict[str, Any] = {"begins": dt.date(2020, 1, 1), "reason": "Heads a department"}
    with pytest.raises(Forbidden):
        actions.set_attribute(position, OfficeAttribute.PUBLIC_OFFICIAL, actor=administrator, **told)
    row = actions.set_attribute(position, OfficeAttribute.PUBLIC_OFFICIAL, actor=counsel, **told)
    with pytest.raises(Conflict):
        actions.set_attribute(position, OfficeAttribute.PUBLIC_OFFICIAL, actor=counsel, **told)
    with pytest.raises(Invalid):
        actions.end_attribute(row, ends=dt.date(2019, 1, 1), actor=counsel)
    actions.end_attribute(row, ends=dt.date(2025, 6, 30), actor=counsel)
    days = (dt.date(2019, 12, 31), dt.date(2020, 1, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1))
    assert [queries.attributes_of(position, day) for day in days] == [set(), {"public-official"}, {"public-official"}, set()]
    assert Category.STAFF.value == position.category
