"""What only the holder of an account sees: the lists of whom and what it blocks, mutes and filters; and how the holder consents."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.mastodon.server import START, Site

from rostra.platforms.base import (
    Act,
    Event,
    Evidence,
    Item,
    Kind,
    Listing,
    Method,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Restriction,
    Source,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.consent import App, Tokens, acts_shown
from rostra.platforms.lists import Columns, Form, ListOf, Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.testing import PlatformContract

TOKEN = "planted-token-of-the-city"
REDIRECT = "https://archive.exampleville.example/desk/connected"
BLOCKS, MUTES, DOMAINS, FILTERS = "/api/v1/blocks", "/api/v1/mutes", "/api/v1/domain_blocks", "/api/v2/filters"


@pytest.fixture
def connected(site: Site) -> Iterator[Mastodon]:
    """The platform, with the token of the city's account."""
    site.tokens[TOKEN] = "city"
    site.lists.update({BLOCKS: [], MUTES: [], DOMAINS: [], FILTERS: []})
    with httpx.Client(timeout=5) as http:
        yield Mastodon(http, allow_http=True, clock=lambda: START, tokens=lambda _: Tokens(TOKEN))


def person(acct: str, **fields: Any) -> dict[str, Any]:
    return {"id": "7", "acct": acct, "username": acct.partition("@")[0], "display_name": acct.title(), **fields}


def words(*keywords: str, **fields: Any) -> dict[str, Any]:
    told = [{"id": str(number), "keyword": word, "whole_word": True} for number, word in enumerate(keywords)]
    whole = {"id": "1", "title": "t", "context": ["home", "public"], "expires_at": None, "filter_action": "hide", "keywords": told}
    return {**whole, "statuses": [], **fields}


def listings(events: list[Event]) -> dict[str, Listing]:
    return {event.within.rsplit(":", 2)[1]: event for event in events if isinstance(event, Listing)}


def subjects(events: list[Event]) -> list[str]:
    return [event.subject for event in events if isinstance(event, Item)]


def test_blocks_are_read_by_the_servers_own_numbers(connected: Mastodon, site: Site, city: str) -> None:
    site.page = 40
    site.lists[BLOCKS] = [person(f"troll{number}@else.example") for number in range(100)] + [person("neighbour")]
    events = list(connected.snapshot(city, Kind.BLOCK))
    assert subjects(events) == [*(f"troll{number}@else.example" for number in range(100)), f"neighbour@{site.host}"]
    listing = listings(events)["block"]
    assert events[-1] is listing
    assert (listing.complete, len(listing.uris), listing.kind) == (True, 101, Kind.BLOCK)
    assert all(uri.startswith(listing.within) for uri in listing.uris)
    first = next(event for event in events if isinstance(event, Item))
    assert (first.kind, first.account, first.evidence) == (Kind.BLOCK, city, Evidence.PLATFORM_API)
    assert Mastodon.restrictions(first.uri, first.raw) == (Restriction(Act.BLOCK, "troll0@else.example"),)
    assert len([path for path in site.authorized if path == BLOCKS]) == 3


def test_mutes_servers_and_words_are_each_a_list_of_their_own(connected: Mastodon, site: Site, city: str) -> None:
    site.lists[MUTES] = [person("loud@else.example")]
    site.lists[DOMAINS] = ["evil.example"]
    over = (START - dt.timedelta(days=1)).isoformat()
    site.lists[FILTERS] = [words("casino", "crypto coin"), words("long ago", expires_at=over), words("casino", filter_action="warn")]
    events = list(connected.snapshot(city, Kind.RESTRICTION))
    assert subjects(events) == ["loud@else.example", "evil.example", "casino", "crypto coin"]
    assert {act: (each.complete, len(each.uris)) for act, each in listings(events).items()} == {
        "mute": (True, 1),
        "restrict": (True, 1),
        "filter": (True, 2),
    }
    items = [event for event in events if isinstance(event, Item)]
    acts = [each.act for item in items for each in Mastodon.restrictions(item.uri, item.raw)]
    assert acts == [Act.MUTE, Act.RESTRICT, Act.FILTER, Act.FILTER]
    assert b'"filter_action":"hide"' in items[2].raw
    site.lists[FILTERS] = [words("casino", filter_action="warn"), words("crypto coin")]
    again = [event for event in connected.snapshot(city, Kind.RESTRICTION) if isinstance(event, Item)]
    assert (again[2].uri, again[2].sameness == items[2].sameness) == (items[2].uri, False)
    assert again[3].sameness == items[3].sameness


