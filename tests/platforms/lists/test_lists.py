import datetime as dt
import io
import json
import re
import tracemalloc
from typing import Any, BinaryIO
from urllib.parse import unquote

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rostra.platforms.lists
from rostra.platforms.base import Act, BadSource, Event, Evidence, Item, Kind, Listing, Mark, Method, Rejected, Restriction, Source
from rostra.platforms.lists import Columns, Form, ListOf, Lists, form_of
from rostra.platforms.testing import PlatformContract

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "block.csv", SEEN)
COLUMNS = Columns("id", "handle", "name", "since")
HEAD = b"id,handle,name,since\n"


def lists(act: Act = Act.BLOCK, form: Form = Form.CSV, columns: Columns = COLUMNS, *, complete: bool = True) -> Lists:
    return Lists(ListOf("x", "city:1", act, "city"), SOURCE, form=form, columns=columns, exported=SEEN, complete=complete)


def take_in(raw: bytes | BinaryIO, cursor: str = "", **chosen: Any) -> list[Event]:
    return list(lists(**chosen).take_in(io.BytesIO(raw) if isinstance(raw, bytes) else raw, cursor))


def subjects(events: list[Event]) -> list[str]:
    return [event.subject for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def listing(events: list[Event]) -> Listing:
    (found,) = (event for event in events if isinstance(event, Listing))
    return found


class TestContractCsv(PlatformContract):
    raw = HEAD + b"1,a,A,\n,b,,\n\xff,c,C,\n3,d\n" + b"".join(b"%d,,,\n" % n for n in range(10, 2600))

    def make(self) -> Lists:
        return lists()

    def replay(self, platform: Any) -> Any:
        return platform.take_in(io.BytesIO(self.raw), "")


class TestContractText(TestContractCsv):
    raw = b"1\n\n\xff\n" + b"".join(b"%d\n" % n for n in range(10, 2600))

    def make(self) -> Lists:
        return lists(form=Form.TEXT)


class TestContractX(TestContractCsv):
    raw = b'window.YTD.block.part0 = [ {"blocking":{"accountId":"1","userLink":"https://x.com/intent/user?user_id=1"}}, {"blocking":{}} ]'

    def make(self) -> Lists:
        return lists(form=Form.X)


class TestContractInstagram(TestContractCsv):
    raw = json.dumps(
        {"relationships_blocked_users": [{"title": "a", "string_list_data": [{"href": "u", "timestamp": 1700000000}]}, {"title": 7}]}
    ).encode()

    def make(self) -> Lists:
        return lists(form=Form.INSTAGRAM)


def test_an_entry_is_a_block_of_the_account_itself_and_tells_whom_it_restricts() -> None:
    event = take_in(HEAD + "@jo%é,Jo,Jo Doe,2024-02-03T04:05:06+01:00\n".encode())[0]
    assert isinstance(event, Item)
    assert event.uri == "urn:rostra:list:x:city%3A1:block:jo%25%C3%A9"
    assert (event.kind, event.account, event.author.id, event.author.handle) == (Kind.BLOCK, "city:1", "city:1", "city")
    assert (event.subject, event.evidence, event.text) == ("jo%é", Evidence.OWNER_EXPORT, "")
    assert event.published == dt.datetime(2024, 2, 3, 3, 5, 6, tzinfo=dt.UTC)
    assert orjson.loads(event.raw) == {
        "account": "city:1", "act": "block", "network": "x", "subject": "jo%é", "handle": "Jo", "name": "Jo Doe",
        "since": "2024-02-03T04:05:06+01:00",
    }  # fmt: skip
    assert event.raw == orjson.dumps(orjson.loads(event.raw), option=orjson.OPT_SORT_KEYS)
    assert Lists.restrictions(event.uri, event.raw) == (Restriction(Act.BLOCK, "jo%é"),)


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.BLOCK])
def test_entries_of_other_lists_are_restrictions(act: Act) -> None:
    event = take_in(b"at://x/y/z\n", act=act, form=Form.TEXT)[0]
    assert isinstance(event, Item)
    assert event.kind is Kind.RESTRICTION
    assert Lists.restrictions(event.uri, event.raw) == (Restriction(act, "at://x/y/z"),)


@pytest.mark.parametrize(
    ("uri", "raw"),
    [
        ("at://x/app.bsky.graph.block/1", b'{"act":"block","subject":"1"}'),
        ("urn:rostra:list:x:c:block:1", b'{"act":"block","subject":'),
        ("urn:rostra:list:x:c:block:1", b'{"act":"praise","subject":"1"}'),
        ("urn:rostra:list:x:c:block:1", b'{"act":"block"}'),
        ("urn:rostra:list:x:c:block:1", b'{"act":"block","subject":7}'),
        ("urn:rostra:list:x:c:block:1", b"[]"),
    ],
)
def test_what_is_no_entry_restricts_nobody(uri: str, raw: bytes) -> None:
    assert Lists.restrictions(uri, raw) == ()


