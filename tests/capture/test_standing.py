"""What is said of an account whose looks fail, that comes in from files, or that nobody has looked at yet."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.conftest import OPERATOR, Register
from tests.capture.consenting import ConsentingPlatform
from tests.capture.network import Network
from tests.capture.test_checks import check_all, due_again
from tests.capture.test_imports import MAPPING, table, write_posts
from tests.capture.test_rss import feed
from tests.platforms.rss.conftest import Site, entry, rss, site

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.actions.imports import take_in_file
from rostra.capture.actions.runs import cover
from rostra.capture.models import Coverage, Schedule
from rostra.capture.queries.coverage import coverage_of, narrowed, standing_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, Work
from rostra.config.commands import capture as command
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.people.states import Role
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Method
from rostra.platforms.consent import App

__all__ = ["feed", "site"]
HOUR = dt.timedelta(hours=1)
WORDS = "<b>The mayor is a crook</b>\x1b[31m [/red]"


@pytest.fixture
def officer(db: None) -> Client:
    return rolls.signed_in(rolls.user("sam-sample", Role.SOCIAL_MEDIA_OFFICER))


def words(client: Client, address: str) -> str:
    """What somebody reads at an address."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = re.sub(r"<option.*?</option>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def poll(account: Account) -> None:
    due_again(account, Work.POLL)
    check_all(Connections())


def fails(feed: Account, site: Site, status: int) -> None:
    """The feed is looked at, and its server fails."""
    site.put("/feed", WORDS.encode(), status)
    poll(feed)


