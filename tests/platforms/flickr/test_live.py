"""Against a server that speaks the documented interface, and one that fails, lies, or loses its mind in the middle."""

from __future__ import annotations

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
from tests.platforms.flickr.server import APP, CITY, JPEG, RESIDENT, SECRET, START, TOKEN, Site, fail
from tests.platforms.mastodon.test_parse import JSON
from tests.platforms.spoiling import nested

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Count,
    Event,
    Item,
    Kind,
    Listing,
    Mark,
    Platform,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.flickr import Flickr
from rostra.platforms.flickr.addresses import comment_uri, photo_uri
from rostra.platforms.flickr.reading import Cursor
from rostra.platforms.flickr.uris import account_in, comment_of, photo_of
from rostra.platforms.testing import PlatformContract, faults

PHOTOS = "flickr.people.getPublicPhotos"


def items(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in items(events)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def cursor(events: Iterable[Event]) -> str:
    return [event for event in events if isinstance(event, Mark)][-1].cursor


def listing(events: Iterable[Event]) -> Listing:
    return next(event for event in events if isinstance(event, Listing))


class TestContract(PlatformContract):
    @pytest.fixture(autouse=True)
    def served(self, site: Site) -> None:
        self.site = site
        photo = site.upload("The fountain runs again", description='<a href="https://city.example/f">At last</a>.')
        site.say(photo, "Good.")
        site.say(photo, "Nobody wrote this", by="")

    def make(self) -> Flickr:
        http = httpx.Client(timeout=5)
        return Flickr(http, api=self.site.url, allow_http=True, clock=lambda: START, tokens=self.site.tokens, app=APP)

    def replay(self, platform: Platform) -> Iterator[Event]:
        yield from platform.poll(CITY, "")


# Who is who


def test_an_account_by_each_way_to_write_it(platform: Flickr, site: Site) -> None:
    pages = [f"https://www.flickr.com/{each}/" for each in (f"photos/{CITY}", "people/exampleville", "photos/exampleville")]
    for address in (CITY, "exampleville", *pages):
        found = platform.resolve(address)
        assert (found.id, found.handle, found.name) == (CITY, "exampleville", "City of Exampleville")
    for address in (RESIDENT, "nobody"):
        with pytest.raises(AccountUnknown):
            platform.resolve(address)
    assert all("key" not in path for path in site.asked)  # no address holds the installation's key


@pytest.mark.parametrize("address", ["", "a b", "javascript:alert(1)", "https://example.org/photos/x", "@N01"])
def test_what_is_no_account_is_not_asked_for(platform: Flickr, site: Site, address: str) -> None:
    with pytest.raises(AccountUnknown):
        platform.resolve(address)
    for run in (platform.poll(address, ""), platform.probe(address, ["x"])):
        with pytest.raises(AccountUnknown):
            list(run)
    assert site.asked == []


def test_without_a_key_nothing_is_asked(site: Site) -> None:
    platform = Flickr(httpx.Client(), api=site.url, allow_http=True)
    with pytest.raises(Refused, match="platform_app"):
        list(platform.poll(CITY, ""))
    assert site.asked == []


def test_a_key_that_does_not_count_is_no_fault_of_the_account(platform: Flickr, site: Site) -> None:
    site.answers["flickr.people.getInfo"] = fail(100, "Invalid API Key")
    with pytest.raises(Refused, match="key of this installation"):
        list(platform.poll(CITY, ""))


def test_a_renamed_account_stays_who_it_is(platform: Flickr, site: Site) -> None:
    site.people[CITY] |= {"path_alias": "cityofexampleville", "iconserver": "122", "iconfarm": 1}
    events = list(platform.poll(CITY, ""))
    state = next(event for event in events if isinstance(event, AccountState))
    assert (state.identity.id, state.identity.handle, state.active) == (CITY, "cityofexampleville", True)
    profile = next(event for event in events if isinstance(event, Item))
    assert (profile.uri, profile.text) == (platform.profile_uri(CITY), "Photos of the city")
    assert profile.media[0].ref == f"https://farm1.staticflickr.com/122/buddyicons/{CITY}.jpg"


def test_an_account_that_is_gone(platform: Flickr, site: Site) -> None:
    photo = photo_uri(CITY, site.upload("Hello"))
    del site.people[CITY]
    events = list(platform.poll(CITY, "x"))
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, "gone")]
    assert cursor(events) == "x"
    assert absences(platform.probe(CITY, [photo])) == [(photo, Certainty.UNKNOWN)]
    site.answers["flickr.people.getInfo"] = json({"stat": "ok"})
    with pytest.raises(Unreachable):
        list(platform.poll(CITY, ""))


