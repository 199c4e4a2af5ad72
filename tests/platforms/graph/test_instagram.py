"""An account of Instagram, against a server that speaks the documented interface, and one that fails, lies, or hides."""

from __future__ import annotations

import pytest
from tests.platforms.bluesky.servers import json
from tests.platforms.graph.events import absences, cursor, posts, rejected, texts
from tests.platforms.graph.server import JPEG, TOKEN, Meta, error
from tests.platforms.instagram.server import ACCOUNT, comment, media, reply

from rostra.platforms.base import AccountState, Act, Certainty, Count, Item, Kind, Listing, RateLimited, Refused, Restriction, Unauthorised
from rostra.platforms.instagram import Instagram
from rostra.platforms.instagram.answers import HOME
from rostra.platforms.lists import ListOf


def uri(number: str, edge: str = "media") -> str:
    return f"{HOME}/{ACCOUNT}/{edge}/{number}"


def said_below(number: str) -> str:
    return f"{HOME}/comments/{number}"


def test_an_account_by_its_number(site: Meta, gram: Instagram) -> None:
    found = gram.resolve(ACCOUNT)
    assert (found.id, found.handle) == (ACCOUNT, "exampleville")
    with pytest.raises(Refused, match="names no number"):
        gram.resolve("https://www.instagram.com/exampleville/")
    with pytest.raises(Unauthorised):
        gram.resolve("17841400000000002")
    site.things[ACCOUNT]["user_id"] = "17841400000000002"
    with pytest.raises(Refused, match="another account"):
        gram.resolve(ACCOUNT)


def test_a_renamed_account_stays_the_same(site: Meta, gram: Instagram) -> None:
    before = next(event for event in gram.poll(ACCOUNT, "") if isinstance(event, Item))
    site.things[ACCOUNT]["username"] = "newville"
    state, after = list(gram.poll(ACCOUNT, ""))[:2]
    assert isinstance(state, AccountState)
    assert isinstance(after, Item)
    assert (state.identity.handle, after.uri) == ("newville", before.uri)
    assert after.text == "News of the city\n\nhttps://city.example/"
    assert b"".join(gram.fetch_media(ACCOUNT, after.media[0].ref)) == JPEG


def test_posts_new_ones_and_edited_captions(site: Meta, gram: Instagram) -> None:
    first = media(site, 1, "Open till eigth")
    media(site, 2, "second")
    known = list(gram.poll(ACCOUNT, ""))
    assert texts(known) == ["second", "Open till eigth"]
    site.things[first]["caption"] = "Open till eight"
    media(site, 3, "third")
    found = list(gram.poll(ACCOUNT, cursor(known)))
    assert texts(found) == ["Open till eight", "second", "third"]
    assert posts(found)[0].sameness != posts(known)[1].sameness
    assert posts(found)[1].sameness == posts(known)[0].sameness


def test_a_carousel_with_alternative_texts(site: Meta, gram: Instagram) -> None:
    children = [
        {"id": "11", "media_type": "IMAGE", "media_url": site.photo("11"), "alt_text": "A pool"},
        {"id": "12", "media_type": "VIDEO", "media_url": site.photo("12")},
    ]
    media(site, 1, "The pool", media_type="CAROUSEL_ALBUM", media_url=None, children={"data": children})
    item = posts(gram.poll(ACCOUNT, ""))[0]
    assert [(each.ref, each.media_type, each.alt) for each in item.media] == [("11", "image/jpeg", "A pool"), ("12", "video/mp4", "")]
    assert b"".join(gram.fetch_media(ACCOUNT, "12")) == JPEG


def test_a_medium_that_is_kept_back_is_refused_and_the_words_stay(site: Meta, gram: Instagram) -> None:
    media(site, 1, "with a song", media_type="VIDEO", media_url=None)
    item = posts(gram.poll(ACCOUNT, ""))[0]
    assert (item.text, [each.ref for each in item.media]) == ("with a song", ["1"])
    with pytest.raises(Refused, match="others have rights to"):
        list(gram.fetch_media(ACCOUNT, "1"))
    site.things["1"]["media_url"] = site.photo("1")
    assert b"".join(gram.fetch_media(ACCOUNT, "1")) == JPEG  # asked for by its number


