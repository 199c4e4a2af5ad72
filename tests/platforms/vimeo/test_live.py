"""Against a server that speaks the documented interface, and one that fails, lies, or loses its mind in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.mastodon.test_parse import JSON
from tests.platforms.spoiling import nested
from tests.platforms.vimeo.server import CITY, ERROR, JPEG, RESIDENT, START, TOKEN, Site

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Count,
    Event,
    Item,
    Kind,
    Mark,
    Platform,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.consent import App, Tokens
from rostra.platforms.testing import PlatformContract, faults
from rostra.platforms.vimeo import Vimeo
from rostra.platforms.vimeo.uris import account_in, comment_uri, numbers_in, video_uri


def items(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in items(events)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def cursor(events: Iterable[Event]) -> str:
    return [event for event in events if isinstance(event, Mark)][-1].cursor


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        self.site = site
        video = site.upload("The fountain runs again", description="At last.")
        first = site.say(video, "Good.")
        site.say(video, "So it is.", parent=first, by=CITY)
        site.say(video, "Nobody wrote this", by="")

    def make(self) -> Vimeo:
        return Vimeo(httpx.Client(timeout=5), api=self.site.url, allow_http=True, clock=lambda: START, tokens=self.site.tokens)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(CITY, "")


# Who is who


def test_an_account_by_its_number(platform: Vimeo, site: Site) -> None:
    for address in (CITY, f"https://vimeo.com/user{CITY}", f"vimeo.com/user{CITY}/"):
        found = platform.resolve(address)
        assert (found.id, found.handle, found.name) == (CITY, "exampleville", "Exampleville")
    del site.users[CITY]
    with pytest.raises(AccountUnknown):
        platform.resolve(CITY)


def test_a_name_cannot_be_asked_for_before_it_is_known_whose_token_to_ask_with(platform: Vimeo, site: Site) -> None:
    for address in ("exampleville", "@exampleville", "https://vimeo.com/exampleville"):
        with pytest.raises(Refused, match="give its number"):
            platform.resolve(address)
    assert site.asked == []


@pytest.mark.parametrize("address", ["", "-", "javascript:alert(1)", "https://example.org/user1", "1" * 40, "user name"])
def test_what_is_no_account_is_not_asked_for(platform: Vimeo, site: Site, address: str) -> None:
    with pytest.raises(AccountUnknown):
        platform.resolve(address)
    for run in (platform.poll(address, ""), platform.probe(address, ["x"])):
        with pytest.raises(AccountUnknown):
            list(run)
    assert site.asked == []


def test_without_consent_nothing_is_asked(site: Site) -> None:
    with pytest.raises(Unauthorised):
        list(Vimeo(httpx.Client(), api=site.url, allow_http=True).poll(CITY, ""))
    assert site.asked == []


def test_a_renamed_account_stays_who_it_is(platform: Vimeo, site: Site) -> None:
    site.users[CITY] |= {"link": "https://vimeo.com/cityofexampleville", "name": "City of Exampleville"}
    events = list(platform.poll(CITY, ""))
    state = next(event for event in events if isinstance(event, AccountState))
    assert (state.identity.id, state.identity.handle, state.active) == (CITY, "cityofexampleville", True)
    profile = next(event for event in events if isinstance(event, Item))
    assert (profile.uri, profile.text) == (platform.profile_uri(CITY), "Videos of Exampleville")
    assert b"".join(platform.fetch_media(CITY, profile.media[0].ref)) == JPEG


def test_an_account_that_is_gone(platform: Vimeo, site: Site) -> None:
    video = site.upload("Hello")
    del site.users[CITY]
    events = list(platform.poll(CITY, "x"))
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, "gone")]
    assert cursor(events) == "x"
    assert absences(platform.probe(CITY, [video_uri(video)])) == [(video_uri(video), Certainty.UNKNOWN)]
    site.answers[f"/users/{CITY}"] = json({})
    with pytest.raises(Unreachable):
        list(platform.poll(CITY, ""))


# Polling


def test_everything_the_first_time_and_then_what_was_changed(platform: Vimeo, site: Site) -> None:
    site.most = 2
    videos = [site.upload(f"Video {number}") for number in range(5)]
    first = list(platform.poll(CITY, ""))
    assert texts(first) == ["Video 3", "Video 4", "Video 1", "Video 2", "Video 0"]
    assert sum(isinstance(event, Mark) for event in first) == 3
    site.edit(videos[0], name="Video 0, edited")
    second = list(platform.poll(CITY, cursor(first)))
    assert texts(second) == ["Video 4", "Video 0, edited", "Video 2", "Video 3"]
    assert texts(platform.poll(CITY, cursor(second))) == ["Video 4", "Video 0, edited"]
    before, after = (next(item for item in items(events) if item.uri == video_uri(videos[0])) for events in (first, second))
    assert after.revision > before.revision
    assert after.sameness != before.sameness


def test_a_reading_that_is_held_up_goes_on_where_it_ended(platform: Vimeo, site: Site) -> None:
    site.most = 2
    for number in range(4):
        site.upload(f"Video {number}")
    limit = Reply(429, b"{}", {"X-RateLimit-Limit": "2", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-07-04T12:00:30+00:00"})
    pages = iter([None, limit])
    site.answers[f"/users/{CITY}/videos"] = lambda: next(pages)
    seen: list[Event] = []
    with pytest.raises(RateLimited) as limited:
        seen.extend(platform.poll(CITY, ""))
    assert limited.value.retry_after == 30
    site.answers.clear()
    assert texts(platform.poll(CITY, cursor(seen))) == ["Video 0", "Video 1"]


def test_what_not_everybody_may_see_is_passed_over(platform: Vimeo, site: Site) -> None:
    for view in ("nobody", "unlisted", "password", "disable", "contacts"):
        site.upload("Hidden", view=view)
    assert texts(platform.poll(CITY, "")) == []


def test_vimeo_says_how_many_videos_there_are_where_the_whole_list_is_seen(platform: Vimeo, site: Site) -> None:
    site.most = 2
    for view in ("anybody", "password", "anybody", "anybody", "unlisted"):
        site.upload("Hello", view=view)

    def told(cursor: str) -> tuple[list[tuple[int, int]], list[Event]]:
        events = list(platform.poll(CITY, cursor))
        counts = [event for event in events if isinstance(event, Count)]
        assert {(count.account, count.what) for count in counts} <= {(CITY, frozenset({Kind.POST}))}
        return [(count.number, count.not_public) for count in counts], events

    first, events = told("")
    assert (first, len(items(events))) == ([(5, 2)], 3)
    assert isinstance(events[-2], Count)  # before the last Mark
    assert told(cursor(events))[0] == []  # a page alone does not tell which of the others are for everybody
    site.most = 25
    assert told(cursor(events))[0] == [(5, 2)]


@pytest.mark.parametrize("total", [None, "5", -1, 2**53])
def test_a_number_that_is_none_is_not_told(total: object, platform: Vimeo, site: Site) -> None:
    site.answers[f"/users/{CITY}/videos"] = json({"total": total, "data": [], "paging": {"next": None}})
    assert not [event for event in platform.poll(CITY, "") if isinstance(event, Count)]


def test_a_reading_that_went_on_from_the_middle_tells_no_number(platform: Vimeo, site: Site) -> None:
    site.most = 2
    for number in range(4):
        site.upload(f"Video {number}")
    middle = next(event.cursor for event in platform.poll(CITY, "") if isinstance(event, Mark))
    assert not [event for event in platform.poll(CITY, middle) if isinstance(event, Count)]


def test_a_video_shows_what_is_not_given_as_such(platform: Vimeo, site: Site) -> None:
    video = site.upload("Council meeting", description="Of July.", language="en", tags=[{"tag": "council"}])
    site.tracks[video] = [{"uri": f"/videos/{video}/texttracks/5", "type": "captions", "language": "en", "link": "expires"}]
    [item] = items(platform.poll(CITY, ""))
    assert (item.uri, item.text, item.languages) == (video_uri(video), "Council meeting\n\nOf July.", ("en",))
    picture, film, captions = item.media
    assert captions.alt == "captions en"
    for medium in (picture, captions):
        assert b"".join(platform.fetch_media(CITY, medium.ref)) == JPEG
    with pytest.raises(Refused, match="paid plan"):
        list(platform.fetch_media(CITY, film.ref))
    for ref in ("javascript:alert(1)", "/me", "/videos/1/../../me"):
        with pytest.raises(Refused):
            list(platform.fetch_media(CITY, ref))
    site.answers[picture.ref] = json({"sizes": [{"link": "javascript:alert(1)"}]})
    with pytest.raises(Refused):
        list(platform.fetch_media(CITY, picture.ref))


def test_comments_with_all_their_replies(platform: Vimeo, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    replies = [site.say(video, f"Reply {number}", parent=top, by=CITY if number == 3 else RESIDENT) for number in range(150)]
    found = {item.uri: item for item in items(platform.poll(CITY, ""))}
    assert len(found) == 152
    first, reply, own = (found[comment_uri(video, each)] for each in (top, replies[0], replies[3]))
    assert (first.reply_to, first.thread, first.account, first.author.id) == (video_uri(video), video_uri(video), CITY, RESIDENT)
    assert (reply.reply_to, reply.thread, own.author.id) == (first.uri, video_uri(video), CITY)
    assert numbers_in(reply.uri) == (video, replies[0])


def test_comments_that_are_switched_off_stand_in_nobodys_way(platform: Vimeo, site: Site) -> None:
    video = site.upload("Hello")
    site.say(video, "First")
    site.answers[f"/videos/{video}/comments"] = json(ERROR, 403)
    assert texts(platform.poll(CITY, "")) == ["Hello"]


def test_a_video_of_somebody_else_is_kept_aside(platform: Vimeo, site: Site) -> None:
    site.upload("Not ours", user={"uri": f"/users/{RESIDENT}"})
    assert [type(event) for event in platform.poll(CITY, "") if isinstance(event, Item | Rejected)] == [Item, Rejected]


def test_posted_and_deleted_between_two_looks_is_not_seen(platform: Vimeo, site: Site) -> None:
    first = list(platform.poll(CITY, ""))
    del site.videos[site.upload("Gone in two minutes")]
    assert texts(platform.poll(CITY, cursor(first))) == []


# Looking again


def test_what_is_there_and_what_is_gone(platform: Vimeo, site: Site) -> None:
    kept, lost, hidden = site.upload("Kept"), site.upload("Lost"), site.upload("Hidden")
    comment, deleted = site.say(kept, "There"), site.say(kept, "Not there")
    del site.videos[lost]
    site.comments[f"/videos/{kept}/comments"].pop()
    site.edit(hidden, privacy={"view": "nobody"})
    wanted = [comment_uri(kept, comment), comment_uri(kept, deleted), video_uri(lost), video_uri(hidden), "https://example.org/", ""]
    found = list(platform.probe(CITY, [video_uri(kept), platform.profile_uri(CITY), *wanted]))
    assert texts(found) == ["Kept", "There", "There"]
    assert absences(found) == [*((uri, Certainty.OBSERVED) for uri in wanted[1:4]), *((uri, Certainty.UNKNOWN) for uri in wanted[4:])]
    assert list(platform.probe(CITY, [])) == []


@pytest.mark.parametrize(
    "reply", [Reply(503), json(ERROR, 403), json({}), json([]), Reply(200), json({"uri": "/videos/1", "privacy": {"view": "anybody"}})]
)
def test_what_says_nothing(platform: Vimeo, site: Site, reply: Reply) -> None:
    video = site.upload("There")
    comment = site.say(video, "There")
    site.answers = {f"/videos/{video}": reply, f"/videos/{video}/comments/{comment}": reply}
    wanted = [video_uri(video), comment_uri(video, comment)]
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]


def test_a_server_that_fails_at_one_after_another_is_asked_no_more(platform: Vimeo, site: Site) -> None:
    videos = [site.upload(f"Video {number}") for number in range(10)]
    site.answers = {f"/videos/{video}": Reply(503) for video in videos[1:]}
    shown: list[Event] = []
    with pytest.raises(Unreachable):
        shown.extend(platform.probe(CITY, map(video_uri, videos)))
    assert (texts(shown), absences(shown)) == (["Video 0"], [(video_uri(video), Certainty.UNKNOWN) for video in videos[1:3]])
    assert [path for path in site.asked if path.startswith(f"/videos/{videos[4]}")] == []


def test_a_video_deleted_with_two_hundred_replies_below_it(platform: Vimeo, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    for number in range(200):
        site.say(video, f"Reply {number}", parent=top)
    wanted = [item.uri for item in items(platform.poll(CITY, ""))]
    assert len(wanted) == 202
    del site.videos[video]
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.OBSERVED) for uri in wanted]


def test_only_the_profile_is_a_list(platform: Vimeo) -> None:
    for kind in set(Kind) - {Kind.PROFILE}:
        with pytest.raises(NotImplementedError):
            list(platform.snapshot(CITY, kind))
    profile, _listing = platform.snapshot(CITY, Kind.PROFILE)
    assert isinstance(profile, Item)


# Tokens and consent


def test_a_token_that_dies_in_the_middle_of_a_page(platform: Vimeo, site: Site) -> None:
    video = site.upload("Hello")
    site.say(video, "First")
    site.answers[f"/videos/{video}/comments"] = site.tokens_of.clear
    seen: list[Event] = []
    with pytest.raises(Unauthorised) as refused:
        seen.extend(platform.poll(CITY, ""))
    assert not any(isinstance(event, Mark) for event in seen)
    assert TOKEN not in str(refused.value)
    with pytest.raises(Unauthorised):
        list(platform.probe(CITY, [video_uri(video)]))


@pytest.mark.parametrize("echo", [json({"data": [], "token": TOKEN}), json({}, etag=f'"{TOKEN}"'), json({"error": TOKEN}, 400)])
def test_what_a_server_repeats_of_the_token_is_kept_nowhere(platform: Vimeo, site: Site, echo: Reply) -> None:
    video = site.upload("Hello")
    site.say(video, "First")
    for path in (f"/users/{CITY}", f"/users/{CITY}/videos", f"/videos/{video}/comments"):
        site.answers = {path: echo}
        seen: list[Any] = []
        with pytest.raises(PlatformError) as error:
            seen.extend(platform.poll(CITY, ""))
        assert TOKEN not in repr((seen, error.value, error.value.__cause__))
    assert all(TOKEN not in path for path in site.asked)


def test_consent_is_asked_for_given_and_given_back(platform: Vimeo, site: Site) -> None:
    app, connecting = App("client", "planted-app-secret"), platform.connecting
    asked = connecting.ask(app, CITY, "https://city.example/desk/connected", "a state")
    assert asked.url.startswith(f"{site.url}/oauth/authorize?response_type=code&client_id=client&")
    assert "scope=public" in asked.url
    tokens = connecting.redeem(app, CITY, "https://city.example/desk/connected", {"code": "abc"}, asked.kept)
    assert (tokens.access, tokens.refresh, tokens.expires, tokens.ends, tokens.scopes) == (TOKEN, "", None, None, ("public",))
    [(path, who, form)] = site.posted
    assert (path, who, form["code"]) == ("/oauth/access_token", "client:planted-app-secret", "abc")
    with pytest.raises(Unauthorised):
        connecting.renew(app, CITY, tokens)
    connecting.revoke(app, CITY, tokens)
    assert site.tokens_of == {}
    with pytest.raises(Refused) as refused:
        connecting.revoke(app, CITY, Tokens("planted-and-void"))
    assert "planted" not in str(refused.value)


def test_another_account_may_not_consent(platform: Vimeo, site: Site) -> None:
    site.tokens_of[TOKEN] = site.join(RESIDENT, "Resident")
    with pytest.raises(Refused, match="Another account"):
        platform.connecting.redeem(App("client", "s"), CITY, "https://city.example/c", {"code": "abc"}, "")


# Hostile answers

FIELDS = [
    "data", "uri", "name", "description", "link", "created_time", "modified_time", "release_time", "privacy", "view", "pictures",
    "sizes", "user", "metadata", "connections", "comments", "replies", "texttracks", "total", "paging", "next", "text", "created_on",
    "bio", "tags", "language",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3), by=JSON)
@example(names={"next"}, by="again")
@example(names={"uri"}, by="/videos/" + "1" * 3000)
def test_no_answer_whatever_it_holds_raises_anything_undeclared(platform: Vimeo, site: Site, names: set[str], by: Any) -> None:
    if not site.videos:
        video = site.upload("Hello")
        site.say(video, "Reply", parent=site.say(video, "First"))
        site.tracks[video] = [{"uri": f"/videos/{video}/texttracks/5"}]
    site.spoiling = (names, by)
    wanted = [video_uri(video) for video in site.videos] + [comment_uri("700000", "800001")]
    for run in (platform.poll(CITY, ""), platform.probe(CITY, wanted), platform.snapshot(CITY, Kind.PROFILE)):
        with suppress(PlatformError):
            assert [fault for event in islice(run, 500) for fault in faults(event, "event")] == []


@pytest.mark.parametrize("levels", [80, 300, 800])
def test_what_is_nested_without_end_breaks_nothing(platform: Vimeo, site: Site, levels: int) -> None:
    site.upload("Hello")
    site.spoiling = ({"metadata"}, nested(levels))
    for run in (platform.poll(CITY, ""), platform.probe(CITY, [video_uri("700000")])):
        with suppress(PlatformError):
            assert list(run)


@given(st.text(max_size=60))
def test_no_address_breaks_anything(text: str) -> None:
    assert not any(numbers_in(text))
    with suppress(AccountUnknown):
        assert any(account_in(text))
