"""Archives of Mastodon: every form, every way to be broken, the same items as live, and nothing in them that is not for everybody."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.mastodon.archives import (
    ACTOR,
    FILE,
    FOLLOWERS,
    NUMBER,
    PICTURE,
    PUBLIC,
    RESIDENT,
    Activity,
    actor,
    announce,
    create,
    document,
    files,
    note,
    outbox,
    tarred,
    zipped,
)

import rostra.platforms.files.exported
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, Method, Refused, Rejected, Source
from rostra.platforms.files.exports import Archive
from rostra.platforms.mastodon import MastodonExport, parse
from rostra.platforms.mastodon.parse import Place
from rostra.platforms.parts import whole
from rostra.platforms.testing import PlatformContract, faults

SEEN = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "archive.zip", SEEN)
CITY = Identity(ACTOR, "city@social.example", "City of Exampleville")
THEIRS = f"{RESIDENT}/statuses/7"
SECRET = "secret-of-a-message"
LARGE = random.Random(1).randbytes(1 << 20)


def take_in(members: Mapping[str, bytes], cursor: str = "", pack: Callable[[Mapping[str, bytes]], bytes] = zipped) -> list[Event]:
    return list(MastodonExport(SOURCE).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is not Kind.PROFILE]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def read(*activities: Activity) -> list[Item]:
    events = take_in(files(*activities))
    assert rejected(events) == []
    return items(events)


class TestContract(PlatformContract):
    def make(self) -> MastodonExport:
        return MastodonExport(SOURCE)

    def replay(self, platform: Any) -> Any:
        posts = [create(str(number), f"<p>Notice {number}</p>") for number in range(100, 1400)]
        other = [create("9", attributedTo=RESIDENT), announce("50", THEIRS), create("60", attachment=[document()], summary="Pool")]
        return platform.take_in(io.BytesIO(tarred(files(*posts, *other))), "")


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_is_taken_in_with_its_pictures(pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    members = files(create("10", attachment=[document()]), announce("11", THEIRS))
    platform, found = MastodonExport(SOURCE), []
    for event in platform.take_in(io.BytesIO(pack(members)), ""):
        if isinstance(event, Item):
            found.append((event.kind, event.uri, [b"".join(platform.fetch_media(ACTOR, medium.ref)) for medium in event.media]))
            assert (event.account, event.author, event.evidence, event.source) == (ACTOR, CITY, Evidence.OWNER_EXPORT, SOURCE)
    assert found == [
        (Kind.PROFILE, ACTOR, [members["avatar.png"]]),
        (Kind.POST, f"{ACTOR}/statuses/10", [PICTURE]),
        (Kind.REPOST, f"{ACTOR}/statuses/11/activity", []),
    ]
    for ref in ("likes.json", "outbox.json", "../actor.json", "/etc/passwd", "media_attachments/none.png", "https://social.example/a.png"):
        with pytest.raises(Refused, match="does not hold it"):
            platform.fetch_media(ACTOR, ref)


def test_a_post_is_taken_as_its_author_wrote_it() -> None:
    content = '<p>Open <a href="https://exampleville.example/pool">now</a></p>'
    (item,) = read(create("10", content, summary="Pool", updated="2026-07-05T08:00:00Z", attachment=[document()]))
    assert (item.text, [span.href for span in item.spans]) == ("Pool\n\nOpen now", ["https://exampleville.example/pool"])
    assert (item.published, item.revision) == (dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC), "2026-07-05T08:00:00.000000+00:00")
    assert (item.languages, item.url) == (("en",), "https://social.example/@city/10")
    assert [(each.ref, each.media_type, each.alt) for each in item.media] == [(FILE, "image/png", "The pool")]
    assert json.loads(item.raw)["object"]["content"] == content


def shown(said: dict[str, Any], **fields: Any) -> Item:
    """The item of a post as its own server's API gives it."""
    status = {
        "id": said["id"].rpartition("/")[2], "uri": said["id"], "url": said["url"], "created_at": "2026-07-04T12:00:00.123Z",
        "edited_at": None, "content": said["content"], "spoiler_text": said["summary"] or "", "sensitive": said["sensitive"],
        "visibility": "public", "language": "en", "in_reply_to_id": None, "reblog": None, "quote": None, "media_attachments": [],
        "poll": None, "favourites_count": 5, **fields,
    }  # fmt: skip
    return parse.post(whole(json.dumps(status).encode()), CITY, Place(ACTOR, SOURCE, {"7": THEIRS}))


