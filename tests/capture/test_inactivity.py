"""That a network said that an account is not active stays known once it is back: on pages, in files and in the command."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from tests import rolls
from tests.capture.outlets import from_command, from_csv, from_json, from_page

from rostra.accounts.models import Account
from rostra.capture.actions.presence import note_presence
from rostra.capture.models import Inactivity, Presence
from rostra.core import clock
from rostra.people.states import Role
from rostra.platforms.base import AccountState, Identity, Method, Source

BEGUN = dt.datetime(2026, 4, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SUSPENDED, GONE, BACK = (dt.datetime(2026, 5, 4, hour, tzinfo=dt.UTC) for hour in (8, 14, 20))
ROW = re.compile(r'<td data-label="From">(.*?)</td>\s*<td data-label="Until">(.*?)</td>\s*<td data-label="The network’s word">(.*?)</td>')
HEADING = "said that the account is not active"


@pytest.fixture
def account(mayor: Account) -> Account:
    """One that is in the register since April."""
    Account.objects.filter(pk=mayor.pk).update(registered=BEGUN, state="active")
    mayor.refresh_from_db()
    return mayor


@pytest.fixture
def officer(db: None) -> Client:
    return rolls.signed_in(rolls.user("sam-sample", Role.SOCIAL_MEDIA_OFFICER))


def say(account: Account, word: str, at: dt.datetime) -> None:
    """What its network says of it."""
    state = AccountState(Identity(account.identity), active=word == "active", status=word, source=Source("memory.example", Method.POLL, at))
    with clock.frozen(at):
        note_presence(account, state)


def come_back(account: Account) -> None:
    """It is suspended, then gone, then active again, and every word is heard twice."""
    for word, at in (("active", BEGUN), ("suspended", SUSPENDED), ("gone", GONE), ("active", BACK)):
        say(account, word, at)
        say(account, word, at + dt.timedelta(hours=1))


def told(client: Client, path: str) -> list[tuple[list[str], str]]:
    """The rows of the page's table: the moments of each, and the word."""
    page = client.get(path).content.decode()
    return [(re.findall(r'datetime="([^"]+)"', begins + ends), re.sub("<[^>]+>", "", word)) for begins, ends, word in ROW.findall(page)]


def test_who_is_back_was_away_and_with_which_words(account: Account, client: Client, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    come_back(account)
    suspended, gone, back = map(clock.stamp, (SUSPENDED, GONE, BACK))
    with clock.frozen(BACK + 40 * DAY):
        assert told(client, "/account/mayor/coverage") == [([gone, back], "gone"), ([suspended, gone], "suspended")]
        answer = client.get("/account/mayor/coverage.json").json()
        assert {line["month"]: line["inactivities"] for line in answer["months"]} == {
            "2026-06": [],
            "2026-05": [{"status": "gone", "begins": gone, "ends": back}, {"status": "suspended", "begins": suspended, "ends": gone}],
            "2026-04": [],
        }
        rows = {place["month"]: numbers for place, numbers in from_csv(client, "/account/mayor/coverage.csv")}
        assert {month: (each.get("inactivities"), each.get("inactive")) for month, each in rows.items()} == {
            "2026-06": (None, None), "2026-05": (2, 12 * 60), "2026-04": (None, None),
        }  # fmt: skip
        report = client.get("/coverage/months/2026-05.json").json()
        assert report["accounts"][0]["inactivities"] == answer["months"][1]["inactivities"]
        assert from_json(report["total"])["inactive"] == from_page(client, "/coverage/months/2026-05")["total"]["inactive"] == 12 * 60
        assert from_page(client, "/account/mayor/coverage")["2026-05"].items() >= {"inactivities": 2, "inactive": 12 * 60}.items()
        assert from_command(capfdbinary, "account", "mayor") == answer


def test_who_is_away_now_is_so_in_each_month_and_nobody_says_until_when(account: Account, client: Client) -> None:
    come_back(account)
    away = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
    say(account, "deactivated", away)
    say(account, "deactivated", away + 3 * DAY)
    with clock.frozen(away + 3 * DAY):
        shown = told(client, "/account/mayor/coverage")
        assert shown[0] == ([clock.stamp(away), clock.stamp(away + 3 * DAY)], "deactivated"), "since when, and when it was seen so last"
        assert len(shown) == 3
        assert "goes on" in client.get("/account/mayor/coverage").content.decode()
        lines = client.get("/account/mayor/coverage.json").json()["months"]
        assert [line["inactivities"][0]["ends"] for line in lines[:2]] == [None, None]
        may = client.get("/coverage/months/2026-05.json").json()
    say(account, "active", away + 4 * DAY)
    with clock.frozen(away + 5 * DAY):
        lines = client.get("/account/mayor/coverage.json").json()["months"]
        assert [line["inactivities"][0]["ends"] for line in lines[:2]] == [clock.stamp(away + 4 * DAY), None], "a month that is over stays"
        assert client.get("/coverage/months/2026-05.json").json() == may


def test_of_an_account_that_was_never_away_nothing_is_told(account: Account, client: Client, officer: Client) -> None:
    say(account, "active", BEGUN)
    assert not Inactivity.objects.exists()
    assert HEADING not in client.get("/account/mayor/coverage").content.decode() + officer.get("/desk/account/mayor").content.decode()
    say(account, "gone", GONE)
    for page in (client.get("/account/mayor/coverage"), officer.get("/desk/account/mayor")):
        assert HEADING in page.content.decode()


def test_what_is_heard_by_two_ways_at_once_or_late_is_one_time_that_does_not_end_before_it_begins(account: Account) -> None:
    say(account, "gone", GONE)
    Presence.objects.update(status="active", active=True)  # what the other worker read, before the first was done
    say(account, "gone", GONE + DAY)
    assert list(Inactivity.objects.values_list("begins", "ends")) == [(GONE, None)]
    say(account, "active", SUSPENDED)
    assert list(Inactivity.objects.values_list("begins", "ends")) == [(GONE, GONE)]


def test_the_database_keeps_them_in_order_and_lets_none_go(account: Account) -> None:
    say(account, "gone", GONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inactivity.objects.create(account=account, status="suspended", begins=BACK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inactivity.objects.update(ends=SUSPENDED)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Inactivity.objects.all()._raw_delete("default")
    assert Inactivity.objects.get().ends is None


def test_a_page_shows_the_newest_hundred_and_says_where_all_are(account: Account, client: Client) -> None:
    for number in range(101):
        Inactivity.objects.create(account=account, status="gone", begins=GONE + number * DAY, ends=GONE + number * DAY)
    with clock.frozen(GONE + 101 * DAY):
        assert len(told(client, "/account/mayor/coverage")) == 100
        assert "All of them are in the JSON." in client.get("/account/mayor/coverage").content.decode()
        months = client.get("/account/mayor/coverage.json").json()["months"]
        assert sum(len(line["inactivities"]) for line in months) == 101
