"""What becomes of a look at known things when the server fails: of the account, of one thing, of one after another; on every network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import httpx
import pytest
from tests.platforms.serving import Quiet, serving

from rostra.platforms import PLATFORMS
from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Evidence,
    Identity,
    Item,
    Kind,
    Method,
    Platform,
    PlatformError,
    RateLimited,
    Refused,
    Source,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.consent import App, Tokens
from rostra.platforms.live import Live
from rostra.platforms.parts import Unfit
from rostra.platforms.probing import MOST_FAILED, in_batches, one_by_one
from rostra.platforms.web import utc_now

ACCOUNTS = {  # an account of each network that is probed; at the server itself where accounts lie at their servers
    "activitypub": "{}/users/city",
    "bluesky": "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "facebook": "700",
    "flickr": "12345678@N00",
    "instagram": "700",
    "linkedin": "urn:li:organization:700",
    "mastodon": "{}/users/city",
    "rss": "{}/feed",
    "threads": "700",
    "tiktok": "-000ExampleVilleOpenId0001",
    "vimeo": "700",
    "x": "700",
    "youtube": "UC0123456789abcdefghijkl",
}
SETTINGS: dict[str, Callable[[str], dict[str, object]]] = {  # where a network's servers are; at ``api`` for those that are not named
    "activitypub": lambda _: {},
    "bluesky": lambda url: {"plc": url, "resolver": url},
    "mastodon": lambda _: {},
    "rss": lambda _: {},
    "flickr": lambda url: {"api": url, "app": App("key", "secret")},
}
ANSWERS = {
    "down": (503, b""),
    "impatient": (429, b""),
    "unauthorised": (401, b"{}"),
    "refused": (403, b"{}"),
    "not there": (404, b"{}"),
    "gone": (410, b"{}"),
    "no answer": (200, b"<html>"),
}


@pytest.fixture(params=ANSWERS)
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """One that gives every question the same answer."""
    status, body = ANSWERS[request.param]

    class Same(Quiet):
        def do_GET(self) -> None:
            self.answer(status, {}, body)

        def do_POST(self) -> None:
            self.do_GET()

    with serving(Same) as url:
        yield url


def make(name: str, url: str, http: httpx.Client) -> Platform:
    kind: Callable[..., Platform] = PLATFORMS[name]
    tokens = {"tokens": lambda _: Tokens("planted-token", "planted-secret")} if getattr(kind, "consent", None) else {}
    return kind(http, allow_http=True, **tokens, **SETTINGS.get(name, lambda url: {"api": url})(url))


def told(events: Iterable[Event]) -> tuple[list[Event], type[PlatformError] | None]:
    """What comes, and what ends it."""
    found: list[Event] = []
    try:
        found.extend(events)
    except PlatformError as error:
        return found, type(error)
    return found, None


def test_every_network_that_is_probed_has_an_account_here() -> None:
    assert set(ACCOUNTS) == {name for name, kind in PLATFORMS.items() if Method.PROBE in kind.capabilities.methods}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_probe_fails_where_a_poll_fails(server: str, name: str) -> None:
    """With the same error, of which no uri bears a word; where the poll says that the account is inactive, each is unknown."""
    account = ACCOUNTS[name].format(server)
    with httpx.Client(timeout=5) as http:
        platform = make(name, server, http)
        profile = PLATFORMS[name].profile_uri(account)
        polled, why = told(platform.poll(account, ""))
        probed, failed = told(platform.probe(account, [profile, f"{profile}/1", f"{profile}/2", profile]))
    if why is None:
        assert [event.active for event in polled if isinstance(event, AccountState)] == [False]
        assert [(event.uri, event.certainty) for event in probed if isinstance(event, Absence)] == [
            (uri, Certainty.UNKNOWN) for uri in (profile, f"{profile}/1", f"{profile}/2")
        ]
    assert (failed, probed if why else []) == (why, [])


@pytest.mark.parametrize("name", [name for name in ACCOUNTS if issubclass(PLATFORMS[name], Live)])
@pytest.mark.parametrize("server", ["gone", "not there"], indirect=True)
def test_a_list_of_an_account_that_is_none_stops_nothing(server: str, name: str) -> None:
    """Where a poll says that it is inactive, so does a list: an error would end looking, and the account may come back."""
    account = ACCOUNTS[name].format(server)
    with httpx.Client(timeout=5) as http:
        platform = make(name, server, http)
        _, why = told(platform.poll(account, ""))
        for kind in platform.capabilities.snapshots:
            listed, failed = told(platform.snapshot(account, kind))
            assert failed is why
            assert why or [event.active for event in listed if isinstance(event, AccountState)] == [False]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_nothing_is_asked_for_nothing(name: str) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.url} was asked")

    with httpx.Client(transport=httpx.MockTransport(refuse)) as http:
        platform = make(name, "http://localhost", http)
        assert list(platform.probe(ACCOUNTS[name].format("http://localhost"), [])) == []


def absent(uri: str, reason: str, certainty: Certainty = Certainty.UNKNOWN) -> Absence:
    return Absence(uri, "city", certainty, Source(Method.PROBE, uri, utc_now()), reason)


def looks(*answers: Exception | None) -> Callable[[str], Iterator[Event]]:
    """One look after another, which each end so: with a thing that was deleted, or with an error."""
    left = list(answers)

    def look(uri: str) -> Iterator[Event]:
        error = left.pop(0)
        if error:
            raise error
        yield absent(uri, "deleted", Certainty.ASSERTED)

    return look


def reasons(events: list[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Absence)]


DOWN = Unreachable("down")


@pytest.mark.parametrize("error", [DOWN, Refused("no"), AccountUnknown("who"), Unfit("odd")])
def test_what_fails_once_says_nothing_of_one_thing(error: Exception) -> None:
    events = list(one_by_one(["a", "b", "c"], looks(None, error, None), absent))
    assert reasons(events) == ["deleted", str(error), "deleted"]
    assert [event.certainty for event in events if isinstance(event, Absence)][1] is Certainty.UNKNOWN


@pytest.mark.parametrize("error", [RateLimited("patience"), Unauthorised("token")])
def test_what_is_of_no_single_thing_ends_the_look(error: PlatformError) -> None:
    events, why = told(one_by_one(["a", "b", "c"], looks(None, error), absent))
    assert (reasons(events), why) == (["deleted"], type(error))


def test_a_server_that_fails_at_one_after_another_is_asked_no_more() -> None:
    uris = [str(number) for number in range(100)]
    events, why = told(one_by_one(uris, looks(DOWN, DOWN, None, DOWN, Refused("no"), DOWN, *[DOWN] * (MOST_FAILED - 1)), absent))
    assert why is Unreachable
    assert reasons(events) == ["down", "down", "deleted", "down", "no", "down", "down"]
    assert told(one_by_one(uris, looks(*[Refused("no")] * 100), absent))[1] is None


def test_of_many_at_once_those_are_unknown_that_were_not_told() -> None:
    def look(uris: Iterable[str]) -> Iterator[Event]:
        yield absent(next(iter(uris)), "deleted", Certainty.ASSERTED)
        raise Refused("no")

    events = list(in_batches(["a", "b", "c", "d"], 3, look, absent))
    assert [(event.uri, event.reason) for event in events if isinstance(event, Absence)] == [
        ("a", "deleted"), ("b", "no"), ("c", "no"), ("d", "deleted"),
    ]  # fmt: skip


@pytest.mark.parametrize(("asked", "why"), [(MOST_FAILED - 1, None), (MOST_FAILED, Unreachable)])
def test_one_question_for_many_that_fails_is_as_many(asked: int, why: type[PlatformError] | None) -> None:
    def look(_: Iterable[str]) -> Iterator[Event]:
        raise DOWN
        yield

    events, error = told(in_batches([str(number) for number in range(asked)], 100, look, absent))
    assert (len(events), error) == (0 if why else asked, why)


def test_a_thread_that_fails_takes_nothing_back() -> None:
    """What was shown is shown; but a server that fails below one after another is down."""
    city, source = Identity("city"), Source(Method.PROBE, "", utc_now())

    def look(uri: str) -> Iterator[Event]:
        yield Item(uri, Kind.POST, "city", city, b"{}", "application/json", source, Evidence.PLATFORM_API)
        raise DOWN

    events, why = told(one_by_one(["a", "b", "c", "d"], look, absent))
    assert ([event.uri for event in events if isinstance(event, Item)], reasons(events), why) == (["a", "b", "c"], [], Unreachable)