# Polling


def test_everything_the_first_time_and_then_what_is_new_or_was_changed(platform: Flickr, site: Site) -> None:
    site.most = 2
    photos = [site.upload(f"Photo {number}") for number in range(5)]
    first = list(platform.poll(CITY, ""))
    assert texts(first) == ["Photo 3", "Photo 4", "Photo 1", "Photo 2", "Photo 0"]
    assert sum(isinstance(event, Mark) for event in first) == 3
    assert texts(platform.poll(CITY, cursor(first))) == [
        "Photo 4"
    ]  # the one that was changed last, for it may have been in the same second
    site.edit(photos[3], title="Photo 3, edited")
    site.upload("Photo 5")
    site.upload("Photo 6")
    second = list(platform.poll(CITY, cursor(first)))
    assert texts(second) == ["Photo 5", "Photo 6", "Photo 3, edited", "Photo 4"]
    before, after = (next(item for item in items(events) if item.uri == photo_uri(CITY, photos[3])) for events in (first, second))
    assert after.revision > before.revision
    assert after.sameness != before.sameness
    assert len(site.asked) < 40


def test_flickr_says_how_many_photos_everybody_may_see(platform: Flickr, site: Site) -> None:
    site.most = 2
    for number in range(5):
        site.upload(f"Photo {number}")
    site.upload("Private", public=0)
    site.upload("Sculpture", safe=False)

    def told(cursor: str) -> tuple[list[tuple[int, int]], list[Event]]:
        events = list(platform.poll(CITY, cursor))
        counts = [event for event in events if isinstance(event, Count)]
        assert {(count.account, count.what) for count in counts} <= {(CITY, frozenset({Kind.POST}))}
        return [(count.number, count.not_public) for count in counts], events

    first, events = told("")
    assert (first, len(items(events))) == ([(5, 0)], 5)
    assert isinstance(events[-2], Count)  # before the last Mark
    assert told(cursor(events))[0] == [(5, 0)]  # a quiet poll too, by the same question
    site.connected, site.secrets[TOKEN] = True, SECRET
    assert told("")[0] == [(6, 0)]


@pytest.mark.parametrize("total", [None, "many", -1, [5], str(2**53)])
def test_a_number_that_is_none_is_not_told(total: object, platform: Flickr, site: Site) -> None:
    site.answers[PHOTOS] = json({"stat": "ok", "photos": {"page": 1, "pages": 1, "total": total, "photo": []}})
    assert not [event for event in platform.poll(CITY, "") if isinstance(event, Count)]


def test_a_quiet_poll_costs_little(platform: Flickr, site: Site) -> None:
    for number in range(30):
        site.say(site.upload(f"Photo {number}"), "Nice")
    first = list(platform.poll(CITY, ""))
    site.asked.clear()
    list(platform.poll(CITY, cursor(first)))
    assert len(site.asked) == 3


def test_a_reading_that_is_held_up_goes_on_where_it_ended(platform: Flickr, site: Site) -> None:
    site.most = 2
    for number in range(4):
        site.upload(f"Photo {number}")
    pages = iter([None, Reply(429, b"", {"retry-after": "120"})])
    site.answers[PHOTOS] = lambda: next(pages)
    seen: list[Event] = []
    with pytest.raises(RateLimited) as limited:
        seen.extend(platform.poll(CITY, ""))
    assert limited.value.retry_after == 120
    site.answers.clear()
    assert texts(platform.poll(CITY, cursor(seen))) == ["Photo 0", "Photo 1"]


