"""Who is blocked or hidden, and why: the same numbers everywhere, and nowhere whom."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.acts import FAR, LONG_AGO, TERMS, make_act, make_appeal, make_exception, make_handled, note, one_of_each
from tests.policy import texts
from tests.records import START, make_account, make_record, publish_log

from rostra.accounts.models import Account
from rostra.api.views.resources import RESOURCES
from rostra.archive.models import Record
from rostra.capture.models import Coverage, ListExport
from rostra.config.cli import main
from rostra.core import clock
from rostra.core.small_numbers import Part
from rostra.moderation.models import Restriction
from rostra.moderation.queries import public
from rostra.moderation.queries.acts import open_appeals, to_restore
from rostra.moderation.queries.few import untold_grounds
from rostra.moderation.queries.register import counts
from rostra.people.queries import city_day
from rostra.platforms.base import Evidence, Kind
from rostra.search.actions import follow

A = "{http://www.w3.org/2005/Atom}"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _rule(settings: Settings) -> None:
    cache.clear()
    settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": TERMS})


@pytest.fixture
def mayor(db: None, data_directory: Path) -> Account:
    return make_account()


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8-sig", errors="replace")


def words(client: Client, address: str) -> str:
    """What a person reads there."""
    main_part = body(client, address).split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main_part)).split())


def index() -> None:
    publish_log()
    while follow():
        pass


# numbers of queries


@pytest.mark.parametrize(("rows", "queries"), [(0, 29), (1, 30), (3, 30)])
def test_the_page_takes_a_fixed_number_of_queries(
    rows: int, queries: int, mayor: Account, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    texts.policy_of_two()
    for number in range(rows):
        subject = f"did:plc:p{number}"
        exception = make_exception(mayor, subject, state="in-force", until=FAR)
        make_act(make_account(f"office-{number}"), subject=subject, standing="excepted", exception=exception)
    with django_assert_num_queries(queries):
        body(client, "/moderation")
    number = Restriction.objects.order_by("-begun").values_list("pk", flat=True).first()
    if number:
        with django_assert_num_queries(2):
            body(client, f"/moderation?after={number}")
        with django_assert_num_queries(12):
            body(client, f"/moderation/{number}")


# the same everywhere


def test_page_board_table_feed_and_register_agree(mayor: Account, client: Client) -> None:
    one_of_each(mayor)
    one_of_each(make_account("parks", name="Parks"))
    register = counts(city_day())
    assert (register.open, register.overdue, register.excepted, register.tolerated, register.lifted) == (4, 2, 2, 2, 2)

    told = client.get("/moderation/numbers.json").json()
    expected = {"open": 4, "overdue": 2, "allowed": 2, "recorded": 0, "tolerated": 2, "undone": 2}
    assert told["counts"] == expected
    for name, number in expected.items():
        assert sum(line["counts"][name] for line in told["by_account"]) == number
    assert sum(each["seen"] for each in told["by_quarter"]) == register.all
    assert sum(each["undone"] for each in told["by_quarter"]) == register.lifted

    board = client.get("/moderation.json").json()["acts"]
    table = list(csv.DictReader(io.StringIO(body(client, "/moderation.csv"))))
    feed = ET.fromstring(client.get("/moderation.atom").content).findall(f"{A}entry")
    in_order = list(Restriction.objects.order_by("-begun", "-pk").values_list("pk", flat=True))
    assert [each["number"] for each in board] == in_order
    assert [int(row["number"]) for row in table] == in_order
    assert [int((each.findtext(f"{A}id") or "").rpartition("/")[2]) for each in feed] == in_order
    for stands in (Counter(each["standing"] for each in board), Counter(row["standing"] for row in table)):
        assert stands == {"open": 2, "overdue": 2, "allowed": 2, "tolerated": 2, "undone": 2}

    page = body(client, "/moderation")
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert figures["Not undone yet"] == "4"
    assert figures["Of these overdue"] == "2"
    assert figures["Allowed by counsel now"] == "2"
    assert figures["Undone in all"] == "2"
    assert figures["Half of what nobody allowed was undone within"] == "3.6 days"
    assert [int(each) for each in re.findall(r'href="/moderation/(\d+)"', page)] == in_order
    assert "2 acts should have been undone by now" in words(client, "/moderation")
    assert "4 blocks or limits that nobody approved are not undone ; 2 are overdue." in words(client, "/")
    assert "2 blocks or limits that nobody approved are not undone ; 1 is overdue." in words(client, "/account/mayor")


def test_every_standing_has_its_words(mayor: Account, client: Client) -> None:
    made = one_of_each(mayor)
    found = {name: words(client, f"/moderation/{row.pk}") for name, row in made.items()}
    assert "Not undone yet by January 1, 2999" in found["open"]
    assert "Overdue due by March 16, 2026" in found["overdue"]
    assert "Allowed by counsel until January 1, 2999" in found["allowed"]
    assert "Takes nothing from anybody" in found["tolerated"]
    assert "Undone after 3.6 days" in found["undone"]
    assert all("It was seen, and entered here." in text for text in found.values())


def test_what_is_overdue_becomes_so_by_itself(mayor: Account, client: Client) -> None:
    row = make_act(mayor, due=dt.date(2026, 6, 22))  # the business day after Juneteenth
    for day, standing in ((22, "open"), (23, "overdue")):
        with clock.frozen(dt.datetime(2026, 6, day, 18, tzinfo=dt.UTC)):
            assert client.get(f"/moderation/{row.pk}.json").json()["act"]["standing"] == standing
            assert client.get("/moderation/numbers.json").json()["counts"]["overdue"] == (standing == "overdue")


def test_a_quarter_is_one_of_the_citys_calendar_and_none_is_left_out(mayor: Account) -> None:
    make_act(mayor, begun=dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC), ended=dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC))
    with clock.frozen(dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)):
        found = [(each.year, each.number, each.seen, each.undone) for each in public.numbers(city_day()).quarters]
    assert found == [(2025, 4, 1, 0), (2026, 1, 0, 0), (2026, 2, 0, 0), (2026, 3, 0, 1)]


def test_time_until_undone_is_of_what_nobody_allowed(mayor: Account) -> None:
    make_act(mayor, begun=START, ended=START + 2 * DAY)
    make_act(mayor, begun=START, ended=START + 4 * DAY)
    make_act(mayor, begun=START, ended=START + 40 * DAY, act="mute")
    make_act(mayor, begun=START, ended=START + 30 * DAY, subject="did:plc:x", exception=make_exception(mayor, "did:plc:x"))
    explained = make_handled(mayor, "did:plc:y")
    make_act(mayor, begun=START, ended=START + 50 * DAY, act="hide", explained_by=explained)
    make_act(mayor, begun=START, ended=START + 60 * DAY, act="close-comments", mid_thread=False)
    make_act(mayor, begun=START, ended=START + 5 * DAY, act="close-comments", mid_thread=True)
    assert public.numbers(city_day()).median_days == 4


# pages


def test_nothing_on_record_says_what_that_is_worth(mayor: Account, client: Client) -> None:
    make_account("x-city", network="x", name="City on X")
    page = words(client, "/moderation")
    assert "Nothing of the kind is on record." in page
    assert "No blocks are recorded That is worth as much as the way in which it was looked for." in page
    assert "That nothing is recorded proves nothing." in page
    assert "Mutes are private on Bluesky and cannot be seen." in page


def test_the_board_goes_on_behind_the_last_act_and_shows_none_twice(mayor: Account, client: Client) -> None:
    for number in range(60):
        make_act(mayor, begun=START + (number // 7) * DAY)
    in_order, address, seen = list(Restriction.objects.order_by("-begun", "-pk").values_list("pk", flat=True)), "/moderation", []
    while address:
        page = body(client, address)
        seen += [int(each) for each in re.findall(r'href="/moderation/(\d+)"', page)]
        following = re.search(r'rel="next" href="(\?after=\d+)#acts"', page)
        address = f"/moderation{following[1]}" if following else ""
    assert seen == in_order


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "١"])
def test_a_wrong_page_is_the_first_one_or_empty_and_said_to_programs(after: str, mayor: Account, client: Client) -> None:
    make_act(mayor)
    body(client, f"/moderation?after={after}")
    assert client.get(f"/moderation.json?after={after}").status_code == 422


@pytest.mark.parametrize("number", ["7", "99999999999999999999999"])
def test_an_act_that_is_not_there_is_404(number: str, mayor: Account, client: Client) -> None:
    body(client, f"/moderation/{number}", 404)
    body(client, f"/moderation/{number}.json", 404)


def test_the_rule_stands_there_with_its_clause_and_its_closed_list(mayor: Account, client: Client, settings: Settings) -> None:
    texts.policy_of_two()
    page = words(client, "/moderation")
    assert "Nobody is blocked, unless the city attorney allows it." in page
    assert "within 1 business day after it is found" in page
    for text in ("Ground of threat", "A reasonable person would fear harm.", "You should be ashamed.", "Policy 4.2"):
        assert text in page
    assert 'href="/policy/social-media#no-blocking"' in body(client, "/moderation")
    assert client.get("/moderation/numbers.json").json()["rule"]["clause"].endswith("/policy/social-media#no-blocking")
    settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": type(TERMS)()})
    assert "Nobody is blocked. There is no exception." in words(client, "/moderation")


def test_steps_are_told_in_neutral_words_without_persons_and_free_text(mayor: Account, client: Client) -> None:
    row = make_act(mayor, begun=START, ended=START + DAY)
    for what in ("undoing-ordered", "undoing-failed", "said-to-be-undone", "undone-on-the-network", "lifted", "looked-at"):
        note(row, what)
    steps = [each["step"] for each in client.get(f"/moderation/{row.pk}.json").json()["steps"]]
    assert steps == ["found", "ordered", "failed", "said", "accepted", "gone"]
    page = body(client, f"/moderation/{row.pk}")
    assert "Undoing it was ordered" in page
    assert "SECRET" not in page


def test_how_each_account_in_use_was_looked_at(mayor: Account, client: Client) -> None:
    make_account("x-city", network="x")
    make_account("facebook-city", network="facebook")
    make_account("gone", state="archived")
    Coverage.objects.create(account=mayor, method="stream", begins=START, ends=START + DAY)
    x = Account.objects.get(slug="x-city")
    for day, act, complete in ((2, "block", True), (3, "mute", True), (9, "block", False)):
        at = START + day * DAY
        ListExport.objects.create(
            account=x,
            act=act,
            form="text",
            exported=at,
            complete=complete,
            name="x",
            size=1,
            digest=bytes(32),
            read=at,
            content=b"",
            started=at,
            ended=at,
        )
    told = client.get("/moderation/numbers.json").json()["looks"]
    looks = {each["account"]: (each["way"], each["acts"], each["last"]) for each in told}
    assert set(looks) == {"mayor", "x-city", "facebook-city"}
    assert looks["mayor"] == ("records", ["hide", "close-comments", "block"], "2026-03-15T14:30:00Z")
    assert looks["x-city"] == ("export", ["mute", "block"], "2026-03-17T14:30:00Z")
    assert looks["facebook-city"] == ("nothing", [], None)


# small numbers


@pytest.mark.parametrize(
    ("persons", "told", "words_"),
    [
        ({}, [0, 0, 0], ""),
        ({"threat": 1}, [None, None, None], "fewer than 5"),
        ({"threat": 4}, [None, None, None], "fewer than 5"),
        ({"threat": 5}, [5, 0, 0], "5"),
        ({"threat": 7, "spam": 1}, [None, None, None], "not told"),  # one alone would follow from the sum, and from the ground without any
        ({"threat": 9, "spam": 7, "malware": 1}, [9, None, None], "not told"),
        ({"threat": 5, "spam": 6}, [5, 6, 0], "6"),
    ],
)
def test_a_ground_that_few_persons_share_is_told_nowhere(
    persons: dict[str, int], told: list[int | None], words_: str, mayor: Account, client: Client
) -> None:
    for ground, number in persons.items():
        for each in range(number):
            subject = f"did:plc:{ground}{each}"
            make_act(mayor, subject=subject, begun=START, ended=START + DAY, exception=make_exception(mayor, subject, ground))
    answer = client.get("/moderation/numbers.json").json()
    assert [each["exceptions"] for each in answer["rule"]["grounds"]] == told
    assert answer["exceptions"] == sum(persons.values())
    section = words(client, "/moderation").split("Exceptions that counsel allowed, by ground")[1].split("Every act")[0]
    assert words_ in section
    shown = {row["ground"] for row in csv.DictReader(io.StringIO(body(client, "/moderation.csv")))} - {""}
    assert shown == {f"Ground of {key}" for key, number in zip(("threat", "spam", "malware"), told, strict=True) if number}
    assert {each["ground"] for each in client.get("/moderation.json").json()["acts"]} - {""} == shown


def test_one_person_often_is_one_person(mayor: Account, client: Client) -> None:
    for _ in range(6):
        make_exception(mayor, "did:plc:one")
    grounds = client.get("/moderation/numbers.json").json()["rule"]["grounds"]
    assert [each["exceptions"] for each in grounds] == [None, None, None]


def test_a_ground_that_left_the_list_is_still_counted(mayor: Account, client: Client) -> None:
    for number in range(5):
        make_exception(mayor, f"did:plc:p{number}", "rudeness")
    (last,) = client.get("/moderation/numbers.json").json()["rule"]["grounds"][3:]
    assert (last["key"], last["test"], last["exceptions"]) == ("rudeness", "", 5)
    assert "no longer a ground" in words(client, "/moderation")


# how it is handled


def handled(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/moderation/handling.json").json()
    return found


def test_handling_agrees_on_page_in_data_and_with_the_register(mayor: Account, client: Client) -> None:
    parks = make_account("parks", name="Parks")
    make_handled(mayor, "did:plc:left", state="left-up", applied=None)
    make_handled(mayor, "did:plc:waits", state="proposed", applied=None, decided=None, reviewer="")
    make_handled(mayor, "did:plc:spam", "spam", alone=True, decided=START, applied=START)
    slow = make_handled(mayor, "did:plc:slow", decided=START + 3 * DAY, applied=START + 3 * DAY, state="upheld")
    over = {"state": "reversed", "restore_due": LONG_AGO}
    make_handled(mayor, "did:plc:back", **over)
    make_handled(parks, "did:plc:back2", **{**over, "restore_due": FAR})
    back = make_handled(parks, "did:plc:done", state="restored", restored=START + 8 * DAY)
    decided = {"decided_by": "user:9", "reason": "SECRET"}
    make_appeal(slow, state="upheld", decided=START + 4 * DAY, **decided)
    make_appeal(back, state="reversed", decided=START + 7 * DAY, **decided)
    make_appeal(make_exception(mayor, "did:plc:x"), due=LONG_AGO)
    make_appeal(make_exception(parks, "did:plc:y"))
    told = handled(client)
    whole = {"done": 5, "left_up": 1, "given_back": 3, "restored": 1, "appealed": 4, "granted": 1, "upheld": 1}
    waiting = {"open": 2, "overdue": 1}
    assert {name: told[name] for name in whole} == whole
    assert (told["appeals"], told["restorations"]) == (waiting, waiting)
    assert (told["act_days"], told["appeal_days"]) == (1, 5.5)  # 1, 1, 1, 1 and 3 days; 4 and 7
    assert open_appeals().count() == waiting["open"]
    assert to_restore().count() == waiting["open"]
    for name in ("done", "given_back"):
        assert sum(each[name] for each in told["by_account"]) == whole[name]
    for name in ("appeals", "restorations"):
        assert {key: sum(each[name][key] for each in told["by_account"]) for key in waiting} == waiting
    for name, number in (("done", 5), ("restored", 1), ("appealed", 4), ("appeals_decided", 2)):
        assert sum(each[name] for each in told["by_quarter"]) == number

    page = body(client, "/moderation").split('id="handling"')[1]
    figures = {name: re.sub(r" <span.*", "", value) for name, value in re.findall(r"<dt>([^<]+)</dt><dd>(.+?)</dd>", page)}
    names = {
        "done": "Acts that were done", "left_up": "Considered, and left up", "given_back": "Reversed", "restored": "Of these undone",
        "appealed": "Appeals", "granted": "Appeals granted",
    }  # fmt: skip
    assert {name: int(figures[words_]) for name, words_ in names.items()} == {name: whole[name] for name in names}
    assert [figures[name] for name in ("Appeals not decided", "Appeals overdue", "Still to be undone", "Undoing overdue")] == [
        "2",
        "1",
        "2",
        "1",
    ]
    assert figures["Half of the appeals were decided within"] == "5.5 days"
    assert figures["Half of the acts that need a second person were decided within"] == "1 day"
    assert "60 % of what was done" in page
    assert "1 appeal should have been decided by now; 1 act should have been given back by now" in words(client, "/moderation")

    rows = list(csv.DictReader(io.StringIO(body(client, "/moderation/handling.csv"))))
    table = {row["figure"]: row["value"] for row in rows if not row["account"] + row["ground"] + row["year"]}
    assert {name: float(table[name]) for name in whole} == whole
    assert float(table["appeals_overdue"]) == float(table["restorations_overdue"]) == 1
    assert float(table["appeal_days"]) == 5.5
    lines = {(row["figure"], row["account"]): float(row["value"]) for row in rows if row["account"]}
    assert (lines["done", "mayor"], lines["done", "parks"], lines["appeals_overdue", "mayor"], lines["restorations_open", "parks"]) == (
        3,
        2,
        1,
        1,
    )
    assert "SECRET" not in page + json.dumps(told) + json.dumps(rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_handling_takes_a_fixed_number_of_queries(
    rows: int, mayor: Account, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_appeal(make_handled(make_account(f"office-{number}"), f"did:plc:p{number}", state="reversed", restore_due=FAR))
    with django_assert_num_queries(6):
        handled(client)


@pytest.mark.parametrize(
    ("done", "back", "told", "told_back"),
    [
        ({}, {}, [0, 0, 0], [0, 0, 0]),
        ({"threat": 1}, {}, [None] * 3, [None] * 3),
        ({"threat": 5, "spam": 4}, {}, [None] * 3, [None] * 3),  # the four would follow from the sum
        ({"threat": 5, "spam": 9}, {}, [5, 9, 0], [0, 0, 0]),
        ({"threat": 9, "spam": 9}, {"threat": 1}, [9, 9, 0], [None] * 3),  # that one was reversed, everybody knows; of which ground, nobody
        ({"threat": 12, "spam": 11, "malware": 20}, {"threat": 5, "spam": 6}, [12, 11, 20], [5, 6, 0]),
        ({"threat": 9, "spam": 12, "malware": 20}, {"threat": 5, "spam": 6, "malware": 1}, [9, 12, 20], [None, 6, None]),
    ],
)
def test_by_ground_no_number_tells_of_few_persons(
    done: dict[str, int], back: dict[str, int], told: list[int | None], told_back: list[int | None], mayor: Account, client: Client
) -> None:
    for ground, number in done.items():
        for each in range(number):
            over = {"state": "reversed", "restore_due": FAR} if each < back.get(ground, 0) else {}
            make_handled(mayor, f"did:plc:{ground}{each}", ground, **over)
    grounds = handled(client)["by_ground"]
    assert [each["done"] for each in grounds] == told
    assert [each["given_back"] for each in grounds] == told_back
    rows = list(csv.DictReader(io.StringIO(body(client, "/moderation/handling.csv"))))
    assert [row["value"] for row in rows if row["figure"] == "done" and row["ground"]] == [
        "" if each is None else str(each) for each in told
    ]
    page = body(client, "/moderation").split('id="handling"')[1]
    shown = re.findall(r'data-label="(?:Done|Reversed)">([^<]+)</td>', page.split("By ground")[-1]) if done else []
    flat = [number for pair in zip(told, told_back, strict=True) for number in pair] if done else []
    assert shown == ["not told" if each is None else str(each) for each in flat]


@given(
    done=st.lists(st.integers(0, 12), min_size=1, max_size=5),
    shares=st.lists(st.integers(0, 12), min_size=5, max_size=5),
)
def test_what_is_left_out_follows_from_nothing_that_is_told(done: list[int], shares: list[int]) -> None:
    """Whoever adds up what is told, and takes it from the total, learns of no fewer persons than the smallest number."""
    smallest, back = 5, [min(share, number) for share, number in zip(shares, done, strict=False)]
    persons = {str(key): Part(count, number) for key, (count, number) in enumerate(zip(back, done, strict=True)) if number}
    keys = [str(key) for key in range(len(done))]
    hidden = untold_grounds(persons, keys)
    for key in set(keys) - hidden:
        part = persons.get(key, Part(0, 0))
        assert not 0 < part.count < smallest
        assert part.of == 0 or part.of >= smallest
    left_out = [persons[key] for key in hidden if key in persons]
    rest = sum(part.count for part in left_out)
    assert len(left_out) != 1 or len(persons) == 1
    assert not left_out or len(left_out) == len(persons) or rest == 0 or rest >= smallest


# nowhere whom

BLOCKED, HIDDEN = "did:plc:nadiatheblocked", "at://did:plc:nadiatheblocked/app.bsky.feed.post/3kq"
PAGES = (
    "/", "/search", "/search?q=is:block", "/search?q=nadiatheblocked", f"/search?q={BLOCKED}", "/account/mayor", "/unit/city-hall",
    "/accounts", "/coverage", "/moderation", "/data", "/official/ida-quill", "/evidence", f"/verify?q={BLOCKED}",
)  # fmt: skip
OWN_BYTES = re.compile(r"/record/\d+/v/1(/bytes|\.tlog-proof)")


@pytest.fixture
def blocked(mayor: Account) -> Record:
    """Somebody who is blocked, with an exception, and whose comment is hidden."""
    raw = json.dumps({"subject": BLOCKED}).encode()
    record = make_record(mayor, "", kind=Kind.BLOCK, subject=BLOCKED, raw=raw, evidence=Evidence.AUTHOR_SIGNED)
    make_act(mayor, subject=BLOCKED, standing="excepted", exception=make_exception(mayor, BLOCKED, state="in-force", until=FAR))
    make_act(mayor, subject=HIDDEN, act="hide", due=dt.date(2026, 3, 16))
    make_appeal(make_handled(mayor, "did:plc:other", subject=HIDDEN))
    texts.policy_of_two()
    index()
    return record


def addresses() -> list[str]:
    """Every page and every resource, about every record and every act."""
    records = [f"/record/{number}" for number in Record.objects.values_list("pk", flat=True)]
    acts = [f"/moderation/{number}" for number in Restriction.objects.values_list("pk", flat=True)]
    pages = [*PAGES, *records, *(f"{record}/v/1" for record in records), *(f"{record}/v/1.txt" for record in records), *acts]
    data = [*(f"{each}.json" for each in (*records, *(f"{record}/v/1" for record in records), *acts))]
    data += [f"{record}/v/1{end}" for record in records for end in ("/bytes", ".tlog-proof")]
    named = {"slug:slug": "mayor", "slug:name": "gaps-open", "slug:number": "2026-0001", "slug:month": "2026-03"}
    for resource in RESOURCES:
        if not re.search(r"<int:|<path:|media/|^tlog|^policy/|^evidence/|^official/|^unit/|verify", resource.path):
            data.append("/" + re.sub(r"<([^>]+)>", lambda found: named[found[1]], resource.path))
    return [*pages, *data, "/unit/city-hall.json", "/unit/city-hall.csv", "/unit/city-hall.atom", "/official/ida-quill.json"]


def test_nobody_who_is_blocked_or_hidden_is_named_anywhere(blocked: Record, client: Client, tmp_path: Path) -> None:
    walked = addresses()
    assert len(walked) > 50
    naming = set()
    for address in walked:
        answer = client.get(address)
        assert answer.status_code in {200, 404, 422}, address
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        asked = address.partition("?")[2]
        if "nadiatheblocked" in told.decode("utf-8", errors="replace") and "nadiatheblocked" not in asked:
            naming.add(address)
        assert b"SECRET" not in told, address
    assert f"/record/{blocked.pk}/v/1/bytes" in naming
    assert all(OWN_BYTES.fullmatch(address) for address in naming), "only the network's own public bytes, and what proves them"
    assert main(["export", "--output", str(tmp_path / "all.jsonl")]) == 0
    assert "nadiatheblocked" not in (tmp_path / "all.jsonl").read_text()


def test_a_search_for_somebody_finds_no_block_of_them(blocked: Record, client: Client) -> None:
    for asked in (BLOCKED, "nadiatheblocked", f'"{BLOCKED}"'):
        assert client.get("/search.json", {"q": asked}).json()["records"] == []


def test_no_page_of_an_act_leads_to_its_record(blocked: Record, client: Client) -> None:
    for number in Restriction.objects.values_list("pk", flat=True):
        for suffix in ("", ".json"):
            assert "/record/" not in body(client, f"/moderation/{number}{suffix}").split("<main", 1)[-1]