def test_an_export_of_the_list_and_the_interface_meet(connected: Mastodon, site: Site, city: str) -> None:
    site.lists[BLOCKS] = [person("troll@else.example"), person("neighbour")]
    live = [event for event in connected.snapshot(city, Kind.BLOCK) if isinstance(event, Item)]
    of = ListOf("mastodon", city, Act.BLOCK)
    export = Lists(of, Source(Method.IMPORT, "x", START), form=Form.TEXT, columns=Columns(), exported=START, complete=True)
    handed = export.take_in(io.BytesIO(f"troll@else.example\nneighbour@{site.host}\n".encode()), "")
    kept = [event for event in handed if isinstance(event, Item)]
    assert [(each.uri, each.sameness) for each in kept] == [(each.uri, each.sameness) for each in live]


def test_a_list_that_was_not_read_to_its_end_is_not_complete(connected: Mastodon, site: Site, city: str) -> None:
    site.lists[BLOCKS] = [person("troll@else.example"), person("has space@else.example"), {"acct": 5}]
    events = list(connected.snapshot(city, Kind.BLOCK))
    assert len([event for event in events if isinstance(event, Rejected)]) == 2
    assert not listings(events)["block"].complete
    loop = {"Link": f'<{site.url}{BLOCKS}?max_id=5>; rel="next"'}
    site.answers[BLOCKS] = json([person("troll@else.example")], **loop)
    assert not listings(list(connected.snapshot(city, Kind.BLOCK)))["block"].complete
    site.answers[BLOCKS] = json({"error": "in trouble"})
    assert not listings(list(connected.snapshot(city, Kind.BLOCK)))["block"].complete


def test_an_empty_list_counts_where_it_is_empty_twice(connected: Mastodon, site: Site, city: str) -> None:
    assert listings(list(connected.snapshot(city, Kind.BLOCK)))["block"].complete
    assert site.authorized.count(BLOCKS) == 2


def test_of_a_list_that_the_server_does_not_have_nothing_is_said(connected: Mastodon, site: Site, city: str) -> None:
    del site.lists[DOMAINS], site.lists[FILTERS]
    assert set(listings(list(connected.snapshot(city, Kind.RESTRICTION)))) == {"mute"}


def test_a_token_that_is_taken_back_in_the_middle(connected: Mastodon, site: Site, city: str) -> None:
    site.page = 40
    site.lists[BLOCKS] = [person(f"troll{number}@else.example") for number in range(100)]
    reading = connected.snapshot(city, Kind.BLOCK)
    seen = [next(reading) for _ in range(40)]
    site.tokens.clear()
    with pytest.raises(Unauthorised) as raised:
        seen += list(reading)
    assert not any(isinstance(event, Listing) for event in seen)
    assert TOKEN not in repr(raised.value)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(429, headers={"retry-after": "9"}), RateLimited),
        (Reply(503), Unreachable),
        (json({"error": f"This action is outside the authorized scopes: Bearer {TOKEN}"}, 403), Refused),
        (json([person("troll@else.example", note=TOKEN)]), Unreachable),
        (Reply(200, b"<html>"), Unreachable),
    ],
)
def test_what_goes_wrong_is_told_by_its_kind_without_the_token(
    connected: Mastodon, site: Site, city: str, reply: Reply, kind: type[PlatformError]
) -> None:
    site.answers[BLOCKS] = reply
    with pytest.raises(kind) as raised:
        list(connected.snapshot(city, Kind.BLOCK))
    assert not isinstance(raised.value, Unauthorised)
    assert TOKEN not in repr(raised.value)


def test_another_accounts_token_opens_nothing(connected: Mastodon, site: Site, city: str) -> None:
    site.tokens[TOKEN] = "resident"
    with pytest.raises(Refused, match="another account"):
        list(connected.snapshot(city, Kind.BLOCK))
    assert BLOCKS not in site.authorized