LIVE = {"id": NUMBER, "type": "image", "url": f"https://files.social.example/{FILE}", "description": "The pool"}
SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a post": ({}, {}),
    "with a warning": ({"summary": "Pool", "sensitive": True}, {}),
    "edited": ({"updated": "2026-07-05T08:00:00Z"}, {"edited_at": "2026-07-05T08:00:00.000Z"}),
    "with a picture": ({"attachment": [document()]}, {"media_attachments": [LIVE]}),
    "with a picture elsewhere": ({"attachment": [document(f"/bucket/{FILE}")]}, {"media_attachments": [LIVE]}),
    "with a picture without words": ({"attachment": [document(name=None)]}, {"media_attachments": [{**LIVE, "description": None}]}),
    "with a moving picture": ({"attachment": [document(mediaType="video/mp4")]}, {"media_attachments": [{**LIVE, "type": "gifv"}]}),
    "with sound": ({"attachment": [document(mediaType="audio/mpeg")]}, {"media_attachments": [{**LIVE, "type": "audio"}]}),
    "with a preview": ({"attachment": [{"type": "Link", "href": "https://other.example"}]}, {"card": {"title": "Other"}}),
    "with a poll": (
        {"type": "Question", "oneOf": [{"type": "Note", "name": "Yes", "replies": {"totalItems": 4}}, {"name": "No"}], "votersCount": 4},
        {"poll": {"options": [{"title": "Yes", "votes_count": 4}, {"title": "No"}]}},
    ),
    "with a poll of several": ({"anyOf": [{"name": "Yes"}]}, {"poll": {"options": [{"title": "Yes"}]}}),
    "a reply": ({"inReplyTo": THEIRS}, {"in_reply_to_id": "7"}),
    "a quote": ({"quote": THEIRS, "quoteUri": THEIRS}, {"quote": {"state": "accepted", "quoted_status": {"uri": THEIRS}}}),
    "a quote of what is gone": ({"quote": {"type": "Tombstone"}}, {"quote": {"state": "deleted", "quoted_status": None}}),
    "without a language": ({"contentMap": None}, {"language": None}),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_a_post_that_was_captured_live_is_known_again(name: str) -> None:
    said, fields = SAME[name]
    (item,) = read(create("10", **said))
    live = shown(note("10", **said), **fields)
    compared = ("uri", "kind", "text", "spans", "languages", "account", "author", "reply_to", "quotes", "url", "sameness")
    assert {field: getattr(item, field) for field in compared} == {field: getattr(live, field) for field in compared}
    assert item.revision[:19] == live.revision[:19]  # an archive tells no parts of a second
    assert item.revision <= live.revision


def test_a_repost_that_was_captured_live_is_known_again() -> None:
    live = shown(note("11"), uri=f"{ACTOR}/statuses/11/activity", reblog={"uri": THEIRS, "content": "<p>theirs</p>"})
    for theirs in (THEIRS, {"id": THEIRS, "type": "Note", "to": PUBLIC}):
        (item,) = read(announce("11", theirs))
        assert (item.uri, item.kind, item.subject, item.text) == (live.uri, Kind.REPOST, THEIRS, "")
        assert item.sameness == live.sameness


NOT_PUBLIC: dict[str, Activity] = {
    "for followers": create("20", SECRET, to=[FOLLOWERS], cc=[]),
    "for one": create("20", SECRET, to=[RESIDENT], cc=[]),
    "for one, as a text": create("20", SECRET, to=RESIDENT, cc=None),
    "for nobody": create("20", SECRET, to=[], cc=[]),
    "for nobody knows whom": create("20", SECRET, to={"x": PUBLIC}, cc=5),
    "the post alone": {**create("20", SECRET, to=[FOLLOWERS], cc=[]), "to": [PUBLIC]},
    "the activity alone": {**create("20", SECRET), "to": [FOLLOWERS], "cc": []},
    "a repost": announce("20", {"id": THEIRS, "content": SECRET}, to=[FOLLOWERS], cc=[]),
    "a repost of what is not": announce("20", {"id": THEIRS, "content": SECRET, "to": [FOLLOWERS]}),
    "and broken": {**create("20", SECRET, to=[FOLLOWERS], cc=[]), "actor": RESIDENT, "type": "Sneeze"},
}


@pytest.mark.parametrize("name", sorted(NOT_PUBLIC))
def test_what_is_not_for_everybody_leaves_no_trace(name: str) -> None:
    events = take_in(files(create("10"), NOT_PUBLIC[name]))
    assert len(items(events)) == 1
    assert rejected(events) == []
    assert SECRET not in repr(events)


@pytest.mark.parametrize("public", [{"to": [PUBLIC]}, {"to": PUBLIC}, {"to": [FOLLOWERS], "cc": [PUBLIC]}, {"to": ["as:Public"]}])
def test_what_is_for_everybody_is_taken_listed_or_not(public: dict[str, Any]) -> None:
    assert len(read(create("10", **{"to": [], "cc": [], **public}))) == 1


