"""Against a server that speaks the documented interface, and one that fails, lies, or hides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import httpx
import pytest
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.x.conftest import connected
from tests.platforms.x.server import PNG, START, Site, problem

from rostra.platforms.base import (
    POSTS,
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
    RateLimited,
    Refused,
    Rejected,
    Restriction,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.beyond import Beyond
from rostra.platforms.lists import ListOf
from rostra.platforms.x import X
from rostra.platforms.x.addresses import id_at, moment_of, post_uri, profile_uri, revision
from rostra.platforms.x.cursor import read_cursor

TIMELINE, SEARCH = "/2/users/9000/tweets", "/2/tweets/search/recent"
EMPTY = json({"meta": {"result_count": 0}})


def posts(events: Iterable[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def texts(events: Iterable[Event]) -> list[str]:
    return [item.text for item in posts(events)]


def absences(events: Iterable[Event]) -> list[tuple[str, Certainty]]:
    return [(event.uri, event.certainty) for event in events if isinstance(event, Absence)]


def gaps(events: Iterable[Event]) -> list[Gap]:
    return [event for event in events if isinstance(event, Gap)]


def last_mark(events: Iterable[Event]) -> str:
    return [event.cursor for event in events if isinstance(event, Mark)][-1]


def look(platform: X, cursor: str = "") -> tuple[list[Event], str]:
    """One poll, and where the next one goes on."""
    events = list(platform.poll("9000", cursor))
    return events, last_mark(events)


# Who is who


@pytest.mark.parametrize("address", ["9000", " 9000 ", "https://x.com/i/user/9000", "https://twitter.com/i/user/9000/"])
def test_an_account_by_its_number(platform: X, address: str) -> None:
    identity = platform.resolve(address)
    assert (identity.id, identity.handle, identity.name) == ("9000", "exampleville", "Exampleville")


@pytest.mark.parametrize("address", ["@exampleville", "exampleville", "https://x.com/exampleville", "@9000"])
def test_a_handle_cannot_be_asked_for_without_somebodys_token(site: Site, platform: X, address: str) -> None:
    with pytest.raises(Unauthorised, match=r"account\.js"):
        platform.resolve(address)
    assert site.asked == []


@pytest.mark.parametrize(
    "address", ["", "https://x.com/exampleville/status/1", "javascript:alert(1)", "999999999999999999999", "../me", "did:plc:abc"]
)
def test_what_is_no_account_is_not_asked_for(site: Site, platform: X, address: str) -> None:
    with pytest.raises(AccountUnknown):
        platform.resolve(address)
    assert site.asked == []


def test_accounts_that_are_not_there(site: Site, platform: X) -> None:
    with pytest.raises(Unauthorised):
        platform.resolve("4242")
    site.tokens["lost"] = "4242"
    with pytest.raises(AccountUnknown, match="not found"):
        platform.resolve("4242")
    site.suspended.add("9000")
    with pytest.raises(AccountUnknown, match="suspended"):
        platform.resolve("9000")


def test_a_renamed_account_stays_the_same(site: Site, platform: X) -> None:
    _, cursor = look(platform)
    site.people["9000"]["username"] = "exampleville_us"
    events, _ = look(platform, cursor)
    assert [(event.identity.id, event.identity.handle) for event in events if isinstance(event, AccountState)] == [
        ("9000", "exampleville_us")
    ]


def test_a_suspended_account_says_so_and_loses_nothing(site: Site, platform: X) -> None:
    post = site.say("9000", "Hello")
    _, cursor = look(platform)
    site.suspended.add("9000")
    events, after = look(platform, cursor)
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(False, "suspended")]
    assert after == cursor
    assert absences(platform.probe("9000", [post_uri(post)])) == [(post_uri(post), Certainty.UNKNOWN)]
    assert [type(event) for event in platform.snapshot("9000", Kind.BLOCK)] == [AccountState]
    site.suspended.clear()
    site.answers["/2/users/9000"] = problem("user-suspended", 403, "The user used for authentication is suspended")
    assert not next(event for event in look(platform, cursor)[0] if isinstance(event, AccountState)).active


def test_a_protected_account_is_read_by_its_own_token(site: Site, platform: X) -> None:
    site.people["9000"]["protected"] = True
    site.say("9000", "For followers")
    events, _ = look(platform)
    assert texts(events) == ["For followers"]
    assert [(event.active, event.status) for event in events if isinstance(event, AccountState)] == [(True, "protected")]


def test_x_says_how_many_posts_an_account_has_each_edited_one_once(site: Site, platform: X) -> None:
    first = site.say("9000", "Opens at nien")
    site.edit(first, "Opens at nine")
    site.answer_to(first, "9000", "And closes at ten")
    site.answer_to(first, "9001", "Thanks")
    asked = len(site.asked)
    events, _ = look(platform)
    [count] = [event for event in events if isinstance(event, Count)]
    assert (count.account, count.what, count.number, count.not_public) == ("9000", POSTS, 2, 0)
    assert site.asked[asked:].count("/2/users/9000") == 1  # with the profile, and by no question of its own
    assert isinstance(events[-1], Mark)


@pytest.mark.parametrize(
    "metrics", [None, {}, {"tweet_count": None}, {"tweet_count": "7"}, {"tweet_count": -1}, {"tweet_count": 2**53}, [7]]
)
def test_a_number_that_is_none_is_not_told(metrics: object, site: Site, platform: X) -> None:
    site.people["9000"]["public_metrics"] = metrics
    assert not [event for event in look(platform)[0] if isinstance(event, Count)]


def test_a_profile(site: Site, platform: X) -> None:
    link = {"urls": [{"url": "https://t.co/w", "expanded_url": "https://exampleville.example"}]}
    site.people["9000"] |= {"description": "News &amp; notices", "url": "https://t.co/w", "entities": {"url": link}}
    [item] = [event for event in platform.probe("9000", [profile_uri("9000")]) if isinstance(event, Item)]
    assert (item.uri, item.kind, item.text) == (
        "https://x.com/i/user/9000",
        Kind.PROFILE,
        "News & notices\n\nExampleville\n\nhttps://exampleville.example",
    )
    assert [item.text[span.start : span.end] for span in item.spans] == ["https://exampleville.example"]
    assert [medium.ref for medium in item.media] == [f"{site.url}/media/exampleville.png"]
    assert b"".join(platform.fetch_media("9000", item.media[0].ref)) == PNG
    events = list(platform.snapshot("9000", Kind.PROFILE))
    assert [event.complete for event in events if isinstance(event, Listing)] == [True]
    site.people["9000"]["public_metrics"] = {"followers_count": 4}
    [again] = [event for event in platform.probe("9000", [profile_uri("9000")]) if isinstance(event, Item)]
    assert again.sameness == item.sameness


# Posts, page by page


def test_the_first_look_takes_all_and_the_next_only_what_is_new(site: Site, platform: X) -> None:
    for number in range(7):
        site.say("9000", f"post {number}")
        site.pass_time(hours=2)
    site.page = 3
    events, cursor = look(platform)
    assert texts(events) == ["post 4", "post 5", "post 6", "post 1", "post 2", "post 3", "post 0"]
    assert sum(isinstance(event, Mark) for event in events) == 4  # three pages of posts, one of replies
    site.say("9000", "post 7")
    site.say("9000", "post 8")
    site.urls.clear()
    assert texts(look(platform, cursor)[0]) == ["post 6", "post 7", "post 8"]  # the last known one again: another may show up behind it
    assert any("since_id=" in url for url in site.urls if url.startswith(TIMELINE))


def test_a_reading_goes_on_where_it_was_stopped(site: Site, platform: X) -> None:
    for number in range(6):
        site.say("9000", f"post {number}")
    site.pass_time(hours=2)
    site.page = 2
    stream = platform.poll("9000", "")
    seen: list[Event] = []
    while sum(isinstance(event, Mark) for event in seen) < 2:
        seen.append(next(stream))
    site.say("9000", "meanwhile")
    rest, cursor = look(platform, last_mark(seen))
    assert texts(seen) == ["post 4", "post 5", "post 2", "post 3"]
    assert texts(rest) == ["post 0", "post 1"]
    assert "meanwhile" in texts(look(platform, cursor)[0])


def test_pages_that_overlap_and_stand_in_disorder(site: Site, platform: X) -> None:
    for number in range(9):
        site.say("9000", f"post {number}")
    site.page, site.repeating = 3, True
    events, cursor = look(platform)
    assert sorted(texts(events)) == [f"post {number}" for number in range(9)]
    assert sorted(texts(look(platform, cursor)[0])) == [f"post {number}" for number in range(9)]


def test_a_post_that_shows_up_behind_a_later_one(site: Site, platform: X) -> None:
    late = site.say("9000", "late")
    site.pass_time(seconds=20)
    site.say("9000", "early")
    site.hidden.add(late)
    events, cursor = look(platform)
    assert texts(events) == ["early"]
    site.hidden.clear()
    assert "late" in texts(look(platform, cursor)[0])


def test_more_posts_than_x_gives_are_a_gap(site: Site, platform: X, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rostra.platforms.x.timeline.FULL", 4)
    known = site.say("9000", "known")
    _, cursor = look(platform)
    site.pass_time(hours=3)
    for number in range(9):
        site.say("9000", f"post {number}")
        site.pass_time(minutes=2)
    site.page, site.reach = 2, 5
    events, cursor = look(platform, cursor)
    [gap] = gaps(events)
    assert (gap.start, gap.end) == (moment_of(known), moment_of(posts(events)[4].revision.lstrip("0")))
    assert "3,200" in gap.reason
    assert gap.beyond is Beyond.POSTS
    assert texts(events) == ["post 7", "post 8", "post 5", "post 6", "post 4", "known"]
    assert gaps(look(platform, cursor)[0]) == []


def test_an_empty_page_says_nothing(site: Site, platform: X) -> None:
    post = site.say("9000", "Hello")
    _, cursor = look(platform)
    site.answers |= {TIMELINE: EMPTY, SEARCH: EMPTY, "/2/tweets": json({})}
    site.pass_time(minutes=2)
    events, after = look(platform, cursor)
    assert absences(events) == [(post_uri(post), Certainty.UNKNOWN)]
    assert read_cursor(after).posts == read_cursor(cursor).posts
    assert absences(platform.probe("9000", [post_uri(post)])) == [(post_uri(post), Certainty.UNKNOWN)]


@pytest.mark.parametrize("answer", [json({}), json([]), Reply(200, b"<html>"), Reply(200, b'{"data":' + b"[" * 100_000)])
def test_what_is_no_page_is_no_end(site: Site, platform: X, answer: Reply) -> None:
    site.answers[TIMELINE] = answer
    with pytest.raises(Unreachable):
        look(platform)


def test_anothers_post_among_the_accounts_own_is_set_aside(site: Site, platform: X) -> None:
    site.answers[TIMELINE] = json(
        {"data": [{"id": "5", "author_id": "9001", "text": "forged"}, {"text": "nobody's"}], "meta": {"result_count": 2}}
    )
    events, _ = look(platform)
    assert posts(events) == []
    assert sorted(event.reason for event in events if isinstance(event, Rejected)) == [
        "A post among those of 9000 that is another's.",
        "A post among those of 9000 that is another's.",
    ]


# What a post is


def test_what_a_post_says(site: Site, platform: X) -> None:
    keys = [
        site.attach("3_11", url=f"{site.url}/media/11.jpg", alt_text="The pool"),
        site.attach("7_12", "video", preview_image_url=f"{site.url}/media/12.jpg", variants=[
            {"bit_rate": 256000, "content_type": "video/mp4", "url": f"{site.url}/media/small.mp4"},
            {"bit_rate": 832000, "content_type": "video/mp4", "url": f"{site.url}/media/large.mp4"},
            {"content_type": "application/x-mpegURL", "url": f"{site.url}/media/list.m3u8"},
        ]),
        "3_13",
    ]  # fmt: skip
    entities = {"urls": [
        {"url": "https://t.co/a", "expanded_url": "https://exampleville.example/pool"},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/exampleville/status/1/photo/1", "media_key": "3_11"},
    ]}  # fmt: skip
    number = site.say("9000", "Pool &lt;open&gt;: https://t.co/a https://t.co/b", entities=entities, attachments={"media_keys": keys})
    [item] = posts(look(platform)[0])
    assert (item.uri, item.revision, item.kind) == (post_uri(number), revision(number), Kind.POST)
    assert item.text == "Pool <open>: https://exampleville.example/pool"
    assert [span.href for span in item.spans] == ["https://exampleville.example/pool"]
    assert (item.languages, item.url) == (("en",), f"https://x.com/exampleville/status/{number}")
    assert item.author.handle == "exampleville"
    assert item.published == START
    assert [(medium.ref, medium.media_type, medium.alt) for medium in item.media] == [
        (f"{number}-3_11", "image/jpeg", "The pool"),
        (f"{number}-7_12", "video/mp4", ""),
        (f"{number}-3_13", "application/octet-stream", ""),
    ]
    assert b"".join(platform.fetch_media("9000", item.media[0].ref)) == PNG
    assert b"".join(platform.fetch_media("9000", item.media[1].ref)) == PNG
    assert site.asked[-1] == "/media/large.mp4"
    with pytest.raises(Refused, match="does not say where"):
        list(platform.fetch_media("9000", item.media[2].ref))
    assert site.asked.count("/2/tweets") == 1  # for the third alone: the others were told with the post
    later = connected(site, httpx.Client(timeout=5))
    assert b"".join(later.fetch_media("9000", item.media[0].ref)) == PNG
    site.delete(number)
    with pytest.raises(Refused, match="does not say where"):
        list(connected(site, httpx.Client(timeout=5)).fetch_media("9000", item.media[0].ref))
    with pytest.raises(Refused, match="does not name"):
        list(platform.fetch_media("9000", "javascript:1"))


def test_long_posts_and_articles_are_read_whole(site: Site, platform: X) -> None:
    note = {
        "text": "A long text. " * 60 + "https://t.co/n",
        "entities": {"urls": [{"url": "https://t.co/n", "expanded_url": "https://e.example/n"}]},
    }
    site.say("9000", "A long text. …", note_tweet=note)
    site.say("9000", "https://t.co/x", article={"title": "The budget", "plain_text": "All of it."})
    assert texts(look(platform)[0]) == ["A long text. " * 60 + "https://e.example/n", "https://t.co/x\n\nThe budget\n\nAll of it."]


def test_quotes_reposts_and_replies(site: Site, platform: X) -> None:
    theirs = site.say("9001", "The lamp in Elm Street is out. " * 8 + "Who mends it?")
    site.say("9000", "We do.", referenced_tweets=[{"type": "quoted", "id": theirs}])
    site.say("9000", "RT @resident: The lamp in Elm…", referenced_tweets=[{"type": "retweeted", "id": theirs}])
    answer = site.answer_to(theirs, "9000", "@resident Tomorrow.")
    gone = site.answer_to(theirs, "9000", "@resident Done.", in_reply_to_user_id="9001")
    site.posts[gone]["referenced_tweets"] = []
    quote, repost, reply, orphan = posts(look(platform)[0])
    assert (quote.kind, quote.quotes, quote.thread) == (Kind.QUOTE, post_uri(theirs), "")
    assert (repost.kind, repost.subject, repost.quotes) == (Kind.REPOST, post_uri(theirs), "")
    assert repost.text == "RT @resident: " + "The lamp in Elm Street is out. " * 8 + "Who mends it?"
    assert (reply.uri, reply.kind, reply.reply_to, reply.thread) == (post_uri(answer), Kind.REPLY, post_uri(theirs), post_uri(theirs))
    assert (orphan.kind, orphan.reply_to, orphan.thread) == (Kind.REPLY, "", post_uri(theirs))
    assert b'"Who mends' not in quote.raw
    assert b"Who mends it" in quote.raw


def test_a_poll_becomes_a_version_when_it_closes(site: Site, platform: X) -> None:
    options = [{"position": 1, "label": "Roses", "votes": 0}, {"position": 2, "label": "Tulips", "votes": 0}]
    site.polls["77"] = {"id": "77", "options": options, "voting_status": "open"}
    number = site.say("9000", "Which flowers?", attachments={"poll_ids": ["77"]})

    def shown() -> Item:
        return posts(platform.probe("9000", [post_uri(number)]))[0]

    first = shown()
    options[0]["votes"] = 12
    assert shown().sameness == first.sameness
    site.polls["77"]["voting_status"] = "closed"
    assert shown().sameness != first.sameness
    assert b'"votes":12' in shown().raw


# Edits and deletions


def test_an_edit_between_two_looks(site: Site, platform: X) -> None:
    first = site.say("9000", "The pool opens at nien")
    _, cursor = look(platform)
    site.pass_time(minutes=5)
    site.edit(first, "The pool opens at nine")
    second = site.edit(first, "The pool opens at ten")
    events, _ = look(platform, cursor)
    assert texts(events)[-3:] == ["The pool opens at nien", "The pool opens at nine", "The pool opens at ten"]
    assert {item.uri for item in posts(events)} == {post_uri(first)}
    assert posts(events)[-1].revision == revision(second)
    assert [item.revision for item in posts(events)] == sorted(item.revision for item in posts(events))
    assert texts(platform.probe("9000", [post_uri(first)])) == ["The pool opens at nien", "The pool opens at nine", "The pool opens at ten"]


def test_a_post_is_looked_at_again_until_it_can_be_changed_no_more(site: Site, platform: X) -> None:
    first = site.say("9000", "once")
    _, cursor = look(platform)
    site.pass_time(minutes=59)
    _, cursor = look(platform, cursor)
    assert list(read_cursor(cursor).open) == [first]
    site.edit(first, "at the last moment")
    site.answers[TIMELINE] = EMPTY  # the timeline need not tell
    site.pass_time(minutes=30)
    events, cursor = look(platform, cursor)
    assert texts(events) == ["once", "at the last moment"]
    assert read_cursor(cursor).open == {}
    site.asked.clear()
    look(platform, cursor)
    assert "/2/tweets" not in site.asked


def test_what_was_posted_and_deleted_within_two_minutes(site: Site, platform: X) -> None:
    """Seen in between: gone at the next look. Not seen in between: never known, and nothing is said."""
    _, cursor = look(platform)
    seen = site.say("9000", "seen")
    site.pass_time(minutes=1)
    _, cursor = look(platform, cursor)
    site.delete(seen)
    unseen = site.say("9000", "unseen")
    site.pass_time(minutes=1)
    site.delete(unseen)
    site.pass_time(minutes=3)
    events, _ = look(platform, cursor)
    assert absences(events) == [(post_uri(seen), Certainty.OBSERVED)]
    assert posts(events) == []


def test_any_version_deleted_is_the_whole_post_deleted(site: Site, platform: X) -> None:
    first = site.say("9000", "one")
    second = site.edit(first, "two")
    site.delete(second)
    assert absences(platform.probe("9000", [post_uri(first)])) == [(post_uri(first), Certainty.OBSERVED)]


def test_a_post_that_is_withheld_is_not_called_gone(site: Site, platform: X) -> None:
    number = site.say("9000", "Hello")
    site.hidden.add(number)
    [absence] = [event for event in platform.probe("9000", [post_uri(number)]) if isinstance(event, Absence)]
    assert (absence.certainty, absence.reason) == (Certainty.UNKNOWN, "X does not show this post: the account may not see it.")
    suspended = {
        "resource_type": "tweet",
        "parameter": "ids",
        "value": number,
        "detail": "its author has been suspended",
        "type": "/resource-not-found",
    }
    site.answers["/2/tweets"] = json({"errors": [suspended]})
    assert absences(platform.probe("9000", [post_uri(number)])) == [(post_uri(number), Certainty.UNKNOWN)]


@pytest.mark.parametrize("answer", [Reply(503), Reply(404), Reply(403), json({}), json({"errors": "none"}), Reply(200, b"x")])
def test_trouble_says_nothing(site: Site, platform: X, answer: Reply) -> None:
    number = site.say("9000", "Hello")
    site.answers = {"/2/tweets": answer}
    assert absences(platform.probe("9000", [post_uri(number)])) == [(post_uri(number), Certainty.UNKNOWN)]


def test_addresses_that_are_no_posts_of_x(site: Site, platform: X) -> None:
    strange = ["https://x.com/exampleville/status/1", "https://x.com/i/status/0", "https://x.com/i/status/1,2", "at://x"]
    assert absences(platform.probe("9000", strange)) == [(uri, Certainty.UNKNOWN) for uri in strange]
    assert "/2/tweets" not in site.asked
    assert list(platform.probe("9000", [])) == []


def test_a_probe_of_many_asks_in_batches(site: Site, platform: X) -> None:
    numbers = [site.say("9000", f"post {number}") for number in range(150)]
    assert len(posts(platform.probe("9000", map(post_uri, numbers)))) == 150
    assert site.asked.count("/2/tweets") == 2


# What others answered


def test_replies_have_their_thread_and_parent(site: Site, platform: X) -> None:
    post = site.say("9000", "The rink is open")
    edited = site.edit(post, "The rink is open again")
    above = site.answer_to(edited, "9001", "@exampleville At last!")
    site.answer_to(above, "9000", "@resident Indeed.")
    below = site.answer_to(above, "9001", "@exampleville @resident Until when?", in_reply_to_user_id="9001")
    events, _ = look(platform)
    [reply] = [item for item in posts(events) if item.author.id == "9001"]
    assert (reply.kind, reply.account, reply.author.handle) == (Kind.REPLY, "9000", "resident")
    assert (reply.uri, reply.reply_to, reply.thread) == (post_uri(above), post_uri(post), post_uri(post))
    found = [item for item in posts(platform.probe("9000", [post_uri(post)])) if item.author.id == "9001"]
    assert [(item.uri, item.reply_to) for item in found] == [(post_uri(below), post_uri(above))]


def test_what_is_found_among_replies_and_is_none_is_set_aside(site: Site, platform: X) -> None:
    site.answers[SEARCH] = json({"data": [{"id": "5", "author_id": "9001", "text": "by the way"}], "meta": {"result_count": 1}})
    events, _ = look(platform)
    assert posts(events) == []
    assert sum(isinstance(event, Rejected) for event in events) == 1


def test_the_account_in_anothers_thread(site: Site, platform: X) -> None:
    theirs = site.say("9001", "Who clears the snow?")
    ours = site.answer_to(theirs, "9000", "@resident We do.")
    site.answer_to(ours, "9001", "@exampleville Thanks!")
    items = posts(look(platform)[0])
    assert [(item.author.id, item.reply_to, item.thread) for item in items] == [
        ("9000", post_uri(theirs), post_uri(theirs)),
        ("9001", post_uri(ours), post_uri(theirs)),
    ]


def test_a_parent_deleted_under_two_hundred_replies(site: Site, platform: X) -> None:
    post = site.say("9000", "Taxes rise")
    for number in range(200):
        site.answer_to(post, "9001", f"@exampleville no {number}")
    events, cursor = look(platform)
    assert len(posts(events)) == 201
    site.delete(post)
    site.pass_time(minutes=5)
    orphan = {"in_reply_to_user_id": "9000", "conversation_id": post, "referenced_tweets": [{"type": "replied_to", "id": post}]}
    site.say("9001", "@exampleville and now?", **orphan)
    events, _ = look(platform, cursor)
    assert absences(events) == [(post_uri(post), Certainty.OBSERVED)]
    found = {item.text: (item.reply_to, item.thread) for item in posts(events)}
    assert found["@exampleville and now?"] == (post_uri(post), post_uri(post))


def test_replies_page_by_page_and_on_from_where_it_was_stopped(site: Site, platform: X) -> None:
    post = site.say("9000", "Hello")
    for number in range(5):
        site.answer_to(post, "9001", f"reply {number}")
    site.page = 2
    stream = platform.poll("9000", "")
    seen: list[Event] = []
    while sum(isinstance(event, Mark) for event in seen) < 2:
        seen.append(next(stream))
    site.answer_to(post, "9001", "meanwhile")
    rest, cursor = look(platform, last_mark(seen))
    assert [text for text in texts(rest) if text.startswith("reply")] == ["reply 1", "reply 2", "reply 0"]
    assert "meanwhile" in texts(look(platform, cursor)[0])


def test_replies_older_than_a_week_are_a_gap(site: Site, platform: X) -> None:
    post = site.say("9000", "Hello")
    site.answer_to(post, "9001", "first")
    _, cursor = look(platform)
    looked = site.now
    site.pass_time(days=2)
    site.answer_to(post, "9001", "lost")
    site.pass_time(days=8)
    site.answer_to(post, "9001", "found")
    events, cursor = look(platform, cursor)
    assert [(gap.start, gap.end, gap.beyond) for gap in gaps(events)] == [(looked, site.now - dt.timedelta(days=7), Beyond.ANSWERS)]
    assert texts(events) == ["Hello", "found"]
    assert gaps(look(platform, cursor)[0]) == []


def test_a_quiet_account_has_no_gap(site: Site, platform: X) -> None:
    """The newest reply is older than the search reaches, but it was looked every day."""
    site.answer_to(site.say("9000", "Hello"), "9001", "first")
    cursor = ""
    for _ in range(10):
        events, cursor = look(platform, cursor)
        assert gaps(events) == []
        site.pass_time(days=1)


def test_a_reading_of_replies_that_was_left_for_a_week_begins_anew(site: Site, platform: X) -> None:
    post = site.say("9000", "Hello")
    for number in range(3):
        site.answer_to(post, "9001", f"reply {number}")
    site.page = 2
    stream = platform.poll("9000", "")
    seen = [next(stream) for _ in range(7)]
    site.pass_time(days=9)
    site.answer_to(post, "9001", "new")
    assert texts(look(platform, last_mark(seen))[0])[-1] == "new"


# Lists


def test_whom_an_account_blocks_and_mutes(site: Site, platform: X) -> None:
    site.lists["blocking"] = [
        {"id": str(number), "username": f"loud{number}", "name": f"Loud {number} \u200d\u0000"} for number in range(1, 8)
    ]
    site.lists["muting"] = [{"id": "77", "username": "dull", "name": "Dull"}]
    site.page = 3
    for kind, act, count in ((Kind.BLOCK, Act.BLOCK, 7), (Kind.RESTRICTION, Act.MUTE, 1)):
        *items, listing = platform.snapshot("9000", kind)
        assert isinstance(listing, Listing)
        of = ListOf("x", "9000", act)
        assert (listing.complete, len(listing.uris), listing.within, listing.kind) == (True, count, of.within, kind)
        for item in items:
            assert isinstance(item, Item)
            assert (item.kind, item.account, item.uri) == (kind, "9000", of.uri(item.subject))
            assert X.restrictions(item.uri, item.raw) == (Restriction(act, item.subject),)
    with pytest.raises(NotImplementedError):
        list(platform.snapshot("9000", Kind.POST))


def test_a_list_with_a_fault_is_not_complete(site: Site, platform: X) -> None:
    path, one = "/2/users/9000/blocking", {"id": "7", "username": "loud", "name": "Loud"}

    def complete(answer: object) -> bool:
        site.answers[path] = json(answer)
        return next(event.complete for event in platform.snapshot("9000", Kind.BLOCK) if isinstance(event, Listing))

    assert complete({"data": [one], "meta": {"result_count": 1}})
    assert not complete({"data": [one], "meta": {"result_count": 2}})
    assert not complete({"data": [one, {"id": "x"}], "meta": {"result_count": 2}})
    assert not complete({"data": [one], "meta": {"result_count": 1}, "errors": [{}]})
    assert not complete({"data": [one], "meta": {"result_count": 1, "next_token": "no token!"}})
    assert not complete({"data": []})
    assert not complete({})


def test_an_empty_list_counts_only_when_x_says_twice_that_it_is(site: Site, platform: X) -> None:
    def complete() -> bool:
        return next(event.complete for event in platform.snapshot("9000", Kind.BLOCK) if isinstance(event, Listing))

    assert complete()
    assert site.asked.count("/2/users/9000/blocking") == 2
    site.asked.clear()
    site.after = {3: lambda: site.lists["blocking"].append({"id": "7", "username": "loud", "name": "Loud"})}
    assert not complete()


# Tokens, limits and other refusals


def test_a_token_revoked_in_the_middle(site: Site, platform: X) -> None:
    """What came before is kept, and said to be read no further than it was."""
    for number in range(6):
        site.say("9000", f"post {number}")
    site.page = 2
    site.after = {3: lambda: site.answers.update({TIMELINE: Reply(401, b"token-of-exampleville")})}
    seen: list[Event] = []
    with pytest.raises(Unauthorised) as raised:
        seen.extend(platform.poll("9000", ""))
    assert "token-of" not in str(raised.value)
    assert texts(seen) == ["post 4", "post 5"]
    site.answers.clear()
    assert texts(look(platform, last_mark(seen))[0])[:4] == ["post 2", "post 3", "post 0", "post 1"]


@pytest.mark.parametrize("path", ["/2/users/9000", TIMELINE, SEARCH, "/2/tweets"])
def test_a_dead_token_is_said_at_every_question(site: Site, platform: X, path: str) -> None:
    number = site.say("9000", "Hello")
    site.answers[path] = Reply(401)
    with pytest.raises(Unauthorised):
        [*platform.poll("9000", ""), *platform.probe("9000", [post_uri(number)])]


def test_a_dead_token_in_a_list(site: Site, platform: X) -> None:
    site.answers["/2/users/9000/blocking"] = Reply(401)
    with pytest.raises(Unauthorised):
        list(platform.snapshot("9000", Kind.BLOCK))


def test_a_rate_limit_in_the_middle_says_when_it_ends(site: Site, platform: X) -> None:
    for number in range(6):
        site.say("9000", f"post {number}")
    site.page = 2
    ends = site.now + dt.timedelta(minutes=9)
    limited = json({"title": "Too Many Requests", "status": 429}, 429, x_rate_limit_reset=str(round(ends.timestamp())))
    site.after = {3: lambda: site.answers.update({TIMELINE: limited})}
    seen: list[Event] = []
    with pytest.raises(RateLimited) as raised:
        seen.extend(platform.poll("9000", ""))
    assert raised.value.retry_after == pytest.approx(540, abs=1)
    site.answers.clear()
    assert texts(look(platform, last_mark(seen))[0])[:4] == ["post 2", "post 3", "post 0", "post 1"]


def test_credits_that_are_used_up_are_no_refusal(site: Site, platform: X) -> None:
    site.answers[TIMELINE] = problem("credits", 402, "Your enrolled account does not have any credits to fulfill this request.")
    with pytest.raises(RateLimited) as raised:
        look(platform)
    assert raised.value.retry_after == 3600


def test_what_the_app_may_not_do_is_refused(site: Site, platform: X) -> None:
    site.answers["/2/users/9000/blocking"] = problem("client-forbidden", 403)
    with pytest.raises(Refused) as raised:
        list(platform.snapshot("9000", Kind.BLOCK))
    assert not isinstance(raised.value, Unauthorised)


def test_without_consent_nothing_is_asked(site: Site, platform: X) -> None:
    site.tokens.clear()
    with pytest.raises(Unauthorised):
        look(platform)
    assert site.asked == []


def test_a_cursor_of_something_else_begins_anew(site: Site, platform: X) -> None:
    site.say("9000", "Hello")
    for cursor in ("x", "[]", '{"posts": {"since": "../"}, "open": [1], "looked": 5}', '{"open": {"x": "y", "1": 5}}'):
        assert texts(look(platform, cursor)[0]) == ["Hello"]


def test_a_cursor_is_read_as_it_was_written(site: Site, platform: X) -> None:
    site.say("9000", "Hello")
    _, cursor = look(platform)
    assert str(read_cursor(cursor)) == cursor
    assert read_cursor(cursor).posts.since > id_at(START)
