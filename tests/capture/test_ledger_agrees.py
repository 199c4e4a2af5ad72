"""The ledger's numbers are the same on every page, in every file and in the command, and they are what a plain recount finds."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.capture.conftest import OPERATOR, Register
from tests.capture.histories import History
from tests.capture.network import MemoryPlatform, Network
from tests.capture.outlets import Numbers, from_command, from_csv, from_json, from_page

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Version
from rostra.capture import actions
from rostra.capture.models import Coverage, Gap, Run
from rostra.core import clock
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Method

BEGUN = dt.datetime(2026, 10, 27, 12, 0, 30, tzinfo=dt.UTC)  # the clocks are set back on November 1, in the first hours of the month
STREAMLESS = Capabilities(methods=frozenset({Method.POLL, Method.PROBE}), edit_signal="diff", delete_signal="diff", reaches="all")


@pytest.fixture
def told(request: pytest.FixtureRequest, network: Network, register: Register, monkeypatch: pytest.MonkeyPatch) -> Iterator[dt.datetime]:
    """A history of two accounts, of one that cannot be looked at, and of one that comes from files; the clock stands at its end."""
    cache.clear()
    monkeypatch.setattr(PLATFORMS["memory"], "capabilities", STREAMLESS)
    assert issubclass(PLATFORMS["memory"], MemoryPlatform)
    with clock.frozen(BEGUN):
        accounts = [actions.connect(register(slug), actor=OPERATOR) for slug in ("mayor", "library")]
        register("parks", network="elsewhere")
        filed = register("archives")
        Coverage.objects.create(
            account=filed, method=Method.IMPORT, begins=BEGUN - dt.timedelta(days=90), ends=BEGUN - dt.timedelta(days=9)
        )
    end = History(network, accounts, random.Random(request.param)).live(BEGUN, 30)
    with clock.frozen(end):
        yield end


def months(end: dt.datetime) -> list[str]:
    """Every month of the history, as the city's calendar has them."""
    days = [BEGUN + dt.timedelta(days=day) for day in range((end - BEGUN).days + 1)] + [end]
    return sorted({f"{clock.in_zone(day, zone()):%Y-%m}" for day in days})


def zone() -> str:
    return str(settings.PROFILE.city.zone)


