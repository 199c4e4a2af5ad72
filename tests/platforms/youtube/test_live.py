"""Against a server that speaks the documented interface, and one that fails, lies, or loses its mind in the middle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from json import dumps
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.mastodon.test_parse import JSON
from tests.platforms.spoiling import nested
from tests.platforms.youtube.server import CITY, JPEG, REFRESH, RESIDENT, START, TOKEN, Site, refusal

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Act,
    Certainty,
    Count,
    Event,
    Gap,
    Item,
    Kind,
    Listing,
    Mark,
    Platform,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Restriction,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.beyond import Beyond, Reached
from rostra.platforms.consent import App
from rostra.platforms.testing import PlatformContract, faults
from rostra.platforms.youtube import YouTube
from rostra.platforms.youtube.addresses import comment_uri, video_uri
from rostra.platforms.youtube.client import seconds_of_the_day
from rostra.platforms.youtube.consent import READ
from rostra.platforms.youtube.reading import Cursor
from rostra.platforms.youtube.uris import channel_in, channel_uri, ids_in


def items(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in items(events)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def cursor(events: Iterable[Event]) -> str:
    return [event for event in events if isinstance(event, Mark)][-1].cursor


def uri_of(video: str, comment: str = "") -> str:
    return comment_uri(video_uri(video), comment) if comment else video_uri(video)


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        self.site = site
        video = site.upload("The fountain runs again", description="At last.")
        first = site.say(video, "Good.")
        site.say(video, "So it is.", parent=first, by=CITY)
        site.say(video, "Nobody wrote this", by="")
        site.say(video, "Held", status="heldForReview")

    def make(self) -> YouTube:
        return YouTube(httpx.Client(timeout=5), api=self.site.url, allow_http=True, clock=lambda: START, tokens=self.site.tokens)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.snapshot(CITY, Kind.RESTRICTION)
        yield from platform.poll(CITY, "")


# Who is who


def test_a_channel_by_its_id_and_its_page(platform: YouTube, site: Site) -> None:
    for address in (CITY, f"https://www.youtube.com/channel/{CITY}", f"youtube.com/channel/{CITY}/videos"):
        found = platform.resolve(address)
        assert (found.id, found.handle, found.name) == (CITY, "@exampleville", "Exampleville")


def test_a_handle_cannot_be_asked_for_before_it_is_known_whose_token_to_ask_with(platform: YouTube, site: Site) -> None:
    for address in ("@exampleville", "https://www.youtube.com/@exampleville"):
        with pytest.raises(Refused, match="give its id"):
            platform.resolve(address)
    assert site.asked == []


@pytest.mark.parametrize("address", ["", "city", "UC1", "javascript:alert(1)", "https://example.org/channel/x", "@@x", "@a b"])
def test_what_is_no_channel_is_not_asked_for(platform: YouTube, site: Site, address: str) -> None:
    with pytest.raises(AccountUnknown):
        platform.resolve(address)
    for call in (lambda: list(platform.poll(address, "")), lambda: list(platform.probe(address, ["x"]))):
        with pytest.raises(AccountUnknown):
            call()
    assert site.asked == []


def test_without_consent_nothing_is_asked(site: Site) -> None:
    platform = YouTube(httpx.Client(), api=site.url, allow_http=True)
    for call in (lambda: platform.resolve(CITY), lambda: list(platform.poll(CITY, ""))):
        with pytest.raises(Unauthorised):
            call()
    assert site.asked == []


def test_a_renamed_channel_stays_who_it_is(platform: YouTube, site: Site) -> None:
    before = next(event for event in platform.poll(CITY, "") if isinstance(event, AccountState))
    site.channels[CITY]["snippet"] |= {"customUrl": "@cityofexampleville", "title": "City of Exampleville"}
    events = list(platform.poll(CITY, ""))
    after = next(event for event in events if isinstance(event, AccountState))
    assert (before.identity.id, before.identity.handle) == (CITY, "@exampleville")
    assert (after.identity.id, after.identity.handle) == (CITY, "@cityofexampleville")
    profile = next(event for event in events if isinstance(event, Item) and event.kind is Kind.PROFILE)
    assert (profile.uri, profile.text) == (platform.profile_uri(CITY), "Videos of Exampleville")


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [(403, "channelSuspended", "suspended"), (403, "channelClosed", "closed"), (404, "channelNotFound", "gone")],
)
def test_a_channel_that_is_none_any_more(platform: YouTube, site: Site, status: int, reason: str, told: str) -> None:
    video = site.upload("Hello")
    site.answers["channels"] = refusal(status, reason)
    events = list(platform.poll(CITY, "x"))
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, told)]
    assert cursor(events) == "x"
    assert absences(platform.probe(CITY, [uri_of(video)])) == [(uri_of(video), Certainty.UNKNOWN)]
    with pytest.raises(AccountUnknown):
        platform.resolve(CITY)


def test_a_channel_that_is_not_shown_is_not_called_gone(platform: YouTube, site: Site) -> None:
    site.answers["channels"] = json({"items": []})
    with pytest.raises(Unreachable):
        list(platform.poll(CITY, ""))


# Polling


def test_everything_the_first_time_and_then_what_is_new_and_the_newest_again(platform: YouTube, site: Site) -> None:
    site.page = 2
    videos = [site.upload(f"Video {number}") for number in range(5)]
    first = list(platform.poll(CITY, ""))
    assert texts(first) == ["Video 3", "Video 4", "Video 1", "Video 2", "Video 0"]
    assert sum(isinstance(event, Mark) for event in first) == 4  # three pages of videos, one of comments
    site.upload("Video 5")
    site.videos[videos[4]]["snippet"]["title"] = "Video 4, edited at once"
    second = list(platform.poll(CITY, cursor(first)))
    assert texts(second) == ["Video 4, edited at once", "Video 5", "Video 2", "Video 3"]
    assert texts(platform.poll(CITY, cursor(second))) == ["Video 4, edited at once", "Video 5"]


def test_a_reading_that_breaks_off_goes_on_where_it_ended(platform: YouTube, site: Site) -> None:
    site.page = 2
    for number in range(6):
        site.upload(f"Video {number}")
    site.units = 5  # the channel, two pages
    seen: list[Event] = []
    with pytest.raises(RateLimited) as limited:
        seen.extend(platform.poll(CITY, ""))
    assert texts(seen) == ["Video 4", "Video 5", "Video 2", "Video 3"]
    assert limited.value.retry_after == seconds_of_the_day(START) == 19 * 3600  # noon UTC is five in the morning there
    site.units = 100
    assert texts(platform.poll(CITY, cursor(seen))) == ["Video 0", "Video 1"]


def test_where_the_server_forgot_the_page_it_begins_again(platform: YouTube, site: Site) -> None:
    site.upload("Hello")
    assert texts(platform.poll(CITY, '{"videos": {"page": "gone"}, "comments": {}}')) == ["Hello"]


def test_a_channel_without_videos_has_no_list_of_them(platform: YouTube, site: Site) -> None:
    site.answers["playlistItems"] = refusal(404, "playlistNotFound")
    assert texts(platform.poll(CITY, "")) == []
    site.upload("Hello")
    with pytest.raises(Refused):
        list(platform.poll(CITY, ""))


def test_what_is_not_public_is_passed_over(platform: YouTube, site: Site) -> None:
    for status in ("private", "unlisted"):
        site.upload("Not yet", status=status)
    site.videos[site.upload("Broken")]["status"]["uploadStatus"] = "failed"
    assert texts(platform.poll(CITY, "")) == []


def test_youtube_says_how_many_public_videos_there_are(platform: YouTube, site: Site) -> None:
    for status in ("public", "public", "private", "unlisted"):
        site.upload("Hello", status=status)
    site.asked.clear()
    events = list(platform.poll(CITY, ""))
    [count] = [event for event in events if isinstance(event, Count)]
    assert (count.account, count.what, count.number, count.not_public) == (CITY, {Kind.POST}, 2, 0)
    assert all(item.uri.startswith(count.within) for item in items(events))
    assert not channel_uri(CITY).startswith(count.within)
    assert count.lag == dt.timedelta(days=1)
    assert sum(path.startswith("/youtube/v3/channels") for path in site.asked) == 1


@pytest.mark.parametrize("number", ["", "many", "-1", 7, None, "9" * 20, "1.5"])
def test_a_number_that_is_none_is_not_told(number: object, platform: YouTube, site: Site) -> None:
    channel = {"id": CITY, "snippet": {"title": "Exampleville"}, "statistics": {"videoCount": number}}
    channel["contentDetails"] = {"relatedPlaylists": {"uploads": "UU"}}
    site.answers["channels"] = json({"items": [channel]})
    site.upload("Hello")
    assert not [event for event in platform.poll(CITY, "") if isinstance(event, Count)]


def test_a_video_shows_what_is_not_given_as_such(platform: YouTube, site: Site) -> None:
    video = site.upload("Council meeting", description="Of July.\n\nhttps://city.example", defaultLanguage="en")
    site.videos[video]["contentDetails"]["caption"] = "true"
    [item] = items(platform.poll(CITY, ""))
    assert (item.uri, item.kind, item.languages) == (uri_of(video), Kind.POST, ("en",))
    assert item.text == "Council meeting\n\nOf July.\n\nhttps://city.example"
    picture, film, captions = (each.ref for each in item.media)
    assert b"".join(platform.fetch_media(CITY, picture)) == JPEG
    with pytest.raises(Refused, match="no video file"):
        list(platform.fetch_media(CITY, film))
    with pytest.raises(Refused, match="250 units"):
        list(platform.fetch_media(CITY, captions))
    with pytest.raises(Refused):
        list(platform.fetch_media(CITY, "javascript:alert(1)"))


def test_comments_with_all_their_replies(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    replies = [site.say(video, f"Reply {number}", parent=top, by=CITY if number == 3 else RESIDENT) for number in range(150)]
    found = {item.uri: item for item in items(platform.poll(CITY, ""))}
    assert len(found) == 152
    first, reply, own = (found[uri_of(video, each)] for each in (top, replies[0], replies[3]))
    assert (first.reply_to, first.thread, first.account) == (uri_of(video), uri_of(video), CITY)
    assert (reply.reply_to, reply.thread) == (first.uri, uri_of(video))
    assert (first.author.id, own.author.id) == (RESIDENT, CITY)
    assert ids_in(reply.uri) == (video, replies[0])


def test_a_known_thread_is_not_read_to_its_end_at_every_poll(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    for number in range(10):
        site.say(video, f"Reply {number}", parent=top)
    first = list(platform.poll(CITY, ""))
    site.asked.clear()
    site.say(video, "Late reply", parent=top)
    assert "Late reply" in texts(platform.poll(CITY, cursor(first)))
    assert len(site.asked) == 4  # the units of a quiet poll


def test_an_edited_comment_is_a_later_revision(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    comment = site.say(video, "Nien")
    [_, before] = items(platform.poll(CITY, ""))
    site.edit(comment, "Nine")
    [after] = items(platform.probe(CITY, [before.uri]))
    assert (after.text, after.uri, after.published) == ("Nine", before.uri, before.published)
    assert after.revision > before.revision
    assert after.sameness != before.sameness


def test_a_comment_below_a_post_of_the_channel_has_a_place_too(platform: YouTube, site: Site) -> None:
    comment = site.say("", "Of a post")
    site.comments[comment]["snippet"] |= {"postId": "Ugkx0123456789"}
    [item] = items(platform.poll(CITY, ""))
    assert item.uri == f"https://www.youtube.com/post/Ugkx0123456789?lc={comment}"
    assert items(platform.probe(CITY, [item.uri]))[0].uri == item.uri


def test_without_the_permission_comments_are_a_gap_and_videos_are_not(platform: YouTube, site: Site) -> None:
    site.scopes[TOKEN] = (READ,)
    video = site.upload("Hello")
    comment = site.say(video, "Unread")
    first = list(platform.poll(CITY, ""))
    assert texts(first) == ["Hello"]
    assert sum(isinstance(event, Gap) for event in first) == 1
    second = list(platform.poll(CITY, cursor(first)))
    assert not any(isinstance(event, Gap) for event in second)  # it is told once
    assert absences(platform.probe(CITY, [uri_of(video, comment)])) == [(uri_of(video, comment), Certainty.UNKNOWN)]
    assert texts(platform.probe(CITY, [uri_of(video)])) == ["Hello"]
    with pytest.raises(Refused, match="did not consent"):
        list(platform.snapshot(CITY, Kind.RESTRICTION))
    site.scopes[TOKEN] = (READ, "https://www.googleapis.com/auth/youtube.force-ssl")
    third = list(platform.poll(CITY, cursor(second)))
    assert "Unread" in texts(third)
    assert [event for event in third if isinstance(event, Reached)] == [Reached(CITY, Beyond.ANSWERS, None)]
    assert isinstance(third[-1], Mark)  # what was reached is told before the place is kept
    assert not any(isinstance(event, Reached) for event in platform.poll(CITY, cursor(third)))


def test_posted_and_deleted_between_two_looks_is_not_seen(platform: YouTube, site: Site) -> None:
    first = list(platform.poll(CITY, ""))
    del site.videos[site.upload("Gone in two minutes")]
    assert texts(platform.poll(CITY, cursor(first))) == []


def test_what_comes_twice_and_out_of_order_comes_in(platform: YouTube, site: Site) -> None:
    old, new = site.upload("Old"), site.upload("New")
    entries = [
        {"snippet": {"publishedAt": site.videos[each]["snippet"]["publishedAt"]}, "contentDetails": {"videoId": each}}
        for each in (old, new, old)
    ]
    site.answers["playlistItems"] = json({"items": entries})
    assert texts(platform.poll(CITY, "")) == ["Old", "New"]


# Looking again


def test_a_deleted_video_is_observed_beside_one_that_is_there(platform: YouTube, site: Site) -> None:
    lost, kept = site.upload("Lost"), site.upload("Kept")
    del site.videos[lost]
    assert absences(platform.probe(CITY, [uri_of(lost)])) == [(uri_of(lost), Certainty.OBSERVED)]
    assert absences(platform.probe(CITY, [uri_of(lost), uri_of(kept)])) == [(uri_of(lost), Certainty.OBSERVED)]


def test_an_answer_that_shows_nothing_says_nothing(platform: YouTube, site: Site) -> None:
    video = site.upload("There")
    comment = site.say(video, "There")
    wanted = [uri_of(video), uri_of(video, comment)]
    for path in ("videos", "comments"):
        site.answers[path] = json({"items": []})
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]
    for path in ("videos", "comments"):
        site.answers[path] = Reply(503)
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]
    for path in ("playlistItems", "commentThreads"):
        site.answers[path] = json({})
    for path in ("videos", "comments"):
        site.answers[path] = json({"items": []})
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]


def test_the_last_video_of_a_channel_is_gone_where_the_channel_counts_none(platform: YouTube, site: Site) -> None:
    video = site.upload("The only one")
    del site.videos[video]
    assert absences(platform.probe(CITY, [uri_of(video)])) == [(uri_of(video), Certainty.OBSERVED)]


def test_a_video_that_is_private_now_is_withdrawn_from_the_public(platform: YouTube, site: Site) -> None:
    video = site.upload("Embarrassing")
    site.videos[video]["status"]["privacyStatus"] = "private"
    [absence] = [event for event in platform.probe(CITY, [uri_of(video)]) if isinstance(event, Absence)]
    assert absence.certainty is Certainty.OBSERVED
    assert "private" in absence.reason


def test_a_comment_deleted_with_two_hundred_replies_below_it(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    replies = [site.say(video, f"Reply {number}", parent=top) for number in range(200)]
    site.say(video, "Another thread")
    wanted = [item.uri for item in items(platform.poll(CITY, "")) if item.thread and "Another" not in item.text]
    assert len(wanted) == 201
    for each in (top, *replies):
        del site.comments[each]
    found = absences(platform.probe(CITY, wanted))
    assert {certainty for _, certainty in found} == {Certainty.OBSERVED}
    assert sorted(uri for uri, _ in found) == sorted(wanted)


def test_what_names_nothing_is_not_known(platform: YouTube, site: Site) -> None:
    wanted = ["https://example.org/x", "", "https://www.youtube.com/watch?v=x", channel_uri(RESIDENT)]
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]
    assert list(platform.probe(CITY, [])) == []


def test_a_video_is_looked_at_with_its_newest_comments(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    top = site.say(video, "First")
    for number in range(5):
        site.say(video, f"Reply {number}", parent=top)
    found = platform.probe(CITY, [uri_of(video), platform.profile_uri(CITY)])
    assert sorted(texts(found)) == ["First", "Hello", *(f"Reply {number}" for number in range(5))]
    site.answers["commentThreads"] = refusal(403, "commentsDisabled")
    assert texts(platform.probe(CITY, [uri_of(video)])) == ["Hello"]


# What is held back


def test_held_comments_are_hidden_ones_of_the_channel(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    shown = site.say(video, "Fine")
    by_hand = site.say(video, "You again", status="heldForReview")
    by_filter = site.say(video, "Buy pills", status="likelySpam")
    reply = site.say(video, "And you", parent=shown, status="heldForReview")
    *entries, listing = platform.snapshot(CITY, Kind.RESTRICTION)
    assert isinstance(listing, Listing)
    assert listing.complete
    subjects = {uri_of(video, each) for each in (by_hand, by_filter, reply)}
    assert {entry.subject for entry in entries if isinstance(entry, Item)} == subjects
    assert {entry.uri for entry in entries if isinstance(entry, Item)} == set(listing.uris)
    assert all(uri.startswith(listing.within) for uri in listing.uris)
    for entry in entries:
        assert isinstance(entry, Item)
        assert platform.restrictions(entry.uri, entry.raw) == (Restriction(Act.HIDE, entry.subject),)
        assert entry.text == ""
    assert texts(platform.poll(CITY, "")) == ["Hello", "Fine"]
    [absence] = [event for event in platform.probe(CITY, [uri_of(video, by_hand)]) if isinstance(event, Absence)]
    assert (absence.certainty, "heldForReview" in absence.reason) == (Certainty.UNKNOWN, True)


def test_an_empty_list_is_whole_only_beside_comments_that_are_shown(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    [listing] = platform.snapshot(CITY, Kind.RESTRICTION)
    assert isinstance(listing, Listing)
    assert not listing.complete
    site.say(video, "Fine")
    [listing] = platform.snapshot(CITY, Kind.RESTRICTION)
    assert isinstance(listing, Listing)
    assert listing.complete


def test_a_list_with_a_fault_is_not_whole(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    site.say(video, "Fine")
    site.say(video, "Held", by="", status="heldForReview")
    *events, listing = platform.snapshot(CITY, Kind.RESTRICTION)
    assert [type(event) for event in events] == [Rejected]
    assert isinstance(listing, Listing)
    assert not listing.complete


def test_other_lists_are_not_offered(platform: YouTube) -> None:
    for kind in set(Kind) - platform.capabilities.snapshots:
        with pytest.raises(NotImplementedError):
            list(platform.snapshot(CITY, kind))
    [profile, listing] = platform.snapshot(CITY, Kind.PROFILE)
    assert isinstance(profile, Item)
    assert isinstance(listing, Listing)
    assert listing.uris == (profile.uri,)


# Tokens


def test_a_token_that_dies_in_the_middle_of_a_page(platform: YouTube, site: Site) -> None:
    site.upload("Hello")
    site.answers["videos"] = lambda _asked: site.scopes.clear()  # revoked between two questions
    seen: list[Event] = []
    with pytest.raises(Unauthorised) as refused:
        seen.extend(platform.poll(CITY, ""))
    assert texts(seen) == []
    assert not any(isinstance(event, Mark) for event in seen)
    assert TOKEN not in str(refused.value)  # though the server repeats it
    with pytest.raises(Unauthorised):
        list(platform.probe(CITY, [uri_of("vid00000000")]))


def test_a_quota_that_is_spent_during_a_probe_is_no_absence(platform: YouTube, site: Site) -> None:
    video = site.upload("Hello")
    site.answers["videos"] = refusal(403, "quotaExceeded")
    with pytest.raises(RateLimited):
        list(platform.probe(CITY, [uri_of(video)]))
    site.answers["videos"] = refusal(403, "rateLimitExceeded")
    with pytest.raises(RateLimited) as limited:
        list(platform.probe(CITY, [uri_of(video)]))
    assert limited.value.retry_after == 60


@pytest.mark.parametrize("echo", [json({"items": [], "token": TOKEN}), json({"items": []}, etag=f'"{TOKEN}"'), refusal(400, "bad", TOKEN)])
def test_what_a_server_repeats_of_the_token_is_kept_nowhere(platform: YouTube, site: Site, echo: Reply) -> None:
    site.upload("Hello")
    for path in ("channels", "playlistItems", "videos", "commentThreads"):
        site.answers = {path: echo}
        seen: list[Any] = []
        with pytest.raises(PlatformError) as error:
            seen.extend(platform.poll(CITY, ""))
        assert TOKEN not in repr((seen, error.value, error.value.__cause__, error.value.__context__))
    assert all(TOKEN not in path for path in site.asked)


# Consent


def test_consent_is_asked_for_given_renewed_and_given_back(platform: YouTube, site: Site) -> None:
    app, connecting = App("client", "planted-app-secret"), platform.connecting
    asked = connecting.ask(app, CITY, "https://city.example/desk/connected", "a state")
    assert asked.url.startswith(f"{site.url}/o/oauth2/v2/auth?")
    assert all(
        part in asked.url for part in ("access_type=offline", "prompt=consent", "youtube.readonly", "youtube.force-ssl", "code_challenge=")
    )
    tokens = connecting.redeem(app, CITY, "https://city.example/desk/connected", {"code": "abc"}, asked.kept)
    assert (tokens.access, tokens.refresh, tokens.ends) == (TOKEN, REFRESH, None)
    assert tokens.expires == START + dt.timedelta(seconds=3599)
    fresh = connecting.renew(app, CITY, tokens)
    assert (fresh.refresh, fresh.ends, fresh.scopes) == (REFRESH, None, tokens.scopes)
    connecting.revoke(app, CITY, tokens)
    assert site.posted[-1]["path"] == "/revoke"
    assert site.posted[-1]["token"] == REFRESH


def test_a_consent_that_cannot_be_renewed_ends_with_its_token(platform: YouTube, site: Site) -> None:
    tokens = platform.connecting.redeem(App("client", "s"), CITY, "https://city.example/c", {"code": "no-refresh"}, "verifier")
    assert tokens.ends == tokens.expires == START + dt.timedelta(seconds=3599)


def test_another_channel_may_not_consent(platform: YouTube, site: Site) -> None:
    site.owner = site.join(RESIDENT, "Resident")
    with pytest.raises(Refused, match="Another channel"):
        platform.connecting.redeem(App("client", "s"), CITY, "https://city.example/c", {"code": "abc"}, "verifier")


# Hostile answers


FIELDS = [
    "items", "id", "snippet", "contentDetails", "relatedPlaylists", "uploads", "videoId", "channelId", "title", "description",
    "publishedAt", "status", "thumbnails", "url", "statistics", "commentCount", "videoCount", "topLevelComment", "replies", "comments",
    "totalReplyCount", "parentId", "authorChannelId", "value", "updatedAt", "textDisplay", "moderationStatus", "nextPageToken",
    "customUrl", "privacyStatus", "caption",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3), by=JSON)
@example(names={"nextPageToken"}, by="again")
@example(names={"id"}, by="x" * 3000)
def test_no_answer_whatever_it_holds_raises_anything_undeclared(platform: YouTube, site: Site, names: set[str], by: Any) -> None:
    if not site.videos:
        site.say(site.upload("Hello"), "Hidden", parent=site.say("vid00000000", "First"), status="heldForReview")
    site.spoiling = (names, by)
    wanted = [uri_of("vid00000000", comment) for comment in ("", *site.comments)]
    runs = (platform.poll(CITY, ""), platform.probe(CITY, wanted), platform.snapshot(CITY, Kind.RESTRICTION))
    for run in runs:
        with suppress(PlatformError):
            assert [fault for event in islice(run, 500) for fault in faults(event, "event")] == []


@pytest.mark.parametrize("levels", [80, 300, 800])
def test_what_is_nested_without_end_breaks_nothing(platform: YouTube, site: Site, levels: int) -> None:
    site.upload("Hello")
    site.spoiling = ({"snippet"}, nested(levels))
    for run in (platform.poll(CITY, ""), platform.probe(CITY, [uri_of("vid00000000")]), platform.snapshot(CITY, Kind.RESTRICTION)):
        with suppress(PlatformError):
            assert list(run)


@given(st.text(max_size=60) | st.builds(lambda told: f'{{"videos": {told}}}', JSON.map(dumps)))
def test_no_address_and_no_cursor_breaks_anything(text: str) -> None:
    assert not any(ids_in(text))
    assert isinstance(str(Cursor.of(text)), str)
    with suppress(AccountUnknown):
        assert any(channel_in(text))
