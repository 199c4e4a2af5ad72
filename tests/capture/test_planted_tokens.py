"""Planted tokens and secrets, and each real platform's own client at a server that fails in every way and says back what it was sent.

``test_planted_secrets`` looks everywhere, with a made-up platform; here every platform that reads by consent goes through the failures.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote_plus

import httpx
import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.conftest import Register
from tests.capture.exporting import everything_in
from tests.capture.scenes import SCENES
from tests.capture.scenes.scene import Scene, Stage
from tests.capture.test_planted_secrets import Heard, addresses, found_in, heard
from tests.platforms.bluesky.servers import Reply
from tests.platforms.serving import Quiet

from rostra.archive.models import Record
from rostra.capture.actions.consent import kept_tokens
from rostra.capture.models import Connection, Run
from rostra.capture.queries.consent import consenting
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import ConnectionState, Outcome
from rostra.core import clock
from rostra.core.findings import all_findings
from rostra.people.models import User
from rostra.people.states import Role
from rostra.platforms import PLATFORMS, consent_of
from rostra.platforms.base import PlatformError
from rostra.platforms.consent import App, Tokens

__all__ = ["heard"]
pytestmark = pytest.mark.django_db(transaction=True)

NETWORKS = sorted(network for network in PLATFORMS if consent_of(network))
REFRESH, CODE, APP_SECRET = "planted-refresh-token-3c1d", "planted-code-5e77", "planted-secret-of-the-app-7f3a"
SLUG = "/account/city"
BASIC = base64.b64encode(f"client:{APP_SECRET}".encode()).decode()
REDIRECT = "https://records.exampleville.example/desk/connected"
FAILURES = (
    "401",
    "403",
    "404",
    "429",
    "500",
    "599",
    "elsewhere",
    "round and round",
    "to what is no address",
    "broken",
    "cut",
    "well, with it",
)
WORDS = (f"{SLUG}/coverage", f"{SLUG}/connection", "/coverage/", "/capture", "/gaps")  # of the pages that are asked for


@dataclass
class Parrot:
    """What every server of this test says: what it would say, or a failure with all the secrets that it was sent."""

    secrets: set[str]
    how: str = "well"
    spared: int = 0  # questions with a secret that are answered well before
    repeated: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)  # ways to fail

    def sit_on(self, patch: pytest.MonkeyPatch) -> None:
        """Speak for all servers."""
        plain, parse = Quiet.answer, BaseHTTPRequestHandler.parse_request

        def parse_request(handler: Quiet) -> bool:
            fine = parse(handler)
            length = int(handler.headers.get("content-length", 0)) if fine else 0
            handler.sent = handler.rfile.read(length) if length else b""  # type: ignore[attr-defined]
            handler.rfile = io.BufferedReader(io.BytesIO(handler.sent)) if length else handler.rfile  # type: ignore[attr-defined]
            return fine

        def answer(handler: Quiet, status: int, headers: dict[str, str], body: bytes) -> None:
            authorization = handler.headers.get("authorization", "")
            sent = f"{authorization} {unquote_plus(handler.sent.decode())}"  # type: ignore[attr-defined]
            words = " ".join(secret for secret in sorted(self.secrets) if secret in sent)
            self.repeated.update(words.split())
            self.spared -= bool(words)
            if self.how == "well" or not words or self.spared >= 0:
                plain(handler, status, headers, body)
            else:
                self.said.add(self.how)
                reply = self.reply(handler, words, authorization, Reply(status, body, headers))
                plain(handler, reply.status, reply.headers, reply.body)

        patch.setattr(Quiet, "parse_request", parse_request, raising=False)
        patch.setattr(Quiet, "answer", answer)

    def reply(self, handler: Quiet, words: str, authorization: str, well: Reply) -> Reply:
        """A failure, or a good answer, that repeats the secrets."""
        here = f"http://{handler.headers['host']}"
        first = words.partition(" ")[0]
        body = f'{{"error": "no {words}", "error_description": "{authorization} {words}", "message": "{words}"}}'.encode()
        if self.how.isdigit():
            return Reply(int(self.how), body, {"retry-after": "1", "www-authenticate": f'Bearer token="{first}"', "x-token": words})
        return {
            "elsewhere": Reply(302, b"", {"location": f"{here.replace('127.0.0.1', 'localhost')}/elsewhere"}),
            "round and round": Reply(302, b"", {"location": f"{here}/again?token={first}"}),
            "to what is no address": Reply(302, b"", {"location": f"ftp://{first}@exampleville.example/"}),
            "broken": Reply(200, body[:-9]),
            "cut": Reply(200, body, {"content-length": "9000", "etag": f'"{first}"'}),
            "well, with it": Reply(
                well.status, well.body.replace(b"{", f'{{"echo": "{words}", '.encode(), 1), {**well.headers, "etag": f'"{words}"'}
            ),
        }[self.how]


@pytest.fixture(params=NETWORKS)
def scene(request: pytest.FixtureRequest, register: Register, settings: Settings) -> Iterator[Scene]:
    """A network whose accounts consent, with an account that is followed."""
    with ExitStack() as stack:
        made = SCENES[request.param](Stage(register, settings, stack))
        settings.PLATFORM_APPS = {made.network: App("client", APP_SECRET)} | settings.PLATFORM_APPS
        yield made


@pytest.fixture
def parrot(scene: Scene, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Parrot:
    monkeypatch.setattr("rostra.core.http.TIMEOUT", httpx.Timeout(0.5))
    monkeypatch.setattr("rostra.capture.actions.intake._PAUSES", (None,))
    planted = [REFRESH, CODE, APP_SECRET, BASIC, scene.tokens.access, scene.tokens.secret, settings.PLATFORM_APPS[scene.network].secret]
    made = Parrot(set(filter(None, planted)))
    made.sit_on(monkeypatch)
    return made


@pytest.fixture
def auditor(archive: Path) -> User:
    rolls.user("sam-sample", Role.SOCIAL_MEDIA_OFFICER)
    return rolls.user("robin-sample", *Role)


def consent(scene: Scene) -> None:
    """The holder has consented."""
    scene.grant()
    now = clock.now()
    facts = {**kept_tokens(scene.tokens), "state": ConnectionState.CONNECTED, "granted": now, "since": now}
    Connection.objects.update_or_create(account=scene.account, defaults={"by_ref": "person:ada", "by_name": "Ada Example", **facts})


def chain(error: BaseException | None) -> Iterator[str]:
    """All that an error and those behind it tell to whoever prints them."""
    while error is not None:
        yield from (str(error), repr(error), str({**vars(error), "body": ""}))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def exchanges(scene: Scene) -> Iterator[Callable[[], object]]:
    """Each step of a consent, with secrets."""
    platform, identity = Connections().platform(scene.network), scene.account.identity
    connecting, app = consenting(scene.network, platform).connecting, App("client", APP_SECRET)
    tokens = Tokens(scene.tokens.access, REFRESH, scene.tokens.secret)
    answer = {"code": CODE, "state": "state", "oauth_token": "planted-question", "oauth_verifier": CODE}
    kept = '{"token": "planted-question", "secret": "planted-question-secret", "verifier": "planted-verifier"}'
    yield lambda: connecting.redeem(app, identity, REDIRECT, answer, kept)
    yield lambda: connecting.renew(app, identity, tokens)
    yield lambda: connecting.revoke(app, identity, tokens)


def test_no_platform_keeps_shows_or_logs_what_a_server_says_back(
    scene: Scene, parrot: Parrot, heard: Heard, archive: Path, auditor: User
) -> None:
    told: list[str] = []
    scene.publish("The pool opens at nine")
    consent(scene)
    scene.look()
    for how in FAILURES:
        for spared in (0, 2):
            parrot.how, parrot.spared = "well", 0
            consent(scene)
            parrot.how, parrot.spared = how, spared
            scene.look()
        for exchange in exchanges(scene):
            parrot.spared = 0
            try:
                exchange()
            except PlatformError as error:
                told += chain(error)
    assert parrot.said == set(FAILURES)
    assert scene.tokens.access in parrot.repeated
    outcomes = set(Run.objects.values_list("outcome", flat=True))
    assert {Outcome.DONE, Outcome.UNREACHABLE, Outcome.LIMITED} <= outcomes

    places = dict(_shown(scene, auditor))
    places["errors of consent"] = "\n".join(told)
    places["the log of the program"] = "\n".join(heard.lines)
    places["findings"] = str([(finding.text, finding.hint) for finding in all_findings()])
    places["all that is kept"] = everything_in(archive)
    assert len(places) > 15
    assert {name: held for name, text in places.items() if (held := found_in(text, sorted(parrot.secrets)))} == {}


def _shown(scene: Scene, auditor: User) -> Iterator[tuple[str, str | bytes]]:
    """What the public, and who has every role, are shown of the account and of its capture."""
    record = Record.objects.filter(account=scene.account).latest("pk")
    stranger, browser = Client(), rolls.signed_in(auditor)
    for address in addresses(scene.account, record):
        if any(word in address for word in WORDS):
            answer = (browser if address.startswith("/desk/") else stranger).get(address)
            assert answer.status_code < 500, address
            yield address, b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined,arg-type]