def test_what_not_everybody_may_see_is_passed_over(platform: Flickr, connected: Site) -> None:
    connected.upload("Private", public=0)
    connected.answers["flickr.people.getPhotos"] = json(
        {"stat": "ok", "photos": {"photo": [connected._listed(each) for each in connected.photos.values()]}}
    )
    assert texts(platform.poll(CITY, "")) == []


def test_what_strangers_are_not_shown_is_there_with_consent(platform: Flickr, site: Site) -> None:
    site.upload("Sculpture", safe=False)
    assert texts(platform.poll(CITY, "")) == []
    site.connected, site.secrets[TOKEN] = True, SECRET
    assert texts(platform.poll(CITY, "")) == ["Sculpture"]
    assert all("api_key" not in form for form in site.forms[-3:])
    assert all(TOKEN not in path for path in site.asked)


def test_a_photo_and_its_file(platform: Flickr, site: Site) -> None:
    photo = site.upload("Fountain", description='<a href="https://city.example/f">Runs</a>', tags="water pool")
    film = site.upload("Opening", media="video")
    second, first = sorted(items(platform.poll(CITY, "")), key=lambda item: item.text, reverse=True)
    assert (first.text, [span.href for span in first.spans]) == ("Fountain\n\nRuns", ["https://city.example/f"])
    assert [(each.ref, each.media_type) for each in (*first.media, *second.media)] == [(photo, "image/jpeg"), (film, "video/mp4")]
    assert b"".join(platform.fetch_media(CITY, photo)) == JPEG + b"/files/Orig"
    assert b"".join(platform.fetch_media(CITY, film)) == JPEG + b"/files/Site"
    for ref in ("javascript:alert(1)", "", "https://example.org/x.jpg", "1" * 30, "77"):
        with pytest.raises(Refused):
            list(platform.fetch_media(CITY, ref))


def test_the_list_and_the_photo_itself_give_the_same_item(platform: Flickr, site: Site) -> None:
    photo = site.upload("Fountain", description="<b>Runs</b>", tags="water pool")
    [listed] = items(platform.poll(CITY, ""))
    [asked] = items(platform.probe(CITY, [photo_uri(CITY, photo)]))
    for name in ("uri", "text", "published", "revision", "media", "sameness", "author"):
        assert getattr(listed, name) == getattr(asked, name)


def test_comments_and_replies_by_the_account_itself(platform: Flickr, site: Site) -> None:
    photo = site.upload("Hello")
    numbers = [site.say(photo, f"<i>Comment</i> {number}", by=CITY if number == 3 else RESIDENT) for number in range(201)]
    found = {item.uri: item for item in items(platform.poll(CITY, ""))}
    assert len(found) == 202
    first, own = (found[comment_uri(photo, each)] for each in (numbers[0], numbers[3]))
    assert (first.text, first.reply_to, first.thread) == ("Comment 0", photo_uri(CITY, photo), photo_uri(CITY, photo))
    assert (first.account, first.author.id, own.author.id) == (CITY, RESIDENT, CITY)
    wanted = list(found)
    del site.photos[photo]
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.OBSERVED) for uri in wanted]


def test_posted_and_deleted_between_two_looks_is_not_seen(platform: Flickr, site: Site) -> None:
    first = list(platform.poll(CITY, ""))
    del site.photos[site.upload("Gone in two minutes")]
    assert texts(platform.poll(CITY, cursor(first))) == []


def test_a_photo_of_somebody_else_is_kept_aside(platform: Flickr, site: Site) -> None:
    site.upload("Not ours", owner=RESIDENT)
    assert [type(event) for event in platform.poll(CITY, "") if isinstance(event, Item | Rejected)] == [Item, Rejected]


# Looking again


