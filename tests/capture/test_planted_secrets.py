"""Planted tokens and secrets, every kind of failure, and then all that is kept, shown, sent or logged: nothing may hold one."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection as database
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.conftest import Register
from tests.capture.consenting import ConsentingPlatform
from tests.capture.network import Network
from tests.capture.test_checks import check_all, due_again
from tests.platforms.authority import Authority, authority, came_back
from tests.platforms.bluesky.servers import Reply
from tests.platforms.serving import Quiet, serving
from tests.withheld import PNG, Told, outlets

from rostra.accounts.models import Account
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Medium, Record
from rostra.capture.actions.claims import claim
from rostra.capture.actions.renewing import end_and_foretell, renew_next
from rostra.capture.models import Connection, Run, Schedule
from rostra.capture.queries.consent import open_sealed, opened
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import ConnectionState, Outcome, Work
from rostra.config.cli import main
from rostra.core import clock
from rostra.core.findings import all_findings
from rostra.core.http import client as http_client
from rostra.core.models import Mail
from rostra.people.models import User
from rostra.people.states import Role
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Event, PlatformError, Unauthorised
from rostra.platforms.consent import App
from rostra.platforms.guard import Guard
from rostra.platforms.oauth import bearer
from rostra.platforms.web import Web, WebRefused
from rostra.search.actions import follow

PLANTED = "planted-secret-of-the-app-7f3a"
LIMIT = 64 * 1024


@dataclass
class Echo:
    """A server that answers in the way it is told, and shows what it was sent wherever it can."""

    url: str
    how: str = "well"
    seen: list[str] = field(default_factory=list)  # as authorization

    def reply(self, sent: str) -> Reply:
        token = sent.removeprefix("Bearer ")
        body = f'{{"error": "no {sent}", "token": "{token}"}}'.encode()
        closed = f"http://127.0.0.1:{_closed_port()}/caught?token={token}"
        return {
            "well": Reply(200, b"{}"),
            "401": Reply(401, body, {"www-authenticate": f'Bearer error="invalid_token", token="{token}"'}),
            "403": Reply(403, body),
            "404": Reply(404, body),
            "429": Reply(429, body, {"retry-after": "1"}),
            "500": Reply(500, body),
            "elsewhere": Reply(302, b"", {"location": self.url.replace("127.0.0.1", "localhost") + "/elsewhere"}),
            "elsewhere with it": Reply(302, b"", {"location": closed}),
            "round and round": Reply(302, b"", {"location": f"{self.url}/again?token={token}"}),
            "to what is no address": Reply(302, b"", {"location": f"ftp://{token}@exampleville.example/"}),
            "broken": Reply(200, body[:-9]),
            "a wrong status": Reply(599, body, {"x-token": token}),
        }[self.how]


FAILURES = (
    "401", "403", "404", "429", "500", "elsewhere", "elsewhere with it", "round and round", "to what is no address", "broken",
    "a wrong status", "cut", "slow",
)  # fmt: skip


class ReadingPlatform(ConsentingPlatform):
    """As a platform reads: each question with the account's token."""

    echo: ClassVar[Echo]
    http: httpx.Client

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        web = Web(self.http, Guard(allow_http=True), clock.now)
        try:
            web.get(f"{self.echo.url}/posts", {"of": account}, limit=LIMIT, authorization=bearer(self._tokens(account))).json()
        except WebRefused as refused:
            if refused.status == 401:
                raise Unauthorised(str(refused)) from refused
            raise
        yield from super(ConsentingPlatform, self).poll(account, cursor)