def test_without_a_token_everything_is_as_before(platform: Mastodon, site: Site, city: str) -> None:
    site.say("city", "<p>Hello</p>")
    for kind in (Kind.BLOCK, Kind.RESTRICTION):
        with pytest.raises(Unauthorised):
            list(platform.snapshot(city, kind))
    assert list(platform.poll(city, ""))
    assert list(platform.snapshot(city, Kind.POST))
    assert site.authorized == []
    assert acts_shown(Mastodon, connected=False) == frozenset()
    assert Act.BLOCK in acts_shown(Mastodon, connected=True)


def test_a_token_is_sent_for_the_holders_lists_only(connected: Mastodon, site: Site, city: str) -> None:
    site.say("city", "<p>Hello</p>")
    list(connected.poll(city, ""))
    list(connected.probe(city, [f"{city}/statuses/1"]))
    assert site.authorized == []


def consented(platform: Mastodon, site: Site, city: str, user: str) -> Callable[[], Tokens]:
    """The holder goes to the server and comes back."""
    app = platform.connecting.register_app(city, "Records archive of Exampleville", REDIRECT)
    asked = platform.connecting.ask(app, city, REDIRECT, "state")
    query = parse_qs(urlsplit(asked.url).query)
    assert query["scope"] == ["read:accounts read:blocks read:mutes read:filters"]
    assert (query["state"], query["redirect_uri"], query["client_id"]) == (["state"], [REDIRECT], ["mastodon-app"])
    assert app.secret not in asked.url
    site.codes["the-code"] = user
    return lambda: platform.connecting.redeem(app, city, REDIRECT, {"code": "the-code"}, asked.kept)


def test_consent(platform: Mastodon, site: Site, city: str) -> None:
    tokens = consented(platform, site, city, "city")()
    assert (tokens.expires, tokens.ends, tokens.refresh) == (None, None, "")
    assert "read:blocks" in tokens.scopes
    with pytest.raises(Unauthorised):
        platform.connecting.renew(App("mastodon-app", "app-secret"), city, tokens)
    platform.connecting.revoke(App("mastodon-app", "app-secret"), city, tokens)
    assert site.tokens == {}


def test_consent_of_another_account_is_refused(platform: Mastodon, site: Site, city: str) -> None:
    with pytest.raises(Refused, match="Another account"):
        consented(platform, site, city, "resident")()
    with pytest.raises(Unauthorised):  # a code is good once
        platform.connecting.redeem(App("mastodon-app", "app-secret"), city, REDIRECT, {"code": "the-code"}, "kept")


class TestListContract(PlatformContract):
    """The contract, of the lists."""

    @pytest.fixture(autouse=True)
    def served(self, connected: Mastodon, site: Site) -> None:
        self.site = site
        site.lists[BLOCKS] = [person("troll@else.example"), person("not one")]

    def make(self) -> Mastodon:
        return Mastodon(httpx.Client(timeout=5), allow_http=True, clock=lambda: START, tokens=lambda _: Tokens(TOKEN))

    def replay(self, platform: Any) -> Iterator[Event]:
        yield from platform.snapshot(self.site.actor("city"), Kind.BLOCK)
        yield from platform.poll(self.site.actor("city"), "1")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["acct", "display_name", "keywords", "keyword", "context", "expires_at", "filter_action"]), inner)
    ),
    max_leaves=15,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile=st.lists(_JSON, max_size=4) | _JSON, path=st.sampled_from([BLOCKS, MUTES, DOMAINS, FILTERS]))
def test_whatever_is_answered_only_declared_errors_come(connected: Mastodon, site: Site, hostile: object, path: str) -> None:
    site.answers = {path: json(hostile)}
    city = site.actor("city")
    for kind in (Kind.BLOCK, Kind.RESTRICTION):
        try:
            events = list(connected.snapshot(city, kind))
        except PlatformError:
            continue
        for event in events:
            assert isinstance(event, Item | Rejected | Listing)
            if isinstance(event, Item):
                assert len(Mastodon.restrictions(event.uri, event.raw)) == 1
