"""Exports of TikTok: every form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.tiktok.exports import ACCOUNT, HANDLE, SECRET, VIDEO, comment, export, legacy, packed, post

import rostra.platforms.files.exported
from rostra.platforms.base import Absence, BadSource, Certainty, Event, Evidence, Identity, Item, Kind, Mark, Method, Rejected, Source
from rostra.platforms.testing import PlatformContract
from rostra.platforms.tiktok import TikTokExport

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "TikTok_Data_1.zip", SEEN)
SHARE = f"https://www.tiktokv.com/share/video/{VIDEO}/"


def take_in(raw: bytes, cursor: str = "") -> list[Event]:
    return list(TikTokExport(SOURCE, ACCOUNT).take_in(io.BytesIO(raw), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


class TestContract(PlatformContract):
    def make(self) -> TikTokExport:
        return TikTokExport(SOURCE, ACCOUNT)

    def replay(self, platform: Any) -> Any:
        posts = [post(str(number)) for number in range(7_000_000_000_000_000_000, 7_000_000_000_000_002_500)]
        raw = export([*posts, post(WhoCanView="?")], [comment(), comment(""), comment(date="none")], [post("1" * 19)])
        return platform.take_in(io.BytesIO(raw), "")


def test_a_post_and_a_comment_are_taken_as_the_account_wrote_them() -> None:
    answered, said = items(take_in(export([post()], [comment()])))
    assert (said.uri, said.text, said.kind) == (SHARE, "Snow emergency", Kind.POST)
    assert said.url == f"https://www.tiktok.com/@{HANDLE}/video/{VIDEO}"
    assert (said.account, said.author, said.evidence) == (ACCOUNT, Identity(ACCOUNT, HANDLE), Evidence.OWNER_EXPORT)
    assert said.published == dt.datetime(2024, 7, 26, 17, 21, 14, tzinfo=dt.UTC)
    assert (answered.kind, answered.text, answered.reply_to) == (Kind.REPLY, "Thank you", "")
    assert answered.uri.startswith(f"tiktok:{ACCOUNT}/comment/2024-07-27T08:00:00Z/")


FORMS = {
    "by itself": export([post()], [comment()]),
    "with a mark": b"\xef\xbb\xbf \n" + export([post()], [comment()]),
    "packed": packed(export([post()], [comment()]), "user_data_tiktok.json"),
    "packed in a folder": packed(export([post()], [comment()]), "TikTok/user_data.json"),
    "before it was renamed": legacy([post()], [{"Date": "2024-07-27 08:00:00", "Comment": "Thank you"}]),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_gives_the_same(name: str) -> None:
    events, same = take_in(FORMS[name]), take_in(FORMS["by itself"])
    assert [(item.uri, item.text, item.sameness, item.author) for item in items(events)] == [
        (item.uri, item.text, item.sameness, item.author) for item in items(same)
    ]
    assert rejected(events) == []


@pytest.mark.parametrize(
    ("link", "uri"),
    [
        (f"https://www.tiktokv.com/share/video/{VIDEO}/", SHARE),
        (f"https://www.tiktok.com/@{HANDLE}/video/{VIDEO}?lang=en", SHARE),
        (f"https://www.tiktok.com/@{HANDLE}/photo/{VIDEO}", SHARE),
        (f"https://v16m.tiktokcdn.com/aa/video/tos/x/?a=1233&item_id={VIDEO}&l=2", SHARE),
        ("https://v16m.tiktokcdn.com/aa/video/tos/x/?a=1233&signature=b", f"tiktok:{ACCOUNT}/post/2024-07-26T17:21:14Z"),
        (f"https://evil.example/video/{VIDEO}", f"tiktok:{ACCOUNT}/post/2024-07-26T17:21:14Z"),
        ("", f"tiktok:{ACCOUNT}/post/2024-07-26T17:21:14Z"),
        (5, f"tiktok:{ACCOUNT}/post/2024-07-26T17:21:14Z"),
    ],
)
def test_the_number_is_found_in_the_link_or_time_stands_for_it(link: object, uri: str) -> None:
    (item,) = items(take_in(export([post(Link=link)])))
    assert item.uri == uri


def test_a_link_that_is_signed_anew_and_more_likes_make_no_other_version() -> None:
    signed = "https://v16m.tiktokcdn.com/x/?signature="
    (one,), (other,) = items(take_in(export([post(Link=signed + "a")]))), items(take_in(export([post(Link=signed + "b", Likes="900")])))
    assert (one.uri, one.sameness) == (other.uri, other.sameness)
    assert one.raw != other.raw


def test_a_deleted_post_is_said_to_be_gone_and_its_words_are_not_kept() -> None:
    gone = {**post(Title=SECRET), "DateDeleted": "2026-05-01 10:00:00"}
    del gone["WhoCanView"]
    (absence,) = (event for event in take_in(export([], [], [gone])) if isinstance(event, Absence))
    assert (absence.uri, absence.account, absence.certainty) == (SHARE, ACCOUNT, Certainty.ASSERTED)
    assert "2026-05-01 at 10:00:00 UTC" in absence.reason
    assert SECRET not in repr(absence)


def test_a_deleted_post_without_its_number_is_set_aside_without_bytes() -> None:
    events = take_in(export([], [], [post(Link="", Title=SECRET)]))
    assert [event.reason.count("does not tell which post") for event in rejected(events)] == [1]
    assert SECRET not in repr(events)


@pytest.mark.parametrize("word", ["Friends", "Only me", "PRIVATE", "Followers"])
def test_what_not_everybody_can_see_is_passed_over(word: str) -> None:
    events = take_in(export([post(WhoCanView=word, Title=SECRET)]))
    assert not items(events)
    assert not rejected(events)


@pytest.mark.parametrize("word", ["", "Amis", None, 5, ["Everyone"]])
def test_what_is_not_surely_public_is_set_aside_without_bytes(word: object) -> None:
    events = take_in(export([post(WhoCanView=word, Title=SECRET)]))
    assert not items(events)
    assert "who can see it is not said" in rejected(events)[0].reason
    assert SECRET not in repr(events)


def test_what_is_private_in_an_export_is_seen_nowhere() -> None:
    whole = json.loads(export([post()], [comment()]))
    assert json.dumps(whole).count(SECRET) >= 10
    assert SECRET not in repr(take_in(export([post()], [comment()])))


BROKEN: dict[str, tuple[object, str]] = {
    "a number": (5, "no object"),
    "a text": ("comment", "no object"),
    "a list": ([comment()], "no object"),
    "nothing": (None, "no object"),
    "no text": (comment(""), "no text"),
    "a text of another type": ({"date": "2024-07-27 08:00:00", "comment": 5}, "no text"),
    "no time": ({"comment": "x"}, "its time is none"),
    "a time that is none": (comment(date="yesterday"), "its time is none"),
    "a day that is none": (comment(date="2024-02-31 08:00:00"), "its time is none"),
    "a time to come": (comment(date="2036-01-01 00:00:00"), "cannot be"),
    "a zero": (comment(date="1970-01-01 00:00:00"), "cannot be"),
    "a NUL": (comment("a\0b"), "NUL"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_comment_that_cannot_be_is_set_aside_and_nothing_else(name: str) -> None:
    bad, why = BROKEN[name]
    events = take_in(export([], [comment("one"), bad, comment("two")]))
    assert [item.text for item in items(events)] == ["one", "two"]
    (aside,) = rejected(events)
    assert why in aside.reason
    assert aside.raw == json.dumps(bad).encode()


def test_one_that_is_no_json_spoils_itself_alone() -> None:
    raw = export([post()], [comment("one"), comment("two")]).replace(b'"one"', b'"one" nonsense')
    events = take_in(raw)
    assert [item.text for item in items(events)] == ["two", "Snow emergency"]
    assert "not JSON" in rejected(events)[0].reason


def test_a_post_that_is_no_json_keeps_no_bytes() -> None:
    events = take_in(export([post(Title=SECRET)]).replace(b'"WhoCanView":', b'"WhoCanView"'))
    assert "may be private" in rejected(events)[0].reason
    assert SECRET not in repr(events)


def test_what_is_cut_off_is_taken_up_to_there_and_said() -> None:
    raw = export([post(), post("7" * 19)], [comment("one"), comment("two")])
    for end in range(10, len(raw) - 1, 37):
        events = take_in(raw[:end])
        assert "cut off" in rejected(events)[-1].reason
        whole = [item.uri for item in items(take_in(raw))]
        found = [item.uri for item in items(events)]
        assert found == whole[: len(found)]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"Comment: hello\n", "as TXT"),
        (b"[]", "neither the JSON nor the ZIP"),
        (packed(b"Comment: hello", "Comment/Comments.txt"), "as TXT"),
        (packed(b"{}", "other.json"), "no user_data.json"),
    ],
)
def test_what_is_no_export_is_refused_with_words(raw: bytes, why: str) -> None:
    with pytest.raises(BadSource, match=why):
        take_in(raw)


def test_whose_it_is_must_be_said() -> None:
    raw = export([post()])
    assert TikTokExport(SOURCE).owner(io.BytesIO(raw)) == Identity("", HANDLE)
    with pytest.raises(BadSource, match="say which account"):
        list(TikTokExport(SOURCE).take_in(io.BytesIO(raw), ""))


@pytest.mark.parametrize("name", ["<b>", "", 5, "x" * 50])
def test_a_name_that_can_be_none_is_not_taken(name: object) -> None:
    raw = export([]).replace(f'"userName": "{HANDLE}"'.encode(), f'"userName": {json.dumps(name)}'.encode())
    assert TikTokExport(SOURCE).owner(io.BytesIO(raw)).handle == ""


def test_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 10)
    raw = export([post(str(VIDEO[:-2]) + f"{number:02}") for number in range(25)], [comment(str(number)) for number in range(20)])
    whole = take_in(raw)
    marks = [event for event in whole if isinstance(event, Mark)]
    assert len(marks) == 5
    for mark in marks:
        behind = whole[whole.index(mark) + 1 :]
        assert [item.uri for item in items(take_in(raw, mark.cursor))] == [item.uri for item in items(behind)]
    with pytest.raises(BadSource, match="not the archive"):
        take_in(raw + b" ", marks[0].cursor)


VALUE = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(["Everyone", SHARE, "2024-07-26 17:21:14", "\ud800", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Date", "Link", "WhoCanView", "Title", "comment", "date"]), inner)
    ),
    max_leaves=8,
)


@given(st.lists(VALUE, max_size=4), st.lists(VALUE, max_size=4), st.lists(VALUE, max_size=4), st.integers(0, 60))
def test_whatever_stands_in_it_only_what_is_declared_escapes(posts: Any, comments: Any, deleted: Any, cut: int) -> None:
    raw = export(posts, comments, deleted)
    for event in take_in(raw[: len(raw) - cut]):
        if isinstance(event, Item):
            assert event.account == ACCOUNT
            assert event.published
