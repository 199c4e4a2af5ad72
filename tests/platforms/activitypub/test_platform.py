"""Accounts of the fediverse, watched by their outboxes: what is new, what changed, what is gone, and what goes wrong."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.platforms.activitypub.server import PNG, PUBLIC, START, Village
from tests.platforms.bluesky.servers import Reply, json

from rostra.platforms.activitypub import ActivityPub
from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Certainty,
    Event,
    Gap,
    Item,
    Kind,
    Mark,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Span,
    Unreachable,
)

OUTBOX = "/users/city/outbox"


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: list[Event]) -> list[str]:
    return [item.text for item in items(events)]


def cursor_of(events: list[Event]) -> str:
    return [event.cursor for event in events if isinstance(event, Mark)][-1]


def absences(events: list[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def test_an_account_is_found_by_its_handle_page_and_actor(platform: ActivityPub, site: Village, city: str) -> None:
    for address in (f"@city@{site.host}", f"{site.url}/@city", city):
        found = platform.resolve(address)
        assert (found.id, found.handle, found.name) == (city, f"city@{site.host}", "City")
    for address in (f"@nobody@{site.host}", "nonsense", f"{site.url}/users/nobody"):
        with pytest.raises(AccountUnknown):
            platform.resolve(address)
    site.gone.add(city)
    with pytest.raises(AccountUnknown):
        platform.resolve(city)


def test_all_that_an_outbox_holds_is_read_page_by_page_and_then_what_is_new(platform: ActivityPub, site: Village, city: str) -> None:
    for number in range(45):
        site.say("city", f"<p>post {number}</p>")
    events = list(platform.poll(city, ""))
    assert texts(events) == [f"post {number}" for number in range(44, -1, -1)]
    assert len([event for event in events if isinstance(event, Mark)]) == 3
    profile = events[1]
    assert isinstance(profile, Item)
    assert (profile.uri, profile.text) == (city, "News of the city\n\nWeb: city.example")
    assert b"".join(platform.fetch_media(city, profile.media[0].ref)) == PNG
    for number in range(45, 70):
        site.say("city", f"<p>post {number}</p>")
    later = list(platform.poll(city, cursor_of(events)))
    assert texts(later)[-25:] == [f"post {number}" for number in range(45, 70)]  # the oldest first
    assert not any(isinstance(event, Gap) for event in later)


def test_a_reading_that_was_cut_off_goes_on(platform: ActivityPub, site: Village, city: str) -> None:
    for number in range(45):
        site.say("city", f"<p>post {number}</p>")
    reading = platform.poll(city, "")
    first: list[Event] = []
    while not (first and isinstance(first[-1], Mark)):
        first.append(next(reading))
    rest = list(platform.poll(city, cursor_of(first)))
    assert texts(first) + texts(rest) == [f"post {number}" for number in range(44, -1, -1)]
    assert not list(platform.poll(city, cursor_of(rest)))[-1].cursor.count(" ")  # type: ignore[union-attr] # a Mark ends it


def test_a_server_that_shows_the_newest_only_leaves_a_gap_that_says_so(platform: ActivityPub, site: Village, city: str) -> None:
    site.shown = 3
    site.say("city", "<p>known</p>")
    cursor = cursor_of(list(platform.poll(city, "")))
    for number in range(9):
        site.say("city", f"<p>post {number}</p>")
    events = list(platform.poll(city, cursor))
    gap = next(event for event in events if isinstance(event, Gap))
    assert (gap.account, gap.start, gap.end) == (city, START.replace(minute=1), START.replace(minute=8))
    assert texts(events) == ["post 6", "post 7", "post 8"]


@pytest.mark.parametrize("names_only", [False, True])
def test_a_post_whole(platform: ActivityPub, site: Village, city: str, *, names_only: bool) -> None:
    site.names_only = names_only
    pictures = [
        {"type": "Document", "mediaType": "image/png", "url": f"{site.url}/media/{number}.png", "name": f"Slide {number}"}
        for number in range(3)
    ]
    card = {"type": "Link", "href": "https://city.example/card"}
    uri = site.say(
        "city", '<p>Open <a href="/pool">here</a></p>', summary="Water", attachment=[*pictures, card], contentMap={"en": "<p>Open</p>"}
    )
    item = items(list(platform.poll(city, "")))[0]
    assert (item.uri, item.kind, item.text, item.published) == (uri, Kind.POST, "Water\n\nOpen here", START.replace(minute=1))
    assert item.spans == (Span(12, 16, f"{site.url}/pool"),)
    assert [(each.alt, each.media_type) for each in item.media] == [(f"Slide {number}", "image/png") for number in range(3)]
    assert (item.languages, item.url) == (("en",), f"{site.url}/@city/1")
    assert b'"Create"' not in item.raw
    assert b"".join(platform.fetch_media(city, item.media[0].ref)) == PNG


def test_articles_videos_and_polls(platform: ActivityPub, site: Village, city: str) -> None:
    site.say("city", "<p>Long</p>", type="Article", name="A title")
    links = [
        {"type": "Link", "mediaType": "text/html", "href": f"{site.url}/watch"},
        {
            "type": "Link",
            "mediaType": "application/x-mpegURL",
            "href": f"{site.url}/v.m3u8",
            "tag": [{"mediaType": "video/mp4", "href": f"{site.url}/v.mp4"}],
        },
    ]
    icon = [{"type": "Image", "mediaType": "image/jpeg", "url": f"{site.url}/preview.jpg"}]
    site.say("city", "*Words*", type="Video", name="A film", mediaType="text/markdown", url=links, icon=icon)
    site.say("city", "<p>When?</p>", type="Question", oneOf=[{"name": "Nine", "replies": {"totalItems": 3}}, {"name": "Ten"}])
    question, film, article = items(list(platform.poll(city, "")))
    assert article.text == "A title\n\nLong"
    assert (film.text, film.url) == ("A film\n\n*Words*", f"{site.url}/watch")
    assert [(each.ref, each.media_type) for each in film.media] == [
        (f"{site.url}/v.mp4", "video/mp4"),
        (f"{site.url}/preview.jpg", "image/jpeg"),
    ]
    assert question.text == "When?\n\n– Nine\n– Ten"
    site.things[question.uri]["oneOf"][0]["replies"]["totalItems"] = 99
    voted = items(list(platform.probe(city, [question.uri])))[0]
    assert (voted.sameness, voted.raw == question.raw) == (question.sameness, False)
    site.things[question.uri]["oneOf"][0]["name"] = "Eleven"
    assert items(list(platform.probe(city, [question.uri])))[0].sameness != question.sameness


def test_reposts_quotes_and_replies_in_the_thread_of_another(platform: ActivityPub, site: Village, elsewhere: Village, city: str) -> None:
    said = elsewhere.say("ada", "<p>Is it open?</p>")
    boost, quote = site.repeat("city", said), site.say("city", "<p>Look</p>", quoteUri=said)
    answer = site.say("city", "<p>It is</p>", inReplyTo=said)
    first = site.say("city", "<p>1/2</p>")
    second = site.say("city", "<p>2/2</p>", inReplyTo=first)
    found = {item.uri: item for item in items(list(platform.poll(city, "")))}
    assert (found[boost].kind, found[boost].subject) == (Kind.REPOST, said)
    assert (found[quote].kind, found[quote].quotes) == (Kind.QUOTE, said)
    assert (found[answer].kind, found[answer].reply_to, found[answer].thread) == (Kind.REPLY, said, "")
    assert (found[second].reply_to, found[second].thread) == (first, first)


def test_replies_are_read_at_their_own_servers(platform: ActivityPub, site: Village, elsewhere: Village, city: str) -> None:
    post = site.say("city", "<p>The pool opens</p>")
    near = site.say("resident", "<p>When?</p>", inReplyTo=post)
    far = elsewhere.say("ada", "<p>At nine?</p>", inReplyTo=post)
    secret = elsewhere.say("ada", "<p>psst</p>", inReplyTo=post, to=["https://else.example/users/x/followers"])
    forged = f"{elsewhere.url}/users/ada/notes/99"
    elsewhere.things[forged] = {**elsewhere.things[far], "id": far}
    lost = f"{elsewhere.url}/users/ada/notes/98"
    site.things[post]["replies"]["items"] += [far, secret, forged, lost, {"id": far, "content": "put into her mouth"}]
    events = list(platform.poll(city, ""))
    replies = {item.uri: item for item in items(events) if item.kind is Kind.REPLY}
    assert set(replies) == {near, far}
    assert (replies[far].text, replies[far].author.id, replies[far].account) == ("At nine?", elsewhere.actor("ada"), city)
    assert {(item.thread, item.reply_to) for item in replies.values()} == {(post, post)}
    assert sorted(event.raw.decode() for event in events if isinstance(event, Rejected)) == sorted([forged, lost])
    again = [item.uri for item in items(list(platform.probe(city, [post])))]
    assert again == [post, near, far]


def test_a_parent_is_deleted_under_200_replies(platform: ActivityPub, site: Village, city: str) -> None:
    post = site.say("city", "<p>Contested</p>")
    for number in range(200):
        site.say("resident", f"<p>reply {number}</p>", inReplyTo=post)
    assert len(items(list(platform.poll(city, "")))) == 201
    site.delete(post, tombstone=True)
    assert absences(list(platform.probe(city, [post]))) == [(post, Certainty.ASSERTED)]
    assert items(list(platform.poll(city, ""))) == []


def test_an_edit_shows_in_the_newest_page_and_by_looking_again(platform: ActivityPub, site: Village, city: str) -> None:
    post = site.say("city", "<p>The pool opens at nien</p>")
    events = list(platform.poll(city, ""))
    site.edit(post, "<p>The pool opens at nine</p>")
    site.edit(post, "<p>The pool opens at ten</p>")
    after = items(list(platform.poll(city, cursor_of(events))))[0]
    assert (after.text, after.revision > items(events)[0].revision) == ("The pool opens at ten", True)
    assert texts(list(platform.probe(city, [post]))) == ["The pool opens at ten"]
    site.delete(site.say("city", "<p>a slip</p>"))
    assert "a slip" not in texts(list(platform.poll(city, cursor_of(events))))


def test_gone_is_told_by_how_the_server_says_so(platform: ActivityPub, site: Village, city: str) -> None:
    tombstone, gone, nothing, there = (site.say("city", f"<p>{number}</p>") for number in range(4))
    site.delete(tombstone, tombstone=True)
    site.delete(gone)
    site.gone.add(gone)
    site.delete(nothing)
    found = dict(absences(list(platform.probe(city, [tombstone, gone, nothing, there, "https://else.example/1"]))))
    assert found == {
        tombstone: Certainty.ASSERTED,
        gone: Certainty.ASSERTED,
        nothing: Certainty.OBSERVED,
        "https://else.example/1": Certainty.UNKNOWN,
    }
    site.things[there]["to"] = []
    assert absences(list(platform.probe(city, [there]))) == [(there, Certainty.UNKNOWN)]


@pytest.mark.parametrize("reply", [Reply(503), Reply(403), Reply(200, b"{}"), Reply(200, b"<html>"), json([])])
def test_what_fails_says_nothing(platform: ActivityPub, site: Village, city: str, reply: Reply) -> None:
    post = site.say("city", "<p>still there</p>")
    site.answers[post.removeprefix(site.url)] = [reply]
    assert absences(list(platform.probe(city, [post]))) == [(post, Certainty.UNKNOWN)]
    site.answers["/users/city"] = [reply]
    with pytest.raises((Unreachable, Refused)):
        list(platform.probe(city, [post]))


def test_an_empty_outbox_says_nothing(platform: ActivityPub, site: Village, city: str) -> None:
    site.say("city", "<p>still there</p>")
    cursor = cursor_of(list(platform.poll(city, "")))
    site.answers[OUTBOX] = [json({"type": "OrderedCollection", "orderedItems": []})]
    events = list(platform.poll(city, cursor))
    assert (items(events), absences(events), cursor_of(events)) == ([], [], cursor)


def test_what_is_not_for_everybody_is_never_taken(platform: ActivityPub, site: Village, city: str) -> None:
    site.say("city", "<p>followers</p>", to=[f"{city}/followers"])
    site.say("city", "<p>direct</p>", to=[site.actor("resident")])
    site.say("city", "<p>unlisted</p>", to=[f"{city}/followers"], cc=[PUBLIC])
    site.repeat("city", "https://else.example/1")
    site.outboxes["city"][-1]["object"] = {"id": "https://else.example/1", "to": ["https://else.example/followers"]}
    assert texts(list(platform.poll(city, ""))) == ["unlisted"]


def test_what_another_account_said_is_set_aside(platform: ActivityPub, site: Village, elsewhere: Village, city: str) -> None:
    site.say("city", "<p>forged</p>", attributedTo=site.actor("resident"))
    site.say("city", "<p>far</p>", id=f"{elsewhere.url}/users/ada/notes/1")
    site.outboxes["city"][0]["actor"] = site.actor("resident")
    events = list(platform.poll(city, ""))
    assert items(events) == []
    assert len([event for event in events if isinstance(event, Rejected)]) == 2


def test_how_an_account_stands(platform: ActivityPub, site: Village, city: str) -> None:
    post = site.say("city", "<p>hello</p>")
    site.actors["city"].update(preferredUsername="city", name="City of Exampleville")
    for change, status in ({"movedTo": "https://else.example/u"}, "moved"), ({"suspended": True, "movedTo": None}, "suspended"):
        site.actors["city"].update(change)
        state = next(event for event in platform.poll(city, "5") if isinstance(event, AccountState))
        assert (state.identity.id, state.identity.name, state.active, state.status) == (city, "City of Exampleville", False, status)
    assert absences(list(platform.probe(city, [post]))) == [(post, Certainty.UNKNOWN)]
    site.gone.add(city)
    events = list(platform.poll(city, "5"))
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, "gone")]
    assert cursor_of(events) == "5"


def test_a_server_that_wants_signatures_is_refused_with_the_reason(platform: ActivityPub, site: Village, city: str) -> None:
    site.answers[OUTBOX] = [Reply(401)]
    with pytest.raises(Refused, match="does not sign"):
        list(platform.poll(city, ""))
    site.answers["/users/city"] = [Reply(401)]
    with pytest.raises(Refused, match="does not sign"):
        platform.resolve(city)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(429, headers={"retry-after": "9"}), RateLimited),
        (Reply(500), Unreachable),
        (Reply(200, b"{"), Unreachable),
        (json({"type": "OrderedCollection", "first": "https://else.example/1"}), Unreachable),
    ],
)
def test_what_goes_wrong_is_told_by_its_kind(
    platform: ActivityPub, site: Village, city: str, reply: Reply, kind: type[PlatformError]
) -> None:
    site.say("city", "<p>hello</p>")
    site.answers[OUTBOX] = [reply]
    with pytest.raises(kind):
        list(platform.poll(city, ""))


def test_a_page_that_names_itself_as_the_next_ends_the_reading(platform: ActivityPub, site: Village, city: str) -> None:
    site.say("city", "<p>hello</p>")
    loop = {"type": "OrderedCollection", "orderedItems": site.outboxes["city"], "next": f"{city}/outbox"}
    site.answers[OUTBOX] = [json(loop), json({**loop, "next": f"{city}/outbox?page=7"}), json({**loop, "next": f"{city}/outbox?page=8"})]
    assert len(items(list(platform.poll(city, "")))) == 1


_KEYS = [
    "id",
    "type",
    "object",
    "actor",
    "to",
    "content",
    "published",
    "orderedItems",
    "first",
    "next",
    "replies",
    "attachment",
    "url",
    "href",
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([PUBLIC, "Note", "Create", "http://[", "http://127.0.0.1:1/x"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hostile=_JSON,
    note=st.dictionaries(st.sampled_from([*_KEYS, "icon", "oneOf", "contentMap", "summary", "inReplyTo"]), _JSON),
    where=st.booleans(),
)
def test_whatever_is_answered_only_declared_errors_come(site: Village, hostile: object, note: dict[str, object], *, where: bool) -> None:
    city = site.actor("city")
    base = {"id": f"{city}/notes/1", "type": "Note", "attributedTo": city, "to": [PUBLIC]}
    activity = {"type": "Create", "actor": city, "object": {**note, **base}}
    site.answers = {OUTBOX: [json({"orderedItems": [activity, hostile]}), json(hostile)]} if where else {"/users/city": [json(hostile)] * 2}
    with httpx.Client(timeout=5) as http:
        platform = ActivityPub(http, allow_http=True)
        try:
            events = list(platform.poll(city, "")) + list(platform.poll(city, "5")) + list(platform.probe(city, [f"{city}/notes/1"]))
        except PlatformError:
            return
        assert all(isinstance(event, Item | Absence | AccountState | Mark | Rejected | Gap) for event in events)