def test_what_is_there_and_what_is_gone(platform: Flickr, connected: Site) -> None:
    kept, lost, hidden = connected.upload("Kept"), connected.upload("Lost"), connected.upload("Hidden")
    comment, deleted = connected.say(kept, "There"), connected.say(kept, "Not there")
    del connected.photos[lost]
    connected.comments[kept].pop()
    connected.edit(hidden, public=0)
    gone = [comment_uri(kept, deleted), photo_uri(CITY, lost), photo_uri(CITY, hidden)]
    unknown = [photo_uri(RESIDENT, kept), "https://example.org/", ""]
    found = list(platform.probe(CITY, [photo_uri(CITY, kept), platform.profile_uri(CITY), comment_uri(kept, comment), *gone, *unknown]))
    assert texts(found) == ["Kept", "There", "There"]
    assert absences(found) == [*((uri, Certainty.OBSERVED) for uri in gone), *((uri, Certainty.UNKNOWN) for uri in unknown)]
    assert list(platform.probe(CITY, [])) == []


OTHER = json({"stat": "ok", "photo": {"id": "1"}})


@pytest.mark.parametrize(
    "reply", [Reply(503), Reply(403), fail(99), fail(105), fail(0), json({}), json([]), json({"stat": "ok"}), Reply(200), OTHER]
)
def test_what_says_nothing(platform: Flickr, site: Site, reply: Reply) -> None:
    photo = site.upload("There")
    comment = site.say(photo, "There")
    wanted = [photo_uri(CITY, photo), comment_uri(photo, comment)]
    site.answers = {"flickr.photos.getInfo": reply}
    assert absences(platform.probe(CITY, wanted)) == [(uri, Certainty.UNKNOWN) for uri in wanted]


def test_a_list_of_comments_that_is_empty_says_nothing_where_some_are_counted(platform: Flickr, site: Site) -> None:
    photo = site.upload("There")
    uri = comment_uri(photo, site.say(photo, "There"))
    site.answers["flickr.photos.comments.getList"] = json({"stat": "ok", "comments": {}})
    assert absences(platform.probe(CITY, [uri])) == [(uri, Certainty.UNKNOWN)]


def test_the_list_of_photos_is_whole_only_as_the_holder_sees_it(platform: Flickr, site: Site) -> None:
    site.most = 2
    uris = [photo_uri(CITY, site.upload(f"Photo {number}", safe=number > 0)) for number in range(5)]
    seen = listing(platform.snapshot(CITY, Kind.POST))
    assert (sorted(seen.uris), seen.complete) == (uris[1:], False)
    site.connected, site.secrets[TOKEN] = True, SECRET
    seen = listing(platform.snapshot(CITY, Kind.POST))
    assert (sorted(seen.uris), seen.complete) == (uris, True)
    assert all(uri.startswith(seen.within) for uri in uris)
    assert not comment_uri("1", "2").startswith(seen.within)
    site.answers["flickr.people.getPhotos"] = json({"stat": "ok", "photos": {"total": 0, "photo": []}})
    assert not listing(platform.snapshot(CITY, Kind.POST)).complete
    for kind in set(Kind) - platform.capabilities.snapshots:
        with pytest.raises(NotImplementedError):
            list(platform.snapshot(CITY, kind))
    assert listing(platform.snapshot(CITY, Kind.PROFILE)).uris == (platform.profile_uri(CITY),)


# Tokens and consent


def test_a_token_that_dies_in_the_middle_of_a_page(platform: Flickr, connected: Site) -> None:
    photo = connected.upload("Hello")
    connected.answers["flickr.photos.comments.getList"] = connected.secrets.clear
    seen: list[Event] = []
    with pytest.raises(Unauthorised) as refused:
        seen.extend(platform.poll(CITY, ""))
    assert not any(isinstance(event, Mark) for event in seen)
    assert TOKEN not in str(refused.value)
    with pytest.raises(Unauthorised):
        list(platform.probe(CITY, [photo_uri(CITY, photo)]))
    connected.answers["flickr.people.getInfo"] = Reply(401, b"oauth_problem=token_rejected")
    with pytest.raises(Unauthorised):
        list(platform.poll(CITY, ""))


