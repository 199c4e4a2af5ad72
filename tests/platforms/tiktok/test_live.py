"""TikTok as it is watched: what is new, what changed, what is gone, and what goes wrong."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.tiktok.server import ACCOUNT, JPEG, OK, START, TOKEN, TikTokSite, error

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Item,
    Kind,
    Mark,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.consent import App, Tokens
from rostra.platforms.tiktok import TikTok

APP = App("key", "app-secret")
REDIRECT = "https://archive.exampleville.example/desk/connected"


def posts(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Item) and event.kind is Kind.POST]


def cursor_of(events: list[Event]) -> str:
    return [event.cursor for event in events if isinstance(event, Mark)][-1]


def test_all_videos_are_read_page_by_page_and_then_what_is_new(platform: TikTok, site: TikTokSite) -> None:
    for number in range(45):
        site.post(f"video {number}")
    events = list(platform.poll(ACCOUNT, ""))
    assert posts(events) == [f"video {number}" for number in range(44, -1, -1)]
    assert len([event for event in events if isinstance(event, Mark)]) == 3
    state, profile = events[0], events[1]
    assert isinstance(state, AccountState)
    assert (state.identity.id, state.identity.handle, state.identity.name) == (ACCOUNT, "exampleville", "City of Exampleville")
    assert isinstance(profile, Item)
    assert (profile.kind, profile.text, profile.uri) == (Kind.PROFILE, "News of the city", TikTok.profile_uri(ACCOUNT))

    for number in range(45, 70):
        site.post(f"video {number}")
    later = posts(list(platform.poll(ACCOUNT, cursor_of(events))))
    assert later[-25:] == [f"video {number}" for number in range(45, 70)]  # the oldest first
    assert later == sorted(later, key=lambda words: int(words.split()[1]))


def test_a_reading_that_was_cut_off_goes_on(platform: TikTok, site: TikTokSite) -> None:
    for number in range(45):
        site.post(f"video {number}")
    reading = platform.poll(ACCOUNT, "")
    first: list[Event] = []
    while not (first and isinstance(first[-1], Mark)):
        first.append(next(reading))
    site.post("meanwhile")
    rest = list(platform.poll(ACCOUNT, cursor_of(first)))
    assert posts(first) + posts(rest) == [f"video {number}" for number in range(44, -1, -1)]
    assert "meanwhile" in posts(list(platform.poll(ACCOUNT, cursor_of(rest))))


def test_more_that_is_new_than_is_held_is_read_from_the_newest_back(platform: TikTok, site: TikTokSite) -> None:
    site.post("first")
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    for number in range(210):
        site.post(f"video {number}")
    events = list(platform.poll(ACCOUNT, cursor))
    assert len(posts(events)) == 211
    assert posts(list(platform.poll(ACCOUNT, cursor_of(events))))[-1] == "video 209"


def test_one_video(platform: TikTok, site: TikTokSite) -> None:
    uri = site.post("Pool opens #summer")
    item = next(event for event in platform.poll(ACCOUNT, "") if isinstance(event, Item) and event.kind is Kind.POST)
    assert (item.uri, item.text, item.published) == (uri, "Pool opens #summer", START.replace(minute=1))
    assert item.url == f"https://www.tiktok.com/@exampleville/video/{site.videos[0]['id']}"
    cover, video = item.media
    assert b"".join(platform.fetch_media(ACCOUNT, cover.ref)) == JPEG
    with pytest.raises(Refused, match="no file of a video"):
        list(platform.fetch_media(ACCOUNT, video.ref))
    site.delete(uri)
    with pytest.raises(Refused, match="any more"):
        list(platform.fetch_media(ACCOUNT, cover.ref))


def test_the_picture_of_the_account_is_known_again_under_another_signature(platform: TikTok, site: TikTokSite) -> None:
    def picture() -> str:
        return next(event.media[0].ref for event in platform.poll(ACCOUNT, "") if isinstance(event, Item) and event.kind is Kind.PROFILE)

    first = picture()
    assert b"".join(platform.fetch_media(ACCOUNT, first)) == JPEG
    site.user["avatar_large_url"] = site.user["avatar_large_url"].replace("x-expires=1", "x-expires=2")
    assert picture() == first
    site.user["avatar_large_url"] = f"{site.url}/avatars/another0123456789~c5.jpeg"
    assert picture() != first
    with pytest.raises(Refused):
        list(platform.fetch_media(ACCOUNT, first))


def test_an_edit_shows_in_the_newest_page_and_by_looking_again(platform: TikTok, site: TikTokSite) -> None:
    uri = site.post("Pool opens at nien")
    before = list(platform.poll(ACCOUNT, ""))
    site.find(uri).update(title="Pool opens at nine", video_description="Pool opens at nine")
    assert posts(list(platform.poll(ACCOUNT, cursor_of(before)))) == ["Pool opens at nine"]
    assert posts(list(platform.probe(ACCOUNT, [uri]))) == ["Pool opens at nine"]


def test_what_was_deleted_within_two_minutes_is_not_seen(platform: TikTok, site: TikTokSite) -> None:
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    site.delete(site.post("a slip"))
    assert posts(list(platform.poll(ACCOUNT, cursor))) == []
    assert any("between two looks is not seen" in sentence for sentence in TikTok.capabilities.cannot)


def absences(events: list[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def test_what_is_gone_counts_only_beside_one_that_is_there(platform: TikTok, site: TikTokSite) -> None:
    uris = [site.post(f"video {number}") for number in range(45)]
    gone = uris[3]
    site.delete(gone)
    events = list(platform.probe(ACCOUNT, [*uris, "tiktok:x/post/2026-01-01T00:00:00Z"]))
    assert absences(events) == [("tiktok:x/post/2026-01-01T00:00:00Z", Certainty.UNKNOWN), (gone, Certainty.OBSERVED)]
    assert len(posts(events)) == 44
    for uri in uris[:3] + uris[4:]:
        site.delete(uri)
    assert absences(list(platform.probe(ACCOUNT, [gone]))) == [(gone, Certainty.UNKNOWN)]


def test_an_empty_answer_says_nothing(platform: TikTok, site: TikTokSite) -> None:
    uri = site.post("still there")
    empty = json({"data": {"videos": [], "cursor": 0, "has_more": False}, "error": OK})
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    site.answers["/v2/video/list/"] = [empty]
    events = list(platform.poll(ACCOUNT, cursor))
    assert (posts(events), cursor_of(events)) == ([], cursor)
    site.answers["/v2/video/query/"] = [empty]
    assert absences(list(platform.probe(ACCOUNT, [uri]))) == [(uri, Certainty.UNKNOWN)]
    site.answers["/v2/video/query/"] = [error("internal_error", 500)]
    assert absences(list(platform.probe(ACCOUNT, [uri]))) == [(uri, Certainty.UNKNOWN)]
    site.answers["/v2/video/query/"] = [error("internal_error", 500)]
    with pytest.raises(Unreachable):
        list(platform.probe(ACCOUNT, [uri, *(site.post(f"another {number}") for number in range(2))]))


def test_duplicates_and_disorder(platform: TikTok, site: TikTokSite) -> None:
    for number in range(3):
        site.post(f"video {number}")
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    site.post("new")
    shown = [site._only(each, {"fields": "id,create_time,title,video_description"}) for each in site.videos]
    site.answers["/v2/video/list/"] = [json({"data": {"videos": [*shown, shown[0]], "has_more": False}, "error": OK})]
    assert sorted(posts(list(platform.poll(ACCOUNT, cursor)))) == ["new", "video 0", "video 1", "video 2"]


def test_a_renamed_account_stays_the_same(platform: TikTok, site: TikTokSite) -> None:
    site.user.update(username="exampleville.gov", display_name="Exampleville")
    state = next(event for event in platform.poll(ACCOUNT, "") if isinstance(event, AccountState))
    assert (state.identity.id, state.identity.handle) == (ACCOUNT, "exampleville.gov")
    assert platform.resolve(ACCOUNT).handle == "exampleville.gov"


def test_who_stands_behind_a_handle_is_told_to_nobody(platform: TikTok) -> None:
    for address in ("@exampleville", "https://www.tiktok.com/@exampleville"):
        with pytest.raises(Refused, match="open_id"):
            platform.resolve(address)
    with pytest.raises(Unauthorised):
        platform.resolve("-000another0000000")
    with pytest.raises(AccountUnknown):
        platform.resolve("what?")


def test_a_token_that_is_taken_back_in_the_middle(platform: TikTok, site: TikTokSite) -> None:
    for number in range(45):
        site.post(f"video {number}")
    reading = platform.poll(ACCOUNT, "")
    seen: list[Event] = []
    while not (seen and isinstance(seen[-1], Mark)):
        seen.append(next(reading))
    site.tokens.clear()
    with pytest.raises(Unauthorised) as raised:
        list(reading)
    assert TOKEN not in repr(raised.value) + str(raised.value.__context__)
    assert len(posts(seen)) == 20
    with pytest.raises(Unauthorised):
        list(platform.probe(ACCOUNT, ["https://www.tiktokv.com/share/video/7000000000000000001/"]))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error("rate_limit_exceeded", 429), RateLimited),
        (error("rate_limit_exceeded", 200), RateLimited),
        (error("scope_not_authorized", 401), Unauthorised),
        (error("access_token_invalid", 200), Unauthorised),
        (error("internal_error", 500), Unreachable),
        (error("internal_error", 200), Unreachable),
        (error("invalid_params", 400, TOKEN), Refused),
        (error(TOKEN, 400), Refused),
        (Reply(200, b"<html>"), Unreachable),
        (Reply(401, TOKEN.encode()), Unauthorised),
    ],
)
def test_what_goes_wrong_is_told_by_its_kind_without_the_token(
    platform: TikTok, site: TikTokSite, reply: Reply, kind: type[PlatformError]
) -> None:
    site.post("hello")
    site.answers["/v2/video/list/"] = [reply]
    with pytest.raises(kind) as raised:
        list(platform.poll(ACCOUNT, ""))
    assert type(raised.value) is kind
    assert TOKEN not in repr(raised.value)
    if kind is RateLimited:
        assert raised.value.retry_after == 60.0


def test_the_token_stands_in_nothing_that_is_kept(platform: TikTok, site: TikTokSite) -> None:
    site.post("hello")
    assert TOKEN not in repr(list(platform.poll(ACCOUNT, "")))
    assert all(TOKEN not in query for _, query, _ in site.asked)
    site.post(f"echo of {TOKEN}")
    with pytest.raises(Unreachable) as raised:
        list(platform.poll(ACCOUNT, ""))
    assert TOKEN not in repr(raised.value)


def test_another_account_is_not_taken_for_this_one(platform: TikTok, site: TikTokSite) -> None:
    site.user["open_id"] = "-000SomebodyElse"
    with pytest.raises(Refused, match="another account"):
        list(platform.poll(ACCOUNT, ""))


def test_consent(platform: TikTok, site: TikTokSite) -> None:
    asked = platform.connecting.ask(APP, ACCOUNT, REDIRECT, "state")
    assert asked.url.startswith(f"{site.url}/v2/auth/authorize/?")
    assert "client_key=key" in asked.url
    assert "scope=user.info.basic%2Cuser.info.profile%2Cvideo.list" in asked.url
    assert "app-secret" not in asked.url
    tokens = platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, asked.kept)
    assert tokens.expires is not None
    assert tokens.ends is not None
    assert ((tokens.expires - START).total_seconds(), (tokens.ends - START).days) == (7200, 365)
    assert tokens.scopes == ("user.info.basic", "user.info.profile", "video.list")
    fresh = platform.connecting.renew(APP, ACCOUNT, tokens)
    assert fresh.refresh != tokens.refresh
    with pytest.raises(Unauthorised):  # the old one was void with the first look at the new one
        platform.connecting.renew(APP, ACCOUNT, tokens)
    platform.connecting.revoke(APP, ACCOUNT, fresh)
    assert fresh.access not in site.tokens


def test_consent_of_another_account_is_refused_and_named(platform: TikTok, site: TikTokSite) -> None:
    site.user.update(open_id="-000SomebodyElse", username="somebody")
    with pytest.raises(Refused, match=r"@somebody \(-000SomebodyElse\)"):
        platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, "")
    for answer in ({"error": "access_denied"}, {"code": "another"}, {}):
        with pytest.raises(Refused) as raised:
            platform.connecting.redeem(APP, ACCOUNT, REDIRECT, answer, "")
        assert "app-secret" not in repr(raised.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "error", "code", "videos", "user", "open_id", "id", "create_time", "cursor", "has_more", "title"]),
            inner,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile=_JSON, raw=st.binary(max_size=40), what=st.sampled_from(["/v2/user/info/", "/v2/video/list/", "/v2/video/query/"]))
def test_whatever_is_answered_only_declared_errors_come(site: TikTokSite, hostile: object, raw: bytes, what: str) -> None:
    try:
        body = json(hostile)
    except TypeError:
        body = Reply(200, raw)
    with httpx.Client(timeout=5) as http:
        platform = TikTok(http, api=site.url, allow_http=True, tokens=lambda _: Tokens(TOKEN))
        site.answers[what] = [body, body, body]
        try:
            events = list(platform.poll(ACCOUNT, "")) + list(
                platform.probe(ACCOUNT, ["https://www.tiktokv.com/share/video/700000000000001/"])
            )
        except PlatformError:
            return
        assert all(isinstance(event, Item | Absence | AccountState | Mark | Rejected) for event in events)
        assert not any(isinstance(event, Absence) and event.certainty is not Certainty.UNKNOWN for event in events)
