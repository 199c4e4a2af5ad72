"""What is set on official accounts, since when, how that is known, and what was before: the same on the page and as data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.acts import make_act
from tests.capture.attesting import attest
from tests.moderation.conftest import settle
from tests.portal.test_moderation import body, words
from tests.records import make_account

from rostra.accounts.models import Account
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.archive.models import Record
from rostra.capture.actions import read_export, take_export
from rostra.capture.states import Declared
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.moderation.actions.filters import WantedFilter, move_filter, request_filter
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.base import Act, Kind
from rostra.platforms.lists import Columns, Form

START, DAY = dt.datetime(2026, 3, 4, 18, tzinfo=dt.UTC), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def officer(db: None, data_directory: Path) -> Actor:
    make_keys()
    begin_log()
    return rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER).as_actor()


@pytest.fixture
def parks(officer: Actor) -> Account:
    return make_account("parks", network="facebook", identity="100200300")


@pytest.fixture
def terms(settings: Settings) -> Callable[..., None]:
    def change(**changes: Any) -> None:
        settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": settings.PROFILE.moderation.model_copy(update=changes)})

    return change


def at(days: float) -> clock.frozen:
    return clock.frozen(START + days * DAY)


def read_off(account: Account, officer: Actor, days: float, **values: str | tuple[str, ...]) -> None:
    with at(days):
        attest(account, officer, **values)
        settle()


def table(client: Client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client, "/moderation/settings.csv"))))


def test_what_is_set_since_when_and_what_was_before(parks: Account, officer: Actor, client: Client) -> None:
    read_off(parks, officer, 0)
    assert "Nothing keeps anybody out." in words(client, "/moderation")
    read_off(parks, officer, 3, commenting="followers", countries=("United States",))
    read_off(parks, officer, 5, commenting="followers", countries=("United States",))
    page = words(client, "/moderation")
    assert "Who may comment: followers only since March 7, 2026" in page
    assert "Limits by country: United States since March 7, 2026" in page
    assert "Read off by a person" in page
    assert "weaker evidence" in page
    own = words(client, "/moderation/settings/parks")
    assert "Looked at last: March 9, 2026" in own
    assert re.search(r"Set before .* Who may comment ?, as of March 4, 2026 everyone", own)
    told = client.get("/moderation/settings/parks.json").json()
    assert (told["known"], told["checked"], told["threads_limited"]) == ("attested", "2026-03-09T18:00:00Z", None)
    now = {each["setting"]: (each["values"], each["since"], each["until"]) for each in told["settings"]}
    assert now["commenting"] == (["followers"], "2026-03-07T18:00:00Z", None)
    assert now["age"] == (["none"], "2026-03-04T18:00:00Z", None)
    before = [(each["setting"], each["values"], each["until"]) for each in told["before"]]
    assert sorted(before) == [("commenting", ["everyone"], "2026-03-07T18:00:00Z"), ("countries", [], "2026-03-07T18:00:00Z")]
    board = client.get("/moderation/settings.json").json()
    assert [each for each in board["accounts"] if each["account"] == "parks"] == [told]
    rows = [row for row in table(client) if row["account"] == "parks"]
    assert len(rows) == len(told["settings"]) + len(told["before"])
    assert {row["known"] for row in rows} == {"attested"}
    assert client.get("/" + told["settings"][0]["url"].split("/", 3)[3]).status_code == 200


def test_words_are_told_but_not_those_that_name_a_critic_nor_where_the_city_tells_none(
    parks: Account, officer: Actor, client: Client, terms: Callable[..., None]
) -> None:
    make_account("mayor")
    nadia = Record.objects.create(
        id=1, uri="x:1", account=parks, kind=Kind.REPLY, official=False, author_id="9", author_handle="nadia.example", published=START,
        first_seen=START, last_seen=START,
    )  # fmt: skip
    assert nadia.pk
    with at(0):
        term = request_filter(WantedFilter(parks, "pills", "Spam.", city_day() + 30 * DAY), actor=officer)
        move_filter(term, "allow", actor=rolls.user("cass-counsel", Role.CITY_ATTORNEY).as_actor(), reason="Spam.")
    read_off(parks, officer, 0.5, words=("pills", "casino", "nadia"))
    read_off(parks, officer, 1, words=("pills", "nadia"))
    assert "2 filter words" in words(client, "/moderation")
    told = client.get("/moderation/settings/parks.json").json()["words"]
    assert sorted((each["word"], each["allowed"], each["until"] is None) for each in told) == [
        ("", False, True), ("casino", False, False), ("pills", True, True),
    ]  # fmt: skip
    own = words(client, "/moderation/settings/parks")
    assert "pills" in own
    everything = own + words(client, "/moderation") + body(client, "/moderation/settings.csv") + str(told)
    assert "nadia" not in everything
    terms(tell_filter_words=False)
    cache.clear()
    told = client.get("/moderation/settings/parks.json").json()["words"]
    assert {each["word"] for each in told} == {""}
    assert "pills" not in words(client, "/moderation/settings/parks") + body(client, "/moderation/settings.csv")


def test_each_way_is_named(parks: Account, officer: Actor, client: Client) -> None:
    """Records of the network, an export, a person, and nothing."""
    mayor = make_account("mayor")
    make_account("zoo", network="nextdoor", identity="7")
    library = make_account("library", network="x", identity="55")
    with at(1):
        declared = Declared(Act.FILTER, Form.TEXT, START + DAY, complete=True, columns=Columns())
        take_export(read_export(library, b"casino\n", "words.txt", declared, actor=system("command line")), actor=system("command line"))
        settle()
    read_off(parks, officer, 2)
    gate = Record.objects.create(
        id=2,
        uri="x:2",
        account=mayor,
        kind=Kind.THREAD_GATE,
        official=True,
        author_id="d",
        published=START,
        first_seen=START,
        last_seen=START,
    )
    make_act(mayor, act="close-comments", record=gate)
    told = {each["account"]: each for each in client.get("/moderation/settings.json").json()["accounts"]}
    assert {slug: each["known"] for slug, each in told.items()} == {
        "mayor": "records", "zoo": "nothing", "library": "export", "parks": "attested",
    }  # fmt: skip
    assert (told["mayor"]["threads_limited"], told["zoo"]["threads_limited"]) == (1, None)
    assert (told["library"]["words"][0]["word"], told["library"]["listed"]) == ("casino", "2026-03-05T18:00:00Z")
    ways = {each["account"]: each["way"] for each in client.get("/moderation/numbers.json").json()["looks"]}
    assert ways == {"mayor": "records", "zoo": "nothing", "library": "export", "parks": "attested"}
    page = words(client, "/moderation")
    for sentence in ("1 thread is closed or limited", "Not known.", "1 filter word", "Nothing keeps anybody out."):
        assert sentence in page
    for slug in told:
        assert body(client, f"/moderation/settings/{slug}")
    assert client.get("/moderation/settings/nobody").status_code == 404
    assert client.get("/moderation/settings/nobody.json").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(
    rows: int, officer: Actor, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        account = make_account(f"office-{number}", network="facebook", identity=f"{number}")
        read_off(account, officer, number, commenting="nobody", words=("casino", "pills"))
        read_off(account, officer, number + 1, words=("pills",))
    with django_assert_num_queries(12):
        body(client, "/moderation/settings/office-0")
    with django_assert_num_queries(13):
        body(client, "/moderation/settings.json")


def test_the_page_leads_to_the_question_and_the_report(parks: Account, client: Client) -> None:
    page = body(client, "/moderation")
    for address in ("/blocked", "/report/blocked"):
        assert f'href="{address}"' in page