@pytest.mark.parametrize("told", [1, 2], indirect=True)
def test_every_outlet_tells_the_same_and_what_a_plain_recount_finds(
    told: dt.datetime, client: Client, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    hold_accounts(told, client, capfdbinary)
    hold_months(told, client, capfdbinary)
    hold_recount(told, client)


def hold_accounts(told: dt.datetime, client: Client, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for slug in ("mayor", "library", "parks", "archives"):
        answer = client.get(f"/account/{slug}/coverage.json").json()
        assert [each["month"] for each in answer["months"]] == months(told)[::-1]
        wanted = {each["month"]: from_json(each["numbers"]) for each in answer["months"]}
        assert {place["month"]: numbers for place, numbers in from_csv(client, f"/account/{slug}/coverage.csv")} == wanted
        pages = {year: from_page(client, f"/account/{slug}/coverage?year={year}") for year in {month[:4] for month in wanted}}
        shown = {month: numbers for page in pages.values() for month, numbers in page.items()}
        assert shown == {month: without_accounts(numbers) for month, numbers in wanted.items()}
        assert from_command(capfdbinary, "account", slug) == answer


def hold_months(told: dt.datetime, client: Client, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for month in months(told):
        answer = client.get(f"/coverage/months/{month}.json").json()
        wanted = {each["account"]: from_json(each["numbers"]) for each in answer["accounts"]}
        assert set(wanted) == {"mayor", "library", "parks", "archives"}
        assert (wanted["archives"]["files-only minutes"], wanted["parks"]["unsupported minutes"]) == (wanted["archives"]["missed"],) * 2
        sums = {"total": from_json(answer["total"])} | {each["platform"]: from_json(each["numbers"]) for each in answer["platforms"]}
        rows = {
            place["account"] or place["network"] or place["of"]: numbers
            for place, numbers in from_csv(client, f"/coverage/months/{month}.csv")
        }
        assert rows == wanted | sums
        assert from_page(client, f"/coverage/months/{month}") == {name: without_accounts(each) for name, each in wanted.items()} | sums
        assert from_command(capfdbinary, "report", month) == answer
        for slug, numbers in wanted.items():
            ledger = client.get(f"/account/{slug}/coverage.json").json()["months"]
            assert [from_json(each["numbers"]) for each in ledger if each["month"] == month] == [numbers]
        added = sum((Counter(numbers) for numbers in wanted.values()), Counter())
        whole = {name: value for name, value in sums["total"].items() if "percent" not in name and value > 0}
        assert whole == {name: value for name, value in added.items() if "percent" not in name and name in whole}


def without_accounts(numbers: Numbers) -> Numbers:
    """A page does not say of one account that it is one."""
    return {name: value for name, value in numbers.items() if name != "accounts"}


def hold_recount(told: dt.datetime, client: Client) -> None:
    interrupted = 0
    for slug in ("mayor", "library"):
        account = Account.objects.get(slug=slug)
        for each in client.get(f"/account/{slug}/coverage.json").json()["months"]:
            numbers = Counter(from_json(each["numbers"]))
            for name, value in recount(account, each["month"], told).items():
                assert numbers[name] == value, f"{name} of {slug} in {each['month']}"
            interrupted += int(numbers["gaps"])
    assert interrupted, "the history had no gap"


def recount(account: Account, month: str, now: dt.datetime) -> dict[str, float]:
    """The same numbers row by row, and the times minute by minute."""

    def within(moment: dt.datetime) -> bool:
        return f"{moment.astimezone(ZoneInfo(zone())):%Y-%m}" == month

    runs = [run for run in Run.objects.filter(account=account) if within(run.started)]
    versions = [each for each in Version.objects.filter(record__account=account) if within(each.seen)]
    minutes = [each for each in every_minute(now) if within(each)]
    gaps = [gap for gap in Gap.objects.filter(account=account) if any(gap.starts <= each < (gap.ends or now) for each in minutes)]
    looks = list(Coverage.objects.filter(account=account, method=Method.POLL))
    watched = sum(any(look.begins <= each < look.ends for look in looks) for each in minutes)
    return {
        "done": sum(run.checks for run in runs if run.outcome == "done"),
        "failed": sum(run.checks for run in runs if run.outcome != "done"),
        "new": sum(each.number == 1 for each in versions),
        "edited": sum(each.number > 1 and not each.again for each in versions),
        "gone": sum(within(each.seen) for each in Absence.objects.filter(record__account=account)),
        "gaps": len(gaps),
        "unhealed": sum(gap.healed_at is None for gap in gaps),
        "watched": pytest.approx(watched, abs=len(looks) + 1),
    }


def every_minute(now: dt.datetime) -> Iterator[dt.datetime]:
    moment = dt.datetime(2026, 10, 1, 5, tzinfo=dt.UTC)  # midnight in the city
    while moment < now:
        yield moment
        moment += dt.timedelta(minutes=1)


@pytest.mark.parametrize("told", [3], indirect=True)
def test_a_month_that_is_over_stays_as_it_is_but_for_healing(told: dt.datetime, client: Client, network: Network) -> None:
    over = months(told)[:-1]
    before = {month: client.get(f"/coverage/months/{month}.json").json() for month in over}
    network.come_back()
    accounts = list(Account.objects.filter(network="memory"))
    with clock.frozen(History(network, accounts, random.Random(99)).live(told, 10)):
        after = {month: client.get(f"/coverage/months/{month}.json").json() for month in over}
    for month in over:
        assert before[month]["final"]
        changed = differences(before[month], after[month])
        assert {name.rpartition(".")[2] for name in changed} <= {"healed_at", "healed_how", "state", "unhealed"}, changed


def differences(before: object, after: object, place: str = "") -> list[str]:
    """Where two answers differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [found for name in before for found in differences(before[name], after[name], f"{place}.{name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [found for one, other in zip(before, after, strict=True) for found in differences(one, other, place)]
    return [] if before == after else [place]