def test_a_story_of_a_day(site: Meta, gram: Instagram) -> None:
    media(site, 1, "the fountain", edge="stories", media_product_type="STORY")
    item = posts(gram.poll(ACCOUNT, ""))[0]
    assert item.uri == uri("1", "stories")
    assert b"".join(gram.fetch_media(ACCOUNT, item.media[0].ref)) == JPEG
    site.delete("1")
    assert absences(gram.probe(ACCOUNT, [item.uri])) == [(item.uri, Certainty.UNKNOWN)]


def test_comments_and_answers_with_thread_and_parent(site: Meta, gram: Instagram) -> None:
    first = media(site, 1, "The pool opens")
    above = comment(site, first, 10, "When?")
    for number in range(53):
        reply(site, above, 100 + number, f"answer {number}")
    comment(site, first, 11, "At nine", handle="exampleville")
    found = {item.text: item for item in posts(gram.poll(ACCOUNT, ""))}
    assert len(found) == 1 + 2 + 53
    asked, answer, own = found["When?"], found["answer 52"], found["At nine"]
    assert (asked.kind, asked.account, asked.author.handle, asked.reply_to, asked.thread) == (
        Kind.REPLY, ACCOUNT, "a.resident", uri("1"), uri("1"),
    )  # fmt: skip
    assert (answer.reply_to, answer.thread) == (said_below("10"), uri("1"))
    assert own.author.id == ACCOUNT
    again = posts(gram.probe(ACCOUNT, [own.uri]))
    assert [(item.text, item.thread, item.sameness) for item in again] == [("At nine", uri("1"), own.sameness)]
    assert TOKEN not in repr(found)


def test_a_comment_that_is_hidden(site: Meta, gram: Instagram) -> None:
    first = media(site, 1, "The pool opens")
    rude = comment(site, first, 10, "rude")
    comment(site, first, 11, "kind")
    before = {item.uri: item.sameness for item in posts(gram.poll(ACCOUNT, ""))}
    site.things[rude]["hidden"] = True
    after = {item.uri: item.sameness for item in posts(gram.probe(ACCOUNT, [uri(first)]))}
    assert before[said_below(rude)] != after[said_below(rude)]
    *events, listing = gram.snapshot(ACCOUNT, Kind.RESTRICTION)
    of = ListOf("instagram", ACCOUNT, Act.HIDE)
    assert [item.uri for item in posts(events)] == [of.uri(said_below(rude))]
    assert absences(events) == [(of.uri(said_below("11")), Certainty.OBSERVED)]
    assert isinstance(listing, Listing)
    assert listing.complete
    assert Instagram.restrictions(listing.uris[0], posts(events)[0].raw) == (Restriction(Act.HIDE, said_below(rude)),)


@pytest.mark.parametrize("fault", [json({"data": []}), error(10), error(2, status=500)])
def test_hidden_comments_that_cannot_all_be_read_are_no_complete_list(site: Meta, gram: Instagram, fault: object) -> None:
    for number in (1, 2):
        post = media(site, number, "post")
        comment(site, post, 10 * number, "rude", hidden=True)
    site.answers["/1/comments"] = fault  # type: ignore[assignment] # it is a reply
    listing = list(gram.snapshot(ACCOUNT, Kind.RESTRICTION))[-1]
    assert isinstance(listing, Listing)
    assert (len(listing.uris), listing.complete) == (1, False)