def test_an_entry_in_a_networks_own_bytes_restricts_what_its_address_says() -> None:
    uri = ListOf("youtube", "UC:1", Act.HIDE).uri("https://www.youtube.com/watch?v=1&lc=2")
    assert Lists.restrictions(uri, b'{"kind":"youtube#comment"}') == (Restriction(Act.HIDE, "https://www.youtube.com/watch?v=1&lc=2"),)
    for broken in (
        "urn:rostra:list:x:c:block",
        "urn:rostra:list:x:c:block:",
        "urn:rostra:list:x:c:praise:1",
        "urn:rostra:list:x:c:block:1:2",
    ):
        assert Lists.restrictions(broken, b"{}") == ()


def test_another_name_is_no_other_version_and_another_identity_is() -> None:
    one, renamed, other = (event for event in take_in(HEAD + b"1,a,A,\n1,b,B,2024-01-01\n2,a,A,\n") if isinstance(event, Item))
    assert one.uri == renamed.uri != other.uri
    assert one.raw != renamed.raw
    assert one.sameness == renamed.sameness != other.sameness


def test_the_listing_is_of_this_list_alone_and_names_each_entry_once() -> None:
    found = listing(take_in(HEAD + b"1,,,\n2,,,\n1,,,\n"))
    assert found.uris == ("urn:rostra:list:x:city%3A1:block:1", "urn:rostra:list:x:city%3A1:block:2")
    assert (found.account, found.kind, found.complete, found.within) == ("city:1", Kind.BLOCK, True, "urn:rostra:list:x:city%3A1:block:")


def test_a_list_is_complete_only_if_its_owner_says_so_and_no_row_was_set_aside() -> None:
    assert listing(take_in(HEAD + b"1,,,\n")).complete
    assert not listing(take_in(HEAD + b"1,,,\n", complete=False)).complete
    assert not listing(take_in(HEAD + b"1,,,\n,,,\n")).complete


def test_a_list_that_holds_nobody_is_a_complete_one() -> None:
    for raw, form in ((HEAD, Form.CSV), (b"window.YTD.block.part0 = [ ]", Form.X), (b'{"relationships_blocked_users":[]}', Form.INSTAGRAM)):
        found = listing(take_in(raw, form=form))
        assert (found.uris, found.complete) == ((), True)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (b",x,,", "no identity"),
        (b"@,x,,", "no identity"),
        (b"\xff,x,,", "not in"),
        (b"a\0b,x,,", "NUL|unprintable"),
        (b"a,x\0y,,", "NUL"),
        ("a\u202eb,,,".encode(), "unprintable"),
        ("a\u200bb,,,".encode(), "no account"),
        (b"two words,,,", "no account"),
        (b'"a,b",,,', "no account"),
        (b'"<a href=x>",,,', "no account"),
        (b"a" * 1600 + b",,,", "longer than"),
        (b"1,2", "columns"),
    ],
)
def test_a_row_that_is_no_entry_is_set_aside_with_its_number(row: bytes, says: str) -> None:
    events = take_in(HEAD + b"1,,,\n" + row + b"\n2,,,\n")
    assert subjects(events) == ["1", "2"]
    (found,) = rejected(events)
    assert found.position == 3
    assert re.search(says, found.reason)
    assert found.raw


def test_filter_words_may_have_spaces_signs_and_joiners() -> None:
    words = ["two words", "@name", "<b>", "fish, chips", "👨\u200d👩\u200d👧", "می\u200cخواهم"]
    assert subjects(take_in("\n".join(words).encode(), act=Act.FILTER, form=Form.TEXT)) == words
    assert rejected(take_in("a\u202eb".encode(), act=Act.FILTER, form=Form.TEXT))


@pytest.mark.parametrize(
    ("raw", "form", "says"),
    [
        (b"", Form.CSV, "empty"),
        (b" \n \n", Form.TEXT, "empty"),
        (b"PK\x03\x04rest", Form.TEXT, "packed"),
        (b"\x1f\x8b\x08", Form.X, "packed"),
        ("1\n".encode("utf-16"), Form.TEXT, "UTF-16"),
        (b"who,handle,name,since\n", Form.CSV, "lacks the columns id"),
        (b'[{"blocking":{}}]', Form.TEXT, "say in which form"),
        (b"<!doctype html>", Form.TEXT, "say in which form"),
        (b'window.YTD.mute.part0 = [ {"muting":{"accountId":"1"}} ]', Form.X, "another list"),
        (b'window.YTD.block.part1 = [ {"blocking":{"accountId":"1"}} ]', Form.X, "another list"),
        (b'window.YTD.block.part0 = [ {"blocking":{"accountId":"1"}}, {"blocki', Form.X, "cut off"),
        (b'window.YTD.block.part0 = [ {"blocking":{"accountId":"1"}}', Form.X, "cut off"),
        (b"window.YTD.block.part0 = [ ]; fetch('//evil')", Form.X, "something follows"),
        (b"window.YTD.block.part0 = [ 1, 2 ]", Form.X, "no object"),
        (b'window.YTD.block.part0 = [ {"a":"\xff"} ]', Form.X, "UTF-8"),
        (b'window.YTD.block.part0 = [ {"a":"' + b"x" * 200_000, Form.X, "longer than"),
        (b'window.YTD.block.part0 = [ {"a":' + b"[" * 60_000, Form.X, "cut off|longer"),
        (b'{"relationships_restricted_users":[]}', Form.INSTAGRAM, "another list"),
    ],
)
def test_what_is_no_such_list_is_refused_with_a_word(raw: bytes, form: Form, says: str) -> None:
    with pytest.raises(BadSource, match=says):
        take_in(raw, form=form)


