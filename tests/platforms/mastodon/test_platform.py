"""Against a server that speaks the documented interface, and one that fails, lies, or hides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.mastodon.server import PNG, START, Site, dumps

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Item,
    Kind,
    Listing,
    Mark,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Unreachable,
)
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.mastodon.timeline import MAX_REPLIES

FINGER = "/.well-known/webfinger"
STATUSES = "/api/v1/accounts/9000/statuses"


def posts(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in posts(events)]


def states(events: Iterable[Event]) -> list[tuple[bool, str]]:
    return [(event.active, event.status) for event in events if isinstance(event, AccountState)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


# Who is who


def test_an_account_by_each_way_to_write_it(site: Site, platform: Mastodon, city: str) -> None:
    for address in (f"@city@{site.host}", f"city@{site.host}", f"{site.url}/@city", city):
        identity = platform.resolve(address)
        assert (identity.id, identity.handle, identity.name) == (city, f"city@{site.host}", "City")


def test_an_account_whose_server_does_not_find_it_by_its_address(site: Site, platform: Mastodon, city: str) -> None:
    """As long as the actor itself says what it is called."""
    site.answers["/.well-known/webfinger"] = Reply(404)
    site.answers["/users/city"] = json({"id": city, "preferredUsername": "city"})
    assert platform.resolve(city).handle == f"city@{site.host}"
    site.answers["/users/city"] = json({"id": site.actor("resident"), "preferredUsername": "city"})
    with pytest.raises(AccountUnknown):
        platform.resolve(city)


@pytest.mark.parametrize("address", ["city", "", "@city", "javascript:alert(1)", "did:plc:abc", "@@x"])
def test_what_is_no_account_is_not_asked_for(site: Site, platform: Mastodon, address: str) -> None:
    with pytest.raises(AccountUnknown):
        platform.resolve(address)
    assert site.asked == []


def test_an_account_that_is_not_there(site: Site, platform: Mastodon) -> None:
    for address in (f"@nobody@{site.host}", f"{site.url}/users/nobody"):
        with pytest.raises(AccountUnknown):
            platform.resolve(address)
    site.gone.add("city")
    with pytest.raises(AccountUnknown):
        platform.resolve(f"@city@{site.host}")


def test_a_handle_that_its_host_does_not_confirm_is_none(site: Site, platform: Mastodon, city: str) -> None:
    """A server says that its account is called as one of another server."""
    link = {"rel": "self", "type": "application/activity+json", "href": city}
    site.answers["/.well-known/webfinger"] = json({"subject": "acct:mayor@127.0.0.1:1", "links": [link]})
    site.accounts["city"]["acct"] = "mayor"
    assert platform.resolve(city).handle == ""


def test_a_server_that_answers_for_another_account_is_refused(site: Site, platform: Mastodon, city: str) -> None:
    site.answers["/api/v1/accounts/lookup"] = json({**site.accounts["resident"]})
    with pytest.raises(Refused, match="another account"):
        platform.resolve(city)


def test_a_server_that_shows_strangers_nothing_says_so(site: Site, platform: Mastodon, city: str) -> None:
    site.answers["/api/v1/accounts/lookup"] = json({"error": "This method requires an authenticated user"}, 401)
    with pytest.raises(Refused, match="without a sign-in"):
        platform.resolve(city)


def test_plain_http_and_private_addresses_are_not_asked(site: Site, city: str) -> None:
    with httpx.Client(timeout=5) as http:
        careful = Mastodon(http)
        for address in (city, "https://127.0.0.1/@city", "@city@localhost", "@city@[::1]", "@city@10.0.0.1"):
            with pytest.raises((Refused, AccountUnknown)):
                careful.resolve(address)
        with pytest.raises(Refused):
            list(careful.fetch_media(city, f"{site.url}/media/city.png"))
    assert site.asked == []


def test_an_account_that_is_looked_at_again_is_asked_for_its_name_once_an_hour(site: Site, city: str) -> None:
    now = START
    with httpx.Client(timeout=5) as http:
        platform = Mastodon(http, allow_http=True, clock=lambda: now)
        for minutes, asked in ((0, 1), (5, 1), (59, 1), (60, 2), (61, 2)):
            now = START + dt.timedelta(minutes=minutes)
            assert [event.identity.handle for event in platform.poll(city, "1") if isinstance(event, AccountState)] == [f"city@{site.host}"]
            assert site.asked.count(FINGER) == asked
        platform.resolve(city)
        assert site.asked.count(FINGER) == 4, "by what was written down, and by the actor"


def test_a_name_that_is_another_accounts_now_is_asked_for_anew(site: Site, platform: Mastodon, city: str) -> None:
    list(platform.poll(city, "1"))
    site.accounts["town"] = {**site.accounts.pop("city"), "username": "town", "acct": "town"}
    site.accounts["city"] = {**site.accounts["resident"]}
    link = {"rel": "self", "type": "application/activity+json", "href": city}
    site.answers[FINGER] = json({"subject": f"acct:town@{site.host}", "links": [link]})
    (state,) = (event for event in platform.poll(city, "1") if isinstance(event, AccountState))
    assert (state.identity.id, state.identity.handle) == (city, f"town@{site.host}")


def test_a_handle_that_is_not_proven_is_asked_for_again(site: Site, platform: Mastodon, city: str) -> None:
    link = {"rel": "self", "type": "application/activity+json", "href": city}
    site.answers[FINGER] = json({"subject": "acct:city@127.0.0.1:1", "links": [link]})
    assert [event.identity.handle for event in platform.poll(city, "1") if isinstance(event, AccountState)] == [""]
    site.answers.clear()
    assert [event.identity.handle for event in platform.poll(city, "1") if isinstance(event, AccountState)] == [f"city@{site.host}"]


# Polling


def test_the_first_poll_goes_from_the_newest_back_with_a_mark_after_each_page(site: Site, platform: Mastodon, city: str) -> None:
    site.page = 3
    for number in range(7):
        site.say("city", f"<p>post {number}</p>")
    events = list(platform.poll(city, ""))
    assert states(events) == [(True, "active")]
    assert texts(events) == [f"post {number}" for number in range(6, -1, -1)]
    assert [mark.cursor for mark in events if isinstance(mark, Mark)] == ["1060 1040", "1060 1010", "1060"]
    assert [mark.done for mark in events if isinstance(mark, Mark)] == [3, 6, 7]


def test_a_poll_that_broke_off_goes_on_where_it_was(site: Site, platform: Mastodon, city: str) -> None:
    site.page = 3
    for number in range(7):
        site.say("city", f"<p>post {number}</p>")
    site.say("city", "<p>posted meanwhile</p>")
    assert texts(platform.poll(city, "1060 1040")) == ["post 3", "post 2", "post 1", "post 0"]
    assert texts(platform.poll(city, "1060")) == ["posted meanwhile"]


def test_a_later_poll_brings_what_is_new_the_oldest_first(site: Site, platform: Mastodon, city: str) -> None:
    site.page = 2
    site.say("city", "<p>old</p>")
    cursor = [mark for mark in platform.poll(city, "") if isinstance(mark, Mark)][-1].cursor
    for number in range(5):
        site.say("city", f"<p>post {number}</p>")
    events = list(platform.poll(city, cursor))
    assert texts(events) == [f"post {number}" for number in range(5)]
    assert [mark.cursor for mark in events if isinstance(mark, Mark)] == ["1020", "1040", "1050", "1050"]
    assert texts(platform.poll(city, "1050")) == []


def test_an_account_without_posts(platform: Mastodon, city: str) -> None:
    events = list(platform.poll(city, ""))
    assert posts(events) == []
    assert isinstance(events[-1], Mark)


@pytest.mark.parametrize("cursor", ["", "1010"])
def test_a_server_that_gives_the_same_page_for_ever_is_left(site: Site, platform: Mastodon, city: str, cursor: str) -> None:
    for number in range(2):
        site.say("city", f"<p>post {number}</p>")
    body = dumps([site.shown(post) for post in reversed(site.posts.values())])
    site.answers[STATUSES] = Reply(200, body)
    events = list(platform.poll(city, cursor))
    assert sorted(texts(events)) == ["post 0", "post 1"]
    assert site.asked.count(STATUSES) == 2
    assert events[-1] == Mark("1010", events[-1].source, 2)  # type: ignore[union-attr] # it is a Mark
    listing = list(platform.snapshot(city, Kind.POST))[-1]
    assert isinstance(listing, Listing)
    assert not listing.complete


def test_an_edited_post_comes_with_its_earlier_versions_the_oldest_first(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>Open till eigth</p>", spoiler_text="Pool", poll={"options": [{"title": "Good", "votes_count": 0}]})
    first = posts(platform.poll(city, ""))
    site.edit(uri, "<p>Open till eight</p>")
    site.edit(uri, "<p>Open till nine</p>")
    versions = posts(platform.probe(city, [uri]))
    assert [item.text for item in versions] == ["Pool\n\nOpen till eigth", "Pool\n\nOpen till eight", "Pool\n\nOpen till nine"]
    assert {item.uri for item in versions} == {uri}
    assert [item.revision for item in versions] == sorted({item.revision for item in versions})
    assert {item.published for item in versions} == {START + dt.timedelta(minutes=1)}
    assert versions[0].sameness == first[0].sameness  # so that the archive knows it again
    assert versions[0].raw != first[0].raw  # the history's own bytes


def test_without_a_history_an_edit_is_the_post_as_it_is_now(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>Open till eigth</p>")
    site.edit(uri, "<p>Open till eight</p>")
    site.has_history = False
    assert texts(platform.poll(city, "")) == ["Open till eight"]


def test_a_history_that_fails_is_waited_for(site: Site, platform: Mastodon, city: str) -> None:
    """Else the current version would stand before those that led to it."""
    site.edit(site.say("city", "<p>one</p>"), "<p>two</p>")
    site.answers["/api/v1/statuses/1000/history"] = Reply(502)
    with pytest.raises(Unreachable):
        list(platform.poll(city, ""))


def test_replies_by_others_belong_to_the_account_that_they_answer(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>The pool opens</p>")
    theirs = site.say("resident", "<p>When?</p>", in_reply_to_id="1000")
    own = site.say("city", "<p>At nine</p>", in_reply_to_id="1010")
    below = site.say("resident", "<p>Thanks</p>", in_reply_to_id="1020")
    site.say("resident", "<p>only for followers</p>", in_reply_to_id="1020", visibility="private")
    found = {item.uri: item for item in posts(platform.probe(city, [uri]))}
    assert list(found) == [uri, theirs, below]
    for reply, parent in ((theirs, uri), (below, own)):
        item = found[reply]
        assert (item.kind, item.account, item.author.id, item.reply_to, item.thread) == (
            Kind.REPLY,
            city,
            site.actor("resident"),
            parent,
            uri,
        )
        assert item.author.handle == f"resident@{site.host}"
    answer = next(item for item in posts(platform.poll(city, "")) if item.uri == own)
    assert (answer.kind, answer.author.id, answer.reply_to, answer.thread) == (Kind.REPLY, city, theirs, uri)


def test_of_very_many_replies_some_are_taken(site: Site, platform: Mastodon, city: str) -> None:
    site.say("city", "<p>The pool opens</p>")
    for number in range(MAX_REPLIES + 5):
        site.say("resident", f"<p>{number}</p>", in_reply_to_id="1000")
    assert len(texts(platform.poll(city, ""))) == 1 + MAX_REPLIES


def test_a_thread_that_is_not_shown_does_not_stand_in_the_way(site: Site, platform: Mastodon, city: str) -> None:
    site.say("city", "<p>The pool opens</p>")
    site.say("resident", "<p>When?</p>", in_reply_to_id="1000")
    for status in (401, 404, 500):
        site.answers["/api/v1/statuses/1000/context"] = Reply(status)
        assert texts(platform.poll(city, "")) == ["The pool opens"]


def test_a_post_of_another_account_is_kept_aside(site: Site, platform: Mastodon, city: str) -> None:
    site.say("city", "<p>ours</p>")
    site.say("resident", "<p>theirs</p>")
    site.say("city", "<p>elsewhere</p>", uri="https://other.example/users/city/statuses/1020")
    site.answers[STATUSES] = json([site.shown(post) for post in site.posts.values()], link="none")
    events = list(platform.poll(city, ""))
    assert texts(events) == ["ours"]
    reasons = [event.reason for event in events if isinstance(event, Rejected)]
    assert ["is another's" in reasons[0], "does not lie at the server of its author" in reasons[1]] == [True, True]


def test_what_is_not_for_everybody_is_never_taken(site: Site, platform: Mastodon, city: str) -> None:
    """Also where a server shows it."""
    for visibility in ("unlisted", "private", "direct"):
        site.say("city", f"<p>{visibility}</p>", visibility=visibility)
    site.answers[STATUSES] = json([site.shown(post) for post in site.posts.values()], link="none")
    events = list(platform.poll(city, ""))
    assert texts(events) == ["unlisted"]
    assert not [event for event in events if isinstance(event, Rejected)]


def test_hostile_pages(site: Site, platform: Mastodon, city: str) -> None:
    entries: list[Any] = [
        None, 7, [], {}, {"visibility": "public"}, {"visibility": "public", "id": {"$": 1}, "uri": "x", "account": []},
        {"visibility": "public", "id": "<b>", "uri": f"{city}/statuses/9", "account": {"uri": city, "id": "9000"}},
    ]  # fmt: skip
    site.answers[STATUSES] = json(entries, link='<http://[::1>; rel="next"')
    events = list(platform.poll(city, ""))
    assert posts(events) == []
    assert isinstance(events[-1], Mark)


@pytest.mark.parametrize(
    ("reply", "error", "retry_after"),
    [
        (Reply(429, b"", {"X-RateLimit-Reset": (START + dt.timedelta(seconds=90)).isoformat()}), RateLimited, 90.0),
        (Reply(429, b"", {"X-RateLimit-Reset": "2020-01-01T00:00:00Z"}), RateLimited, 0.0),
        (Reply(429, b"", {"X-RateLimit-Reset": "soon"}), RateLimited, None),
        (Reply(503), Unreachable, None),
        (Reply(200, b"<html>"), Unreachable, None),
        (Reply(200, b'{"error": "no"}'), Unreachable, None),
        (Reply(401), Refused, None),
        (Reply(403), Refused, None),
    ],
)
def test_what_goes_wrong_is_one_of_our_errors(
    site: Site, platform: Mastodon, city: str, reply: Reply, error: type[PlatformError], retry_after: float | None
) -> None:
    site.answers[STATUSES] = reply
    with pytest.raises(error) as raised:
        list(platform.poll(city, ""))
    assert raised.value.retry_after == retry_after


def test_an_account_that_is_suspended_moved_or_gone(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>Hello</p>")
    site.accounts["city"]["moved"] = {"uri": "https://other.example/users/city"}
    events = list(platform.poll(city, ""))
    assert (states(events), texts(events)) == ([(False, "moved")], ["Hello"])
    site.accounts["city"]["suspended"] = True
    events = list(platform.poll(city, "1000"))
    assert (states(events), len(events), events[-1].cursor) == ([(False, "suspended")], 2, "1000")  # type: ignore[union-attr] # a Mark
    assert absences(platform.probe(city, [uri])) == [(uri, Certainty.UNKNOWN)]
    assert [type(event) for event in platform.snapshot(city, Kind.POST)] == [AccountState]
    site.gone.add("city")
    assert states(platform.poll(city, "1000")) == [(False, "gone")]
    assert absences(platform.probe(city, [uri])) == [(uri, Certainty.UNKNOWN)]
    site.gone.clear()
    del site.accounts["city"]
    with pytest.raises(AccountUnknown):
        list(platform.poll(city, "1000"))


# Looking again


def test_what_was_deleted_is_observed_to_be_gone(site: Site, platform: Mastodon, city: str) -> None:
    kept, deleted = site.say("city", "<p>kept</p>"), site.say("city", "<p>deleted</p>")
    site.delete(deleted)
    events = list(platform.probe(city, [deleted, kept, deleted]))
    assert texts(events) == ["kept"]
    assert absences(events) == [(deleted, Certainty.OBSERVED)]


def test_a_post_whose_id_changed_is_found_by_its_address(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>before</p>")
    post = site.posts.pop("1000")
    site.posts["1005"] = {**post, "id": "1005", "content": "<p>after</p>"}
    assert texts(platform.probe(city, [uri])) == ["after"]


def test_a_post_beyond_what_is_listed_is_asked_for_by_its_id(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>old</p>")
    site.answers[STATUSES] = json([])
    assert texts(platform.probe(city, [uri])) == ["old"]


@pytest.mark.parametrize(
    ("by_id", "at_address", "certainty"),
    [
        (404, 200, Certainty.OBSERVED),
        (410, 200, Certainty.OBSERVED),
        (401, 404, Certainty.OBSERVED),
        (403, 410, Certainty.OBSERVED),
        (401, 401, Certainty.UNKNOWN),
        (401, 200, Certainty.UNKNOWN),
        (401, 503, Certainty.UNKNOWN),
        (500, 404, Certainty.UNKNOWN),
        (503, 404, Certainty.UNKNOWN),
    ],
)
def test_only_not_found_is_gone(site: Site, platform: Mastodon, city: str, by_id: int, at_address: int, certainty: Certainty) -> None:
    uri = site.say("city", "<p>old</p>")
    site.delete(uri)
    site.answers["/api/v1/statuses/1000"] = Reply(by_id)
    site.answers["/users/city/statuses/1000"] = Reply(at_address, b"{}")
    assert absences(platform.probe(city, [uri])) == [(uri, certainty)]


def test_while_the_account_does_not_answer_nothing_is_gone(site: Site, platform: Mastodon, city: str) -> None:
    uri = site.say("city", "<p>old</p>")
    site.delete(uri)
    for path in (FINGER, "/api/v1/accounts/lookup", STATUSES):
        for status in (500, 404, 401):
            site.answers = {path: Reply(status)}
            with pytest.raises(PlatformError):
                assert list(platform.probe(city, [uri])) == [], (path, status)
    site.answers = {STATUSES: Reply(429)}
    with pytest.raises(RateLimited):
        list(platform.probe(city, [uri]))


def test_an_address_elsewhere_is_not_asked(site: Site, platform: Mastodon, city: str) -> None:
    uri = "https://other.example/users/city/statuses/1"
    assert absences(platform.probe(city, [uri])) == [(uri, Certainty.UNKNOWN)]


# Lists, profile, media


def test_a_list_is_complete_only_if_it_is_whole(site: Site, platform: Mastodon, city: str) -> None:
    site.page = 2
    uris = [site.say("city", f"<p>{number}</p>") for number in range(3)]
    site.edit(uris[0], "<p>edited</p>")

    def listing() -> Listing:
        found = list(platform.snapshot(city, Kind.POST))[-1]
        assert isinstance(found, Listing)
        return found

    assert (set(listing().uris), listing().complete) == (set(uris), True)
    assert texts(platform.snapshot(city, Kind.POST)) == ["2", "1", "0", "edited"]
    site.say("city", "<p>for followers</p>", visibility="private")
    assert not listing().complete  # the account says that it has four
    site.posts.popitem()
    site.say("city", "<p>broken</p>", uri="x")
    assert not listing().complete
    site.posts.popitem()
    site.answers[STATUSES] = json([])
    assert not listing().complete
    site.accounts["city"]["statuses_count"] = 0
    assert not listing().complete


def test_the_profile_with_its_fields_and_pictures(site: Site, platform: Mastodon, city: str) -> None:
    site.accounts["city"]["fields"] = [{"name": "Web", "value": '<a href="https://city.example">city.example</a>'}]
    item, listing = platform.snapshot(city, Kind.PROFILE)
    assert isinstance(item, Item)
    assert (item.uri, item.kind, item.author.name) == (platform.profile_uri(city), Kind.PROFILE, "City")
    assert item.text == "News of the city\n\nWeb: city.example"
    assert [(item.text[span.start : span.end], span.href) for span in item.spans] == [("city.example", "https://city.example")]
    assert b"".join(platform.fetch_media(city, item.media[0].ref)) == PNG
    assert isinstance(listing, Listing)
    assert listing.complete
    site.accounts["city"]["followers_count"] = 99
    assert next(iter(posts_and_profile(platform, city))).sameness == item.sameness
    site.accounts["city"]["display_name"] = "City Hall"
    assert next(iter(posts_and_profile(platform, city))).sameness != item.sameness


def posts_and_profile(platform: Mastodon, city: str) -> list[Item]:
    return [event for event in platform.probe(city, [city]) if isinstance(event, Item)]


@pytest.mark.parametrize("ref", ["", "file:///etc/passwd", "x", "/media/city.png"])
def test_a_medium_that_is_none(platform: Mastodon, city: str, ref: str) -> None:
    with pytest.raises(Refused):
        list(platform.fetch_media(city, ref))