@pytest.mark.parametrize("planted", [TOKEN, SECRET, APP.secret])
def test_what_a_server_repeats_of_a_secret_is_kept_nowhere(platform: Flickr, connected: Site, planted: str) -> None:
    connected.say(connected.upload("Hello"), "First")
    echoes = (
        json({"stat": "ok", "person": planted}),
        json({"stat": "ok"}, etag=f'"{planted}"'),
        fail(3, planted),
        Reply(400, planted.encode()),
    )
    for echo in echoes:
        for method in ("flickr.people.getInfo", "flickr.people.getPhotos", "flickr.photos.comments.getList"):
            connected.answers = {method: echo}
            seen: list[Any] = []
            with pytest.raises(PlatformError) as error:
                seen.extend(platform.poll(CITY, ""))
            assert planted not in repr((seen, error.value, error.value.__cause__))


def test_consent_is_asked_for_and_given(platform: Flickr, site: Site) -> None:
    connecting, redirect = platform.connecting, "https://city.example/desk/connected"
    asked = connecting.ask(APP, CITY, redirect, "a state")
    assert asked.url == f"{site.url}/services/oauth/authorize?oauth_token=question&perms=read"
    assert "planted-question-secret" not in repr(asked)
    back = {"state": "a state", "oauth_token": "question", "oauth_verifier": "said-yes"}
    tokens = connecting.redeem(APP, CITY, redirect, back, asked.kept)
    assert (tokens.access, tokens.secret, tokens.expires, tokens.ends, tokens.scopes) == (TOKEN, SECRET, None, None, ("read",))
    connecting.revoke(APP, CITY, tokens)  # nothing to be asked for
    for answer in ({}, {"oauth_token": "question"}, {**back, "oauth_token": "another"}, {**back, "oauth_verifier": "said-no"}):
        with pytest.raises(Refused) as refused:
            connecting.redeem(APP, CITY, redirect, answer, asked.kept)
        assert "planted" not in str(refused.value)
    site.holder = RESIDENT
    with pytest.raises(Refused, match="Another account"):
        connecting.redeem(APP, CITY, redirect, back, asked.kept)


# Hostile answers

FIELDS = [
    "stat", "code", "person", "photos", "photo", "comments", "comment", "id", "nsid", "owner", "title", "description", "_content",
    "ispublic", "dateupload", "lastupdate", "tags", "tag", "media", "pages", "total", "page", "author", "datecreate", "visibility",
    "dates", "posted", "realname", "path_alias", "iconserver", "iconfarm",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3), by=JSON)
@example(names={"pages"}, by=10**9)
@example(names={"dateupload", "lastupdate", "posted"}, by=10**14)
def test_no_answer_whatever_it_holds_raises_anything_undeclared(platform: Flickr, site: Site, names: set[str], by: Any) -> None:
    if not site.photos:
        site.say(site.upload("Hello", tags="one two"), "First")
    site.spoiling = (names, by)
    wanted = [photo_uri(CITY, "5000"), comment_uri("5000", "72157000001")]
    for run in (platform.poll(CITY, ""), platform.probe(CITY, wanted), platform.snapshot(CITY, Kind.POST)):
        with suppress(PlatformError):
            assert [fault for event in islice(run, 300) for fault in faults(event, "event")] == []


@pytest.mark.parametrize("levels", [80, 300, 800])
def test_what_is_nested_without_end_breaks_nothing(platform: Flickr, site: Site, levels: int) -> None:
    site.upload("Hello")
    site.spoiling = ({"description"}, nested(levels))
    for run in (platform.poll(CITY, ""), platform.probe(CITY, [photo_uri(CITY, "5000")])):
        with suppress(PlatformError):
            assert list(run)


@given(st.text(max_size=60) | st.builds(lambda told: f'{{"photos": {told}, "changed": {told}}}', JSON.map(dumps)))
def test_no_address_and_no_cursor_breaks_anything(text: str) -> None:
    assert not any((*photo_of(text), *comment_of(text)))
    assert isinstance(str(Cursor.of(text)), str)
    with suppress(AccountUnknown):
        assert any(account_in(text))