def test_an_export_is_known_for_some_acts_only() -> None:
    with pytest.raises(BadSource, match="known for block, mute, not for filter"):
        take_in(b"x", act=Act.FILTER, form=Form.X)


def test_the_exports_of_networks_are_read() -> None:
    muted = b'window.YTD.mute.part0 = [\n {\n "muting" : {\n "accountId" : "12",\n "userLink" : "https://x.com/i/user/12" } } ]\n'
    assert subjects(take_in(muted, act=Act.MUTE, form=Form.X)) == ["12"]
    entry = {
        "title": "",
        "media_list_data": [],
        "string_list_data": [{"href": "https://www.instagram.com/a.b", "value": "a.b", "timestamp": 1700000000}],
    }
    event = take_in(json.dumps({"relationships_restricted_users": [entry]}).encode(), act=Act.RESTRICT, form=Form.INSTAGRAM)[0]
    assert isinstance(event, Item)
    assert (event.subject, event.published) == ("a.b", dt.datetime.fromtimestamp(1700000000, dt.UTC))


@pytest.mark.parametrize(
    ("said", "counts"), [("yesterday", False), ("2024-01-02", False), ("0", False), ("2999-01-01T00:00:00Z", False), ("1700000000", True)]
)
def test_a_moment_that_cannot_be_is_none_and_its_words_are_kept(said: str, counts: bool) -> None:
    event = take_in(HEAD + b"1,,," + said.encode() + b"\n")[0]
    assert isinstance(event, Item)
    assert (event.published is not None) is counts
    assert orjson.loads(event.raw)["since"] == said


@pytest.mark.parametrize(
    "told", [{"value": "a.b"}, {"href": "https://www.threads.com/a.b"}, {"value": "", "href": "https://threads.net/a.b/"}]
)
def test_the_blocks_of_threads_are_read_as_those_of_instagram(told: dict[str, str]) -> None:
    entry = {"title": "Somebody", "string_list_data": [{**told, "timestamp": 1700000000}]}
    events = take_in(json.dumps({"text_post_app_text_post_app_blocked_users": [entry]}).encode(), form=Form.INSTAGRAM)
    assert subjects(events) == ["a.b"]


def test_reading_goes_on_behind_a_mark_and_the_listing_is_of_all() -> None:
    raw = b"".join(b"%d\n" % n for n in range(2500))
    whole, rest = take_in(raw, form=Form.TEXT), take_in(raw, "2000", form=Form.TEXT)
    assert subjects(rest) == subjects(whole)[2000:]
    assert listing(rest) == listing(whole)
    with pytest.raises(BadSource, match="stopped"):
        take_in(raw, "1:2", form=Form.TEXT)


def test_the_name_of_a_file_promises_its_form() -> None:
    assert [form_of(name) for name in ("a.CSV", "block.js", "b.json", "c.txt", "d")] == [
        Form.CSV,
        Form.X,
        Form.INSTAGRAM,
        Form.TEXT,
        Form.TEXT,
    ]


@given(st.lists(st.text(min_size=1, max_size=30)))
def test_every_line_is_an_entry_or_set_aside(texts: list[str]) -> None:
    raw = b"1\n" + "\n".join(texts).encode("utf-8", "surrogatepass")
    events = take_in(raw, act=Act.FILTER, form=Form.TEXT)
    filled = [line for line in raw.split(b"\n") if line.strip()]
    assert len(subjects(events)) + len(rejected(events)) == len(filled)
    assert isinstance(events[-1], Mark)


@given(st.text(min_size=1))
def test_an_address_leads_back_to_its_subject(subject: str) -> None:
    of = ListOf("x", "city:1", Act.FILTER)
    if subject.encode("utf-8", "ignore").decode() == subject:
        assert unquote(of.uri(subject).removeprefix(of.within)) == subject


class _Endless(io.RawIOBase):
    """A file of so many lines, made as it is read."""

    def __init__(self, lines: int) -> None:
        self._lines, self._at, self._rest = lines, 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at, self._rest = 0, b""
        return 0

    def readinto(self, buffer: Any) -> int:
        while len(self._rest) < len(buffer) and self._at < self._lines:
            self._rest += b"%d\n" % self._at
            self._at += 1
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def test_memory_is_bounded_by_the_addresses_alone_and_those_by_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.lists, "MOST", 50_000)
    tracemalloc.start()
    try:
        with pytest.raises(BadSource, match="more than 50,000"):
            for _event in lists(form=Form.TEXT).take_in(io.BufferedReader(_Endless(10**12)), ""):
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 15 << 20
