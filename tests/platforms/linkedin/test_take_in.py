"""Archives of LinkedIn: every form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.linkedin.archives import ACCOUNT, COMMENTS, SECRET, SHARES, URN, comment, files, link, share, with_secrets
from tests.platforms.tables import table
from tests.platforms.x.archives import pack

import rostra.platforms.files.exported
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, Method, Refused, Rejected, Source, Span
from rostra.platforms.linkedin import LinkedInExport
from rostra.platforms.testing import PlatformContract

SEEN = dt.datetime(2026, 8, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "Complete_LinkedInDataExport_05-06-2026.zip", SEEN)
HOME = "https://www.linkedin.com/feed/update"
ACTIVITY = "urn:li:activity:7401794121226567681"


def take_in(members: dict[str, bytes], cursor: str = "") -> list[Event]:
    return list(LinkedInExport(SOURCE, ACCOUNT).take_in(io.BytesIO(pack(members)), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def read(shares: Sequence[Sequence[str]] = (), comments: Sequence[Sequence[str]] = ()) -> list[Item]:
    events = take_in(files(shares, comments))
    assert rejected(events) == []
    return items(events)


class TestContract(PlatformContract):
    def make(self) -> LinkedInExport:
        return LinkedInExport(SOURCE, ACCOUNT)

    def replay(self, platform: Any) -> Any:
        shares = [share(f"urn:li:share:{number}") for number in range(1000, 3500)]
        whole = files([*shares, share("none"), share(visibility="?")], [comment(), comment(text="")])
        return platform.take_in(io.BytesIO(pack(whole)), "")


def test_a_post_is_taken_as_its_author_wrote_it() -> None:
    (item,) = read([share(text='Snow emergency: "no parking", é', shared="https://exampleville.example/snow")])
    assert (item.uri, item.url, item.kind) == (f"{HOME}/{URN}/", f"{HOME}/{URN}/", Kind.POST)
    assert item.text == 'Snow emergency: "no parking", é\nhttps://exampleville.example/snow'
    assert item.spans == (Span(32, 65, "https://exampleville.example/snow"),)
    assert (item.account, item.author, item.evidence) == (ACCOUNT, Identity(ACCOUNT), Evidence.OWNER_EXPORT)
    assert item.published == dt.datetime(2026, 5, 7, 16, 41, 18, tzinfo=dt.UTC)
    assert item.raw.startswith(b"Date,ShareLink,")


@pytest.mark.parametrize(
    "name",
    [
        "Shares.csv",
        "Shares_155814142.csv",
        "Complete_LinkedInDataExport_05-06-2026/Shares.csv",
        "Basic_LinkedInDataExport_05-06-2026/SHARES.csv",
    ],
)
def test_the_file_is_found_by_each_of_its_names(name: str) -> None:
    assert len(items(take_in({name: files([share()])["Shares.csv"]}))) == 1


def test_columns_may_stand_in_another_order_and_case() -> None:
    members = {
        "Shares.csv": table(["visibility", "sharelink", "DATE", "ShareCommentary"], [["PUBLIC", link(URN), "2026-05-07 16:41:18", "Hi"]])
    }
    (item,) = items(take_in(members))
    assert (item.uri, item.text) == (f"{HOME}/{URN}/", "Hi")


@pytest.mark.parametrize(
    ("address", "urn"),
    [
        ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7458194261025673216", "urn:li:ugcPost:7458194261025673216"),
        ("https://www.linkedin.com/feed/update/urn:li:activity:7401794121226567681/", ACTIVITY),
        ("https://de.linkedin.com/posts/exampleville_snow-activity-7401794121226567681-Ab1c?x=y", ACTIVITY),
    ],
)
def test_a_link_names_its_post_however_it_is_written(address: str, urn: str) -> None:
    row = share()
    row[1] = address
    assert read([row])[0].uri == f"{HOME}/{urn}/"


def test_lines_that_the_archive_tears_are_joined_again() -> None:
    torn, whole = read([share(text='First"\n""\n"last'), share("urn:li:share:2", text='She said:\n"Hello"\nand left')])
    assert torn.text == "First\n\nlast"
    assert whole.text == 'She said:\n"Hello"\nand left'


@pytest.mark.parametrize(("text", "kind", "field"), [("Look", Kind.QUOTE, "quotes"), ("", Kind.REPOST, "subject")])
def test_what_shares_a_post_quotes_or_repeats_it(text: str, kind: Kind, field: str) -> None:
    (item,) = read([share(text=text, shared=link(ACTIVITY))])
    assert (item.kind, getattr(item, field)) == (kind, f"{HOME}/{ACTIVITY}/")


def test_a_picture_is_named_but_not_held() -> None:
    row = share()
    row[4] = "https://media.licdn.com/dms/image/abc.jpg"
    platform = LinkedInExport(SOURCE, ACCOUNT)
    (item,) = items(list(platform.take_in(io.BytesIO(pack(files([row]))), "")))
    assert [(medium.ref, medium.media_type) for medium in item.media] == [(row[4], "image/jpeg")]
    with pytest.raises(Refused, match="does not hold it"):
        platform.fetch_media(ACCOUNT, item.media[0].ref)


def test_a_comment_is_taken_with_what_it_stands_below() -> None:
    name = f"urn:li:comment:({ACTIVITY},7401800000000000001)"
    address = f"{link(ACTIVITY)}?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7401794121226567681%2C7401800000000000001%29"
    named, nameless = read(comments=[comment(address=address), comment()])
    assert (named.uri, named.url) == (f"{HOME}/{ACTIVITY}/?commentUrn={name}",) * 2
    assert nameless.uri.startswith(f"linkedin:{ACCOUNT}/comment/2026-05-08T09:10:11Z/")
    assert {(item.kind, item.reply_to, item.thread, item.text) for item in (named, nameless)} == {
        (Kind.REPLY, f"{HOME}/{ACTIVITY}/", f"{HOME}/{ACTIVITY}/", "Thank you")
    }


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b'"They say ""hello"", twice"', 'They say "hello", twice'),
        (b'"They say \\"hello\\", twice"', 'They say "hello", twice'),
        (b'"One\n\n\\"two\\" three"', 'One\n\n"two" three'),
        (b'"In C:\\"', "In C:\\"),
        (b"plain", "plain"),
    ],
)
def test_quotes_in_a_comment_are_read_however_they_are_written(written: bytes, text: str) -> None:
    members = {"Comments.csv": b"Date,Link,Message\n2026-05-08 09:10:11," + link(ACTIVITY).encode() + b"," + written + b"\n" + COMMENTS_END}
    first, last = items(take_in(members))
    assert (first.text, last.text) == (text, "last")


COMMENTS_END = f"2026-05-08 09:10:12,{link(ACTIVITY)},last\n".encode()


@pytest.mark.parametrize("word", ["CONNECTIONS", "CONTAINER", "connections_only", "LOGGED_IN"])
def test_what_not_everybody_can_see_is_passed_over(word: str) -> None:
    assert read([share(text=SECRET, visibility=word)]) == []


@pytest.mark.parametrize("word", ["", "SOMEBODY", "MEMBER"])
def test_what_is_not_surely_public_is_set_aside_without_bytes(word: str) -> None:
    events = take_in(files([share(text=SECRET, visibility=word)]))
    assert not items(events)
    assert "who can see it is not said" in rejected(events)[0].reason
    assert SECRET not in repr(events)


def test_a_row_of_posts_that_cannot_be_read_keeps_no_bytes() -> None:
    members = files([share()])
    members["Shares.csv"] += f'{SECRET},"x"y\r\n{SECRET}\r\n'.encode()
    events = take_in(members)
    assert len(items(events)) == 1
    assert ["may be private" in event.reason for event in rejected(events)] == [True, True]
    assert SECRET not in repr(events)


def test_an_archive_without_the_column_of_who_sees_it_gives_no_post() -> None:
    events = take_in({"Shares.csv": table(SHARES[:-1], [share()[:-1]]), "Comments.csv": table(COMMENTS, [comment()])})
    assert [item.kind for item in items(events)] == [Kind.REPLY]
    assert len(rejected(events)) == 1


def test_comments_in_groups_and_all_else_that_is_private_are_seen_nowhere() -> None:
    group = comment(address=link("urn:li:groupPost:1234-7401794121226567681"), text=SECRET)
    events = take_in(with_secrets(files([share()], [comment(), group])))
    assert len(items(events)) == 2
    assert rejected(events) == []
    assert SECRET not in repr(events)


BROKEN: dict[str, tuple[list[str], str]] = {
    "no link": (comment(address=""), "names no post"),
    "a link elsewhere": (comment(address="https://evil.example/urn:li:activity:7401794121226567681"), "names no post"),
    "a script": (comment(address="javascript:alert(1)"), "names no post"),
    "no text": (comment(text=""), "no text"),
    "no time": (comment(date=""), "its time is none"),
    "a time that is none": (comment(date="now"), "its time is none"),
    "a day that is none": (comment(date="2026-02-30 10:00:00"), "its time is none"),
    "a time to come": (comment(date="2036-02-03 10:00:00"), "cannot be"),
    "a time too early": (comment(date="1970-01-01 00:00:00"), "cannot be"),
    "too many columns": ([*comment(), "more"], "4 columns, the header has 3"),
    "too few columns": (comment()[:2], "2 columns"),
    "a NUL": (comment(text="a\0b"), "NUL"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_comment_that_cannot_be_is_set_aside_and_nothing_else(name: str) -> None:
    bad, why = BROKEN[name]
    events = take_in(files([], [comment(text="one"), bad, comment(text="two")]))
    assert [item.text for item in items(events)] == ["one", "two"]
    (aside,) = rejected(events)
    assert why in aside.reason
    assert aside.raw.startswith(b"Date,Link,Message\r\n")


@pytest.mark.parametrize(("number", "value", "why"), [(0, "soon", "its time is none"), (1, "https://x.example/", "names no post")])
def test_a_public_post_that_cannot_be_is_set_aside_with_its_bytes(number: int, value: str, why: str) -> None:
    row = share()
    row[number] = value
    (aside,) = rejected(take_in(files([row])))
    assert why in aside.reason
    assert b"Snow emergency" in aside.raw


def test_bytes_that_are_no_text_spoil_their_row_alone() -> None:
    members = files([], [comment(text="one"), comment(text="BAD"), comment(text="two")])
    members["Comments.csv"] = members["Comments.csv"].replace(b"BAD", b"\xff\xfe")
    events = take_in(members)
    assert [item.text for item in items(events)] == ["one", "two"]
    assert "no UTF-8" in rejected(events)[0].reason


@pytest.mark.parametrize("members", [{"messages.csv": b"x"}, {"Profile.csv": b"First Name\nAda\n"}, {"Old Shares.csv.txt": b"x"}])
def test_what_has_no_posts_and_no_comments_is_refused(members: dict[str, bytes]) -> None:
    with pytest.raises(BadSource, match=r"neither Shares\.csv nor Comments\.csv"):
        take_in(members)


def test_whose_it_is_must_be_said() -> None:
    raw = pack(files([share()]))
    assert LinkedInExport(SOURCE).owner(io.BytesIO(raw)) == Identity("")
    with pytest.raises(BadSource, match="say which account"):
        list(LinkedInExport(SOURCE).take_in(io.BytesIO(raw), ""))


def test_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 10)
    members = files([share(f"urn:li:share:{number}") for number in range(25)], [comment(text=str(number)) for number in range(25)])
    whole = take_in(members)
    for mark in (event for event in whole if isinstance(event, Mark)):
        behind = whole[whole.index(mark) + 1 :]
        assert [item.uri for item in items(take_in(members, mark.cursor))] == [item.uri for item in items(behind)]


CELL = st.text(max_size=20) | st.sampled_from([link(URN), "2026-05-07 16:41:18", "MEMBER_NETWORK", '"\n"', '\\"', "\0", "urn:li:comment:("])


@given(st.lists(st.lists(CELL, max_size=7), max_size=5), st.binary(max_size=60))
def test_whatever_a_table_holds_only_what_is_declared_escapes(found: list[list[str]], tail: bytes) -> None:
    rows = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in found]
    members = {"Shares.csv": table(SHARES, rows) + tail, "Comments.csv": table(COMMENTS, rows) + tail}
    for item in items(take_in(members)):
        assert item.account == ACCOUNT
        assert item.published
