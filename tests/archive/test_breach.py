"""A breach from its discovery to the report: who decides, what the law asks of the notice, and that nothing of it leaves."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.policy.conftest import Staff, staff
from tests.records import make_record

from rostra.archive.actions.breach import assess_breach, decide_breach, notify_affected, open_breach, report_breach
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Breach, BreachStep, Statement
from rostra.archive.rules.breach import Assessment, Discovery, Telling, breaches_waiting, notice_text
from rostra.archive.states.breach import BREACH_LIFE
from rostra.archive.templatetags.classified import BREACH_STEPS
from rostra.archive.urls.breaches import urlpatterns
from rostra.core.errors import Forbidden, Invalid, Misconfigured
from rostra.core.models import Event
from rostra.core.profile import BreachTerms, load_profile
from rostra.people.models import View
from rostra.people.queries import city_day

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
FOUND = "A clerk looked up a neighbour’s zqsecret."
FRIDAY = dt.date(2026, 7, 31)


def by(staff: Staff, who: str) -> Any:
    return staff.users[who].as_actor()


@pytest.fixture
def found(staff: Staff, archive: Path) -> Breach:
    return open_breach(Discovery(city_day(), FOUND), actor=by(staff, "records"))


def decided(breach: Breach, staff: Staff, people: int = 3, cost: int = 0) -> Breach:
    assessed = assess_breach(breach, Assessment("Telephone numbers", people, "Nadia\nTomás", cost), actor=by(staff, "records"))
    return decide_breach(assessed, "find-breach", "Without need of work.", actor=by(staff, "attorney"))


def test_from_discovery_to_report(found: Breach, staff: Staff) -> None:
    told = notify_affected(decided(found, staff), Telling(), actor=by(staff, "records"))
    for words in (FOUND, "Telephone numbers", "You may ask for it", "City of Exampleville"):
        assert words in told.notice
    closed = report_breach(told, "The clerk was dismissed.", actor=by(staff, "clerk"))
    assert closed.state == "reported"
    assert [step.move for step in closed.steps.order_by("pk")] == ["open", "assess", "find-breach", "notify", "report"]


def test_only_who_approves_decides_whether_it_was_one(found: Breach, staff: Staff) -> None:
    assessed = assess_breach(found, Assessment("Numbers", 1), actor=by(staff, "records"))
    with pytest.raises(Forbidden):
        decide_breach(assessed, "find-none", "A mistake.", actor=by(staff, "records"))
    with pytest.raises(Invalid):
        decide_breach(assessed, "find-none", " ", actor=by(staff, "clerk"))
    assert decide_breach(assessed, "find-none", "In good faith.", actor=by(staff, "clerk")).state == "no-breach"


@pytest.mark.parametrize("who", ["auditor", "administrator", "moderator", "officer", "hr"])
def test_nobody_else_enters_one(who: str, staff: Staff, archive: Path) -> None:
    with pytest.raises(Forbidden):
        open_breach(Discovery(city_day(), FOUND), actor=by(staff, who))


def test_no_step_is_left_out(found: Breach, staff: Staff) -> None:
    with pytest.raises(Forbidden, match="assess"):
        notify_affected(found, Telling(), actor=by(staff, "clerk"))
    with pytest.raises(Forbidden):
        decide_breach(found, "find-breach", "Yes.", actor=by(staff, "clerk"))


@pytest.mark.parametrize(
    ("people", "cost", "telling", "wrong"),
    [
        (1_000, 0, Telling(), None),
        (1_001, 0, Telling(), "agencies"),
        (1_001, 0, Telling(agencies=True), None),
        (500_000, 250_000, Telling(published=True, agencies=True), "published"),
        (500_001, 0, Telling(published=True, agencies=True), None),
        (10, 250_001, Telling(published=True), None),
    ],
)
def test_what_the_law_asks_of_the_notice(people: int, cost: int, telling: Telling, wrong: str | None, found: Breach, staff: Staff) -> None:
    breach = decided(found, staff, people, cost)
    if wrong is None:
        assert notify_affected(breach, telling, actor=by(staff, "records")).state == "notified"
        return
    with pytest.raises(Invalid) as caught:
        notify_affected(breach, telling, actor=by(staff, "records"))
    assert set(caught.value.problems) == {wrong}


def test_a_city_has_its_own_words_and_days(staff: Staff, archive: Path, settings: Settings) -> None:
    terms = BreachTerms(decide_within=1, notice="{happened} {data} {report} {contact} Yours.")
    settings.PROFILE = settings.PROFILE.model_copy(update={"breach": terms})
    breach = open_breach(Discovery(FRIDAY, FOUND), actor=by(staff, "records"))
    assert breach.due == dt.date(2026, 8, 3)
    assert notice_text(breach).endswith("Yours.")


@pytest.mark.parametrize(
    ("notice", "told"), [("{happened} {data} {contact}", "report"), ("{happened} {data} {report} {contact} {x}", "x"), ("{", "braces")]
)
def test_a_notice_that_leaves_out_what_the_law_asks_stops_the_start(notice: str, told: str, tmp_path: Path) -> None:
    example = (Path(__file__).parents[2] / "src/rostra/config/example.toml").read_text()
    path = tmp_path / "city.toml"
    path.write_text(f'{example}\n[breach]\nnotice = "{notice}"\n')
    with pytest.raises(Misconfigured, match=told) as caught:
        load_profile(path)
    assert caught.value.id == "core.E004"


def test_the_log_learns_how_it_stands_and_nothing_of_what_it_is_about(found: Breach, staff: Staff) -> None:
    decided(found, staff)
    while follow_events():
        pass
    said = [each.values for each in Statement.objects.order_by("pk") if each.values[0] == f"breach:{found.pk}"]
    assert [(values[1], values[3]) for values in said] == [
        ("archive.breach.open", {"state": "discovered"}),
        ("archive.breach.assess", {"state": "assessed"}),
        ("archive.breach.find-breach", {"state": "breach"}),
    ]
    assert "zqsecret" not in json.dumps([event.facts for event in Event.objects.all()])


def test_a_step_is_never_changed_whoever_asks_the_database(found: Breach) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        BreachStep.objects.update(move="none")


def test_my_work_tells_who_can_do_the_next_step(found: Breach, staff: Staff) -> None:
    def waits(who: str) -> int:
        return sum(queue.total for queue in breaches_waiting(by(staff, who)))

    assert (waits("records"), waits("clerk"), waits("auditor")) == (1, 1, 0)
    assessed = assess_breach(found, Assessment("Numbers", 1), actor=by(staff, "records"))
    assert (waits("records"), waits("attorney")) == (0, 1)
    decide_breach(assessed, "find-none", "In good faith.", actor=by(staff, "clerk"))
    assert (waits("records"), waits("attorney")) == (0, 0)


LIST, WORK = {"clerk", "records", "attorney", "auditor"}, {"clerk", "records", "attorney"}
PAGES = {"list": LIST, "list-csv": LIST, "list-json": LIST, "enter": WORK, "breach": WORK, "move": WORK}


def address(name: str, breach: Breach, step: str = "assess") -> str:
    return reverse(f"breaches:{name}", args={"breach": [breach.pk], "move": [breach.pk, step]}.get(name, []))


def with_purpose(staff: Staff, who: str) -> Client:
    client = staff.client(who)
    client.post("/desk/auth/purpose/restricted-archive", {"purpose": "A breach"})
    return client


def test_every_address_is_tried() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_only_whose_work_it_is_opens_a_page(name: str, staff: Staff, found: Breach) -> None:
    assert Client().get(address(name, found)).status_code == 302
    for who in staff.users:
        answer = with_purpose(staff, who).get(address(name, found))
        assert answer.status_code == (200 if who in PAGES[name] else 403), who
        assert "zqsecret" not in answer.content.decode() or name == "breach"


@pytest.mark.parametrize("number", [99, 2**70])
@pytest.mark.parametrize("where", ["{}", "{}/step/assess"])
def test_an_address_of_nothing_is_answered_on_a_page_of_the_staff(where: str, number: int, staff: Staff) -> None:
    answer = with_purpose(staff, "clerk").get(f"/desk/breaches/{where.format(number)}")
    assert answer.status_code == 404
    assert "compare it with the one on the list" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"record": "abc"}, "names no record"),
        ({"record": "99"}, "no record of this number"),
        ({"record": str(2**70)}, "no record of this number"),
        ({"day": "yesterday"}, "Enter a valid date"),
        ({"day": ""}, "required"),
    ],
)
def test_what_was_entered_wrongly_is_said_so_and_nothing_is_lost(wrong: dict[str, str], told: str, staff: Staff, archive: Path) -> None:
    given = {"day": city_day().isoformat(), "happened": FOUND, "record": "", **wrong}
    answer = staff.client("records").post(reverse("breaches:enter"), given)
    page = answer.content.decode()
    assert (answer.status_code, Breach.objects.count()) == (422, 0)
    assert told in page
    assert FOUND in page
    assert all(f'value="{value}"' in page for name, value in given.items() if value and name != "happened")


def test_a_breach_is_about_a_record_by_its_number_or_its_address(staff: Staff, archive: Path) -> None:
    record = make_record()
    for named in (f"{record.pk}", f"/record/{record.pk}"):
        given = {"day": city_day().isoformat(), "happened": FOUND, "record": named}
        assert staff.client("records").post(reverse("breaches:enter"), given).status_code == 302
        assert Breach.objects.latest("pk").record == record


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["list", "list-csv", "list-json"])
def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(
    rows: int, name: str, staff: Staff, archive: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        open_breach(Discovery(city_day(), FOUND), actor=by(staff, "records"))
    client = staff.client("auditor")
    client.get("/desk/")
    with django_assert_num_queries({"list": 6}.get(name, 5)):
        assert client.get(reverse(f"breaches:{name}")).content.decode().lower().count("discovered") >= rows


def test_the_whole_way_on_the_pages_with_each_look_written_down(staff: Staff, archive: Path) -> None:
    records, clerk = with_purpose(staff, "records"), with_purpose(staff, "clerk")
    assert records.post(reverse("breaches:enter"), {"day": "2999-01-01", "happened": FOUND}).status_code == 422
    assert records.post(reverse("breaches:enter"), {"day": city_day().isoformat(), "happened": FOUND}).status_code == 302
    breach = Breach.objects.get()
    steps = [
        (records, "assess", {"data_": "Telephone numbers", "people": "2000", "affected": "", "cost": ""}),
        (clerk, "find-breach", {"reason": "Without need of work."}),
        (records, "notify", {"agencies": "on"}),
        (clerk, "report", {"report": "Dismissed."}),
    ]
    assert records.get(address("move", breach, "find-breach")).status_code in {403, 409}
    for client, name, given in steps:
        assert client.post(address("move", breach, name), given).status_code == 302, name
    assert Breach.objects.get().state == "reported"
    page = clerk.get(address("breach", breach)).content.decode()
    assert FOUND in page
    assert [words in page for words in ("Entered", "Decided: it was a breach", "People were told", "Reported")] == [True] * 4
    assert set(BREACH_STEPS) == {"open", *BREACH_LIFE.moves}
    assert {view.purpose for view in View.objects.filter(subject=f"breach:{breach.pk}")} == {"A breach"}
