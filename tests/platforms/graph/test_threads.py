"""An account of Threads, against a server that speaks the documented interface, and one that fails, lies, or hides."""

from __future__ import annotations

import pytest
from tests.platforms.bluesky.servers import json
from tests.platforms.graph.events import absences, cursor, posts, texts
from tests.platforms.graph.server import JPEG, START, TOKEN, Meta, error
from tests.platforms.threads.server import ACCOUNT, post, reply

from rostra.platforms.base import AccountState, Act, Certainty, Event, Item, Kind, Listing, Refused, Restriction, Unauthorised
from rostra.platforms.lists import ListOf
from rostra.platforms.threads import Threads
from rostra.platforms.threads.answers import HOME


def uri(number: str) -> str:
    return f"{HOME}/{number}"


def test_an_account_by_its_number(threaded: Threads) -> None:
    assert threaded.resolve(ACCOUNT).handle == "exampleville"
    with pytest.raises(Refused):
        threaded.resolve("@exampleville")


def test_a_renamed_account_stays_the_same(site: Meta, threaded: Threads) -> None:
    site.things[ACCOUNT]["username"] = "newville"
    state, profile = list(threaded.poll(ACCOUNT, ""))[:2]
    assert isinstance(state, AccountState)
    assert isinstance(profile, Item)
    assert (state.identity.id, state.identity.handle, profile.uri, profile.text) == (ACCOUNT, "newville", uri(ACCOUNT), "News of the city")


def test_posts_quotes_reposts_and_long_texts(site: Meta, threaded: Threads) -> None:
    post(site, 1, "plain")
    post(site, 2, "well said", is_quote_post=True, quoted_post={"id": "900"})
    post(site, 3, "", media_type="REPOST_FACADE", reposted_post={"id": "901"})
    post(site, 4, "short", text_attachment={"plaintext": "and long"}, link_attachment_url="https://city.example/")
    long, repost, quote, plain = posts(threaded.poll(ACCOUNT, ""))
    assert (plain.kind, quote.kind, repost.kind) == (Kind.POST, Kind.QUOTE, Kind.REPOST)
    assert (quote.quotes, repost.subject) == (uri("900"), uri("901"))
    assert long.text == "short\n\nand long\n\nhttps://city.example/"
    assert [(span.href, long.text[span.start : span.end]) for span in long.spans] == [("https://city.example/", "https://city.example/")]


def test_a_carousel_with_alternative_texts_and_a_moving_picture(site: Meta, threaded: Threads) -> None:
    children = [
        {"id": str(number), "media_type": "IMAGE", "media_url": site.photo(str(number)), "alt_text": f"picture {number}"}
        for number in (11, 12)
    ]
    post(site, 1, "look", media_type="CAROUSEL_ALBUM", children={"data": children})
    post(site, 2, "moving", gif_url=site.photo("gif"), alt_text="A dance")
    moving, look = posts(threaded.poll(ACCOUNT, ""))
    assert [(each.ref, each.alt) for each in look.media] == [("11", "picture 11"), ("12", "picture 12")]
    assert [(each.media_type, each.alt) for each in moving.media] == [("image/gif", "A dance")]
    for medium in (*look.media, *moving.media):
        assert b"".join(threaded.fetch_media(ACCOUNT, medium.ref)) == JPEG


def test_a_poll_changes_when_it_has_ended_and_not_before(site: Meta, threaded: Threads) -> None:
    poll = {
        "option_a": "Yes",
        "option_b": "No",
        "option_a_votes_percentage": 0.5,
        "total_votes": 2,
        "expiration_timestamp": "2026-07-05T12:00:00+0000",
    }
    number = post(site, 1, "A new bridge?", poll_attachment=poll)

    def sameness() -> bytes:
        return posts(threaded.poll(ACCOUNT, ""))[0].sameness

    first = sameness()
    poll["option_a_votes_percentage"] = 0.75
    assert sameness() == first
    site.things[number]["poll_attachment"] = {**poll, "expiration_timestamp": START.isoformat()}
    assert sameness() != first


def test_a_conversation_and_a_reply_in_anothers_thread(site: Meta, threaded: Threads) -> None:
    root = post(site, 1, "The pool opens")
    asked = reply(site, root, 10, "When?")
    own = reply(site, root, 11, "At nine", above=asked, handle="exampleville")
    thanks = reply(site, root, 12, "Thanks", above=own)
    told = {"is_reply": True, "root_post": {"id": "800"}, "replied_to": {"id": "801"}, "has_replies": True}
    post(site, 20, "We agree", edge="replies", **told)
    found = {item.uri: item for item in posts(threaded.poll(ACCOUNT, ""))}
    assert len(found) == 5
    for number, author, above, thread in (
        (asked, "a.resident", root, root),
        (own, ACCOUNT, asked, root),
        (thanks, "a.resident", own, root),
        ("20", ACCOUNT, "801", "800"),
    ):
        item = found[uri(number)]
        assert (item.kind, item.account, item.author.id, item.reply_to, item.thread) == (
            Kind.REPLY,
            ACCOUNT,
            author,
            uri(above),
            uri(thread),
        )


