"""OAuth by code with PKCE, against a server that speaks it; and that no secret is ever told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.authority import REDIRECT, Authority, authority
from tests.platforms.bluesky.servers import Reply, json

from rostra.platforms.base import PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import App, Tokens
from rostra.platforms.guard import Guard
from rostra.platforms.oauth import CodeFlow, code_in, error_in
from rostra.platforms.web import Web

NOW = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
APP = App("client-1", "the-secret-of-the-app")


@pytest.fixture
def server() -> Iterator[Authority]:
    with authority() as running:
        yield running


@pytest.fixture
def web() -> Iterator[Web]:
    with httpx.Client(timeout=5) as http:
        yield Web(http, Guard(allow_http=True), lambda: NOW)


def flow(server: Authority, **more: object) -> CodeFlow:
    made = CodeFlow(f"{server.url}/oauth/authorize", f"{server.url}/oauth/token", f"{server.url}/oauth/revoke", ("read:posts",))
    return replace(made, **more)  # type: ignore[arg-type]


def connected(server: Authority, web: Web, **more: object) -> Tokens:
    asked = flow(server, **more).ask(APP, REDIRECT, "state-1")
    return flow(server, **more).redeem(web, APP, REDIRECT, server.consent(asked.url, "city"), asked.kept)


@pytest.mark.parametrize("by_header", [False, True])
def test_a_code_becomes_tokens_that_are_renewed_and_given_back(server: Authority, web: Web, by_header: bool) -> None:
    tokens = connected(server, web, by_header=by_header)
    assert (tokens.expires, tokens.ends, tokens.scopes) == (NOW + dt.timedelta(hours=2), None, ("read:posts", "read:blocks"))
    assert server.account_of(f"Bearer {tokens.access}") == "city"
    assert all(("client_secret" in form) is not by_header for form in server.forms)

    fresh = flow(server, by_header=by_header).renew(web, APP, tokens)
    assert fresh.refresh not in ("", tokens.refresh)
    with pytest.raises(Unauthorised):  # it was rotated
        flow(server, by_header=by_header).renew(web, APP, tokens)
    flow(server, by_header=by_header).revoke(web, APP, fresh)
    assert server.good == server.renewable == {}


def test_the_question_says_what_is_asked_and_keeps_the_verifier(server: Authority) -> None:
    asked = flow(server, more=(("prompt", "consent"),), separator=",", scopes=("a", "b")).ask(APP, REDIRECT, "state-1")
    told = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    assert (told["scope"], told["prompt"], told["redirect_uri"], told["state"]) == ("a,b", "consent", REDIRECT, "state-1")
    assert asked.kept not in asked.url
    assert APP.secret not in asked.url


def test_another_verifier_opens_nothing(server: Authority, web: Web) -> None:
    asked, other = (flow(server).ask(APP, REDIRECT, "state-1") for _ in range(2))
    with pytest.raises(Unauthorised):
        flow(server).redeem(web, APP, REDIRECT, server.consent(asked.url, "city"), other.kept)


def test_an_answer_that_says_less_leaves_what_was_known(server: Authority, web: Web) -> None:
    tokens = connected(server, web)
    server.instead = json({"access_token": "access-9"})
    fresh = flow(server).renew(web, APP, replace(tokens, ends=NOW))
    assert (fresh.access, fresh.refresh, fresh.scopes, fresh.ends, fresh.expires) == ("access-9", tokens.refresh, tokens.scopes, NOW, None)
    server.instead = json({"access_token": "access-9", "refresh_token_expires_in": 86400, "expires_in": -5})
    fresh = flow(server).renew(web, APP, tokens)
    assert (fresh.ends, fresh.expires) == (NOW + dt.timedelta(days=1), None)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Reply(503), Unreachable),
        (Reply(429, headers={"retry-after": "7"}), RateLimited),
        (Reply(200, b"<html>"), Unreachable),
        (json({"access_token": "with a space"}), Unreachable),
        (json({"access_token": 7}), Unreachable),
        (json({}), Unreachable),
        (json({"error": "invalid_grant"}, 400), Unauthorised),
        (json({"error": "invalid_client"}, 401), Refused),
        (json({"error": "refresh-token-1-of-city is no good"}, 400), Refused),
        (Reply(302, headers={"location": "https://elsewhere.example/"}), Refused),
    ],
)
def test_no_secret_stands_in_an_error(server: Authority, web: Web, answer: Reply, expected: type[PlatformError]) -> None:
    tokens = connected(server, web)
    secrets = (tokens.access, tokens.refresh, APP.secret)
    server.instead = Reply(answer.status, answer.body.replace(b"<html>", b" ".join(map(str.encode, secrets))), answer.headers)
    with pytest.raises(expected) as caught:
        flow(server).renew(web, APP, tokens)
    told = f"{caught.value!r} {caught.value} {caught.value.__cause__!r} {tokens!r} {APP!r}"
    assert [secret for secret in secrets if secret in told] == []


def test_no_consent_is_no_code() -> None:
    with pytest.raises(Refused, match="not given"):
        code_in({"error": "access_denied", "state": "x"})
    with pytest.raises(Refused, match="begin again"):
        code_in({"error": "<script>", "state": "x"})
    with pytest.raises(Refused):
        code_in({})


@given(st.binary(max_size=200))
def test_an_error_code_is_one_word_of_a_refusal(body: bytes) -> None:
    assert all(sign.isalnum() or sign in "_.-" for sign in error_in(body))