class Heard(logging.Handler):
    """All that is logged, formatted, with what was raised."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args}")


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Everything at the lowest level, whatever the settings say."""
    handler, root = Heard(), logging.getLogger()
    names = ["", "httpx", "httpcore", "httpcore.connection", "httpcore.http11", "rostra", "django"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def server() -> Iterator[Authority]:
    with authority() as running:
        running.secret = PLANTED
        yield running


@pytest.fixture
def echo() -> Iterator[Echo]:
    class Answering(Quiet):
        def do_GET(self) -> None:
            sent = self.headers.get("authorization", "")
            made.seen.append(sent)
            if made.how == "slow":
                self.connection.settimeout(5)
                self.rfile.read(1)  # until the other side has had enough
            elif made.how == "cut":
                self.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: 900\r\nX-Token: {sent}\r\n\r\n{sent}".encode())
            else:
                reply = made.reply(sent)
                self.answer(reply.status, reply.headers, reply.body)

    with serving(Answering) as url:
        made = Echo(url)
        yield made


@pytest.fixture
def pool(
    network: Network, server: Authority, echo: Echo, register: Register, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Account:
    """An official account in use that is not connected."""
    kind = type("Reading", (ReadingPlatform,), {"network": network, "authority": server, "echo": echo})
    monkeypatch.setitem(PLATFORMS, "memory", kind)
    monkeypatch.setattr("rostra.core.http.TIMEOUT", httpx.Timeout(0.5))
    settings.PLATFORM_APPS = {"memory": App(server.client, server.secret)}
    network.media["plan.png"] = PNG
    network.post("pool", "1", "The pool opens at nine", media=("plan.png",))
    return register("pool", state="active")  # type: ignore[call-arg] # the fixture takes it


@pytest.fixture
def officer(db: None) -> User:
    return rolls.user("sam-sample", Role.SOCIAL_MEDIA_OFFICER)


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def consent(account: Account, server: Authority, browser: Client, secrets: list[str]) -> None:
    """The holder goes the whole way through the pages; the code is one that can be looked for."""
    there = browser.post(f"/desk/account/{account.slug}/connection").context["url"]
    secrets.append(open_sealed(browser.session["consent"]["kept"]))
    answer = server.consent(there, account.identity)
    code = f"planted-code-{len(secrets)}-5d1e"
    server.codes[code] = server.codes.pop(answer["code"])
    assert browser.get(came_back("/desk/connected", {**answer, "code": code})).status_code in {200, 302}
    secrets.append(code)


def planted(server: Authority, codes: list[str]) -> list[str]:
    """Everything that was ever a secret in this: as it is, and as HTTP Basic has it."""
    told = [form.get(name, "") for form in server.forms for name in ("code", "code_verifier", "refresh_token", "client_secret", "token")]
    numbers = range(1, next(server.numbers))
    tokens = [f"{kind}-token-{number}-of-" for kind in ("access", "refresh") for number in numbers]
    basic = base64.b64encode(f"{server.client}:{server.secret}".encode()).decode()
    return sorted({PLANTED, basic, *codes, *tokens, *filter(None, told)})


def found_in(text: str | bytes, secrets: list[str]) -> list[str]:
    """The secrets that a text holds."""
    content = text.encode() if isinstance(text, str) else text
    return [secret for secret in secrets if secret.encode() in content]


def poll(account: Account) -> None:
    due_again(account, Work.POLL)
    check_all(Connections())


def kill_a_worker(account: Account) -> None:
    """One that had claimed the poll never comes back."""
    due_again(account, Work.POLL)
    assert claim(Schedule.objects.get(account=account, work=Work.POLL))
    Schedule.objects.update(claimed_until=clock.now() - dt.timedelta(minutes=5))
    check_all(Connections())


def go_through(account: Account, server: Authority, echo: Echo, browser: Client) -> list[str]:
    """Consent, and everything that can go wrong with it; the codes and verifiers that were used."""
    codes: list[str] = []
    consent(account, server, browser, codes)
    poll(account)
    for failure in FAILURES:
        echo.how = failure
        if Connection.objects.get().state != ConnectionState.CONNECTED:
            consent(account, server, browser, codes)
        poll(account)
        kill_a_worker(account)
        renew_next(Connections())
    echo.how = "well"
    consent(account, server, browser, codes)
    for answer in (Reply(500, PLANTED.encode()), Reply(400, PLANTED.encode()), Reply(200, f'{{"access_token": "{PLANTED} '.encode()), None):
        server.instead = answer
        Connection.objects.filter(state=ConnectionState.CONNECTED).update(due=clock.now())
        renew_next(Connections())
        browser.post(f"/desk/account/{account.slug}/connection")
    codes.append(open_sealed(browser.session["consent"]["kept"]))  # one that waits for its holder still
    end_and_foretell()
    poll(account)
    return codes


def addresses(account: Account, record: Record) -> Iterator[str]:
    """Every page of the site that can be named."""
    known: dict[str, Any] = {"slug": account.slug, "record_id": record.pk, "number": 1, "name": "memory", "gap_id": 1, "user_id": 1}
    for route, names in _routes(get_resolver().url_patterns, ""):
        if set(names) <= set(known):
            path = route
            for name in names:
                start = path.index("<")
                path = path[:start] + str(known[name]) + path[path.index(">") + 1 :]
            yield f"/{path}"


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, list[str]]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        elif "(" not in route and "^" not in route:
            yield route, [part.partition(">")[0].rpartition(":")[2] for part in route.split("<")[1:]]


@pytest.mark.django_db(transaction=True)
def test_no_secret_stands_anywhere(
    pool: Account,
    server: Authority,
    echo: Echo,
    officer: User,
    heard: Heard,
    archive: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    browser = rolls.signed_in(officer)
    codes = go_through(pool, server, echo, browser)
    secrets = planted(server, codes)
    assert {Outcome.DONE, Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.LIMITED, Outcome.ABANDONED} <= set(
        Run.objects.values_list("outcome", flat=True)
    )
    assert any(found_in(sent, secrets) for sent in echo.seen), "the tokens were used"
    assert found_in(opened(Connection.objects.get().sealed).access, secrets), "what is looked for is what is kept"
    follow_events()
    Sequencer().drain()
    while follow():
        pass

    places = dict(_shown(pool, browser))
    places["the log of the program"] = "\n".join(heard.lines)
    places |= _kept(archive, tmp_path_factory.mktemp("backup"), capsys)  # the commands set the log up anew
    places["findings"] = str([(finding.text, finding.hint, finding.subject) for finding in all_findings()])
    places["mail"] = str(list(Mail.objects.values()))
    places["sessions"] = str([session.get_decoded() for session in Session.objects.all()])
    assert len(places) > 100
    assert "Not Found" in str(places["the log of the program"])
    assert {name: held for name, text in places.items() if (held := found_in(text, secrets))} == {}


def _kept(archive: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str | bytes]]:
    """The database, the files, a backup, and what the commands say."""
    capsys.readouterr()
    call_command("dumpdata")
    yield "the database", capsys.readouterr().out
    commands = [("capture", "status"), ("capture", "gaps"), ("capture", "now"), ("accounts", "list"), ("platforms",), ("fsck",)]
    if database.vendor == "sqlite":
        for part in ("", "-wal"):
            path = Path(f"{database.settings_dict['NAME']}{part}")
            yield f"the database's file{part}", path.read_bytes() if path.exists() else b""
        commands.append(("backup", str(copy)))
    for words in commands:
        main([*words, "--json"])
        yield " ".join(words), str(capsys.readouterr())
    for folder in (archive, copy):
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                yield str(path), gzip.decompress(content) if path.suffix == ".gz" else content


def _shown(account: Account, browser: Client) -> Iterator[tuple[str, str | bytes]]:
    """What the public and the staff are shown."""
    record = Record.objects.filter(account=account).first()
    assert record is not None
    stranger = Client()
    yield from outlets(stranger, Told(account, record, {}, (0, 0), (0, 0), Medium.objects.get().name))
    auditor = rolls.signed_in(rolls.user("robin-sample", *Role))
    for address in addresses(account, record):
        for who, asking in (("public", stranger), ("officer", browser), ("every role", auditor)):
            if "sign-out" not in address and "logout" not in address:
                answer = asking.get(address)
                assert answer.status_code < 500, address
                yield f"{address} ({who})", b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined,arg-type]


@pytest.mark.parametrize("how", [failure for failure in FAILURES if failure != "slow"])
def test_no_error_of_a_question_holds_what_it_was_asked_with(how: str, echo: Echo, heard: Heard) -> None:
    token = "planted-token-of-a-question-91c2"
    echo.how = how
    with http_client("Exampleville") as http, pytest.raises(PlatformError) as caught:
        Web(http, Guard(allow_http=True)).get(f"{echo.url}/posts", limit=LIMIT, authorization=f"Bearer {token}").json()
    told: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        told += [str(error), repr(error), str({**vars(error), "body": ""})]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert found_in("\n".join([*told, *heard.lines]), [token]) == []
    if how == "elsewhere":
        assert echo.seen[0] == f"Bearer {token}"
        assert set(echo.seen[1:]) == {""}
