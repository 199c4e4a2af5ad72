"""Many accounts on one machine: asked side by side, politely, evenly, and each once at a time."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import httpx
import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.network import MemoryPlatform, Network
from tests.platforms.serving import Quiet, serving

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.places import REST, Places
from rostra.capture.models import Run, Schedule
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Outcome, Work
from rostra.capture.tasks import Checks
from rostra.config.worker import CHECKING, SMALL_CACHE
from rostra.core import clock
from rostra.core.http import client
from rostra.people.models import Person, Unit
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Capabilities, Event, Mark, Method, RateLimited, Refused

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ANSWER_AFTER = 0.3  # seconds
ACCOUNTS = 40
AT_SERVER = 4
NAMES = ("127.0.0.1", "localhost")


class Crowd:
    """What a server sees of those who ask it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.twice: list[str] = []
        self.asking: set[str] = set()

    def enter(self, host: str, path: str) -> None:
        with self.lock:
            if path in self.asking:
                self.twice.append(path)
            self.asking.add(path)
            self.asked[path] += 1
            self.now[host] += 1
            self.most[host] = max(self.most[host], self.now[host])

    def leave(self, host: str, path: str) -> None:
        with self.lock:
            self.now[host] -= 1
            self.asking.discard(path)


def slow(crowd: Crowd) -> type[BaseHTTPRequestHandler]:
    """A server that takes its time."""

    class Answering(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["host"].partition(":")[0]
            crowd.enter(host, self.path)
            time.sleep(ANSWER_AFTER)
            crowd.leave(host, self.path)
            self.answer(200, {"set-cookie": "session=of-one-account"}, b"{}")

    return Answering


class Slow(MemoryPlatform):
    """Accounts on servers of their own, that are asked for them over HTTP."""

    capabilities: ClassVar[Capabilities] = Capabilities(methods=frozenset({Method.POLL}))
    http: httpx.Client

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        self.http.get(account).raise_for_status()
        yield Mark(cursor or "0")


def accounts(*identities: str) -> list[Account]:
    unit = Unit.objects.create(slug="city", name="City", kind="office")
    person = Person.objects.create(slug="ada-example", name="Ada Example")
    return [
        Account.objects.create(
            slug=f"account-{number}", unit=unit, custodian=person, network="memory", identity=identity, handle=f"a{number}.example",
            name=f"Account {number}", state="active", registered=START,
        )
        for number, identity in enumerate(identities)
    ]  # fmt: skip


def due(account: Account, work: Work = Work.POLL, *, seconds: int = 0, known: bool = True) -> Schedule:
    """A schedule that is due since ``seconds`` less than ten minutes."""
    moment = clock.now() - dt.timedelta(minutes=10) + dt.timedelta(seconds=seconds)
    return Schedule.objects.create(account=account, work=work, due=moment, last_success=START if known else None)


@pytest.mark.django_db(transaction=True)
def test_all_are_asked_within_one_interval_and_no_server_by_too_many(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    terms = settings.PROFILE.capture.model_copy(update={"at_once": 12, "at_once_per_server": AT_SERVER, "poll_every": 60})
    settings.PROFILE = settings.PROFILE.model_copy(update={"capture": terms})
    monkeypatch.setitem(PLATFORMS, "memory", type("Asking", (Slow,), {"network": Network()}))
    crowd, checks = Crowd(), Checks(threading.Event())

    def step() -> None:
        while Schedule.objects.filter(due__lte=clock.now(), claimed_by="").exists():
            checks.step() or time.sleep(0.05)
        connection.close()

    with serving(slow(crowd)) as url:
        port = url.rpartition(":")[2]
        rows = [due(account) for account in accounts(*(f"http://{NAMES[n % 2]}:{port}/users/{n}" for n in range(ACCOUNTS)))]
        begun = time.monotonic()
        with ThreadPoolExecutor(12) as pool:
            for thread in [pool.submit(step) for _ in range(12)]:
                thread.result()
        spent = time.monotonic() - begun
    assert spent < 60, "later than the interval"
    assert spent < ACCOUNTS * ANSWER_AFTER, "one after the other"
    assert len(crowd.asked) == ACCOUNTS
    assert crowd.twice == []
    assert all(1 < crowd.most[name] <= AT_SERVER for name in NAMES)
    assert Run.objects.filter(outcome=Outcome.DONE).count() == ACCOUNTS
    assert {(row.failures, row.claimed_by) for row in Schedule.objects.filter(pk__in=[row.pk for row in rows])} == {(0, "")}


@pytest.mark.django_db
def test_a_server_that_is_asked_enough_keeps_no_other_waiting() -> None:
    there = accounts(*(f"https://one.example/users/{n}" for n in range(3)), "https://two.example/users/1", "https://ONE.example:80/u")
    rows = [due(account, seconds=number) for number, account in enumerate(there)]
    places = Places(2, long=2)
    first, second, other, far = (places.begin() for _ in range(4))
    assert first
    assert second
    assert other
    assert far
    assert [lease.row.pk for lease in (first, second, other, far)] == [rows[0].pk, rows[1].pk, rows[3].pk, rows[4].pk]
    assert places.begin() is None
    places.end(second)
    last = places.begin()
    assert last
    assert last.row.pk == rows[2].pk


@pytest.mark.django_db
def test_first_polls_and_long_work_leave_places_to_accounts_that_are_known() -> None:
    new, newer, known, old = accounts("new", "newer", "known", "old")
    rows = [due(new, seconds=1, known=False), due(newer, seconds=2, known=False), due(old, Work.PROBE, seconds=3)]
    rows += [due(known, seconds=4), due(known, Work.REPORT, seconds=5)]
    places = Places(9, long=1)
    taken = [lease.row.pk for lease in iter(places.begin, None)]
    assert taken == [rows[0].pk, rows[3].pk, rows[4].pk]


@pytest.mark.django_db
def test_a_limit_of_one_account_stops_nobody_and_a_limit_of_all_is_run_into_twice() -> None:
    there = accounts(*(f"https://one.example/users/{n}" for n in range(5)), "https://two.example/users/1")
    for number, account in enumerate(there[:5]):
        due(account, seconds=number)
    now = 1000.0
    places = Places(1, long=1, now=lambda: now)

    def ask(answer: RateLimited | Refused | None) -> str:
        lease = places.begin()
        if lease is None:
            return ""
        Schedule.objects.filter(pk=lease.row.pk).update(due=clock.now() + dt.timedelta(hours=1))
        lease.release()
        places.end(lease, answer)
        return str(lease.row.account.slug)

    limited = RateLimited("429", retry_after=300.0)
    assert ask(limited) == "account-0"
    assert ask(None) == "account-1", "it was the limit of one account"
    assert ask(limited) == "account-2"
    assert ask(Refused("403")) == "account-3", "says nothing of a limit"
    assert ask(limited) == "account-4"
    late = due(there[1], Work.PROBE)
    due(there[1], Work.REPORT)
    due(there[5])
    assert {ask(None), ask(None)} == {"account-1", "account-5"}, "a report asks nobody, and another server is not this one"
    assert ask(None) == ""
    now += 301
    assert ask(RateLimited("429")) == "account-1"
    Schedule.objects.filter(pk=late.pk).update(due=START)
    assert ask(None) == "", "it still limits all: one question showed that"
    now += REST + 1
    assert ask(None) == "account-1"


@pytest.mark.django_db
def test_a_check_that_fails_gives_its_place_back(register: Register, network: Network, connections: Connections) -> None:
    row = due(register("mayor"))  # type: ignore[call-arg] # the fixture takes it
    places = Places()
    network.break_down()
    assert check_next(connections, places)
    Schedule.objects.filter(pk=row.pk).update(due=START)
    assert check_next(connections, places)


@pytest.mark.django_db
def test_what_was_due_at_one_moment_is_not_due_together_again(settings: Settings) -> None:
    every = settings.PROFILE.capture.poll_every
    with clock.frozen(START + dt.timedelta(seconds=77)):
        moments = [rules.next_due(Schedule(pk=4 * number + 1, work=Work.POLL)) - clock.now() for number in range(5000)]
    waits = [moment.total_seconds() for moment in moments]
    assert all(0 < wait <= every for wait in waits)
    a_second = Counter(int(wait) for wait in waits)
    assert max(a_second.values()) <= 1.5 * 5000 / every
    assert len(a_second) == every


@pytest.mark.django_db
def test_a_late_check_does_not_move_what_follows() -> None:
    row = Schedule(pk=7, work=Work.POLL)
    with clock.frozen(START):
        first = rules.next_due(row)
    with clock.frozen(first + dt.timedelta(seconds=123)):
        second = rules.next_due(row)
    assert abs(second - first - dt.timedelta(seconds=300)) < dt.timedelta(milliseconds=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "set_so"), [(f"{CHECKING} 7", [-SMALL_CACHE, 1]), ("search", [-131_072, 2])])
def test_threads_that_check_keep_little_and_wait_for_no_flush(name: str, set_so: list[int]) -> None:
    found: list[int] = []

    def look() -> None:
        with connection.cursor() as cursor:
            for setting in ("cache_size", "synchronous"):
                cursor.execute(f"PRAGMA {setting}")
                found.append(cursor.fetchone()[0])
        connection.close()

    if connection.vendor != "sqlite":
        pytest.skip("it is a matter of SQLite")
    thread = threading.Thread(target=look, name=name)
    thread.start()
    thread.join()
    assert found == set_so


def test_one_server_gets_a_few_requests_at_once_and_its_cookies_are_left() -> None:
    crowd = Crowd()
    with serving(slow(crowd)) as url, client("Exampleville", connections=32, at_server=3) as http, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: http.get(f"{url}/{number}"), range(12)))
        assert {answer.status_code for answer in answers} == {200}
        assert crowd.most["127.0.0.1"] == 3
        assert len(http.cookies) == 0


