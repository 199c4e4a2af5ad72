"""How an account is connected, and that no token shows anywhere."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.x.server import APP, Site

from rostra.platforms.base import Event, Kind, PlatformError, Refused, Unauthorised
from rostra.platforms.consent import App, Tokens
from rostra.platforms.x import X
from rostra.platforms.x.addresses import post_uri

REDIRECT = "https://archive.exampleville.example/desk/connected"
CITY_APP = App(*APP)
PLANTED = "planted-Token.0123456789abcdef"


def come_back(site: Site, platform: X, code: str, number: str = "9000") -> Tokens:
    """The holder of an account consents."""
    site.refreshing[code] = number
    asked = platform.connecting.ask(CITY_APP, "9000", REDIRECT, "state")
    return platform.connecting.redeem(CITY_APP, "9000", REDIRECT, {"code": code, "state": "state"}, asked.kept)


def test_where_the_holder_consents(site: Site, platform: X) -> None:
    asked = platform.connecting.ask(CITY_APP, "9000", REDIRECT, "state")
    parts = urlsplit(asked.url)
    told = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{site.url}/i/oauth2/authorize"
    assert told["scope"] == "tweet.read users.read block.read mute.read offline.access"
    assert (told["client_id"], told["redirect_uri"], told["state"]) == ("app-id", REDIRECT, "state")
    assert (told["code_challenge_method"], told["response_type"]) == ("S256", "code")
    real = X(httpx.Client()).connecting.ask(CITY_APP, "9000", REDIRECT, "state")
    assert real.url.startswith("https://x.com/i/oauth2/authorize?")


def test_only_reading_is_asked_for() -> None:
    assert X.consent is not None
    assert X.consent.needed
    assert not [scope.name for scope in X.consent.scopes if "write" in scope.name]


def test_the_holder_comes_back(site: Site, platform: X) -> None:
    tokens = come_back(site, platform, "code-1")
    assert site.tokens[tokens.access] == "9000"
    assert (tokens.expires, tokens.ends) == (site.now + dt.timedelta(hours=2), None)
    path, form, authorization = site.sent[-1]
    assert path == "/2/oauth2/token"
    assert (form["grant_type"], form["redirect_uri"]) == ("authorization_code", REDIRECT)
    assert len(form["code_verifier"]) >= 43
    assert authorization.startswith("Basic ")
    assert "client_secret" not in form


def test_another_account_is_refused(site: Site, platform: X) -> None:
    with pytest.raises(Refused, match="Another account") as raised:
        come_back(site, platform, "code-1", "9001")
    assert not isinstance(raised.value, Unauthorised)


def test_a_denied_or_stale_consent_is_refused(site: Site, platform: X) -> None:
    with pytest.raises(Refused, match="not given"):
        platform.connecting.redeem(CITY_APP, "9000", REDIRECT, {"error": "access_denied"}, "kept")
    with pytest.raises(Unauthorised, match="void"):
        platform.connecting.redeem(CITY_APP, "9000", REDIRECT, {"code": "stale"}, "kept")
    with pytest.raises(Refused, match="unauthorized_client"):
        platform.connecting.redeem(App("app-id", "wrong"), "9000", REDIRECT, {"code": "stale"}, "kept")


def test_tokens_are_renewed_and_those_of_before_are_void(site: Site, platform: X) -> None:
    first = come_back(site, platform, "code-1")
    second = platform.connecting.renew(CITY_APP, "9000", first)
    assert second.refresh != first.refresh
    assert second.ends is None
    with pytest.raises(Unauthorised):
        platform.connecting.renew(CITY_APP, "9000", first)


def test_a_consent_that_cannot_be_renewed_says_when_it_ends(site: Site, platform: X) -> None:
    tokens = come_back(site, platform, "once")
    assert tokens.ends == tokens.expires == site.now + dt.timedelta(hours=2)
    with pytest.raises(Unauthorised):
        platform.connecting.renew(CITY_APP, "9000", tokens)


def test_both_tokens_are_given_back(site: Site, platform: X) -> None:
    tokens = come_back(site, platform, "code-1")
    platform.connecting.revoke(CITY_APP, "9000", tokens)
    assert tokens.access not in site.tokens
    assert tokens.refresh not in site.refreshing


# No token shows


@pytest.fixture
def planted(site: Site) -> Iterator[X]:
    """A platform whose token is one that can be looked for."""
    site.tokens = {PLANTED: "9000"}
    with httpx.Client(timeout=5) as http:
        yield X(http, api=site.url, allow_http=True, clock=lambda: site.now, tokens=lambda _account: Tokens(PLANTED))


def everything(platform: X, post: str) -> Iterator[Event]:
    yield from platform.poll("9000", "")
    yield from platform.probe("9000", [post_uri(post)])
    yield from platform.snapshot("9000", Kind.BLOCK)


def outcome(events: Iterator[Event]) -> tuple[list[Event], str]:
    """What came, and all that is told of the error that ended it."""
    seen: list[Event] = []
    try:
        seen.extend(events)
    except PlatformError as error:
        return seen, "".join(traceback.format_exception(error))
    return seen, ""


def echoing(status: int) -> Reply:
    """A server that says back what it was sent, in every place that it has."""
    told = {"title": PLANTED, "detail": PLANTED, "type": f"https://api.x.com/2/problems/{PLANTED}", "errors": [{"message": PLANTED}]}
    return json(told, status, x_echo=PLANTED)


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 429, 500, 503])
@pytest.mark.parametrize(
    "path", ["/2/users/9000", "/2/users/9000/tweets", "/2/tweets/search/recent", "/2/tweets", "/2/users/9000/blocking"]
)
def test_no_error_holds_a_token(site: Site, planted: X, path: str, status: int) -> None:
    post = site.say("9000", "Hello")
    reply = echoing(status)
    site.answers[path] = Reply(
        reply.status, reply.body, {**reply.headers, "location": f"{site.url}/2/{PLANTED}"} if status == 301 else reply.headers
    )
    seen, told = outcome(everything(planted, post))
    assert told or path in ("/2/users/9000", "/2/tweets")  # what is looked for and not had is an absence that says nothing
    assert PLANTED not in told + repr(seen)


@pytest.mark.parametrize(
    "path", ["/2/users/9000", "/2/users/9000/tweets", "/2/tweets/search/recent", "/2/tweets", "/2/users/9000/blocking"]
)
@pytest.mark.parametrize("place", ["text", "beside", "problem", "address", "header"])
def test_nothing_is_kept_of_an_answer_that_says_the_token_back(site: Site, planted: X, path: str, place: str) -> None:
    post, gone = site.say("9000", "Hello"), site.say("9000", "Gone")
    echo = f"https://api.x.com/2/users?access_token={PLANTED}"
    told: dict[str, object] = {
        "data": {**site.people["9000"], "text": "x"} if path == "/2/users/9000" else [site.posts[post]],
        "meta": {"result_count": 1},
    }
    spoilt = {
        "text": {**told, "data": [{**site.posts[post], "username": echo, "text": echo}]},
        "beside": {**told, "includes": {"media": [{"media_key": "3_1", "url": echo}]}},
        "problem": {
            "errors": [{"resource_type": "tweet", "parameter": "ids", "resource_id": gone, "detail": echo, "type": f"x/{PLANTED}"}]
        },
        "address": {**told, "meta": {"result_count": 1, "next_token": PLANTED, "next": echo}},
        "header": told,
    }[place]
    site.answers[path] = json(spoilt, **({"etag": PLANTED} if place == "header" else {}))
    seen, error = outcome(everything(planted, post))
    probed, another = outcome(planted.probe("9000", [post_uri(gone)]))
    assert PLANTED not in error + another + repr([*seen, *probed])
    assert "nothing of it is kept" in error + another + repr([*seen, *probed])
    assert not [url for url in site.urls if PLANTED in url]


@pytest.mark.parametrize("call", ["redeem", "renew", "revoke"])
def test_no_error_of_consent_holds_a_secret(site: Site, platform: X, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = (PLANTED, "refresh-0123456789abcdef", "secret-0123456789abcdef", "code-0123456789abcdef")
    app, tokens = App("app-id", secrets[2]), Tokens(PLANTED, secrets[1])
    calls: dict[str, Callable[[], object]] = {
        "redeem": lambda: platform.connecting.redeem(app, "9000", REDIRECT, {"code": secrets[3]}, "kept"),
        "renew": lambda: platform.connecting.renew(app, "9000", tokens),
        "revoke": lambda: platform.connecting.revoke(app, "9000", tokens),
    }
    for status in (400, 401, 403, 500):
        echo = json({"error": "invalid_client", "error_description": " ".join(secrets)}, status)
        monkeypatch.setattr(site, "take", lambda *_asked, echo=echo: echo)
        with pytest.raises(PlatformError) as raised:
            calls[call]()
        told = "".join(traceback.format_exception(raised.value))
        assert not [secret for secret in secrets if secret in told]
