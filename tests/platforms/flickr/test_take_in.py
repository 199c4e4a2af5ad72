"""Exports of Flickr: every form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.flickr.exports import HANDLE, OWNER, PHOTO, SECRET, comment, files, photo, profile, with_secrets
from tests.platforms.x.archives import pack

import rostra.platforms.files.exported
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, Method, Refused, Rejected, Source, Span
from rostra.platforms.files.slices import LIMIT
from rostra.platforms.flickr import FlickrExport
from rostra.platforms.testing import PlatformContract

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "72157719_abc_part1.zip", SEEN)
PAGE = f"https://www.flickr.com/photos/{OWNER}/{PHOTO}/"


def take_in(members: dict[str, bytes], cursor: str = "", told: str = "") -> list[Event]:
    return list(FlickrExport(SOURCE, told).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


class TestContract(PlatformContract):
    def make(self) -> FlickrExport:
        return FlickrExport(SOURCE)

    def replay(self, platform: Any) -> Any:
        photos = [photo(str(number)) for number in range(100, 140)]
        comments = [comment(comment_url=f"https://www.flickr.com/photos/a/1/#comment{number}") for number in range(1200)]
        whole = files([*photos, photo("1", privacy="?"), photo("2", date_imported="?")], [*comments, comment(photo_id="none")])
        return platform.take_in(io.BytesIO(pack(whole)), "")


def test_a_photo_is_taken_as_its_owner_described_it() -> None:
    (item,) = items(take_in(files([photo()])))
    assert (item.uri, item.url, item.kind) == (PAGE, PAGE, Kind.POST)
    assert item.text == "Plow\n\nSnow & ice: more"
    assert item.spans == (Span(18, 22, "https://exampleville.example/snow"),)
    assert (item.account, item.author, item.evidence) == (OWNER, Identity(OWNER, HANDLE, "City of Exampleville"), Evidence.OWNER_EXPORT)
    assert item.published == dt.datetime(2024, 1, 3, 4, 5, 6, tzinfo=dt.UTC)
    assert [(medium.ref, medium.media_type) for medium in item.media] == [(PHOTO, "image/jpeg")]
    assert json.loads(item.raw)["count_views"] == "53"


def test_counts_and_comments_of_others_make_no_other_version() -> None:
    told = [{"user": "1@N01", "comment": "Nice"}]
    (one,), (other,) = items(take_in(files([photo()]))), items(take_in(files([photo(count_views="900", comments=told)])))
    assert one.raw != other.raw
    assert one.sameness == other.sameness
    assert items(take_in(files([photo(name="Snow plow")])))[0].sameness != one.sameness


@pytest.mark.parametrize(
    ("stem", "held"),
    [
        (f"plow_{PHOTO}_o", True),
        (f"img_20240102_{PHOTO}_o", True),
        (f"plow_{PHOTO}", True),
        (f"{PHOTO}_o", True),
        ("plow_51234567891_o", False),
    ],
)
def test_a_picture_is_kept_where_it_lies_in_the_same_archive(stem: str, held: bool) -> None:
    platform = FlickrExport(SOURCE)
    list(platform.take_in(io.BytesIO(pack(files([photo()], **{stem: b"\xff\xd8 plow"}))), ""))
    if held:
        assert b"".join(platform.fetch_media(OWNER, PHOTO)) == b"\xff\xd8 plow"
    else:
        with pytest.raises(Refused, match="does not hold it"):
            platform.fetch_media(OWNER, PHOTO)


def bare(one: dict[str, Any]) -> dict[str, bytes]:
    return {**files([photo()]), "photos_comments_part001.json": json.dumps([one]).encode()}


def test_a_comment_is_read_in_each_form() -> None:
    numbered = {"photo_id": int(PHOTO), "comment_id": "72157721", "comment": "Thank you", "date": "2024-02-03T04:05:06"}
    forms = [files([], [comment()]), bare(comment()), bare(numbered)]
    found = [items(take_in(members))[-1] for members in forms]
    assert {item.uri for item in found} == {f"https://www.flickr.com/photo.gne?id={PHOTO}#comment72157721"}
    assert {(item.kind, item.text, item.account, item.reply_to) for item in found} == {(Kind.REPLY, "Thank you", OWNER, "")}


@pytest.mark.parametrize("whose", [HANDLE, OWNER])
def test_a_comment_on_an_own_photo_points_to_it(whose: str) -> None:
    (item,) = items(take_in(files([], [comment(photo_url=f"https://www.flickr.com/photos/{whose}/{PHOTO}/")])))
    assert item.reply_to == PAGE


def test_parts_of_the_comments_are_all_read() -> None:
    parts = {
        f"photos_comments_part{number:03}.json": json.dumps({"comments": [comment(comment_url=f"#comment{number}")]}).encode()
        for number in (1, 2, 10)
    }
    assert [item.uri[-2:] for item in items(take_in({**files(), **parts}))] == ["t1", "t2", "10"]


@pytest.mark.parametrize("word", ["private", "friend & family", "Friends", "family only"])
def test_what_not_everybody_can_see_is_passed_over(word: str) -> None:
    events = take_in(files([photo(privacy=word, name=SECRET)]))
    assert not items(events)
    assert not rejected(events)


@pytest.mark.parametrize("word", ["", None, 5, "guests", ["public"]])
def test_what_is_not_surely_public_is_set_aside_without_bytes(word: object) -> None:
    events = take_in(files([photo(privacy=word, name=SECRET)]))
    assert not items(events)
    assert "who can see it is not said" in rejected(events)[0].reason
    assert SECRET not in repr(events)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"5", b'{"name": "plantedsecret-of-an-account"', b"\xff" * 9, b'{"name": "plantedsecret-of-an-account \\u0000"}']
)
def test_a_file_of_a_photo_that_cannot_be_read_keeps_no_bytes(raw: bytes) -> None:
    events = take_in({**files([photo()]), "photo_7.json": raw})
    assert len(items(events)) == 1
    assert "photo_7.json, element 1" in rejected(events)[0].reason
    assert "may be private" in rejected(events)[0].reason
    assert SECRET not in repr(events)


def test_a_file_of_a_photo_that_is_too_large_is_lost_alone() -> None:
    events = take_in({**files([photo()]), "photo_7.json": json.dumps({"a": str(list(range(LIMIT // 4)))}).encode()})
    assert len(items(events)) == 1
    assert "more than the 1,048,576" in rejected(events)[0].reason


def test_all_else_that_is_private_is_seen_nowhere() -> None:
    events = take_in(with_secrets(files([photo()], [comment()])))
    assert len(items(events)) == 2
    assert SECRET not in repr(events)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no number": (photo(id="x"), "it has no id"),
    "a number of another type": (photo(id=[5]), "it has no id"),
    "no time": (photo(date_imported=""), "its time is none"),
    "a time of another type": (photo(date_imported=5), "its time is none"),
    "a day that is none": (photo(date_imported="2024-02-31 00:00:00"), "its time is none"),
    "a time to come": (photo(date_imported="2036-01-01 00:00:00"), "cannot be"),
    "a zero": (photo(date_imported="1970-01-01 00:00:00"), "cannot be"),
    "another account": (photo(photopage="https://www.flickr.com/photos/99999999@N01/5/"), "another account"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_public_photo_that_cannot_be_is_set_aside_and_nothing_else(name: str) -> None:
    bad, why = BROKEN[name]
    events = take_in({**files([photo()]), "photo_7.json": json.dumps(bad).encode()})
    assert [item.uri for item in items(events)] == [PAGE]
    (aside,) = rejected(events)
    assert why in aside.reason
    assert aside.raw == json.dumps(bad).encode()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (5, "no object"),
        (comment(photo_id=""), "no photo_id"),
        (comment(comment_url=""), "no comment_id"),
        (comment(created=""), "its time is none"),
        (comment("a\0"), "NUL"),
    ],
)
def test_a_comment_that_cannot_be_is_set_aside_and_nothing_else(bad: object, why: str) -> None:
    events = take_in(files([], [comment("one"), bad, comment("two")]))
    assert [item.text for item in items(events)] == ["one", "two"]
    assert why in rejected(events)[0].reason


def test_hostile_html_becomes_text() -> None:
    (item,) = items(take_in(files([photo(description='<script>x</script><a href="javascript:alert(1)">y</a><b>z')])))
    assert (item.text, item.spans) == ("Plow\n\nyz", ())


def test_a_part_that_names_nobody_is_of_whom_a_person_says() -> None:
    members = {name: raw for name, raw in files([photo()]).items() if name != "account_profile.json"}
    (item,) = items(take_in(members, told=OWNER))
    assert (item.uri, item.author) == (PAGE, Identity(OWNER))
    with pytest.raises(BadSource, match="say which account"):
        take_in(members)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"plow_51234567890_o.jpg": b"\xff\xd8"}, "the pictures alone"),
        ({"account_profile.json": b"{}"}, "tells of no photo"),
        ({**files([photo()]), "account_profile.json": b"{"}, "cannot be read"),
        ({**files([photo()]), "account_profile.json": json.dumps(profile("none")).encode()}, "say which account"),
    ],
)
def test_what_is_no_export_is_refused(members: dict[str, bytes], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        take_in(members)


def test_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 5)
    comments = [comment(comment_url=f"#comment{number}") for number in range(12)]
    members = files([photo(str(number)) for number in range(10, 16)], comments)
    whole = take_in(members)
    marks = [event for event in whole if isinstance(event, Mark)]
    assert len(marks) == 9
    for mark in marks:
        behind = whole[whole.index(mark) + 1 :]
        assert [item.uri for item in items(take_in(members, mark.cursor))] == [item.uri for item in items(behind)]


VALUE = st.recursive(
    st.none()
    | st.integers()
    | st.text(max_size=15)
    | st.sampled_from(["public", PHOTO, "2024-01-03 04:05:06", PAGE, "<a href='x'>", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tag", "id", "comment"]), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(["id", "privacy", "name", "description", "date_imported", "tags", "photopage", "original", "comment", "photo_id"])


@given(st.dictionaries(FIELDS, VALUE), st.booleans(), st.integers(0, 9))
def test_whatever_stands_in_it_only_what_is_declared_escapes(found: dict[str, Any], over: bool, cut: int) -> None:
    one, said = ({**photo(), **found}, {**comment(), **found}) if over else (found, found)
    raw, list_raw = json.dumps(one).encode(), json.dumps([said]).encode()
    members = {**files(), "photo_5.json": raw[: len(raw) - cut], "photos_comments_part001.json": list_raw[: len(list_raw) - cut]}
    for item in items(take_in(members)):
        assert item.account == OWNER
        assert item.published