@pytest.mark.parametrize("status", ["HIDDEN", "COVERED", "BLOCKED", "RESTRICTED"])
def test_a_reply_that_is_hidden_by_hand_or_by_a_filter(site: Meta, threaded: Threads, status: str) -> None:
    root = post(site, 1, "The pool opens")
    rude = reply(site, root, 10, "rude")
    reply(site, root, 11, "kind", hide_status="UNHUSHED")
    before = {item.uri: item.sameness for item in posts(threaded.poll(ACCOUNT, ""))}
    site.things[rude]["hide_status"] = status
    after = {item.uri: item.sameness for item in posts(threaded.probe(ACCOUNT, [uri(root)]))}
    assert before[uri(rude)] != after[uri(rude)]
    *events, listing = threaded.snapshot(ACCOUNT, Kind.RESTRICTION)
    entry = posts(events)[0]
    assert isinstance(listing, Listing)
    assert listing.complete
    assert listing.uris == (ListOf("threads", ACCOUNT, Act.HIDE).uri(uri(rude)),)
    assert f'"status":"{status}"'.encode() in entry.raw
    assert Threads.restrictions(entry.uri, entry.raw) == (Restriction(Act.HIDE, uri(rude)),)
    assert absences(events) == [(ListOf("threads", ACCOUNT, Act.HIDE).uri(uri("11")), Certainty.OBSERVED)]


def test_deleted_posts_and_replies(site: Meta, threaded: Threads) -> None:
    root = post(site, 1, "kept")
    site.delete(post(site, 2, "lost"))
    own = reply(site, root, 11, "own reply", handle="exampleville")
    events = list(threaded.probe(ACCOUNT, [uri(root), uri("2"), uri(own)]))
    assert absences(events) == [(uri("2"), Certainty.OBSERVED)]
    assert texts(events) == ["kept", "own reply"]
    site.delete(own)
    assert absences(threaded.probe(ACCOUNT, [uri(own)])) == [(uri(own), Certainty.OBSERVED)]
    site.answers[f"/{ACCOUNT}/threads"] = json({"data": []})
    assert absences(threaded.probe(ACCOUNT, [uri(own)])) == [(uri(own), Certainty.UNKNOWN)]


def test_a_list_that_is_refused_says_nothing_of_what_stood_on_it_alone(site: Meta, threaded: Threads) -> None:
    root = post(site, 1, "kept")
    own = reply(site, root, 11, "own reply", handle="exampleville")
    site.delete(own)
    site.answers[f"/{ACCOUNT}/replies"] = error(10)
    events = list(threaded.probe(ACCOUNT, [uri(root), uri(own)]))
    assert (texts(events), absences(events)) == (["kept"], [(uri(own), Certainty.UNKNOWN)])
    site.answers[f"/{ACCOUNT}/threads"] = error(10)
    with pytest.raises(Refused):
        list(threaded.probe(ACCOUNT, [uri(root), uri(own)]))


def test_what_is_posted_and_deleted_in_two_minutes(site: Meta, threaded: Threads) -> None:
    known = cursor(threaded.poll(ACCOUNT, ""))
    site.delete(post(site, 1, "oops"))
    seen = post(site, 2, "seen")
    events = list(threaded.poll(ACCOUNT, known))
    assert texts(events) == ["seen"]
    site.delete(seen)
    post(site, 3, "still here")
    assert absences(threaded.probe(ACCOUNT, [uri(seen)])) == [(uri(seen), Certainty.OBSERVED)]


def test_a_token_that_is_taken_back_in_the_middle(site: Meta, threaded: Threads) -> None:
    for number in range(150):
        post(site, number + 1, f"post {number}")
    site.dies_after = 2
    events: list[Event] = []
    with pytest.raises(Unauthorised):
        events.extend(threaded.poll(ACCOUNT, ""))
    assert len(texts(events)) == 100
    assert TOKEN not in repr(events)
    site.dies_after = 10**9
    assert len(texts(threaded.poll(ACCOUNT, cursor(events)))) == 50


def test_another_accounts_post_is_kept_aside(site: Meta, threaded: Threads) -> None:
    post(site, 1, "theirs", owner={"id": "666"})
    assert posts(threaded.poll(ACCOUNT, "")) == []


def test_a_list_that_is_refused(site: Meta, threaded: Threads) -> None:
    post(site, 1, "hello")
    site.answers[f"/{ACCOUNT}/replies"] = error(10)
    assert texts(threaded.poll(ACCOUNT, "")) == ["hello"]