def status(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> str:
    """What ``rostra capture status`` prints."""
    capsys.readouterr()
    command.run(argparse.Namespace(command="status"), Terminal(as_json=as_json))
    return capsys.readouterr().out


def status_of(account: Account, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What it says of an account."""
    return {row["account"]: row for row in json.loads(status(capsys, as_json=True))}[account.slug]


def test_a_look_that_fails_is_not_on_time(feed: Account, site: Site, client: Client, officer: Client) -> None:
    check_all(Connections())
    assert standing_of(feed).shown == "on time"
    before = clock.now()
    fails(feed, site, 503)
    failing = standing_of(feed).failing
    assert failing is not None
    assert before < failing.since < clock.now()
    assert failing.again == Schedule.objects.get(account=feed, work=Work.POLL).due
    fails(feed, site, 502)
    later = standing_of(feed).failing
    assert later is not None
    assert later.since == failing.since, "since the first that failed"
    for address in ("/coverage", "/account/city", "/coverage/platforms/rss"):
        page = words(client, address)
        assert "Failing" in page
        assert "Every look for what is new since" in page
        assert "The next look is due" in page
        assert "On time" not in page
        assert "crook" not in page
    assert "City" in words(client, "/coverage?standing=failing")
    assert "No account fits" in words(client, "/coverage?standing=on+time")
    told = client.get("/coverage.json").json()["accounts"][0]
    assert (told["standing"], told["failing_since"]) == ("failing", clock.stamp(failing.since))
    assert client.get("/account/city.json").json()["coverage"] == told
    assert told["next_try"] == clock.stamp(later.again) if later.again else None
    for address in ("/desk/capture", "/desk/account/city"):
        page = words(officer, address)
        assert "Failing" in page
        assert "is a crook" in page
        assert "2 failures in a row. Next attempt" in page

    site.put("/feed", rss(entry("n-1")))
    poll(feed)
    assert (standing_of(feed).shown, standing_of(feed).failing) == ("on time", None)
    assert "Every look" not in words(client, "/account/city")
    assert "crook" not in words(officer, "/desk/account/city")


def test_a_feed_that_is_gone_is_not_on_time(feed: Account, site: Site, client: Client) -> None:
    check_all(Connections())
    fails(feed, site, 410)
    assert standing_of(feed).shown == "not active"
    for address in ("/coverage", "/account/city"):
        page = words(client, address)
        assert "Not active there" in page
        assert "It has not been active there since" in page
        assert "The next look is due" in page
        assert "On time" not in page
    assert client.get("/coverage.json").json()["accounts"][0]["failing_since"]
    site.put("/feed", rss(entry("n-1")))
    poll(feed)
    assert standing_of(feed).shown == "on time"


def test_a_feed_that_is_refused_says_when_it_is_tried_again_and_then_that_it_is_late(feed: Account, site: Site, client: Client) -> None:
    check_all(Connections())
    fails(feed, site, 403)
    due = Schedule.objects.get(account=feed, work=Work.POLL).due
    assert due is not None
    assert standing_of(feed).shown == "failing"
    assert "The next look is due" in words(client, "/account/city")
    with clock.frozen(clock.now() + 2 * HOUR):
        assert standing_of(feed).shown == "late"
        page = words(client, "/account/city")
        assert "only the newest that the network still gives is fetched" in page
        assert "as far as the network still gives it then" in words(client, "/coverage")
        assert client.get("/coverage.json").json()["accounts"][0]["next_try"] == clock.stamp(due)
        site.put("/feed", rss(entry("n-1")))
        check_all(Connections())
    assert standing_of(feed).shown == "on time"


def test_without_the_consent_that_is_needed_nothing_is_tried_and_that_is_said(feed: Account, site: Site, client: Client) -> None:
    check_all(Connections())
    fails(feed, site, 403)
    Schedule.objects.filter(account=feed, work=Work.POLL).update(due=None)
    assert "It is not looked at again before somebody of the city acts." in words(client, "/account/city")
    assert client.get("/coverage.json").json()["accounts"][0]["next_try"] is None


def test_a_network_that_gives_everything_gives_what_was_posted_meanwhile(client: Client, register: Register) -> None:
    account = register("parks", network="mastodon", state="active")  # type: ignore[call-arg] # the fixture takes them
    Schedule.objects.create(account=account, work=Work.POLL, due=clock.now())
    cover([account], Method.POLL, clock.now() - 2 * HOUR, within=HOUR)
    page = words(client, "/account/parks")
    assert "Late." in page
    assert "what was posted meanwhile and still stands there is fetched" in page
    assert "only the newest" not in page


def test_an_account_whose_looks_all_failed_is_not_called_unchecked(
    feed: Account, site: Site, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Not checked yet" in words(client, "/account/city")
    fails(feed, site, 503)
    page = words(client, "/account/city")
    assert "Failing." in page
    assert "Every look for what is new since" in page
    assert "Not checked yet" not in page
    assert "was not looked at yet" not in page
    assert standing_of(feed).standing is CaptureStatus.NEVER
    assert status_of(feed, capsys)["standing"] == "failing"
    actions.connect(feed, actor=OPERATOR)
    assert "Not checked yet" in words(client, "/account/city"), "it begins anew"


def test_a_stream_that_goes_on_is_a_look_that_succeeds(mayor: Account, network: Network, connections: Connections) -> None:
    check_all(connections)
    network.break_down()
    due_again(mayor, Work.POLL)
    check_all(connections)
    assert standing_of(mayor).shown == "failing"
    cover([mayor], Method.STREAM, clock.now(), within=HOUR)
    assert standing_of(mayor).shown == "on time"


def test_the_command_says_why_and_when_it_is_tried_again(feed: Account, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    check_all(Connections())
    assert [status_of(feed, capsys)[name] for name in ("failing since", "next try", "reason")] == ["", "", ""]
    fails(feed, site, 503)
    due = Schedule.objects.get(account=feed, work=Work.POLL).due
    told = status_of(feed, capsys)
    assert due is not None
    assert told["next try"] == clock.stamp(due)
    assert told["reason"] == f"poll: {site.url}/feed answered 503. {WORDS}"
    shown = status(capsys, as_json=False)
    assert "\\x1b[31m [/red]" in shown
    assert "\x1b" not in shown, "a server writes nothing to the terminal"
    Schedule.objects.filter(account=feed, work=Work.POLL).update(due=None)
    assert status_of(feed, capsys)["next try"] == "not before somebody acts"


def test_before_the_first_look_is_told_as_a_gap(mayor: Account, client: Client, network: Network) -> None:
    page = words(client, "/account/mayor")
    assert "No look has succeeded yet: all that was posted so far may be missing." in page
    assert "Before the first look. No look at it had succeeded yet. Open: it goes on" in page
    overview = words(client, "/coverage")
    assert "all until now: no look has succeeded" in overview
    assert "none known" not in overview
    assert "No gaps are known" not in page + overview
    check_all(Connections())
    overview = words(client, "/coverage")
    assert "the time before the first look" in overview, "the network gives no more than its newest"
    assert "none known" not in overview


@pytest.fixture
def from_files(network: Network, register: Register, tmp_path: Path) -> Account:
    """An approved account of which a file came in, and that nobody has connected."""
    account = register("library")
    take_in_file(table(**MAPPING | {"network": "memory"}), write_posts(tmp_path / "posts.csv", 3), actor=OPERATOR)
    return account


def test_an_account_filled_from_files_says_so_and_may_be_connected(from_files: Account, client: Client, officer: Client) -> None:
    page = words(client, "/account/library")
    assert "From a file only." in page
    assert "what is kept came in as files, and is as complete as they are" in page
    assert "may be missing" not in page
    desk = words(officer, "/desk/account/library")
    assert "Nothing of it is kept yet" not in desk
    assert "Connect Library" in desk
    assert "what the files lack" in words(client, "/coverage")
    actions.connect(from_files, actor=OPERATOR)
    assert standing_of(from_files).shown == "never"
    overview = words(client, "/coverage")
    assert "all until now: no look has succeeded" in overview
    assert "what the files lack" not in overview
    desk = words(officer, "/desk/account/library")
    assert "Connect Library" not in desk
    assert "Check now" in desk


def test_where_nobody_looks_and_files_came_in_no_first_look_is_awaited_anywhere(
    from_files: Account, client: Client, officer: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    reach = "The files reach from March 1, 2021 to March 3, 2021: what was posted before or after is in none of them."
    for address in ("/account/library", "/coverage/gaps"):
        page = words(client, address)
        assert "From files only. Nobody looks at it: what is kept came in as files." in page
        assert reach in page
        assert "No look at it had succeeded" not in page
    assert reach in words(officer, "/desk/account/library")
    for address in ("/coverage", "/desk/capture"):
        assert "what the files lack they reach from March 1, 2021 to March 3, 2021" in words(officer, address)

    told = {"files_from": "2021-03-01T10:00:00Z", "files_to": "2021-03-03T10:00:00Z"}
    (gap,) = client.get("/coverage/gaps.json").json()["gaps"]
    account = client.get("/account/library.json").json()
    (row,) = csv.DictReader(io.StringIO(b"".join(client.get("/coverage/gaps.csv")).decode("utf-8-sig")))
    for found in (gap, account["before_first"], row):
        assert (found["cause"], found["state"]) == ("files-only", "open")
        assert found["reason"] == "Nobody looks at it: what is kept came in as files."
    for found in (gap, row, account["before_first"], account["coverage"], client.get("/coverage.json").json()["accounts"][0]):
        assert {name: found[name] for name in told} == told
    capsys.readouterr()
    command.run(argparse.Namespace(command="gaps"), Terminal(as_json=True))
    (line,) = json.loads(capsys.readouterr().out)
    assert line["cause"] == "files-only"
    assert line["reason"].endswith("Its files reach from 2021-03-01T10:00:00Z to 2021-03-03T10:00:00Z.")

    month = client.get("/account/library/coverage.json").json()["months"][0]
    assert [(each["cause"], each["state"]) for each in month["gaps"]] == [("files-only", "open")]
    assert month["numbers"]["missed"] == month["numbers"]["minutes"]
    assert "From files only" in words(client, "/account/library/coverage")

    actions.connect(from_files, actor=OPERATOR)
    assert client.get("/account/library.json").json()["before_first"]["cause"] == "before-first-capture"
    check_all(Connections())
    looked_at = client.get("/account/library.json").json()["before_first"]
    assert (looked_at["state"], looked_at["files_from"]) == ("ended", None)


def test_a_list_that_was_handed_in_tells_of_no_posts(register: Register, client: Client) -> None:
    account, handed_in = register("paper", network="elsewhere"), clock.now()
    Coverage.objects.create(account=account, method=Method.IMPORT, begins=handed_in, ends=handed_in)
    time = client.get("/account/paper.json").json()["before_first"]
    assert (time["cause"], time["files_from"], time["files_to"]) == ("unsupported", None, None)
    assert "The files reach" not in words(client, "/account/paper")


def test_connecting_is_offered_only_where_it_works(
    network: Network, register: Register, officer: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    account = register("library")
    assert coverage_of(account).may_begin
    assert "Nothing of it is kept yet." in words(officer, "/desk/account/library")
    monkeypatch.setitem(PLATFORMS, "memory", type("Asking", (ConsentingPlatform,), {"network": network}))
    page = words(officer, "/desk/account/library")
    assert "Connect Library" not in page
    assert "It can be looked at once its holder has consented at the platform." in page
    connection = words(officer, "/desk/account/library/connection")
    assert "Begin to consent" not in connection
    assert "Write to who looks after it" not in connection
    assert "memory does not know this installation yet" in connection
    assert "Connect: Library" not in words(officer, "/desk/")
    settings.PLATFORM_APPS = {"memory": App("client")}
    assert "Begin to consent" in words(officer, "/desk/account/library/connection")
    assert "Connect: Library" in words(officer, "/desk/")
    Account.objects.update(state="archived")
    page = words(officer, "/desk/account/library")
    assert "once its holder has consented" not in page
    assert [each.account for each in narrowed([coverage_of(account)], standing="never")] == [account]
