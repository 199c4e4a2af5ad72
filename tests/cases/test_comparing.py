"""Alike is treated alike: what discipline comes to, what is put right, earlier outcomes, cases in numbers, and how one is found again."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from io import StringIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.cases.conftest import City
from tests.cases.test_life import disciplined, investigated, step
from tests.cases.test_pages import post, text, there

from rostra.cases.actions.file import add_participant, write_entry
from rostra.cases.actions.remedies import note_remedy_done, order_remedy
from rostra.cases.models import Case, Remedy
from rostra.cases.rules.precedents import precedents_of
from rostra.cases.rules.report import report
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.cases.states.life import Arbitration, CaseState, Outcome, PublicStatus
from rostra.cases.states.words import Channel, Part, RemedyKind, Track
from rostra.core import clock, small_numbers
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.profile import CaseRule
from rostra.core.waiting import waiting_for
from rostra.people.models import Appointment, View
from rostra.people.queries import city_day
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
F = CaseField
WEEK = dt.timedelta(days=7)


def closed(city: City, kind: str = "employee", *, measure: str = "reprimand") -> Case:
    """Discipline is final, and the case closed."""
    office = city.office(kind)
    case = step(investigated(city, kind), "sustain", office)
    write_entry(case, F.DISPOSITION, "Zebulon is reprimanded.", actor=office)
    write_entry(case, F.REASONS, "Zebulon broke the clause.", actor=office)
    Case.objects.filter(pk=case.pk).update(screened=city_day())
    case = step(Case.objects.get(pk=case.pk), "decide-discipline", office, measure=measure)
    return step(step(case, "finish", office), "close", office)


def came_in(number: int, year: int, month: int = 2, **stands: object) -> None:
    received = clock.now().replace(year=year, month=month, day=11)
    Case.objects.create(
        number=f"{year}-{number:04}", channel=Channel.RESIDENT, received=received, since=received, due=received.date(), **stands
    )


# what it comes to


def test_discipline_says_what_it_comes_to_in_the_citys_own_measures(city: City) -> None:
    office = city.office("employee")
    case = disciplined(city, "employee")
    assert case.measure == "reprimand"
    case = step(step(case, "grieve", office), "arbitrate", office)
    with pytest.raises(Invalid, match="measure"):
        step(case, "finish", office, arbitration=Arbitration.MODIFIED, measure="flogging")
    with transaction.atomic():
        modified = step(case, "finish", office, arbitration=Arbitration.MODIFIED, measure="warning")
        assert (modified.measure, F.DISPOSITION in sight_of(Viewer.PUBLIC, modified).parts) == ("warning", True)
        assert step(step(modified, "close", office), "reopen", office).measure == ""
        transaction.set_rollback(True)
    assert step(case, "finish", office, arbitration=Arbitration.REVERSED).measure == ""


def test_without_a_measure_the_form_says_so_and_the_public_reads_it_once_it_is_final(city: City, client: Client) -> None:
    office, hr = city.office("employee"), there(city, Role.HR)
    case = step(investigated(city, "employee"), "sustain", office)
    write_entry(case, F.DISPOSITION, "In writing.", actor=office)
    write_entry(case, F.REASONS, "The first time.", actor=office)
    Case.objects.filter(pk=case.pk).update(screened=city_day())
    here = f"/desk/case/{case.number}/step/decide-discipline"
    assert "This field is required" in post(hr, here, {"reason": "As proposed."}, 422)
    post(hr, here, {"reason": "As proposed.", "measure": "suspension"})
    assert "Suspension" not in text(client, f"/cases/{case.number}")
    post(hr, f"/desk/case/{case.number}/step/finish", {"reason": "Not grieved.", "arbitration": "", "measure": ""})
    assert "Suspension" in text(client, f"/cases/{case.number}")


# what is put right


def test_a_remedy_waits_on_my_work_until_it_is_done(city: City) -> None:
    case, office = closed(city), city.office("employee")
    remedy = order_remedy(case, RemedyKind.LIFT, due=city_day() + WEEK, actor=office)
    told = [each for queue in waiting_for(office) if queue.name == "remedies" for each in queue.first]
    assert [(each.title, each.reason, each.due) for each in told] == [
        (f"Case {case.number}", "Lift the block, and note when it is done.", city_day() + WEEK)
    ]
    for nobody in (city.actor(Role.CITY_ATTORNEY), city.actor(Role.ETHICS_OFFICER), city.actor(Role.ADMINISTRATOR)):
        assert not [queue for queue in waiting_for(nobody) if queue.name == "remedies" and queue.total]
    with pytest.raises(Conflict, match="ordered already"):
        order_remedy(case, RemedyKind.LIFT, due=city_day(), actor=office)
    with pytest.raises(Invalid, match="past"):
        order_remedy(case, RemedyKind.TRAIN, due=city_day() - WEEK, actor=office)
    with pytest.raises(Forbidden):
        order_remedy(case, RemedyKind.TRAIN, due=city_day(), actor=city.actor(Role.ETHICS_OFFICER))
    with pytest.raises(Invalid, match="future"):
        note_remedy_done(remedy, city_day() + WEEK, actor=office)
    note_remedy_done(remedy, city_day(), actor=office)
    with pytest.raises(Conflict, match="done already"):
        note_remedy_done(remedy, city_day(), actor=office)
    assert not [queue for queue in waiting_for(office) if queue.name == "remedies" and queue.total]


@pytest.mark.parametrize("change", [{"done": None}, {"kind": "train"}, {"due": dt.date(2020, 1, 1)}])
def test_what_was_ordered_and_done_is_never_rewritten(city: City, change: dict[str, object]) -> None:
    remedy = order_remedy(closed(city), RemedyKind.CORRECT, due=city_day(), actor=city.office("employee"))
    note_remedy_done(remedy, city_day(), actor=city.office("employee"))
    for act in (lambda: Remedy.objects.update(**change), lambda: Remedy.objects.all().delete()):
        with pytest.raises(DatabaseError, match="ever"), transaction.atomic():
            act()


def test_a_remedy_is_ordered_and_noted_on_the_pages(city: City) -> None:
    case, hr = city.triaged("employee"), there(city, Role.HR)
    here = f"/desk/case/{case.number}"
    assert "Order a remedy" in text(hr, here)
    post(hr, f"{here}/remedy", {"kind": "restore", "due": city_day().isoformat()})
    assert "Restore the comment" in text(hr, here)
    assert "/remedy/" in text(hr, here)
    post(hr, f"{here}/remedy/{Remedy.objects.get().pk}/done", {"done": city_day().isoformat()})
    assert text(hr, f"{here}/remedy/{Remedy.objects.get().pk}/done", 404)
    assert "Restore the comment: done on" in text(hr, here)
    there(city, Role.ETHICS_OFFICER).post(f"{here}/remedy", {"kind": "train", "due": city_day().isoformat()})
    assert Remedy.objects.count() == 1


# earlier outcomes


def test_earlier_outcomes_tell_no_name_no_number_and_no_day(city: City) -> None:
    earlier = [closed(city), closed(city), closed(city, measure="warning"), closed(city, "volunteer", measure="ended")]
    closed(city, "elected", measure="censure")  # another office's
    order_remedy(earlier[2], RemedyKind.TRAIN, due=city_day(), actor=city.office("employee"))
    Case.objects.filter(pk=earlier[0].pk).update(since=clock.now().replace(year=2024, month=5))
    case = city.triaged("employee")
    found = [(each.group, each.measure, each.remedies, each.count, each.first_year) for each in precedents_of(case, city.actor(Role.HR))]
    this = city_day().year
    assert found == [
        ("employee", "reprimand", (), 2, 2024), ("employee", "warning", ("train",), 1, this), ("volunteer", "ended", (), 1, this),
    ]  # fmt: skip
    page = text(there(city, Role.HR), f"/desk/case/{case.number}/precedents")
    assert "Written reprimand" in page
    for secret in ("Zebulon", "A employee", "Rita", *(each.number for each in earlier)):
        assert secret not in page.replace(f"case/{case.number}", "")


@pytest.mark.parametrize(
    "hidden",
    [{"civil_action": True}, {"clause": "social-media/1#other"}, {"clause": "other/1#conduct"}, {"outcome": Outcome.DUPLICATE},
     {"outcome": Outcome.NO_JURISDICTION}, {"state": CaseState.APPEALED}],
)  # fmt: skip
def test_what_may_not_or_need_not_be_compared_is_left_out(city: City, hidden: dict[str, object]) -> None:
    earlier, case = closed(city), city.triaged("employee")
    assert len(precedents_of(case, city.actor(Role.HR))) == 1
    Case.objects.filter(pk=earlier.pk).update(**hidden)
    assert precedents_of(case, city.actor(Role.HR)) == []


def test_a_clause_is_the_same_in_every_version_of_its_document(city: City) -> None:
    earlier, case = closed(city), city.triaged("employee")
    Case.objects.filter(pk=earlier.pk).update(clause="social-media/1#conduct")
    Case.objects.filter(pk=case.pk).update(clause="social-media/2#conduct")
    assert [each.count for each in precedents_of(Case.objects.get(pk=case.pk), city.actor(Role.HR))] == [1]


def test_a_case_of_which_nobody_may_know_is_no_precedent(city: City, settings: Settings) -> None:
    closed(city, "volunteer")
    case = city.triaged("employee")
    assert len(precedents_of(case, city.actor(Role.HR))) == 1
    closes = CaseRule.model_validate(
        {"respondents": ["volunteer"], "fields": ["existence", "status"], "class": "private", "basis": "Counsel"}
    )  # fmt: skip
    terms = settings.PROFILE.cases.model_copy(update={"rule": [closes]})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": terms})
    assert precedents_of(case, city.actor(Role.HR)) == []


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_earlier_outcomes_takes_as_many_queries_for_three_as_for_one(
    city: City, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for _ in range(many):
        closed(city)
    case = city.triaged("employee")
    hr = city.actor(Role.HR)
    with django_assert_num_queries(4):
        assert precedents_of(case, hr)[0].count == many


def test_earlier_outcomes_as_tables_for_who_works_on_all_of_it_alone(city: City) -> None:
    closed(city)
    case, hr = city.triaged("employee"), there(city, Role.HR)
    here = f"/desk/case/{case.number}/precedents"
    [row] = list(csv.DictReader(StringIO(text(hr, f"{here}.csv"))))
    assert (row["outcome"], row["measure"], row["cases"]) == ("discipline", "Written reprimand", "1")
    assert hr.get(f"{here}.json").json()["precedents"][0]["measure"] == "Written reprimand"
    officer = there(city, Role.SOCIAL_MEDIA_OFFICER)
    add_participant(case, city.users[Role.SOCIAL_MEDIA_OFFICER].person, Part.FACTS, reason="Knows.", actor=city.office("employee"))
    for path in (here, f"{here}.csv", f"{here}.json"):
        assert "Written reprimand" not in text(officer, path, 403)
        assert "Written reprimand" not in text(there(city, Role.ETHICS_OFFICER), path, 403)


# in numbers


@pytest.mark.parametrize("smallest", [2, 3, 5])
def test_from_what_is_told_of_a_year_no_count_that_is_hidden_follows(smallest: int) -> None:
    for total in range(1, 13):
        rows = [row for row in itertools.product(range(total + 1), repeat=3) if sum(row) == total]
        hidden = [row for row in rows if any(small_numbers.tells_apart(small_numbers.Part(count, total), smallest) for count in row)]
        for place in range(3):
            assert not hidden or len({row[place] for row in hidden}) > 1, (total, hidden)


def test_outcomes_are_told_of_a_year_that_is_over_and_closed_and_of_no_few(db: None, client: Client) -> None:
    last = city_day().year - 1
    for number in range(14):
        track, outcome = (Track.EMPLOYEE, Outcome.NOT_SUSTAINED) if number < 7 else (Track.OFFICIAL, Outcome.REFERRED)
        came_in(number + 1, last, 2 if number else 11, state=CaseState.CLOSED, track=track, outcome=outcome)
    came_in(1, city_day().year, 1)
    this, before = report()
    assert (this.total, this.outcomes, this.statuses[PublicStatus.OPEN]) == (1, None, 1)
    assert (before.quarters, before.statuses[PublicStatus.CLOSED]) == ((13, 0, 0, 1), 14)
    assert before.outcomes is not None
    assert before.outcomes["not-sustained"] == 7
    assert before.offices == {"employee": 7, "official": 7}
    page = text(client, "/cases/years")
    assert "Not told" in page
    assert client.get("/cases/years.json").json()["years"][1]["received"] == 14
    told = b"".join(client.get("/cases/years.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # a stream
    assert "not-sustained: 7" in told
    with transaction.atomic():
        Case.objects.filter(outcome=Outcome.REFERRED).update(outcome=Outcome.NOT_SUSTAINED)
        assert report()[1].outcomes is None, "of each everybody would know what it came to"
        transaction.set_rollback(True)
    few = Case.objects.filter(outcome=Outcome.NOT_SUSTAINED).first()
    assert few is not None
    Case.objects.filter(pk=few.pk).update(outcome=Outcome.DISCIPLINE)
    assert report()[1].outcomes is None
    Case.objects.filter(pk=few.pk).update(outcome=Outcome.NOT_SUSTAINED, state=CaseState.APPEALED)
    assert report()[1].outcomes is None


@pytest.mark.parametrize("many", [1, 3])
def test_cases_in_numbers_take_one_query(city: City, django_assert_num_queries: DjangoAssertNumQueries, many: int) -> None:
    for _ in range(many):
        city.received()
    with django_assert_num_queries(1):
        assert report()[0].total == many


# found again


@pytest.mark.parametrize("words", ["{number}", "a EMPLOYEE", "social-media", "rita", "called a resident", "Zebulon"])
def test_a_case_is_found_by_its_number_a_name_or_what_was_written(city: City, words: str) -> None:
    case, hr = closed(city), there(city, Role.HR)
    other = city.triaged("elected")
    found = hr.get("/desk/cases.json", {"q": words.format(number=case.number)}).json()["cases"]
    assert [row["number"] for row in found] == [case.number]
    assert other.number not in text(hr, f"/desk/cases?q={words.format(number=case.number)}")
    assert there(city, Role.ETHICS_OFFICER).get("/desk/cases.json", {"q": words.format(number=case.number)}).json()["cases"] in (
        [], [row for row in there(city, Role.ETHICS_OFFICER).get("/desk/cases.json").json()["cases"] if row["number"] == other.number],
    )  # fmt: skip


def test_the_attorneys_section_is_searched_by_nobody_and_no_case_by_who_has_only_facts(city: City) -> None:
    case, counsel = city.triaged("employee"), city.actor(Role.CITY_ATTORNEY)
    write_entry(case, F.ADVICE, "Settle: xylophone.", actor=counsel)
    officer = there(city, Role.SOCIAL_MEDIA_OFFICER)
    add_participant(case, city.users[Role.SOCIAL_MEDIA_OFFICER].person, Part.FACTS, reason="Knows.", actor=city.office("employee"))
    assert [row["number"] for row in officer.get("/desk/cases.json").json()["cases"]] == [case.number]
    for client, words in ((there(city, Role.HR), "xylophone"), (there(city, Role.CITY_ATTORNEY), "xylophone"), (officer, "names")):
        assert client.get("/desk/cases.json", {"q": words}).json()["cases"] == []


def test_who_looks_for_words_says_what_for_and_the_words_are_written_down(city: City) -> None:
    closed(city)
    hr = there(city, Role.HR, purpose=False)
    for path in ("/desk/cases", "/desk/cases.json", "/desk/cases.csv"):
        assert hr.get(path).status_code == 200
        assert "/desk/auth/purpose/" in hr.get(path, {"q": "Rita"})["Location"]
    hr.post("/desk/auth/purpose/case-of-employee", {"purpose": "to find it again"})
    for path in ("/desk/cases", "/desk/cases.json", "/desk/cases.csv"):
        assert hr.get(path, {"q": "Rita"}).status_code == 200
    assert View.objects.filter(subject="cases that hold “Rita”", purpose="to find it again").count() == 3


def test_nobody_learns_from_earlier_outcomes_what_came_of_whom_they_work_under_or_over(city: City) -> None:
    earlier, case = closed(city), city.triaged("volunteer")
    assert len(precedents_of(case, city.actor(Role.HR))) == 1
    Appointment.objects.filter(person=earlier.respondent).update(supervisor=city.users[Role.HR].person)
    assert precedents_of(case, city.actor(Role.HR)) == []


def test_a_remedy_is_not_done_before_it_was_ordered(city: City) -> None:
    remedy = order_remedy(closed(city), RemedyKind.TRAIN, due=city_day(), actor=city.office("employee"))
    with pytest.raises(Invalid, match="ordered after"):
        note_remedy_done(remedy, city_day() - WEEK, actor=city.office("employee"))
