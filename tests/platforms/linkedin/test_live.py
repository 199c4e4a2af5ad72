"""Pages on LinkedIn as they are watched: what is new, what changed, what is gone, and what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.linkedin.server import ACCOUNT, JPEG, RESIDENT, START, TOKEN, LinkedInSite, refusal

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
    Span,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.consent import App, Tokens
from rostra.platforms.linkedin import LinkedIn
from rostra.platforms.linkedin.little import read_little

APP = App("id", "app-secret")
REDIRECT = "https://archive.exampleville.example/desk/connected"
LIST = "/rest/posts"


def uri(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}/"


def comment_uri(name: str) -> str:
    return f"{uri(name.partition('(')[2].partition(',')[0])}?commentUrn={name}"


def items(events: list[Event], *kinds: Kind) -> list[Item]:
    wanted = kinds or (Kind.POST, Kind.QUOTE, Kind.REPOST)
    return [event for event in events if isinstance(event, Item) and event.kind in wanted]


def texts(events: list[Event], *kinds: Kind) -> list[str]:
    return [item.text for item in items(events, *kinds)]


def cursor_of(events: list[Event]) -> str:
    return [event.cursor for event in events if isinstance(event, Mark)][-1]


def absences(events: list[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def test_all_posts_are_read_page_by_page_and_then_what_is_new(platform: LinkedIn, site: LinkedInSite) -> None:
    for number in range(205):
        site.say(f"post {number}")
    events = list(platform.poll(ACCOUNT, ""))
    assert texts(events) == [f"post {number}" for number in range(204, -1, -1)]
    assert len([event for event in events if isinstance(event, Mark)]) == 11  # pages of 25 that share 5; the last brings nothing new
    state, profile = events[0], events[1]
    assert isinstance(state, AccountState)
    assert (state.identity.id, state.identity.handle, state.identity.name) == (ACCOUNT, "exampleville", "City of Exampleville")
    assert isinstance(profile, Item)
    assert (profile.text, profile.uri) == ("News of the city\n\nhttps://exampleville.example/", LinkedIn.profile_uri(ACCOUNT))
    assert b"".join(platform.fetch_media(ACCOUNT, profile.media[0].ref)) == JPEG

    for number in range(205, 320):
        site.say(f"post {number}")
    later = texts(list(platform.poll(ACCOUNT, cursor_of(events))))
    assert later[-115:] == [f"post {number}" for number in range(205, 320)]  # the oldest first


def test_nothing_is_passed_over_where_posts_are_deleted_between_two_pages(platform: LinkedIn, site: LinkedInSite) -> None:
    urns = [site.say(f"post {number}") for number in range(205)]
    reading = platform.poll(ACCOUNT, "")
    seen: list[Event] = []
    while not (seen and isinstance(seen[-1], Mark)):
        seen.append(next(reading))
    for urn in urns[-5:]:
        del site.posts[urn]
    assert set(texts([*seen, *reading])) == {f"post {number}" for number in range(205)}


def test_a_reading_that_was_cut_off_goes_on(platform: LinkedIn, site: LinkedInSite) -> None:
    for number in range(205):
        site.say(f"post {number}")
    reading = platform.poll(ACCOUNT, "")
    first: list[Event] = []
    while not (first and isinstance(first[-1], Mark)):
        first.append(next(reading))
    site.say("meanwhile")
    rest = list(platform.poll(ACCOUNT, cursor_of(first)))
    assert set(texts(first) + texts(rest)) == {f"post {number}" for number in range(205)}
    assert "meanwhile" in texts(list(platform.poll(ACCOUNT, cursor_of(rest))))


def test_what_is_not_for_everybody_is_never_taken(platform: LinkedIn, site: LinkedInSite) -> None:
    site.say("draft", lifecycleState="DRAFT")
    site.say("for some", visibility="CONNECTIONS")
    site.say("for members", visibility="LOGGED_IN")
    assert not items(list(platform.poll(ACCOUNT, "")))


def test_an_edit_shows_at_the_next_poll_with_its_own_revision(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("The pool opens at nien")
    for number in range(20):
        site.say(f"post {number}")
    events = list(platform.poll(ACCOUNT, ""))
    before = next(item for item in items(events) if item.uri == uri(urn))
    site.edit(urn, "The pool opens at nine")
    after = items(list(platform.poll(ACCOUNT, cursor_of(events))))[-1]
    assert (after.uri, after.text, after.published) == (before.uri, "The pool opens at nine", before.published)
    assert after.revision > before.revision
    assert after.sameness != before.sameness


def test_what_is_listed_late_is_not_passed_over(platform: LinkedIn, site: LinkedInSite) -> None:
    late = site.say("listed late")
    hidden = site.posts.pop(late)
    site.say("changed later, listed at once")
    events = list(platform.poll(ACCOUNT, ""))
    site.posts[late] = hidden
    assert "listed late" in texts(list(platform.poll(ACCOUNT, cursor_of(events))))


def test_what_was_deleted_within_two_minutes_is_not_seen(platform: LinkedIn, site: LinkedInSite) -> None:
    site.say("stays")
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    del site.posts[site.say("a slip")]
    assert "a slip" not in texts(list(platform.poll(ACCOUNT, cursor)))
    assert any("between two looks is not seen" in sentence for sentence in LinkedIn.capabilities.cannot)


def test_pictures_of_a_carousel_each_have_their_description(platform: LinkedIn, site: LinkedInSite) -> None:
    images = [{"id": f"urn:li:image:C4D{number}", "altText": f"Slide {number}"} for number in range(3)]
    site.say("A new slide", content={"multiImage": {"images": images}})
    site.say("A film", content={"media": {"id": "urn:li:video:C5F", "title": "The film"}})
    found = {item.text: item.media for item in items(list(platform.poll(ACCOUNT, "")))}
    assert [(each.ref, each.alt) for each in found["A new slide"]] == [(f"urn:li:image:C4D{n}", f"Slide {n}") for n in range(3)]
    assert [(each.ref, each.media_type, each.alt) for each in found["A film"]] == [("urn:li:video:C5F", "video/mp4", "The film")]
    assert b"".join(platform.fetch_media(ACCOUNT, "urn:li:video:C5F")) == JPEG
    assert not any(TOKEN in path for path in site.asked)


def test_a_medium_that_linkedin_does_not_give_is_refused_with_the_reason(platform: LinkedIn, site: LinkedInSite) -> None:
    path = "/rest/images/urn%3Ali%3Aimage%3AC4D"
    site.answers[path] = [refusal(403, "ACCESS_DENIED", TOKEN), json({"status": "PROCESSING"})]
    for words in ("ACCESS_DENIED", "gives no address"):
        with pytest.raises(Refused, match=words) as raised:
            list(platform.fetch_media(ACCOUNT, "urn:li:image:C4D"))
        assert not isinstance(raised.value, Unauthorised)
    with pytest.raises(Refused):
        list(platform.fetch_media(ACCOUNT, "https://exampleville.example/a.png"))


def test_a_poll_is_its_question_and_options_and_no_vote_makes_a_version(platform: LinkedIn, site: LinkedInSite) -> None:
    options = [{"text": "Nine", "voteCount": 1}, {"text": "Ten", "voteCount": 0}]
    urn = site.say("Vote", content={"poll": {"question": "When?", "options": options, "settings": {"duration": "SEVEN_DAYS"}}})
    before = items(list(platform.poll(ACCOUNT, "")))[0]
    assert before.text == "Vote\n\nWhen?\n– Nine\n– Ten"
    options[0]["voteCount"] = 99
    voted = items(list(platform.probe(ACCOUNT, [uri(urn)])))[0]
    assert (voted.sameness, voted.raw == before.raw) == (before.sameness, False)
    options[1]["text"] = "Eleven"
    assert items(list(platform.probe(ACCOUNT, [uri(urn)])))[0].sameness != before.sameness


def test_a_link_has_its_title_and_leads_where_it_leads(platform: LinkedIn, site: LinkedInSite) -> None:
    site.say(
        "Read", content={"article": {"source": "https://exampleville.example/pool", "title": "The pool", "thumbnail": "urn:li:image:T1"}}
    )
    item = items(list(platform.poll(ACCOUNT, "")))[0]
    assert item.text == "Read\n\nThe pool"
    assert item.spans == (Span(6, 14, "https://exampleville.example/pool"),)
    assert [each.ref for each in item.media] == ["urn:li:image:T1"]


def test_shared_on_with_and_without_words(platform: LinkedIn, site: LinkedInSite) -> None:
    context = {"parent": "urn:li:share:1", "root": "urn:li:share:0"}
    site.say("See this", reshareContext=context)
    site.say("", reshareContext=context)
    repost, quote = items(list(platform.poll(ACCOUNT, "")))
    assert (quote.kind, quote.quotes) == (Kind.QUOTE, uri("urn:li:share:1"))
    assert (repost.kind, repost.subject) == (Kind.REPOST, uri("urn:li:share:1"))


def test_comments_and_what_answers_them(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("The pool opens")
    first = site.comment(urn, "When?")
    answer = site.comment(urn, "At nine.", actor=ACCOUNT, above=first)
    picture = [{"type": "IMAGE", "entity": {"image": "urn:li:digitalmediaAsset:C4Dpic"}}]
    third = site.comment(urn, "Nice", content=picture)
    found = {item.uri: item for item in items(list(platform.poll(ACCOUNT, "")), Kind.REPLY)}
    assert list(found) == [comment_uri(first), comment_uri(answer), comment_uri(third)]
    assert {(item.account, item.thread) for item in found.values()} == {(ACCOUNT, uri(urn))}
    assert (found[comment_uri(first)].author.id, found[comment_uri(first)].reply_to) == (RESIDENT, uri(urn))
    assert (found[comment_uri(answer)].author.id, found[comment_uri(answer)].reply_to) == (ACCOUNT, comment_uri(first))
    assert [each.ref for each in found[comment_uri(third)].media] == ["urn:li:image:C4Dpic"]


def test_a_comment_that_was_edited_and_one_that_is_gone(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("The pool opens")
    own = site.comment(urn, "At nien.", actor=ACCOUNT)
    before = items(list(platform.poll(ACCOUNT, "")), Kind.REPLY)[0]
    site.comments[own].update(message={"text": "At nine."}, lastModified={"time": site.comments[own]["created"]["time"] + 1000})
    both = list(platform.probe(ACCOUNT, [comment_uri(own), uri(urn)]))
    assert texts(both, Kind.REPLY) == ["At nine."]  # once, and with its place, which the thread tells
    assert items(both, Kind.REPLY)[0].thread == uri(urn)
    alone = items(list(platform.probe(ACCOUNT, [comment_uri(own)])), Kind.REPLY)[0]
    assert (alone.text, alone.revision > before.revision) == ("At nine.", True)
    del site.comments[own]
    assert absences(list(platform.probe(ACCOUNT, [comment_uri(own)]))) == [(comment_uri(own), Certainty.OBSERVED)]


def test_a_post_that_is_deleted_above_200_comments(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("Contested")
    for number in range(200):
        site.comment(urn, f"comment {number}")
    assert len(items(list(platform.poll(ACCOUNT, "")), Kind.REPLY)) == 200
    del site.posts[urn]
    assert absences(list(platform.probe(ACCOUNT, [uri(urn)]))) == [(uri(urn), Certainty.OBSERVED)]


def test_a_thread_that_is_refused_stands_in_nobodys_way(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("one")
    site.say("two")
    site.comment(urn, "lost")
    site.answers[f"/rest/socialActions/{urn.replace(':', '%3A')}/comments"] = [refusal(403, "ACCESS_DENIED")]
    events = list(platform.poll(ACCOUNT, ""))
    assert (texts(events), texts(events, Kind.REPLY)) == (["two", "one"], [])


@pytest.mark.parametrize("reply", [Reply(503), refusal(403, "ACCESS_DENIED"), json({}), json([]), Reply(200, b"<html>")])
def test_what_fails_says_nothing(platform: LinkedIn, site: LinkedInSite, reply: Reply) -> None:
    urn = site.say("still there")
    site.answers[f"{LIST}/{urn.replace(':', '%3A')}"] = [reply]
    assert absences(list(platform.probe(ACCOUNT, [uri(urn)]))) == [(uri(urn), Certainty.UNKNOWN)]


def test_an_empty_list_says_nothing_and_a_token_that_lists_nothing_proves_nothing(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("still there")
    cursor = cursor_of(list(platform.poll(ACCOUNT, "")))
    site.answers[LIST] = [json({"elements": [], "paging": {"start": 0, "count": 100, "links": []}})]
    events = list(platform.poll(ACCOUNT, cursor))
    assert (texts(events), absences(events), cursor_of(events)) == ([], [], cursor)
    site.answers[LIST] = [refusal(403, "ACCESS_DENIED")]
    del site.posts[urn]
    with pytest.raises(Refused):
        list(platform.probe(ACCOUNT, [uri(urn)]))


def test_what_is_the_address_of_no_post_is_not_asked_for(platform: LinkedIn) -> None:
    strange = ["linkedin:x/comment/1", "https://elsewhere.example/", uri("urn:li:activity:1")]
    assert absences(list(platform.probe(ACCOUNT, strange))) == [(each, Certainty.UNKNOWN) for each in strange]


def test_a_renamed_page_stays_the_same_and_one_that_is_gone_is_inactive(platform: LinkedIn, site: LinkedInSite) -> None:
    urn = site.say("hello")
    site.page.update(vanityName="exampleville-gov", localizedName="Exampleville")
    state = next(event for event in platform.poll(ACCOUNT, "") if isinstance(event, AccountState))
    assert (state.identity.id, state.identity.handle) == (ACCOUNT, "exampleville-gov")
    assert platform.resolve("https://www.linkedin.com/company/2414183/").handle == "exampleville-gov"
    site.page.clear()
    events = list(platform.poll(ACCOUNT, "5"))
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, "gone")]
    assert cursor_of(events) == "5"
    assert absences(list(platform.probe(ACCOUNT, [uri(urn)]))) == [(uri(urn), Certainty.UNKNOWN)]


def test_a_page_is_found_by_its_number_only(platform: LinkedIn, site: LinkedInSite) -> None:
    assert platform.resolve(ACCOUNT).id == ACCOUNT
    with pytest.raises(Refused, match="number"):
        platform.resolve("https://www.linkedin.com/company/exampleville")
    with pytest.raises(Unauthorised):
        platform.resolve("99")
    with pytest.raises(AccountUnknown):
        platform.resolve("who?")
    site.page.clear()
    with pytest.raises(AccountUnknown):
        platform.resolve(ACCOUNT)


def test_a_token_that_is_taken_back_in_the_middle(platform: LinkedIn, site: LinkedInSite) -> None:
    urns = [site.say(f"post {number}") for number in range(150)]
    reading = platform.poll(ACCOUNT, "")
    seen: list[Event] = []
    while not (seen and isinstance(seen[-1], Mark)):
        seen.append(next(reading))
    site.tokens.clear()
    with pytest.raises(Unauthorised) as raised:
        list(reading)
    assert TOKEN not in repr(raised.value)
    assert len(texts(seen)) == 25
    with pytest.raises(Unauthorised):
        list(platform.probe(ACCOUNT, [uri(urns[0])]))


DAY = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."


@pytest.mark.parametrize(
    ("reply", "kind", "wait"),
    [
        (replace(refusal(429, "TOO_MANY_REQUESTS"), headers={"retry-after": "30"}), RateLimited, 30.0),
        (refusal(429, "TOO_MANY_REQUESTS", DAY), RateLimited, 12 * 3600.0),
        (refusal(429, "TOO_MANY_REQUESTS"), RateLimited, None),
        (refusal(401, "EXPIRED_ACCESS_TOKEN", TOKEN), Unauthorised, None),
        (Reply(401), Unauthorised, None),
        (refusal(426, "NONEXISTENT_VERSION"), Refused, None),
        (refusal(500, "INTERNAL_SERVER_ERROR"), Unreachable, None),
        (Reply(200, b"{"), Unreachable, None),
        (json({"elements": [TOKEN]}), Unreachable, None),
    ],
)
def test_what_goes_wrong_is_told_by_its_kind_without_the_token(
    platform: LinkedIn, site: LinkedInSite, reply: Reply, kind: type[PlatformError], wait: float | None
) -> None:
    site.answers[LIST] = [reply]
    with pytest.raises(kind) as raised:
        list(platform.poll(ACCOUNT, ""))
    assert type(raised.value) is kind
    assert raised.value.retry_after == wait
    assert TOKEN not in repr(raised.value)


def test_consent(platform: LinkedIn, site: LinkedInSite) -> None:
    asked = platform.connecting.ask(APP, ACCOUNT, REDIRECT, "state")
    assert asked.url.startswith(f"{site.url}/oauth/v2/authorization?")
    assert "scope=r_organization_social+r_organization_admin" in asked.url
    tokens = platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, asked.kept)
    assert tokens.expires is not None
    assert (tokens.expires - START).days == 60
    assert tokens.ends == tokens.expires  # nothing renews it
    with pytest.raises(Unauthorised):
        platform.connecting.renew(APP, ACCOUNT, tokens)
    site.renewable = True
    tokens = platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, asked.kept)
    assert tokens.ends is not None
    assert (tokens.ends - START).days == 365
    assert platform.connecting.renew(APP, ACCOUNT, tokens).access != tokens.access


@pytest.mark.parametrize(
    "role",
    [
        {"role": "ADMINISTRATOR", "organization": "urn:li:organization:1", "state": "APPROVED"},
        {"role": "ADMINISTRATOR", "organization": ACCOUNT, "state": "REQUESTED"},
        {"role": "ANALYST", "organization": ACCOUNT, "state": "APPROVED"},
    ],
)
def test_who_does_not_administer_the_page_connects_nothing(platform: LinkedIn, site: LinkedInSite, role: dict[str, str]) -> None:
    site.roles = [role]
    with pytest.raises(Refused, match="administer"):
        platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, "")


def test_a_page_is_found_among_many(platform: LinkedIn, site: LinkedInSite) -> None:
    others = [{"role": "ADMINISTRATOR", "organization": f"urn:li:organization:{n}", "state": "APPROVED"} for n in range(250)]
    site.roles = [*others, *site.roles]
    assert platform.connecting.redeem(APP, ACCOUNT, REDIRECT, {"code": "the-code"}, "").access


@pytest.mark.parametrize("answer", [{"error": "user_cancelled_login"}, {"code": "another"}, {}])
def test_a_consent_that_was_not_given(platform: LinkedIn, answer: dict[str, str]) -> None:
    with pytest.raises(Refused) as raised:
        platform.connecting.redeem(APP, ACCOUNT, REDIRECT, answer, "")
    assert "app-secret" not in repr(raised.value)


def test_little_text() -> None:
    read = read_little(
        r"Hi @[Parks \[dept\]](urn:li:organization:77) and @[Ada](urn:li:person:x): \#1 \(ok\) {hashtag|\#|pool\_day} @[open"
    )
    assert read.text == "Hi Parks [dept] and Ada: #1 (ok) #pool_day @[open"
    assert read.spans == (Span(3, 15, "https://www.linkedin.com/company/77/"),)


@given(st.text(alphabet="\\@[](){}|#ahstagurn:li ", max_size=200))
def test_little_text_of_any_kind_is_read(text: str) -> None:
    read = read_little(text)
    assert all(0 <= span.start < span.end <= len(read.text) for span in read.spans)


_KEYS = [
    "elements",
    "paging",
    "links",
    "rel",
    "id",
    "author",
    "commentary",
    "content",
    "media",
    "poll",
    "options",
    "article",
    "lastModifiedAt",
]
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([ACCOUNT, "PUBLISHED", "PUBLIC", "urn:li:share:1", "next"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*_KEYS, "visibility", "lifecycleState"]), inner),
    max_leaves=20,
)
_POSTS = st.fixed_dictionaries(
    {"id": st.just("urn:li:share:1"), "author": st.just(ACCOUNT), "visibility": st.just("PUBLIC"), "lifecycleState": st.just("PUBLISHED")},
    optional=dict.fromkeys(("commentary", "content", "lastModifiedAt", "publishedAt", "reshareContext"), _JSON),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hostile=_JSON | st.fixed_dictionaries({"elements": st.lists(_POSTS | _JSON, max_size=3)}), what=st.sampled_from(["2414183", "", "1"])
)
def test_whatever_is_answered_only_declared_errors_come(site: LinkedInSite, hostile: Any, what: str) -> None:
    place = {"2414183": "/rest/organizations/2414183", "": LIST, "1": "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments"}[what]
    try:
        body = json(hostile)
    except TypeError:
        body = Reply(200, b"\xff")
    with httpx.Client(timeout=5) as http:
        platform = LinkedIn(http, api=site.url, allow_http=True, tokens=lambda _: Tokens(TOKEN))
        site.answers[place] = [body] * 3
        try:
            events = list(platform.poll(ACCOUNT, "")) + list(platform.probe(ACCOUNT, [uri("urn:li:share:2")]))
        except PlatformError:
            return
        assert all(isinstance(event, Item | Absence | AccountState | Mark | Rejected) for event in events)