@pytest.mark.parametrize(("stated", "told"), [(None, 2), (0, 0), (9, 9), ("7", None), (-1, None), (2**53, None)])
def test_instagram_says_how_many_posts_there_are_and_counts_no_story(stated: object, told: int | None, site: Meta, gram: Instagram) -> None:
    for number in (1, 2):
        media(site, number, "post")
    media(site, 900, "a story", edge="stories")
    if stated is not None:
        site.things[ACCOUNT]["media_count"] = stated
    events = list(gram.poll(ACCOUNT, ""))
    counts = [event for event in events if isinstance(event, Count)]
    assert [(count.account, count.what, count.number) for count in counts] == ([] if told is None else [(ACCOUNT, {Kind.POST}, told)])
    assert [item.uri.startswith(f"{HOME}/{ACCOUNT}/media/") for item in posts(events)] == [True, True, False]
    assert {count.within for count in counts} <= {f"{HOME}/{ACCOUNT}/media/"}


def test_that_no_comment_is_hidden_is_said_only_where_comments_are_shown(site: Meta, gram: Instagram) -> None:
    first = media(site, 1, "The pool opens")

    def listing() -> tuple[bool, bool]:
        found = list(gram.snapshot(ACCOUNT, Kind.RESTRICTION))[-1]
        assert isinstance(found, Listing)
        return found.complete, found.empty

    assert listing() == (False, False)
    comment(site, first, 10, "kind")
    assert listing() == (False, True)
    comment(site, first, 11, "rude", hidden=True)
    assert listing() == (True, False)


def test_all_posts_are_a_complete_list_only_where_there_are_as_many_as_the_account_says(site: Meta, gram: Instagram) -> None:
    for number in range(70):
        media(site, number + 1, f"post {number}")
    media(site, 900, "a story", edge="stories")

    def listing() -> Listing:
        found = list(gram.snapshot(ACCOUNT, Kind.POST))[-1]
        assert isinstance(found, Listing)
        return found

    assert (len(listing().uris), listing().complete, listing().within) == (70, True, f"{HOME}/{ACCOUNT}/media/")
    site.things[ACCOUNT]["media_count"] = 71
    assert not listing().complete
    for told in (0, None, "70"):
        site.things[ACCOUNT]["media_count"] = told
        assert not listing().complete
    site.answers[f"/{ACCOUNT}/media"] = json({"data": []})
    assert not listing().complete


def test_a_deleted_post_is_gone_and_nothing_else(site: Meta, gram: Instagram) -> None:
    media(site, 1, "kept")
    site.delete(media(site, 2, "lost"))
    assert absences(gram.probe(ACCOUNT, [uri("1"), uri("2"), f"{HOME}/666/media/2", HOME])) == [
        (uri("2"), Certainty.OBSERVED), (f"{HOME}/666/media/2", Certainty.UNKNOWN), (HOME, Certainty.UNKNOWN),
    ]  # fmt: skip
    site.answers[f"/{ACCOUNT}/media"] = json({"data": []})
    assert absences(gram.probe(ACCOUNT, [uri("2")])) == [(uri("2"), Certainty.UNKNOWN)]


def test_what_is_broken_is_kept_aside(site: Meta, gram: Instagram) -> None:
    site.answers[f"/{ACCOUNT}/media"] = json(
        {"data": [{"id": "../../x", "caption": "broken"}, {"id": 7, "caption": ["no text"]}, "x", None]}
    )
    events = list(gram.poll(ACCOUNT, ""))
    assert rejected(events) == ["It has no sound id."] * 3
    assert [(item.uri, item.text) for item in posts(events)] == [(uri("7"), "")]


def test_token_and_limit(site: Meta, gram: Instagram) -> None:
    media(site, 1, "x")
    site.answers["/me"] = error(190, 463)
    for ask in (gram.poll(ACCOUNT, ""), gram.probe(ACCOUNT, [uri("1")]), gram.snapshot(ACCOUNT, Kind.POST)):
        with pytest.raises(Unauthorised):
            list(ask)
    site.answers = {f"/{ACCOUNT}/media": error(80002)}
    with pytest.raises(RateLimited):
        list(gram.poll(ACCOUNT, ""))
    site.answers = {"/me": error(25, 2207050)}
    state = next(gram.poll(ACCOUNT, ""))
    assert isinstance(state, AccountState)
    assert not state.active
