"""Archived pages: every crawler's form, every way to be broken, and nobody's pages but the account's."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.webpages.crawls import DATE, HTML, POST, by_warcio, gz, http, info, packed, pages, record, sha1, signed, wacz

import rostra.platforms.files.exported
import rostra.platforms.webpages.captures
import rostra.platforms.webpages.packed
import rostra.platforms.webpages.parse
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Kind, Mark, Method, Rejected, Source
from rostra.platforms.testing import PlatformContract
from rostra.platforms.webpages import Captures, Owner

SEEN = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
SOURCE = Source(Method.IMPORT, "crawl.warc.gz", SEEN)
CITY = Identity("1000", "ExamplevilleMN", "City of Exampleville")
OTHER = "https://x.com/neighbor_town/status/6"
TEXT = "Exampleville\n\nSnow emergency: read on"


def shows(address: str) -> bool:
    return address == "https://x.com/ExamplevilleMN" or address.startswith("https://x.com/ExamplevilleMN/")


def platform() -> Captures:
    return Captures(SOURCE, Owner("x", CITY, ("ExamplevilleMN",), shows))


def take_in(content: bytes, cursor: str = "") -> list[Event]:
    return list(platform().take_in(io.BytesIO(content), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def reasons(events: list[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Rejected)]


def crawl(*listed: dict[str, Any], warc: bytes | None = None) -> dict[str, bytes]:
    """A WACZ with one WARC file and a list of pages."""
    content = gz(info(), record(), record(OTHER)) if warc is None else warc
    return {"archive/data.warc.gz": content, "indexes/index.cdx": b"a line", "pages/pages.jsonl": pages(*listed)}


class TestContract(PlatformContract):
    def make(self) -> Captures:
        return platform()

    def replay(self, platform: Any) -> Iterator[Event]:
        broken = record(POST + "1", WARC_Date="yesterday")
        return platform.take_in(io.BytesIO(gz(info(), record(), broken, record(OTHER))), "")


def test_a_page_is_an_item_with_the_bytes_of_its_record() -> None:
    block = http()
    (item,) = items(take_in(gz(info(), record(POST + "#top", block, WARC_Block_Digest=sha1(block)))))
    assert (item.uri, item.url, item.kind, item.account, item.author) == (f"page:{POST}", POST, Kind.POST, "1000", CITY)
    assert (item.raw, item.media_type) == (block, "application/http; msgtype=response")
    assert (item.evidence, item.published, item.text) == (Evidence.BROWSER_CAPTURE, None, TEXT)
    assert item.source.seen == dt.datetime(2024, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    assert item.revision == "2024-03-04T05:06:07.000000+00:00"
    assert (item.source.url, item.source.status) == ("crawl.warc.gz", 200)
    assert dict(item.source.headers)["warc-date"] == DATE
    assert [(item.text[span.start : span.end], span.href) for span in item.spans] == [("read on", "https://x.com/news")]


CHUNKED = b"5;x=y\r\n" + HTML[:5] + b"\r\n%x\r\n" % len(HTML[5:]) + HTML[5:] + b"\r\n0\r\n\r\n"
FORMS: dict[str, bytes] = {
    "warcio 1.0": by_warcio({POST: HTML}, "1.0"),
    "warcio 1.1": by_warcio({POST: HTML}, "1.1"),
    "not packed": info() + record(),
    "in one gzip member": gz(info() + record()),
    "padded with zeros": gz(info()) + b"\0" * 512 + gz(record()) + b"\0" * 512,
    "line feeds alone": record(end=b"\n"),
    "names in any case": record().replace(b"WARC-Target-URI", b"warc-target-uri").replace(b"Content-Length", b"CONTENT-LENGTH"),
    "wget's brackets": record(f"<{POST}>"),
    "a folded header": record().replace(b"Content-Type: application/http", b"Content-Type:\r\n\tapplication/http"),
    "fractions of a second": record(version="1.1", WARC_Date="2024-03-04T05:06:07.000000Z"),
    "chunked": record(POST, http(CHUNKED, Transfer_Encoding="chunked")),
    "said to be chunked, and joined": record(POST, http(HTML, Transfer_Encoding="chunked")),
    "gzip": record(POST, http(gz(HTML), Content_Encoding="gzip")),
    "deflate": record(POST, http(zlib.compress(HTML), Content_Encoding="deflate")),
    "said to be packed, and unpacked": record(POST, http(HTML, Content_Encoding="br")),
    "a resource": record(POST, HTML, WARC_Type="resource", Content_Type="text/html"),
    "HTTP 2": record(POST, http().replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")),
    "empty lines between": info() + b"\r\n\r\n\r\n" + record() + b"\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_gives_the_same_page(name: str) -> None:
    events = take_in(FORMS[name])
    (item,) = items(events)
    assert (item.uri, item.text, item.revision) == (f"page:{POST}", TEXT, "2024-03-04T05:06:07.000000+00:00")
    assert reasons(events) == []


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_record_may_begin_and_end_anywhere(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.webpages.packed, "PIECE", size)
    for content in (info() + record() + record(POST + "1"), gz(info(), record(), record(POST + "1"))):
        assert [item.url for item in items(take_in(content))] == [POST, POST + "1"]


NO_PAGES: dict[str, bytes] = {
    "an error": record(POST, http(status="404 Not Found")),
    "another address": record(POST, http(b"", status="302 Found", Location="https://x.com/login")),
    "a picture": record(POST + "/photo", http(b"\xff\xd8", Content_Type="image/jpeg")),
    "a request": record(WARC_Type="request"),
    "metadata": record(WARC_Type="metadata"),
    "a revisit": record(WARC_Type="revisit"),
    "no answer": record(POST, b"GET / HTTP/1.1\r\n\r\n"),
    "no address": record("about:blank"),
    "an address of another kind": record("urn:text:https://x.com/ExamplevilleMN"),
    "nothing": record(POST, b""),
}


@pytest.mark.parametrize("name", sorted(NO_PAGES))
def test_what_is_no_page_is_passed_over(name: str) -> None:
    events = take_in(info() + NO_PAGES[name])
    assert [type(event) for event in events] == [Mark]


def test_pages_of_others_are_counted_and_left() -> None:
    lookalikes = [OTHER, "https://x.com/ExamplevilleMNx", "https://evil.example/https://x.com/ExamplevilleMN"]
    events = take_in(gz(info(), record(), *map(record, lookalikes)))
    assert [item.url for item in items(events)] == [POST]
    assert reasons(events) == ["archive/file.warc: 3 pages of other addresses than the account's were left"]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (http("<p>Räumdienst".encode("latin-1"), Content_Type="text/html; charset=ISO-8859-1"), "Räumdienst"),
        (http('<meta charset="windows-1252"><p>“Räumdienst”'.encode("cp1252"), Content_Type="text/html"), "“Räumdienst”"),
        (http("<p>Räumdienst".encode()), "Räumdienst"),
        (http(b"<p>R\xe4umdienst"), "R\ufffdumdienst"),
        (http(b"<p>x", Content_Type="text/html; charset=rot13"), "x"),
        (http(b"\x0b\x02\x80", Content_Encoding="br"), ""),
        (http(b"not packed", Content_Encoding="gzip"), ""),
        (http(gz(b" " * (17 << 20)), Content_Encoding="gzip"), ""),
        (http(b""), ""),
    ],
)
def test_the_text_is_read_as_a_browser_would(block: bytes, told: str) -> None:
    (item,) = items(take_in(record(POST, block)))
    assert item.text == told
    assert item.raw == block


def test_the_same_page_with_the_same_words_is_the_same_version_whatever_else_changed() -> None:
    first, again, other, bare = items(take_in(
        record() + record(POST, http(HTML + b"<script nonce=7></script>"), WARC_Date="2024-03-05T00:00:00Z")
        + record(POST, http(b"<p>Lifted"), WARC_Date="2024-03-06T00:00:00Z") + record(POST, http(b""), WARC_Date="2024-03-07T00:00:00Z")
    ))  # fmt: skip
    assert first.sameness == again.sameness != other.sameness
    assert bare.sameness == b""
    assert first.revision < again.revision < other.revision < bare.revision


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (record(WARC_Date="yesterday"), "its time is none"),
        (record(WARC_Date="1969-01-01T00:00:00Z"), "cannot be"),
        (record(WARC_Date="2031-01-01T00:00:00Z"), "cannot be"),
        (record(WARC_Date=None), "its time is none"),
        (record(WARC_Block_Digest=sha1(b"other")), "not the digest"),
        (record(WARC_Block_Digest="sha256:" + "0" * 64), "not the digest"),
    ],
)
def test_what_cannot_be_is_set_aside_with_its_record(one: bytes, told: str) -> None:
    events = take_in(one + record(POST + "1"))
    assert [item.url for item in items(events)] == [POST + "1"]
    (aside,) = [event for event in events if isinstance(event, Rejected)]
    assert told in aside.reason
    assert aside.raw.startswith(b"WARC/1.0")
    assert aside.raw.endswith(http())


@pytest.mark.parametrize("label", [sha1(http()).lower(), "md5:" + "0" * 32, "crc32:00", "none", ""])
def test_digests_of_unknown_kinds_are_passed_over_and_others_are_not(label: str) -> None:
    assert bool(reasons(take_in(record(WARC_Block_Digest=label)))) == label.startswith("md5")


def test_a_page_that_is_too_long_is_set_aside_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.webpages.captures, "LONGEST", 500)
    monkeypatch.setattr(rostra.platforms.webpages.parse, "LONGEST", 500)
    events = take_in(record(POST, http(HTML + b"x" * 5000)) + record(POST + "1"))
    assert [item.url for item in items(events)] == [POST + "1"]
    (aside,) = [event for event in events if isinstance(event, Rejected)]
    assert "more than the 500" in aside.reason
    assert len(aside.raw) < 1000


BROKEN: dict[str, tuple[bytes, str]] = {
    "cut off in a record": (record() + record(POST + "1")[:-20], "cut off in record 2"),
    "cut off in gzip": (gz(record(), record(POST + "1"))[:-20], "cut off in the middle"),
    "too short a length": (record() + record(POST + "1", Content_Length="10") + record(), "its length is wrong"),
    "too long a length": (record() + record(POST + "1", Content_Length="999999"), "cut off in record 2"),
    "no length": (record() + record(POST + "1", Content_Length=None), "record 2 does not say how long it is"),
    "a negative length": (record() + record(POST + "1", Content_Length="-1"), "does not say how long"),
    "an absurd length": (record() + record(POST + "1", Content_Length="9" * 400), "does not say how long"),
    "no end of headers": (record() + b"WARC/1.0\r\nWARC-Type: response\r\n" + b"x" * 70_000, "no end of its headers"),
    "another version": (record() + record(version="9.9"), "its length is wrong"),
    "damaged": (gz(record()) + gz(record())[:30] + b"\xff" * 90, "does not unpack"),
    "something else behind": (gz(record()) + b"PK\x03\x04", "does not unpack"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_stood_before_the_damage_is_taken_in_and_the_rest_is_said_to_be_lost(name: str) -> None:
    content, told = BROKEN[name]
    events = take_in(content)
    assert items(events)[0].url == POST
    assert told in reasons(events)[-1]
    assert "what stood before it is taken in" in reasons(events)[-1]


def test_a_bomb_is_left_before_it_is_unpacked() -> None:
    bomb = record(POST + "1", b"\0" * (100 << 20))
    (said,) = reasons(take_in(gz(record(), bomb)))
    assert "it is a bomb" in said


@pytest.mark.parametrize(("content", "told"), [(b"", "empty"), (b"<html>", "neither"), (b"PK\x03\x04", "cut off"), (b"\x89PNG", "neither")])
def test_what_is_no_such_file_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(BadSource, match=told):
        platform().owner(io.BytesIO(content))


def test_a_wacz_has_the_pages_that_it_lists_with_the_words_that_were_shown() -> None:
    frame, twice = "https://x.com/ExamplevilleMN/frame", "https://x.com/ExamplevilleMN"
    warc = gz(info(), record(), record(frame), record(twice), record(OTHER), record("https://ads.example/"))
    listed = [{"url": POST, "text": "Snow emergency\nParking is banned"}, {"url": twice, "text": "a"}, {"url": f"{twice}#", "text": "b"}]
    events = take_in(packed(wacz(crawl(*listed, {"url": OTHER}, {"url": 7}, {}, warc=warc))))
    assert [(item.url, item.text) for item in items(events)] == [(POST, "Snow emergency\nParking is banned"), (twice, TEXT)]
    assert reasons(events) == ["archive/data.warc.gz: 1 pages of other addresses than the account's were left"]


def test_a_wacz_that_lists_no_pages_is_read_as_its_warc_files_are() -> None:
    members = {"archive/b.warc": record(POST + "2"), "archive/a.warc.gz": gz(record(POST + "1")), "pages/pages.jsonl": b"\nnot json\n[]\n"}
    assert [item.url for item in items(take_in(packed(wacz(members))))] == [POST + "1", POST + "2"]


@pytest.mark.parametrize("raw", [True, False])
def test_a_signed_wacz_is_taken_and_a_changed_one_is_not(raw: bool) -> None:
    whole = signed(wacz(crawl({"url": POST})), raw=raw)
    assert [item.url for item in items(take_in(packed(whole)))] == [POST]
    told = json.loads(whole["datapackage-digest.json"])
    other = json.loads(signed(wacz(crawl({"url": OTHER})), raw=raw)["datapackage-digest.json"])
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"signature": other["signedData"]["signature"]}, "not made with the key"),
        ({"publicKey": other["signedData"]["publicKey"]}, "not made with the key"),
        ({"hash": other["hash"]}, "not the digest"),
        ({"signature": "%%"}, "no base64"),
        ({"signature": ""}, "not made with the key"),
        ({"publicKey": "AAAA"}, "cannot be read"),
        ({"publicKey": 7}, "cannot be read"),
        ({"domainCert": "-----BEGIN CERTIFICATE-----"}, "cannot be read"),
    ]
    for change, why in wrong:
        forged = {**whole, "datapackage-digest.json": json.dumps({**told, "signedData": {**told["signedData"], **change}}).encode()}
        with pytest.raises(BadSource, match=why):
            platform().owner(io.BytesIO(packed(forged)))


CHANGED: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "a WARC file": (lambda whole: {**whole, "archive/data.warc.gz": gz(record(POST, http(b"<p>Never said")))}, "says"),
    "of the same length": (lambda whole: {**whole, "indexes/index.cdx": b"a lime"}, "not the digest"),
    "a file more": (lambda whole: {**whole, "archive/more.warc.gz": gz(record())}, "somebody added it"),
    "a file less": (lambda whole: {name: held for name, held in whole.items() if name != "indexes/index.cdx"}, "which is not there"),
    "the digests": (lambda whole: {**whole, "datapackage.json": whole["datapackage.json"] + b" "}, "not the digest"),
    "no digests": (lambda whole: {name: held for name, held in whole.items() if name != "datapackage.json"}, "no WACZ"),
    "digests that are none": (lambda whole: {**whole, "datapackage.json": b"{"}, "cannot be read"),
    "no WARC file": (lambda _whole: wacz({"pages/pages.jsonl": pages()}), "holds no WARC file"),
    "an unknown digest": (
        lambda whole: {**whole, "datapackage.json": whole["datapackage.json"].replace(b"sha256:", b"crc:")}, "no digest is stated"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_wacz_that_was_changed_is_refused_as_a_whole(name: str) -> None:
    change, told = CHANGED[name]
    whole = wacz(crawl({"url": POST}))
    members = signed(whole, raw=True) if name == "the digests" else whole
    with pytest.raises(BadSource, match=told):
        take_in(packed(change(members)))


def test_a_line_that_never_ends_and_a_list_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = wacz(crawl({"url": POST, "text": "x" * 9000}, {"url": POST + "1"}))
    monkeypatch.setattr(rostra.platforms.webpages.packed, "_MOST_HELD", 2 * len(POST) + 1)
    assert items(take_in(packed(listed)))[0].text == TEXT
    monkeypatch.setattr(rostra.platforms.webpages.packed, "_MOST_HELD", len(POST))
    with pytest.raises(BadSource, match="characters of addresses"):
        take_in(packed(listed))
    monkeypatch.setattr(rostra.platforms.webpages.packed, "_LINE", 1000)
    endless = wacz({**crawl(), "pages/pages.jsonl": b"x" * (rostra.platforms.webpages.packed.PIECE + 1001)})
    with pytest.raises(BadSource, match="has a line of more"):
        take_in(packed(endless))


def test_reading_goes_on_after_any_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 2)
    files = {f"archive/{n}.warc.gz": gz(*(record(f"{POST}{n}{m}") for m in range(5)), record(OTHER)) for n in range(2)}
    content = packed(wacz({**files, "pages/pages.jsonl": b""}))
    whole = take_in(content)
    marks = [event for event in whole if isinstance(event, Mark)]
    assert len(items(whole)) == 10
    assert len(marks) == 6
    for mark in marks:
        left = whole[whole.index(mark) + 1 :]
        assert [event for event in take_in(content, mark.cursor) if event not in marks] == [event for event in left if event not in marks]


def test_another_name_of_the_account_is_another_reading() -> None:
    readings = {Captures(SOURCE, Owner("x", CITY, names, shows)).reading for names in (("a",), ("a", "b"), ("b", "a"))}
    assert len(readings) == 3
    assert Captures(SOURCE, Owner("x", CITY, ("a",), shows)).reading in readings


WHOLE = [*FORMS.values(), *NO_PAGES.values(), packed(signed(wacz(crawl({"url": POST})), raw=True))]


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_in_the_file_nothing_else_is_raised(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLE))
    start = data.draw(st.integers(0, len(whole)))
    content = whole[:start] + data.draw(st.binary(max_size=60)) + whole[data.draw(st.integers(start, len(whole))) :]
    try:
        events = take_in(content)
    except BadSource:
        return
    assert isinstance(events[-1], Mark)
    assert all(shows(item.url) for item in items(events))


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "br", "chunked"]), st.text(max_size=30))
def test_whatever_a_server_answered_the_page_is_kept(body: bytes, way: str, charset: str) -> None:
    kind = "text/html; charset=" + "".join(each for each in charset if each.isprintable() and each.isascii())
    packing = {"Transfer_Encoding": way} if way == "chunked" else {"Content_Encoding": way}
    (item,) = items(take_in(record(POST, http(body, Content_Type=kind, **packing))))
    assert item.raw.endswith(body)


def test_a_member_named_out_of_the_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../archive/a.warc.gz", gz(record()))
    with pytest.raises(BadSource, match="leads out"):
        take_in(out.getvalue())