def test_nothing_private_is_opened_or_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    plain = Archive.pieces
    monkeypatch.setattr(Archive, "pieces", lambda self, name: (opened.append(name), plain(self, name))[1])
    events = take_in(files(create("10", attachment=[document()]), blocked=SECRET.encode()))
    assert sorted(set(opened)) == ["actor.json", "avatar.png", "outbox.json"]
    assert [secret for secret in (SECRET, "secret-of-a-like") if secret in repr(events)] == []


def test_the_profile_is_the_same_as_long_as_it_says_and_shows_the_same() -> None:
    (first,) = take_in(files())[:1]
    assert isinstance(first, Item)
    assert (first.uri, first.text, first.revision) == (ACTOR, "News & notices\n\nWeb: exampleville.example", "")
    later = [{**files(create("10")), "actor.json": actor(followers="x")}, {**files(), "avatar.png": b"\x89PNG another"}]
    same = [event.sameness == first.sameness for members in later for event in take_in(members)[:1] if isinstance(event, Item)]
    assert same == [True, False]


def test_a_picture_of_the_profile_that_cannot_be_read_takes_nothing_else_along() -> None:
    members = {**files(create("10")), "actor.json": actor(icon={"url": "avatar.gif"}, image={"url": 5})}
    events = take_in(members)
    assert [medium.ref for event in events if isinstance(event, Item) and event.kind is Kind.PROFILE for medium in event.media] == [
        "avatar.gif"
    ]
    assert len(items(events)) == 1


