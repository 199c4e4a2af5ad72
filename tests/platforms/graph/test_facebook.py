"""A Page of Facebook, against a server that speaks the documented interface, and one that fails, lies, or hides."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.facebook.server import PAGE, RESIDENT, album, comment, post
from tests.platforms.graph.events import absences, cursor, gaps, posts, rejected, texts
from tests.platforms.graph.server import JPEG, START, TOKEN, Meta, error

from rostra.platforms.base import (
    AccountState,
    AccountUnknown,
    Act,
    Certainty,
    Item,
    Kind,
    Listing,
    Mark,
    PlatformError,
    RateLimited,
    Refused,
    Restriction,
    Unauthorised,
    Unreachable,
)
from rostra.platforms.facebook import Facebook
from rostra.platforms.facebook.answers import HOME, STORIES
from rostra.platforms.graph import feed as graph_feed
from rostra.platforms.graph.feed import MAX_ANSWERS
from rostra.platforms.lists import ListOf


def uri(number: str) -> str:
    return f"{HOME}/{number}"


# Who is who


def test_a_page_is_found_by_its_number_once_it_is_connected(site: Meta, city: Facebook) -> None:
    for address in (PAGE, f"https://www.facebook.com/profile.php?id={PAGE}", f"https://www.facebook.com/City-of-Exampleville-{PAGE}/"):
        found = city.resolve(address)
        assert (found.id, found.handle, found.name) == (PAGE, "exampleville", "City of Exampleville")
    with pytest.raises(Unauthorised):
        city.resolve("999999")
    with pytest.raises(Refused, match="names no number"):
        city.resolve("https://www.facebook.com/exampleville")
    with pytest.raises(AccountUnknown):
        list(city.poll("exampleville", ""))


def test_a_renamed_page_stays_the_same(site: Meta, city: Facebook) -> None:
    first = next(event for event in city.poll(PAGE, "") if isinstance(event, Item))
    site.things[PAGE] |= {"username": "newville", "name": "City of Newville"}
    state, profile = list(city.poll(PAGE, ""))[:2]
    assert isinstance(state, AccountState)
    assert isinstance(profile, Item)
    assert (state.identity.id, state.identity.handle) == (PAGE, "newville")
    assert profile.uri == first.uri == Facebook.profile_uri(PAGE)
    assert profile.sameness != first.sameness


@pytest.mark.parametrize("code", [25, 368])
def test_a_page_that_the_platform_restricts_is_told_so(site: Meta, city: Facebook, code: int) -> None:
    site.answers[f"/{PAGE}"] = error(code)
    state, mark = list(city.poll(PAGE, ""))
    assert isinstance(state, AccountState)
    assert not state.active
    assert isinstance(mark, Mark)


def test_a_page_that_is_taken_off_is_inactive(site: Meta, city: Facebook) -> None:
    site.things[PAGE]["is_published"] = False
    state = next(city.poll(PAGE, ""))
    assert isinstance(state, AccountState)
    assert (state.active, state.status) == (False, "unpublished")


# Polling


def test_the_first_poll_goes_back_page_by_page_and_resumes(site: Meta, city: Facebook) -> None:
    for number in range(120):
        post(site, number, f"post {number}")
    events = list(city.poll(PAGE, ""))
    assert texts(events) == [f"post {number}" for number in range(119, -1, -1)]
    marks = [event for event in events if isinstance(event, Mark)]
    assert len(marks) >= 4
    post(site, 500, "meanwhile")
    again = list(city.poll(PAGE, marks[0].cursor))
    assert texts(again)[:1] == ["post 70"]  # it goes on where it was: one has moved up
    assert texts(city.poll(PAGE, cursor(again)))[-1] == "meanwhile"


def test_a_first_reading_that_broke_off_reads_the_comments_of_the_rest_too(site: Meta, city: Facebook) -> None:
    for number in range(60):
        comment(site, post(site, number, f"post {number}"), 9, f"comment {number}")
    stored = next(event for event in city.poll(PAGE, "") if isinstance(event, Mark)).cursor
    assert texts(city.poll(PAGE, stored)) == [f"{what} {number}" for number in range(9, -1, -1) for what in ("post", "comment")]


def test_more_than_can_be_held_is_read_anew(site: Meta, city: Facebook, monkeypatch: pytest.MonkeyPatch) -> None:
    post(site, 0, "known")
    known = cursor(city.poll(PAGE, ""))
    monkeypatch.setattr(graph_feed, "MAX_NEW", 2)
    for number in range(1, 160):
        post(site, number, f"post {number}")
    events = list(city.poll(PAGE, known))
    assert len(texts(events)) == 160
    assert gaps(events) == []


def test_a_server_that_gives_the_same_page_for_ever_is_left(site: Meta, city: Facebook) -> None:
    post(site, 1, "again")
    real, calls = site.answer, []

    def repeats(path: str, asked: dict[str, str], token: str) -> Reply:
        calls.append(path)
        told = real(path, {**asked, "after": "c0"}, token)
        paging = {"next": "x", "cursors": {"after": f"c{len(calls)}"}}
        return json({**orjson.loads(told.body), "paging": paging}) if "published" in path else told

    site.answer = repeats  # type: ignore[method-assign]
    assert texts(city.poll(PAGE, "")) == ["again"]
    assert sum("published" in path for path in calls) == 2


def test_a_place_that_the_platform_forgot_is_begun_anew(site: Meta, city: Facebook) -> None:
    for number in range(60):
        post(site, number, f"post {number}")
    stored = next(event for event in city.poll(PAGE, "") if isinstance(event, Mark)).cursor
    real, calls = site.answer, []

    def forgets(path: str, asked: dict[str, str], token: str) -> Reply:
        calls.append(asked.get("after"))
        return error(100) if asked.get("after") and len(calls) < 4 else real(path, asked, token)

    site.answer = forgets  # type: ignore[method-assign]
    assert len(texts(city.poll(PAGE, stored))) == 60


def test_a_later_poll_brings_what_is_new_the_oldest_first_and_edits_on_the_way(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "Open till eigth")
    known = list(city.poll(PAGE, ""))
    site.things[first] |= {"message": "Open till eight", "updated_time": site.now()}
    for number in range(2, 5):
        post(site, number, f"post {number}")
    found = list(city.poll(PAGE, cursor(known)))
    assert texts(found) == ["Open till eight", "post 2", "post 3", "post 4"]
    before, after = posts(known)[0], posts(found)[0]
    assert before.uri == after.uri
    assert before.sameness != after.sameness
    assert before.revision < after.revision


def test_what_is_posted_and_deleted_between_two_looks_is_not_seen(site: Meta, city: Facebook) -> None:
    known = list(city.poll(PAGE, ""))
    site.delete(post(site, 1, "oops"))
    assert texts(city.poll(PAGE, cursor(known))) == []


def test_posts_out_of_order_and_twice_come_once(site: Meta, city: Facebook) -> None:
    for number in range(3):
        post(site, number, f"post {number}")
    known = cursor(city.poll(PAGE, ""))
    new = post(site, 9, "new")
    listed = site.lists[f"{PAGE}/published_posts"]
    listed[:] = [listed[1], new, listed[2], new, listed[3]]
    assert sorted(texts(city.poll(PAGE, known))) == ["new", "post 0", "post 1", "post 2"]


def test_a_list_that_does_not_reach_back_leaves_a_gap(site: Meta, city: Facebook) -> None:
    post(site, 0, "known")
    known = cursor(city.poll(PAGE, ""))
    for number in range(1, 70):
        post(site, number, f"post {number}")
    assert gaps(city.poll(PAGE, known)) == []
    site.delete(f"{PAGE}_0")
    assert ["did not go back" in reason for reason in gaps(city.poll(PAGE, known))] == [True]


def test_an_empty_answer_says_nothing(site: Meta, city: Facebook) -> None:
    known = list(city.poll(PAGE, ""))
    first = post(site, 1, "here")
    known = list(city.poll(PAGE, cursor(known)))
    site.answers[f"/{PAGE}/published_posts"] = json({"data": []})
    events = list(city.poll(PAGE, cursor(known)))
    assert (posts(events), gaps(events), absences(events)) == ([], [], [])
    del site.things[first]
    assert absences(city.probe(PAGE, [uri(first)])) == [(uri(first), Certainty.UNKNOWN)]


def test_only_what_everybody_may_see_is_taken(site: Meta, city: Facebook) -> None:
    shown = post(site, 1, "for all")
    post(site, 2, "for friends", privacy={"value": "ALL_FRIENDS"})
    post(site, 3, "a draft", is_published=False)
    comment(site, shown, 4, "between us", is_private=True)
    assert texts(city.poll(PAGE, "")) == ["for all"]


def test_what_others_post_on_the_page_is_theirs(site: Meta, city: Facebook) -> None:
    post(site, 1, "Fix the road", edge="visitor_posts", author=RESIDENT)
    site.add(
        "post", "700_8", f"{PAGE}/tagged", message="Thanks to the city", created_time=site.now(), **{"from": {"id": "700", "name": "Club"}}
    )
    found = {item.text: item for item in posts(city.poll(PAGE, ""))}
    assert {item.author.id for item in found.values()} == {RESIDENT, "700"}
    assert {item.account for item in found.values()} == {PAGE}


def test_another_accounts_post_among_its_own_is_kept_aside(site: Meta, city: Facebook) -> None:
    post(site, 1, "theirs", author="666")
    site.add("post", "666_1", f"{PAGE}/published_posts", message="elsewhere")
    events = list(city.poll(PAGE, ""))
    assert posts(events) == []
    assert sorted(rejected(events)) == [f"{PAGE}_1 stands among the posts of the Page and is another's.", "666_1 is no post of this Page."]


def test_a_list_that_is_refused_stands_in_no_others_way(site: Meta, city: Facebook) -> None:
    post(site, 1, "hello")
    site.answers[f"/{PAGE}/visitor_posts"] = error(200)
    site.answers[f"/{PAGE}/tagged"] = error(10, status=403)
    events = list(city.poll(PAGE, ""))
    assert texts(events) == ["hello"]
    assert ["A list was not given" in reason for reason in rejected(events)] == [True, True]
    site.answers[f"/{PAGE}/published_posts"] = error(10)
    with pytest.raises(Refused, match="code 10"):
        list(city.poll(PAGE, ""))


# What stands below a post


def test_comments_with_thread_and_parent(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool opens")
    above = comment(site, first, 10, "When?")
    comment(site, first, 11, "At nine", author=PAGE, parent={"id": above})
    comment(site, first, 12, "no name", author=None)
    one, two, three, four = posts(city.poll(PAGE, ""))
    assert (two.kind, two.account, two.author.id, two.reply_to, two.thread) == (Kind.REPLY, PAGE, RESIDENT, one.uri, one.uri)
    assert (three.author.id, three.author.handle, three.reply_to, three.thread) == (PAGE, "exampleville", two.uri, one.uri)
    assert (four.text, four.author.id) == ("no name", "withheld")


def test_a_comment_that_comes_later_is_found_by_the_time_of_the_post(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool opens")
    known = cursor(city.poll(PAGE, ""))
    comment(site, first, 10, "When?")
    assert texts(city.poll(PAGE, known)) == ["The pool opens"]  # a time before the last look
    site.things[first]["updated_time"] = "2026-07-04T12:30:00+0000"
    assert texts(city.poll(PAGE, known)) == ["The pool opens", "When?"]


def test_a_comment_that_is_hidden_is_a_version_and_an_entry(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool opens")
    rude, kind = comment(site, first, 10, "rude"), comment(site, first, 11, "kind")
    shown = {item.uri: item for item in posts(city.poll(PAGE, ""))}
    site.things[rude]["is_hidden"] = True
    hidden = {item.uri: item for item in posts(city.probe(PAGE, [uri(first)]))}
    assert shown[uri(rude)].sameness != hidden[uri(rude)].sameness
    of = ListOf("facebook", PAGE, Act.HIDE)
    *events, listing = city.snapshot(PAGE, Kind.RESTRICTION)
    assert [item.uri for item in posts(events)] == [of.uri(uri(rude))]
    assert Facebook.restrictions(posts(events)[0].uri, posts(events)[0].raw) == (Restriction(Act.HIDE, uri(rude)),)
    assert absences(events) == [(of.uri(uri(kind)), Certainty.OBSERVED)]
    assert isinstance(listing, Listing)
    assert (listing.complete, listing.within) == (False, of.within)


def test_a_parent_that_is_deleted_takes_no_reply_with_it(site: Meta, city: Facebook) -> None:
    kept, first = post(site, 0, "kept"), post(site, 1, "The pool opens")
    for number in range(200):
        comment(site, first, 1000 + number, f"comment {number}")
    assert len(posts(city.poll(PAGE, ""))) == 202
    site.delete(first)
    events = list(city.probe(PAGE, [uri(kept), uri(first)]))
    assert absences(events) == [(uri(first), Certainty.OBSERVED)]
    assert texts(events) == ["kept"]


def test_of_very_many_comments_some_are_taken_and_a_gap_says_so(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool opens")
    for number in range(MAX_ANSWERS * 100 + 1):
        site.add("comment", f"1_{number}", f"{first}/comments", message="x")
    site.things[first]["comments"] = {"summary": {"total_count": 1}}
    events = list(city.poll(PAGE, ""))
    assert len(posts(events)) == 1 + MAX_ANSWERS * 100
    assert ["More was answered" in reason for reason in gaps(events)] == [True]


def test_comments_that_are_not_given_stand_in_no_posts_way(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool opens")
    comment(site, first, 10, "When?")
    site.answers[f"/{first}/comments"] = error(10)
    assert texts(city.poll(PAGE, "")) == ["The pool opens"]
    site.answers[f"/{first}/comments"] = error(32)
    with pytest.raises(RateLimited):
        list(city.poll(PAGE, ""))


# Kinds and media


def test_an_album_with_alternative_texts(site: Meta, city: Facebook) -> None:
    post(site, 1, "The pool", attachments=album(site, ("501", "A pool"), ("502", "")))
    item = posts(city.poll(PAGE, ""))[0]
    assert [(medium.ref, medium.alt) for medium in item.media] == [("photo:501", "A pool"), ("photo:502", "May be an image of 502")]
    assert b"".join(city.fetch_media(PAGE, "photo:501")) == JPEG
    assert site.asked[-1] == "/cdn/501.jpg"  # the largest, where it was shown
    site.ticks += 9
    again = posts(city.poll(PAGE, ""))[0]
    assert again.sameness == item.sameness  # an address that changes is no edit


def test_a_medium_is_found_again_by_its_number(site: Meta, city: Facebook) -> None:
    site.add("video", "601", source=site.photo("film"))
    assert b"".join(city.fetch_media(PAGE, "video:601")) == JPEG
    site.things["601"]["source"] = None
    with pytest.raises(Refused, match="no address"):
        list(city.fetch_media(PAGE, "video:601"))
    for ref in ("video:602", "film", "photo:../x"):
        with pytest.raises(Refused):
            list(city.fetch_media(PAGE, ref))


def test_an_address_that_has_ended_is_looked_up_again(site: Meta, city: Facebook) -> None:
    post(site, 1, "The pool", attachments=album(site, ("501", "A pool")))
    list(city.poll(PAGE, ""))
    site.answers["/cdn/501.jpg"] = Reply(403, b"URL signature expired")
    with pytest.raises(Refused):
        list(city.fetch_media(PAGE, "photo:501"))
    site.things["501"]["images"] = [{"width": 1, "source": site.photo("moved")}]
    assert b"".join(city.fetch_media(PAGE, "photo:501")) == JPEG


def test_a_picture_without_a_number_is_no_edit_when_it_is_served_from_elsewhere(site: Meta, city: Facebook) -> None:
    first = post(site, 1, "The pool")
    seen = []
    for host in ("https://scontent-ams.example/v/sticker.png?oh=1", "https://scontent-fra.example/v/sticker.png?oh=2"):
        site.things[first]["attachments"] = {"data": [{"type": "sticker", "media": {"image": {"src": host}}}]}
        seen.append(posts(city.poll(PAGE, ""))[0])
    assert seen[0].media[0].ref == "https://scontent-ams.example/v/sticker.png"
    assert seen[0].sameness == seen[1].sameness


def test_an_album_whose_pictures_are_not_told_is_taken_without(site: Meta, city: Facebook) -> None:
    post(site, 1, "The pool", attachments=album(site, ("501", "A pool")))
    site.answers["/"] = error(10)
    assert [medium.alt for medium in posts(city.poll(PAGE, ""))[0].media] == [""]


def test_a_shared_post_and_a_shared_link(site: Meta, city: Facebook) -> None:
    post(site, 1, "", story="Exampleville shared a post.", parent_id="700_8", status_type="shared_story")
    post(site, 2, "Well said", parent_id="700_8", status_type="shared_story")
    link = {"type": "share", "unshimmed_url": "https://city.example/pool", "media": {"image": {"src": site.photo("preview")}}}
    post(site, 3, "Read this", attachments={"data": [link]})
    linked, quote, repost = posts(city.poll(PAGE, ""))
    assert (repost.kind, repost.subject) == (Kind.REPOST, uri("700_8"))
    assert (quote.kind, quote.quotes) == (Kind.QUOTE, uri("700_8"))
    assert linked.text == "Read this\n\nhttps://city.example/pool"
    assert [linked.text[span.start : span.end] for span in linked.spans] == ["https://city.example/pool"]
    assert linked.media == ()


def test_a_story_is_captured_while_it_is_shown(site: Meta, city: Facebook) -> None:
    told = {"status": "PUBLISHED", "creation_time": str(int(START.timestamp())), "media_type": "photo", "media_id": "700"}
    site.add("photo", "700", alt_text="", images=[{"width": 9, "source": site.photo("700")}])
    site.things["story"] = {"_sort": "story", "post_id": "4242", **told}
    site.lists[f"{PAGE}/stories"] = ["story"]
    item = posts(city.poll(PAGE, ""))[0]
    assert (item.uri, item.kind, item.published) == (f"{HOME}/{PAGE}/stories/4242", Kind.POST, START)
    assert b"".join(city.fetch_media(PAGE, item.media[0].ref)) == JPEG
    assert STORIES.whole
    site.lists[f"{PAGE}/stories"] = []
    assert absences(city.probe(PAGE, [item.uri])) == [(item.uri, Certainty.UNKNOWN)]


# Probing, lists


def test_a_deleted_post_is_gone_only_where_list_and_node_agree(site: Meta, city: Facebook) -> None:
    kept, lost = post(site, 1, "kept"), post(site, 2, "lost")
    site.delete(lost)
    assert absences(city.probe(PAGE, [uri(kept), uri(lost)])) == [(uri(lost), Certainty.OBSERVED)]
    for reply in (error(10), error(2, status=500), error(200), error(1), json({"id": "5"}), json([]), json({"error": {"code": 10}})):
        site.answers[f"/{lost}"] = reply
        assert absences(city.probe(PAGE, [uri(lost)])) == [(uri(lost), Certainty.UNKNOWN)]
    for path, fault, raised in (
        (f"/{PAGE}/published_posts", error(2, status=503), Unreachable),
        (f"/{PAGE}/published_posts", error(10), Refused),
        (f"/{PAGE}", error(2, status=503), Unreachable),
    ):
        site.answers = {path: fault}
        with pytest.raises(raised):
            list(city.probe(PAGE, [uri(lost)]))
    site.answers = {f"/{PAGE}": error(368)}
    assert absences(city.probe(PAGE, [uri(lost)])) == [(uri(lost), Certainty.UNKNOWN)]


def test_what_the_list_leaves_out_is_asked_for_by_itself(site: Meta, city: Facebook) -> None:
    post(site, 1, "listed")
    old = post(site, 2, "left out", attachments=album(site, ("501", "A pool")))
    own = comment(site, old, 9, "own words", author=PAGE)
    whole = posts(city.poll(PAGE, ""))
    site.lists[f"{PAGE}/published_posts"].remove(old)
    found = posts(city.probe(PAGE, [uri(old), uri(own)]))
    assert [item.text for item in found] == ["left out", "own words", "own words"]
    assert {item.uri: (item.sameness, item.thread) for item in found} == {
        item.uri: (item.sameness, item.thread) for item in whole if item.text != "listed"
    }
    site.delete(own)
    assert absences(city.probe(PAGE, [uri(own), "https://elsewhere.example/1", uri("1_2_3")])) == [
        (uri(own), Certainty.UNKNOWN), ("https://elsewhere.example/1", Certainty.UNKNOWN), (uri("1_2_3"), Certainty.UNKNOWN),
    ]  # fmt: skip


def test_the_profile_is_probed_and_listed(site: Meta, city: Facebook) -> None:
    assert [type(event) for event in city.probe(PAGE, [Facebook.profile_uri(PAGE)])] == [Item]
    item, listing = city.snapshot(PAGE, Kind.PROFILE)
    assert isinstance(item, Item)
    assert isinstance(listing, Listing)
    assert (item.text, listing.uris, listing.complete) == ("News of the city", (item.uri,), True)
    assert list(city.probe(PAGE, [])) == []
    with pytest.raises(NotImplementedError):
        list(city.snapshot(PAGE, Kind.POST))


def test_whom_the_page_blocks(site: Meta, city: Facebook) -> None:
    for number in range(120):
        site.add("person", str(5000 + number), f"{PAGE}/blocked", name=f"Person {number}")
    *entries, listing = city.snapshot(PAGE, Kind.BLOCK)
    assert isinstance(listing, Listing)
    assert len(posts(entries)) == 120
    assert listing.complete
    first = posts(entries)[0]
    assert first.uri == ListOf("facebook", PAGE, Act.BLOCK).uri("5119")
    assert (first.kind, first.author.id) == (Kind.BLOCK, PAGE)
    assert Facebook.restrictions(first.uri, first.raw) == (Restriction(Act.BLOCK, "5119"),)


@pytest.mark.parametrize("answer", [{"data": []}, {"data": [{"name": "nobody"}, {"id": "5"}]}])
def test_a_list_of_blocks_that_is_empty_or_broken_is_not_complete(site: Meta, city: Facebook, answer: object) -> None:
    site.answers[f"/{PAGE}/blocked"] = json(answer)
    listing = list(city.snapshot(PAGE, Kind.BLOCK))[-1]
    assert isinstance(listing, Listing)
    assert not listing.complete
    assert not listing.empty  # Facebook shows no post of the Page either


@pytest.mark.parametrize(
    ("blocks", "posts_", "empty"),
    [
        ({"data": []}, None, True),
        ({"data": [{"id": "5"}]}, None, False),
        ({"data": [{"name": "nobody"}]}, None, False),
        ({"data": []}, json({"data": []}), False),
        ({"data": []}, error(10, status=403), False),
    ],
)
def test_an_empty_list_of_blocks_says_so_where_posts_are_shown(
    blocks: dict[str, object], posts_: Reply | None, empty: bool, site: Meta, city: Facebook
) -> None:
    post(site, 1, "Hello")
    site.answers[f"/{PAGE}/blocked"] = json(blocks)
    if posts_ is not None:
        site.answers[f"/{PAGE}/published_posts"] = posts_
    listing = list(city.snapshot(PAGE, Kind.BLOCK))[-1]
    assert isinstance(listing, Listing)
    assert (listing.empty, listing.uris == ()) == (empty, "id" not in repr(blocks))
    assert site.asked.count(f"/{PAGE}/published_posts") == (blocks == {"data": []})  # only where it matters


def test_a_token_that_dies_before_the_posts_are_shown_ends_the_look(site: Meta, city: Facebook) -> None:
    site.answers[f"/{PAGE}/published_posts"] = error(190, status=401)
    with pytest.raises(Unauthorised):
        list(city.snapshot(PAGE, Kind.BLOCK))


# What goes wrong


def test_a_token_that_dies_between_two_pages(site: Meta, city: Facebook) -> None:
    for number in range(120):
        post(site, number, f"post {number}")
    site.dies_after = 3
    seen: list[object] = []
    with pytest.raises(Unauthorised):
        seen.extend(city.poll(PAGE, ""))
    events = iter(city.poll(PAGE, ""))
    with pytest.raises(Unauthorised):
        next(events)
    with pytest.raises(Unauthorised):
        list(city.probe(PAGE, [uri(f"{PAGE}_1")]))
    with pytest.raises(Unauthorised):
        list(city.snapshot(PAGE, Kind.BLOCK))


@pytest.mark.parametrize(("code", "status"), [(4, 400), (17, 400), (32, 403), (613, 400), (80001, 400), (4, 401)])
def test_a_limit_says_how_long(site: Meta, city: Facebook, code: int, status: int) -> None:
    usage = '{"104":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7},{"estimated_time_to_regain_access":"x"}]}'
    site.answers[f"/{PAGE}"] = error(code, status=status, x_business_use_case_usage=usage)
    with pytest.raises(RateLimited) as limited:
        list(city.poll(PAGE, ""))
    assert limited.value.retry_after == 420
    site.answers[f"/{PAGE}"] = error(code, status=status, x_app_usage='{"call_count":100}')
    with pytest.raises(RateLimited) as limited:
        list(city.probe(PAGE, [uri("1_2")]))
    assert limited.value.retry_after == 3600


def test_a_limit_in_the_middle_loses_nothing(site: Meta, city: Facebook) -> None:
    for number in range(60):
        post(site, number, f"post {number}")
    events, stored = iter(city.poll(PAGE, "")), ""
    for event in events:
        if isinstance(event, Mark):
            stored = event.cursor
            break
    site.answers[f"/{PAGE}/published_posts"] = error(4)
    with pytest.raises(RateLimited):
        list(events)
    site.answers.clear()
    assert len(texts(city.poll(PAGE, stored))) == 10


def test_nothing_holds_the_token(site: Meta, city: Facebook) -> None:
    """Not an item, though the server writes it everywhere; no address that was asked for; no error, though it is told there."""
    for number in range(60):
        post(site, number, f"leaks {TOKEN}", permalink_url=f"https://www.facebook.com/?access_token={TOKEN}")
    comment(site, f"{PAGE}_1", 9, TOKEN, **{"from": {"id": "5", "name": TOKEN}})
    told = repr([list(city.poll(PAGE, "")), list(city.probe(PAGE, [uri(f"{PAGE}_1")])), list(city.snapshot(PAGE, Kind.RESTRICTION))])
    assert "leaks ..." in told
    assert TOKEN not in told
    assert TOKEN not in repr(site.addresses)
    for reply in (error(190, 463), error(4), error(10), error(100, 33), error(2, status=500), error(4, status=429)):
        site.answers[f"/{PAGE}"] = reply
        with pytest.raises(PlatformError) as failed:
            list(city.poll(PAGE, ""))
        assert TOKEN not in f"{failed.value!r} {failed.value} {failed.value.__cause__!r}"


def test_times_are_read(site: Meta, city: Facebook) -> None:
    post(site, 1, "x", created_time="2026-07-04T08:00:00-0400", updated_time="no time")
    item = posts(city.poll(PAGE, ""))[0]
    assert item.published == dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
    assert item.revision == "2026-07-04T12:00:00.000000+00:00"
