"""Takeouts of YouTube: every language and form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.tables import table
from tests.platforms.x.archives import pack
from tests.platforms.youtube.takeouts import (
    CHANNEL,
    COMMENT,
    ENGLISH,
    GERMAN,
    HIDDEN,
    LANGUAGES,
    MADE,
    OTHER,
    VIDEO,
    chat,
    comment,
    files,
    segments,
    video,
    with_secrets,
)

import rostra.platforms.files.exported
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, Method, Refused, Rejected, Source, Span
from rostra.platforms.testing import PlatformContract
from rostra.platforms.youtube import YouTubeExport

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "takeout-20260505T000000Z-001.zip", SEEN)
WATCH = f"https://www.youtube.com/watch?v={VIDEO}"
COMMENTS = f"{ENGLISH.folder}/comments/comments.csv"
VIDEOS = f"{ENGLISH.folder}/video metadata/videos.csv"


def take_in(members: dict[str, bytes], cursor: str = "", told: str = "") -> list[Event]:
    return list(YouTubeExport(SOURCE, told).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def read(**tables: Any) -> list[Item]:
    events = take_in(files(**tables))
    assert rejected(events) == []
    return items(events)


class TestContract(PlatformContract):
    def make(self) -> YouTubeExport:
        return YouTubeExport(SOURCE)

    def replay(self, platform: Any) -> Any:
        comments = [comment(f"Ugx{number:021}AaABAg"[:26]) for number in range(2500)]
        broken = [video("otherVideo1", privacy="?"), comment(made="none")]
        whole = files(videos=[video(), broken[0]], comments=[*comments, broken[1]], chats=[chat()])
        return platform.take_in(io.BytesIO(pack(whole)), "")


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_every_language_gives_the_same(name: str) -> None:
    language = LANGUAGES[name]
    videos = [video(privacy=language.public), video(HIDDEN, privacy=language.private), video("unlistedVid", privacy=language.unlisted)]
    members = files(videos, [comment(), comment(f"{COMMENT}.9iwJkUYNcXa9u0", below=HIDDEN)], [chat()], language, Council=b"film")
    events = take_in(members)
    assert rejected(events) == []
    shown, said, beside = items(events)
    assert (shown.uri, shown.text, shown.kind) == (WATCH, "Council\n\nAll of it", Kind.POST)
    assert shown.published == dt.datetime(2024, 5, 2, tzinfo=dt.UTC)
    assert (said.uri, said.text, said.kind) == (f"{WATCH}&lc={COMMENT}", "Thank you", Kind.REPLY)
    assert (said.reply_to, said.thread) == (WATCH, WATCH)
    assert said.published == dt.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)
    assert (beside.text, beside.thread) == ("Welcome", WATCH)
    assert {item.author for item in items(events)} == {Identity(CHANNEL, "", "City of Exampleville")}
    assert {item.evidence for item in items(events)} == {Evidence.OWNER_EXPORT}


def test_labels_in_another_case_and_language_make_no_other_version() -> None:
    upper = files([video()], [comment()])
    upper[COMMENTS] = upper[COMMENTS].replace(b"Comment Create Timestamp", b"Comment create timestamp")
    english, german = items(take_in(upper)), items(take_in(files([video(privacy="Öffentlich")], [comment()], language=GERMAN)))
    assert [(item.uri, item.text, item.sameness) for item in english] == [(item.uri, item.text, item.sameness) for item in german]
    assert english[0].raw != german[0].raw


OLD = ["Comment ID", "Channel ID", "Comment Create Timestamp", "Price", "Parent Comment ID", "Video ID", "Comment Text"]
OLDEST = ["Channel ID", "Comment Create Timestamp", "Price", "Comment ID", "Parent Comment ID", "Video ID", "Comment Text"]
WRAPPED = '{"takeoutSegments":[{"text":"Thank "},{"text":"you"}]}'


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (OLD, [COMMENT, CHANNEL, MADE, "0", "", VIDEO, WRAPPED]),
        (OLD, [COMMENT, CHANNEL, "2024-05-06 07:08:09 UTC", "", "", VIDEO, "Thank you"]),
        (OLDEST, [CHANNEL, MADE, "", COMMENT, "", VIDEO, "Thank you"]),
        (ENGLISH.comments[1], comment(text=segments({"text": "Thank "}, {"text": "you"}))),
    ],
)
def test_every_form_of_comments_is_read(header: list[str], row: list[str]) -> None:
    (item,) = items(take_in({COMMENTS: table(header, [row])}))
    assert (item.uri, item.text, item.account) == (f"{WATCH}&lc={COMMENT}", "Thank you", CHANNEL)


def test_comments_in_several_files_are_all_read() -> None:
    members = {COMMENTS.replace(".csv", f"({n}).csv"): table(ENGLISH.comments[1], [comment(f"{COMMENT[:-2]}{n:02}")]) for n in (10, 2)}
    assert [item.uri[-2:] for item in items(take_in({**files(comments=[comment()]), **members}))] == ["02", "10", "Ag"]


def test_an_answer_points_to_its_comment_and_a_link_leads_on() -> None:
    own, parent = f"{COMMENT}.9iwJkUYNcXa9u0", COMMENT
    text = segments({"text": "é See "}, {"text": "here", "link": {"linkUrl": "https://exampleville.example/snow"}}, {"text": "!"})
    (item,) = read(comments=[[own, CHANNEL, MADE, "0", parent, "", VIDEO, text, parent]])
    assert (item.uri, item.reply_to, item.thread) == (f"{WATCH}&lc={own}", f"{WATCH}&lc={parent}", WATCH)
    assert (item.text, item.spans) == ("é See here!", (Span(6, 10, "https://exampleville.example/snow"),))


def test_a_comment_below_a_post_is_read() -> None:
    post = "UgkxExamplevillePost000000000000"
    (item,) = read(comments=[comment(below="", post=post)])
    assert item.uri == f"https://www.youtube.com/post/{post}?lc={COMMENT}"
    assert item.thread == f"https://www.youtube.com/post/{post}"


def test_translations_of_title_and_description_are_passed_over() -> None:
    names = ["Video ID", "Video Category", "Video Description (Original)", "Video Description (German)", "Channel ID",
             "Video Title (Original)", "Video Title (German)", "Privacy", "Video State", "Video Create Timestamp"]  # fmt: skip
    row = [VIDEO, "People", "All", "Alles", CHANNEL, "Council", "Rat", "Public", "Processed", "2024-05-01T00:00:00Z"]
    (item,) = items(take_in({VIDEOS: table(names, [row])}))
    assert item.text == "Council\n\nAll"
    assert item.published == dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(("privacy", "count"), [("Public", 1), ("Private", 0)])
def test_a_table_without_the_state_of_videos_is_not_read_one_column_off(privacy: str, count: int) -> None:
    header, row = list(ENGLISH.videos[1]), video(title="Public", privacy=privacy)
    del header[9], row[9]
    assert [item.text for item in items(take_in({VIDEOS: table(header, [row])}))] == ["Public\n\nAll of it"] * count


@pytest.mark.parametrize("privacy", ["Private", "Unlisted", "Privat", "限定公開", "Members only", "", "Public "[:3]])
def test_what_is_not_surely_public_is_not_yielded_whatever_its_title(privacy: str) -> None:
    events = take_in(files([video(title="Public", privacy=privacy, text="secret-of-a-video")], [comment()]))
    assert items(events) == []
    assert "secret-of-a-video" not in repr(events)


def test_a_row_of_a_video_that_cannot_be_read_keeps_no_bytes() -> None:
    members = files([video("otherVideo1")])
    members[VIDEOS] += b'hiddenVideo,"secret-of"a-row\r\nsecret-of-a-row,1\r\n'
    events = take_in(members)
    assert len(items(events)) == 1
    assert ["its bytes may be private" in event.reason for event in rejected(events)] == [True, True]
    assert "secret-of" not in repr(events)


def test_what_is_private_in_a_takeout_is_seen_nowhere() -> None:
    events = take_in(with_secrets(files([video()], [comment()], [chat()])))
    assert len(items(events)) == 3
    assert "secret" not in repr(events)


def media(members: dict[str, bytes], number: str = VIDEO) -> bytes:
    platform = YouTubeExport(SOURCE)
    list(platform.take_in(io.BytesIO(pack(members)), ""))
    return b"".join(platform.fetch_media(CHANNEL, number))


LONG = "A title that is so long that Takeout cuts it off when it names the file"


@pytest.mark.parametrize(("title", "stem"), [("Council: May 4?", "Council_ May 4_"), (LONG, LONG[:55]), ("Käse", "Ka\u0308se")])
def test_a_video_keeps_its_file(title: str, stem: str) -> None:
    assert media(files([video(title=title), video("otherVideo1", "Other")], **{stem: b"film"})) == b"film"


@pytest.mark.parametrize(
    ("others", "stem"),
    [
        ([video("otherVideo1", "Council!")], "Council"),
        ([video(HIDDEN, "Council", "Private")], "Council"),
        ([], "Council(1)"),
        ([], "Else"),
    ],
)
def test_a_file_that_may_be_anothers_is_nobodys(others: Sequence[list[str]], stem: str) -> None:
    with pytest.raises(Refused, match="does not hold it"):
        media(files([video(title="Council"), *others], **{stem: b"film"}))


def test_no_file_is_kept_while_a_row_cannot_be_read() -> None:
    members = files([video(title="Council")], Council=b"film")
    members[VIDEOS] += b"broken\r\n"
    with pytest.raises(Refused):
        media(members)


def test_the_files_of_private_videos_cannot_be_fetched() -> None:
    with pytest.raises(Refused):
        media(files([video(), video(HIDDEN, "Secret", "Private")], Secret=b"film"), HIDDEN)


BROKEN: dict[str, tuple[list[str], str]] = {
    "no time": (comment(made="soon"), "columns are not those"),
    "a time to come": (comment(made="2036-05-06T07:08:09Z"), "cannot be"),
    "a time too early": (comment(made="1980-05-06T07:08:09Z"), "cannot be"),
    "no id": (comment("none"), "columns are not those"),
    "no channel": (comment(channel="UCshort"), "columns are not those"),
    "another channel": (comment(channel=OTHER), "another channel"),
    "below nothing": (comment(below=""), "below what it stands"),
    "no text": (comment(text='{"text":""}'), "no text"),
    "texts of another type": (comment(text='{"text":5}'), "no text"),
    "a NUL in JSON": (comment(text='{"text":"\\u0000"}'), "NUL"),
    "too few columns": (comment()[:5], "5 columns, the header has 9"),
    "a NUL": (comment(text="\0"), "NUL"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_comment_that_cannot_be_is_set_aside_and_nothing_else(name: str) -> None:
    row, why = BROKEN[name]
    events = take_in(files(comments=[comment(), row, comment(f"{COMMENT[:-2]}00")]))
    assert len(items(events)) == 2
    (bad,) = rejected(events)
    assert why in bad.reason
    assert bad.raw.startswith(b"Comment ID,")


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ('{"text":"a"', '{"text":"a"'),
        ('{"a":[]}, {"text":"b"}', "b"),
        ('{"takeoutSegments":5},{"text":"b"}', "b"),
        ("{ plain }", "{ plain }"),
    ],
)
def test_a_text_that_is_no_such_json_is_read_as_it_is(text: str, read_as: str) -> None:
    (item,) = items(take_in({COMMENTS: table(OLD, [[COMMENT, CHANNEL, MADE, "0", "", VIDEO, text]])}))
    assert item.text == read_as


def damaged(members: dict[str, bytes], name: str) -> bytes:
    """The archive with other bytes in the middle of this member, whose check sum then is wrong."""
    raw = bytearray(pack(members, zipfile.ZIP_STORED))
    at = raw.index(members[name]) + len(members[name]) - 20
    raw[at : at + 3] = b"###"
    return bytes(raw)


def test_a_damaged_file_is_lost_alone_and_said() -> None:
    members = files([video()], [comment(f"{COMMENT[:-4]}{number:04}") for number in range(200)], [chat()])
    events = list(YouTubeExport(SOURCE).take_in(io.BytesIO(damaged(members, COMMENTS)), ""))
    assert {item.uri for item in items(events)} > {WATCH}
    assert any("comments.csv is damaged" in event.reason for event in rejected(events))


def test_a_damaged_file_of_which_nothing_can_be_told_is_said_without_its_bytes() -> None:
    name = f"{ENGLISH.folder}/subscriptions/subscriptions.csv"
    members = {**files([video()]), name: table(["Channel Id", "Channel Url", "Title"], [[OTHER, "http://x.example", "secret-of-one"]] * 3)}
    events = list(YouTubeExport(SOURCE).take_in(io.BytesIO(damaged(members, name)), ""))
    assert len(items(events)) == 1
    assert "subscriptions.csv" in rejected(events)[-1].reason
    assert "secret" not in repr(events)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"Takeout/archive_browser.html": b"<html>"}, "no videos, comments or live chats"),
        ({f"{ENGLISH.folder}/videos/Council.mp4": b"film"}, "no videos, comments or live chats"),
        ({COMMENTS: b""}, "no videos, comments or live chats"),
        ({"Takeout/Fit/comments.csv": table(OLD, [[COMMENT, CHANNEL, MADE, "0", "", VIDEO, "x"]])}, "no videos"),
        (with_secrets({}), "no videos, comments or live chats"),
    ],
)
def test_what_is_no_takeout_of_youtube_is_refused(members: dict[str, bytes], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        take_in(members)


def test_of_several_channels_one_is_said() -> None:
    members = files([video()], [comment(), comment(f"{COMMENT[:-2]}00", channel=OTHER)])
    members[f"{ENGLISH.folder}/channels/channel.csv"] = table(ENGLISH.channel[1], [[CHANNEL, "City", "Public"], [OTHER, "Parks", "Public"]])
    with pytest.raises(BadSource, match="2 channels"):
        take_in(members)
    own, theirs = take_in(members, told=CHANNEL), take_in(members, told=OTHER)
    assert ([item.account for item in items(own)], rejected(own)) == ([CHANNEL, CHANNEL], [])
    assert ([item.author.name for item in items(theirs)], rejected(theirs)) == (["Parks"], [])


def test_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 10)
    members = files([video()], [comment(f"{COMMENT[:-4]}{number:04}") for number in range(35)], [chat()])
    whole = take_in(members)
    for mark in (event for event in whole if isinstance(event, Mark)):
        behind = whole[whole.index(mark) + 1 :]
        assert [item.uri for item in items(take_in(members, mark.cursor))] == [item.uri for item in items(behind)]


CELL = st.text(max_size=30) | st.sampled_from(
    [CHANNEL, OTHER, VIDEO, COMMENT, MADE, "Public", "Private", '{"text":"a"}', '{"', "\0", '"', ""]
)


@given(st.lists(st.lists(CELL, max_size=13), max_size=5), st.sampled_from(sorted(LANGUAGES)), st.binary(max_size=60))
def test_whatever_a_table_holds_only_what_is_declared_escapes(found: list[list[str]], name: str, tail: bytes) -> None:
    language = LANGUAGES[name]
    members = files([video(privacy=language.public)], [comment()], [chat()], language)
    for part, _header in (language.videos, language.comments, language.chats, language.channel):
        rows = table([], [[cell.encode("utf-8", "replace").decode() for cell in row] for row in found]).partition(b"\r\n")[2]
        members[f"{language.folder}/{part}"] += rows + tail
    with suppress(BadSource):  # of several channels
        assert all(item.account == CHANNEL and item.text for item in items(take_in(members)))