BAD: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "no posts": (lambda: {"actor.json": actor()}, r"no outbox\.json"),
    "nobody's": (lambda: {"outbox.json": outbox([])}, r"no actor\.json"),
    "in a folder": (lambda: {f"archive/{name}": content for name, content in files().items()}, r"no actor\.json"),
    "actor.json is no JSON": (lambda: {**files(), "actor.json": actor()[:-1]}, r"actor\.json cannot be read"),
    "actor.json is no UTF-8": (lambda: {**files(), "actor.json": b"\xff"}, r"actor\.json cannot be read"),
    "actor.json is deep": (lambda: {**files(), "actor.json": b"[" * 200_000}, r"actor\.json cannot be read"),
    "actor.json is large": (lambda: {**files(), "actor.json": actor() + LARGE}, "more than the 1,048,576"),
    "actor.json is a list": (lambda: {**files(), "actor.json": b"[1]"}, "does not say whose"),
    "no address": (lambda: {**files(), "actor.json": actor(id="city")}, "does not say whose"),
    "another scheme": (lambda: {**files(), "actor.json": actor(id="file:///etc/passwd")}, "does not say whose"),
    "no host": (lambda: {**files(), "actor.json": actor(id="https://[")}, "does not say whose"),
    "a long address": (lambda: {**files(), "actor.json": actor(id=f"https://social.example/{'a' * 300}")}, "does not say whose"),
}


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_archive_of_mastodon_is_refused(name: str, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    make, why = BAD[name]
    with pytest.raises(BadSource, match=why):
        take_in(make(), pack=pack)


ONE, TWO = create("1"), create("2")


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    ("broken", "kept", "why"),
    [
        (outbox([{**ONE, "actor": RESIDENT}, TWO]), ["2"], "element 1: it is another account's"),
        (outbox([create("1", attributedTo=RESIDENT), TWO]), ["2"], "element 1: it is another account's"),
        (outbox([{**ONE, "type": "Like"}, TWO]), ["2"], "neither a post nor a repost"),
        (outbox([{**ONE, "object": f"{ACTOR}/statuses/1"}, TWO]), ["2"], "neither a post nor a repost"),
        (outbox([create("1", id="https://other.example/1"), TWO]), ["2"], "does not lie at the server of its author"),
        (outbox([create("1", id="javascript:alert(1)"), TWO]), ["2"], "without an address"),
        (outbox([create("1", id=7), TWO]), ["2"], "without an address"),
        (outbox([create("1", id=f"{ACTOR}/"), TWO]), ["2"], "its id is none"),
        (outbox([ONE, TWO]).replace(b'"type": "Create"', b'"type": Create', 1), ["2"], "it is not JSON"),
        (outbox([ONE, TWO]).replace(b'"sensitive": false', b'"sensitive": NaN', 1), ["2"], "it is not JSON"),
        (outbox([ONE, TWO]).replace(b'"en"', b'"\xff"', 1), ["2"], "it is not JSON"),
        (outbox([{**ONE, "deep": 0}, TWO]).replace(b'"deep": 0', b'"deep": ' + b"[" * 90_000 + b"]" * 90_000), ["2"], "it is not JSON"),
        (outbox([ONE])[:-60], [], "cut off in element 1"),
        (outbox([ONE])[:-2], ["1"], "cut off behind element 1"),
        (outbox([ONE])[:-1], ["1"], "neither read nor run"),
        (outbox([ONE]) + b" {}", ["1"], "neither read nor run"),
        (outbox([ONE, "two"]), ["1"], "element 2 is no object"),
        (outbox([create("1"), create("2", LARGE.hex())]), ["1"], "element 2 is longer"),
        (b'{"orderedItems": 5}', [], "does not begin"),
        (b"[]", [], "does not begin"),
        (b"", [], "does not begin"),
        (b'{"x": "' + b"x" * 200_000, [], "does not begin"),
    ],
)
def test_what_is_broken_is_lost_alone_and_said(
    broken: bytes, kept: list[str], why: str, pack: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    events = take_in({**files(), "outbox.json": broken}, pack=pack)
    assert [item.uri.rpartition("/")[2] for item in items(events)] == kept
    (lost,) = rejected(events)
    assert why in lost.reason
    assert "outbox.json" in lost.reason
    assert isinstance(events[-1], Mark)


def test_what_cannot_be_read_may_be_a_message_and_is_not_kept() -> None:
    raw = outbox([create("1", SECRET, to=[RESIDENT], cc=[]), TWO]).replace(b'"type": "Create"', b'"type": Create', 1)
    events = take_in({**files(), "outbox.json": raw})
    assert len(rejected(events)) == 1
    assert SECRET not in repr(events)


def test_what_stands_behind_the_list_may_be_its_number() -> None:
    raw = json.dumps({"@context": "x", "type": "OrderedCollection", "orderedItems": [ONE, TWO], "totalItems": 2}).encode()
    events = take_in({**files(), "outbox.json": raw})
    assert (len(items(events)), rejected(events)) == (2, [])


def test_a_damaged_outbox_takes_nothing_else_along() -> None:
    raw = zipped({"actor.json": actor(), "outbox.json": outbox([ONE])})
    at = raw.rindex(b"outbox.json") - 46 + 16  # its check sum, in the table of contents
    events = list(MastodonExport(SOURCE).take_in(io.BytesIO(raw[:at] + b"\0\0\0\0" + raw[at + 4 :]), ""))
    assert [event.kind for event in events if isinstance(event, Item)] == [Kind.PROFILE]
    assert ["is damaged: Bad CRC" in lost.reason for lost in rejected(events)] == [True]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_reading_goes_on_behind_any_mark(pack: Callable[[Mapping[str, bytes]], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 3)
    posts = [create(str(number)) for number in range(9, 1, -1)]
    members = {**files(), "outbox.json": outbox([*posts, NOT_PUBLIC["for one"], {}])[:-1]}
    events = take_in(members, pack=pack)
    marks = [(at, event) for at, event in enumerate(events) if isinstance(event, Mark)]
    assert len(marks) == 1 + 3 + 1
    for at, mark in marks:
        assert take_in(members, mark.cursor, pack) == events[at + 1 :]
    assert marks[-1][1].done == len(pack(members))
    with pytest.raises(BadSource, match="not the archive"):
        take_in({**members, "likes.json": b"x"}, marks[0][1].cursor, pack)


def test_whose_it_is() -> None:
    def owner(**told: Any) -> Identity:
        return MastodonExport(SOURCE).owner(io.BytesIO(tarred({**files(), "actor.json": actor(**told)})))

    assert owner() == CITY
    assert owner(webfinger="city@exampleville.example").handle == "city@exampleville.example"
    assert owner(webfinger="<b>").handle == "city@social.example"
    assert owner(preferredUsername="<b>", name=5) == Identity(ACTOR)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from([ACTOR, PUBLIC, THEIRS, FILE, "https://[", "Create"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "type", "name", "en", "href"]), inner),
    max_leaves=6,
)
FIELDS = [*note("1"), "updated", "oneOf", "quote", "quoteUri", "object", "actor", "attachment"]


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=2))
def test_whatever_an_activity_holds_it_is_taken_or_set_aside(inner: dict[str, Any], outer: dict[str, Any]) -> None:
    events = take_in({**files(), "outbox.json": outbox([{**create("1", **inner), **outer}, TWO])})
    assert any(item.uri.endswith("/2") for item in items(events))
    assert len(items(events)) + len(rejected(events)) <= 2
    assert [fault for event in events for fault in faults(event, "event")] == []


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "name", "summary", "attachment", "icon", "image", "webfinger", "preferredUsername"]), VALUES))
def test_whatever_an_actor_holds_it_is_taken_or_refused(told: dict[str, Any]) -> None:
    try:
        events = take_in({**files(), "actor.json": actor(**told)})
    except BadSource:
        return
    assert [fault for event in events for fault in faults(event, "event")] == []