def test_each_name_has_connections_of_its_own_and_those_asked_longest_ago_are_closed() -> None:
    """Also where two names lie at one address: the certificate of the one was checked, and not that of the other."""
    used: dict[str, list[int]] = {}

    class Noting(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            used.setdefault(self.headers["host"], []).append(self.client_address[1])
            self.answer(200, {}, b"{}")

    with serving(Noting) as url, client("Exampleville", connections=2, at_server=1) as http:
        for name in ("one", "two", "one", "two", "three", "two", "three", "one"):
            http.get(url, headers={"host": name})
    ports = [{port for name in names for port in used[name]} for names in (["one"], ["two"], ["three"])]
    assert [len(found) for found in ports] == [2, 1, 1]
    assert len(set.union(*ports)) == 4


def test_a_request_that_fails_and_an_answer_that_is_not_read_give_their_places_back() -> None:
    class Broken(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/broken":
                raise httpx.ConnectError("no", request=request)
            return httpx.Response(200, stream=httpx.ByteStream(b"long"))

    with client("Exampleville", transport=Broken(), at_server=1) as http:
        for _ in range(3):
            with pytest.raises(httpx.ConnectError):
                http.get("https://one.example/broken")
            with http.stream("GET", "https://one.example/unread") as answer:
                answer.close()
        assert http.get("https://one.example/").text == "long"


def test_who_waits_too_long_for_a_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rostra.core.http.PATIENCE", 0.05)
    answers = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(b"long")))
    with client("Exampleville", transport=answers, at_server=1) as http, http.stream("GET", "https://one.example/"):
        assert http.get("https://two.example/").text == "long"
        with pytest.raises(httpx.PoolTimeout):
            http.get("https://one.example/")
