"""Clause by clause: the same numbers on the page, the list, as JSON and as CSV; small numbers about people nowhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.factories import make_account, make_unit
from tests.policy import asked, texts

from rostra.accounts.models import Attestation, Custody, Provision
from rostra.accounts.rules import findings
from rostra.capture.models import Coverage, Gap, Schedule
from rostra.core import clock
from rostra.core.errors import Misconfigured
from rostra.core.measures import all_measures, figure, require_known
from rostra.core.profile import Evidence
from rostra.people.models import Appointment, Person, Position
from rostra.people.queries import city_day
from rostra.policy.actions import acknowledging, comments
from rostra.policy.models import Recipient
from rostra.policy.rules import findings as policy_findings
from rostra.policy.states.asking import Route

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 6)
TIED = {
    "accounts-without-backup": "purpose",
    "accounts-without-second-administrator": "purpose",
    "accounts-attestation-overdue": "purpose",
    "accounts-without-poster": "purpose",
    "posters-not-in-office": "no-blocking",
    "captures-behind-schedule": "archive",
    "gaps-open": "archive",
    "policies-review-overdue": "archive",
    "people-without-acknowledgement": "no-blocking",
    "comments-unanswered": "archive",
    "accounts-with-open-restrictions": "no-blocking",
    "acts-without-notice": "no-blocking",
    "appeals-overdue": "no-blocking",
}
QUERIES = {  # of each measure
    "accounts-without-backup": 2, "accounts-without-second-administrator": 3, "accounts-attestation-overdue": 2,
    "accounts-without-poster": 2, "posters-not-in-office": 2, "captures-behind-schedule": 5, "gaps-open": 2, "policies-review-overdue": 2,
    "comments-unanswered": 1, "people-without-acknowledgement": 3,
    "accounts-with-open-restrictions": 2, "acts-without-notice": 2, "appeals-overdue": 2,
}  # fmt: skip


def tie(settings: Settings, **ties: str) -> None:
    told = [Evidence(clause=f"social-media/{key}", measure=name.replace("_", "-")) for name, key in ties.items()]
    settings.PROFILE = settings.PROFILE.model_copy(update={"evidence": told})


@pytest.fixture
def tied(settings: Settings) -> None:
    """Every measure there is, beside some clause."""
    tie(settings, **TIED)


def person(number: int, *, in_office: bool = True) -> Person:
    made = Person.objects.create(slug=f"person-{number}", name=f"Person Number {number}")
    if in_office:
        unit = make_unit(f"office-{number}")
        seat = Position.objects.create(slug=f"seat-{number}", title="Officer", unit=unit, category="staff")
        Appointment.objects.create(person=made, position=seat, begins=LONG_AGO)
    return made


def fill(rows: int) -> None:
    """So many accounts without anything, one that lacks nothing, and as many gaps and comments."""
    policy = texts.policy_of_two()
    sound, here = make_account("sound", registered=clock.now()), [person(100), person(101)]
    for part in ("backup-steward", "poster"):
        Custody.objects.create(account=sound, person=here[0], part=part, begins=LONG_AGO)
    Provision.objects.create(
        account=sound, first_administrator=here[0], second_administrator=here[1], escrow="safe", notice="Ours.", made=clock.now()
    )
    Attestation.objects.create(account=sound, kind="in-order", at=clock.now(), by_ref="x", by_name="x", statement="x")
    Schedule.objects.create(account=sound, work="poll", due=clock.now())
    Coverage.objects.create(account=sound, method="poll", begins=clock.now(), ends=clock.now())
    version = texts.circulated(policy, texts.SECOND, closes=city_day())
    for number in range(rows):
        account = make_account(f"bare-{number}")
        Schedule.objects.create(account=account, work="poll", due=clock.now())
        Gap.objects.create(account=account, method="poll", starts=clock.now(), noticed=clock.now(), reason="503")
        comments.comment_on(version, "purpose", f"And {number}?", person=here[0], actor=texts.OFFICER)
    type(version).objects.filter(pk=version.pk).update(comments_close=city_day() - dt.timedelta(days=1))


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return str(content.decode("utf-8-sig"))


def numbers(html: str) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in re.findall(r"<strong>(\d+) of (\d+)</strong>", html)]


def test_every_measure_is_tied_in_these_tests() -> None:
    assert set(all_measures()) == set(TIED) == set(QUERIES)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_lists_json_and_csv_tell_the_same_numbers(rows: int, tied: None, client: Client) -> None:
    fill(rows)
    told = {each["measure"]: each for each in client.get("/evidence.json").json()["figures"]}
    expected = {name: (each["count"], each["of"]) for name, each in told.items()}
    assert expected == {
        "accounts-without-backup": (rows, rows + 1), "accounts-without-second-administrator": (rows, rows + 1),
        "accounts-attestation-overdue": (0, rows + 1), "accounts-without-poster": (rows, rows + 1), "posters-not-in-office": (None, None),
        "captures-behind-schedule": (rows, rows + 1), "gaps-open": (rows, rows), "policies-review-overdue": (1, 1),
        "comments-unanswered": (rows, rows), "people-without-acknowledgement": (0, 0),
        "accounts-with-open-restrictions": (0, rows + 1), "acts-without-notice": (0, 0), "appeals-overdue": (0, 0),
    }  # fmt: skip
    shown = sorted(pair for pair in expected.values() if pair[0] is not None)
    assert sorted(numbers(body(client, "/policy/social-media"))) == shown
    assert sorted(numbers(body(client, "/evidence"))) == shown
    beside = {each["measure"]: (each["count"], each["of"]) for each in client.get("/policy/social-media.json").json()["evidence"]}
    assert beside == expected
    table = {row["measure"]: row for row in csv.DictReader(io.StringIO(body(client, "/evidence.csv")))}
    assert {name: (row["count"], row["of"]) for name, row in table.items()} == {
        name: tuple("" if each is None else str(each) for each in pair) for name, pair in expected.items()
    }
    for name, (count, _) in expected.items():
        listed = client.get(f"/evidence/{name}.json").json()
        lines = list(csv.DictReader(io.StringIO(body(client, f"/evidence/{name}.csv"))))
        assert [row["name"] for row in listed["rows"]] == [line["name"] for line in lines]
        assert (listed["figure"]["count"], listed["figure"]["of"]) == expected[name]
        assert body(client, f"/evidence/{name}").count('<th scope="row">') == len(lines)
        if count is not None and not any(row["of"] for row in listed["rows"]):
            assert len(lines) == count
        assert listed["figure"]["clauses"] == [f"http://127.0.0.1:8000/policy/social-media#{TIED[name]}"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", QUERIES)
def test_a_list_takes_a_fixed_number_of_queries(
    name: str, rows: int, tied: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(rows)
    with django_assert_num_queries(QUERIES[name] + 3):  # three: the clauses that it stands beside
        body(client, f"/evidence/{name}")
    with django_assert_num_queries(QUERIES[name]):
        body(client, f"/evidence/{name}.csv")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_queries_of_their_measures(
    rows: int, tied: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(rows)
    with django_assert_num_queries(sum(QUERIES.values()) + 3):
        body(client, "/evidence")
    with django_assert_num_queries(sum(QUERIES.values()) + 7):
        body(client, "/policy/social-media")


def test_the_numbers_stand_beside_their_clause_and_only_beside_the_text_in_force_today(tied: None, client: Client) -> None:
    fill(1)
    page = body(client, "/policy/social-media")
    purpose = page.split('id="purpose"')[1].split("</section>\n")[0]
    assert "without a backup steward" in purpose
    assert "gaps in the capture" not in purpose
    for other in ("/policy/social-media/1", "/policy/social-media/2", "/policy/social-media?on=2019-12-31"):
        assert 'class="evidence"' not in body(client, other)
    assert client.get("/policy/social-media.json?on=2019-12-31").json()["evidence"] == []


def test_what_is_tied_to_no_clause_is_shown_nowhere(settings: Settings, client: Client) -> None:
    tie(settings, gaps_open="archive")
    fill(1)
    assert [each["measure"] for each in client.get("/evidence.json").json()["figures"]] == ["gaps-open"]
    for suffix in ("", ".json", ".csv"):
        assert client.get(f"/evidence/accounts-without-backup{suffix}").status_code == 404
        assert client.get(f"/evidence/no-such-thing{suffix}").status_code == 404


def posters(gone: int, here: int, account: str) -> None:
    found, first = make_account(account, unit=make_unit(f"unit-{account}")), Person.objects.count()
    for number in range(first, first + gone + here):
        who = person(number, in_office=number >= first + gone)
        Custody.objects.create(account=found, person=who, part="poster", begins=LONG_AGO)


@pytest.mark.parametrize(
    ("gone", "here", "told"), [(2, 20, False), (20, 2, False), (1, 2, False), (6, 20, True), (0, 22, True), (22, 0, True)]
)
def test_few_people_are_told_nowhere_on_neither_side(gone: int, here: int, told: bool, settings: Settings, client: Client) -> None:
    tie(settings, posters_not_in_office="purpose")
    texts.policy_of_two()
    posters(gone, here, "library")
    found = client.get("/evidence/posters-not-in-office.json").json()
    expected = (gone, gone + here) if told else (None, None)
    assert (found["figure"]["count"], found["figure"]["of"]) == expected
    assert "Person Number" not in str(found)
    for page in ("/policy/social-media", "/evidence", "/evidence/posters-not-in-office"):
        html = body(client, page)
        assert (f"<strong>{gone} of {gone + here}</strong>" in html) is told
        assert ("Not told." in html) is not told
        assert "Person Number" not in html
    lines = list(csv.DictReader(io.StringIO(body(client, "/evidence/posters-not-in-office.csv"))))
    assert [(line["count"], line["of"]) for line in lines] == [(str(gone), str(gone + here)) if told else ("", "")]


def test_a_small_unit_does_not_follow_from_the_sum(settings: Settings, client: Client) -> None:
    tie(settings, posters_not_in_office="purpose")
    posters(8, 12, "library")
    posters(1, 6, "parks")
    posters(9, 30, "police")
    found = client.get("/evidence/posters-not-in-office.json").json()
    assert (found["figure"]["count"], found["figure"]["of"]) == (18, 66)
    assert [row["count"] for row in found["rows"]] == [None, None, 9]


def test_a_wrong_measure_stops_the_start_and_says_what_there_is() -> None:
    with pytest.raises(Misconfigured, match="accounts-without-bakcup") as caught:
        require_known([Evidence(clause="social-media/purpose", measure="accounts-without-bakcup")])
    assert caught.value.id == "core.E005"
    assert "accounts-without-backup" in caught.value.hint
    twice = Evidence(clause="social-media/purpose", measure="gaps-open")
    with pytest.raises(Misconfigured, match="twice"):
        require_known([twice, twice])


def test_a_wrong_clause_is_a_finding(settings: Settings) -> None:
    texts.policy_of_two()
    tie(settings, gaps_open="archive", accounts_without_backup="no-such-clause")
    wrong = [each for each in policy_findings() if each.id == "policy.W009"]
    assert [each.text for each in wrong] == [
        "The city's profile ties a measure to social-media/no-such-clause, and no text in force has such a clause."
    ]


def test_the_measure_and_the_finding_of_the_register_agree(tied: None) -> None:
    fill(3)
    without = {each.subject for each in findings() if each.id == "accounts.W005" and "backup" in each.text}
    told = figure("accounts-without-backup")
    assert told is not None
    assert without == {row.path.replace("/", ":") for row in told.rows}


def test_who_has_acknowledged_is_told_by_unit_without_small_ones(settings: Settings, client: Client) -> None:
    tie(settings, people_without_acknowledgement="purpose")
    for slug, number in (("big", 30), ("bigger", 40), ("small", 3)):
        seat = Position.objects.create(slug=f"seat-{slug}", title="Officer", unit=make_unit(slug), category="staff")
        for each in range(number):
            who = Person.objects.create(slug=f"{slug}-{each}", name=f"Person Number {slug}{each}")
            Appointment.objects.create(person=who, position=seat, begins=LONG_AGO)
    campaign = asked.running()
    for each in range(10):
        answer(asked.recipient(campaign, Person.objects.get(slug=f"bigger-{each}")))
    found = client.get("/evidence/people-without-acknowledgement.json").json()
    assert (found["figure"]["count"], found["figure"]["of"]) == (63, 73)
    assert [(row["name"], row["count"], row["of"]) for row in found["rows"]] == [
        ("Big", None, None), ("Bigger", 30, 40), ("Small", None, None),
    ]  # fmt: skip
    assert "Person Number" not in str(found)
    told = (
        body(client, "/policy/social-media").split('id="acknowledged"')[1].split("</section>")[0]
    )  # the same answers: it leaves out the same
    assert re.findall(r'<th scope="row">(.*?)</th>', told) == ["Bigger"]
    assert "told apart: Big, Small." in told


def answer(recipient: Recipient) -> None:
    given = asked.by(Route.PAPER, recipient.campaign, signed=city_day(), scan="Binder 1")
    acknowledging.enter_sheets([recipient], given, actor=texts.OFFICER)
