"""Repositories that owners hand over: the same items as live, alone or with their media, and every way to be broken."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import libipld
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms import tars
from tests.platforms.bluesky.repos import CITY, RESIDENT, REVISIONS, Repo, encode
from tests.platforms.x import archives as zips

import rostra.platforms.bluesky.blocks
import rostra.platforms.bluesky.export
import rostra.platforms.files.exported
from rostra.platforms.base import BadSource, Event, Evidence, Identity, Item, Mark, Method, Refused, Rejected, Source
from rostra.platforms.bluesky import Bluesky, BlueskyExport, car, mst, parse
from rostra.platforms.testing import PlatformContract, faults

SOURCE = Source(Method.IMPORT, "city.car", dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
PICTURE = b"\x89PNG a fountain"
CID = libipld.encode_cid(car.cid_of(PICTURE, car.RAW))
LOST = libipld.encode_cid(car.cid_of(b"lost", car.RAW))
Pack = Callable[[Mapping[str, bytes]], bytes]


def post(text: str, **more: Any) -> bytes:
    return encode({"$type": parse.POST, "text": text, "createdAt": "2026-07-04T12:00:00Z", **more})


def shows(*cids: str) -> dict[str, Any]:
    images = [{"image": {"$type": "blob", "ref": car.read_cid(cid), "mimeType": "image/png", "size": 9}, "alt": "A"} for cid in cids]
    return {"embed": {"$type": "app.bsky.embed.images", "images": images}}


def repo(count: int = 60, **more: bytes) -> Repo:
    """A repository with all that is captured, and likes and follows, which are not."""
    posts = {f"{parse.POST}/3mptbyoeyc{number:03}": post(f"Notice {number}", langs=["en"]) for number in range(count)}
    other = {
        f"{parse.POST}/3mptbyoeyd22k": post("Yes", reply={"parent": {"uri": f"at://{RESIDENT}/{parse.POST}/a"}, "root": {}}),
        f"{parse.REPOST}/3mptbyoeyd22k": encode({"subject": {"uri": f"at://{RESIDENT}/{parse.POST}/a"}}),
        f"{parse.PROFILE}/self": encode({"displayName": "City", "description": "News"}),
        f"{parse.BLOCK}/3mptbyoeyd22k": encode({"subject": RESIDENT}),
        f"{parse.THREAD_GATE}/3mptbyoeyd22k": encode({"post": f"at://{CITY}/{parse.POST}/3mptbyoeyd22k", "allow": []}),
        "app.bsky.feed.like/3mptbyoeyd22k": encode({"subject": {"uri": "secret-of-a-like"}}),
        "app.bsky.graph.follow/3mptbyoeyd22k": encode({"subject": "secret-of-a-follow"}),
    }
    return Repo(records={**posts, **other, **{key.replace("__", "/"): record for key, record in more.items()}}, revision=REVISIONS[3])


def take_in(raw: bytes, cursor: str = "") -> list[Event]:
    return list(BlueskyExport(SOURCE).take_in(io.BytesIO(raw), cursor))


def items(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item)]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def written(blocks: Mapping[bytes, bytes], *roots: bytes) -> bytes:
    return car.write(roots, blocks.items())


class TestContract(PlatformContract):
    raw = repo(1100).car().replace(b"Notice 123", b"Notice 321")

    def make(self) -> BlueskyExport:
        return BlueskyExport(SOURCE)

    def replay(self, platform: Any) -> Any:
        return platform.take_in(io.BytesIO(self.raw), "")


def live(made: Repo) -> list[Item]:
    """What a poll gives of the same repository."""
    answers = {f"/{CITY}": made.document.raw, "/xrpc/com.atproto.sync.getRepo": made.car()}
    answer = httpx.MockTransport(
        lambda asked: httpx.Response(200 if asked.url.path in answers else 404, content=answers.get(asked.url.path))
    )
    return items(list(Bluesky(httpx.Client(transport=answer), plc="http://localhost", allow_http=True).poll(CITY, "")))


def test_a_repository_gives_the_items_that_a_poll_gives() -> None:
    made = repo()
    found = items(take_in(made.car()))
    assert len(found) == 65
    assert {item.evidence for item in found} == {Evidence.OWNER_EXPORT}
    assert {item.revision for item in found} == {REVISIONS[3]}
    polled = [replace(item, source=SOURCE, evidence=Evidence.OWNER_EXPORT, proof=b"") for item in live(made)]
    assert found == polled


def test_blocks_may_stand_in_any_order_and_more_than_once() -> None:
    commit, blocks = repo().blocks()
    backwards = dict(reversed(blocks.items()))
    raw = written(backwards, commit) + written(blocks, commit)[len(car.write([commit], [])) :]
    assert take_in(raw)[:-1] == take_in(written(blocks, commit))[:-1]


def test_nothing_but_what_is_captured_comes_out() -> None:
    assert "secret-of-a" not in repr(take_in(repo().car()))


@pytest.mark.parametrize("folder", ["", "backup/blobs/"])
@pytest.mark.parametrize("ending", ["", ".png"])
@pytest.mark.parametrize("pack", [zips.pack, tars.pack])
def test_media_lie_beside_it_under_their_names(pack: Pack, ending: str, folder: str) -> None:
    made = repo(1, **{f"{parse.POST}__3mptbyoeye22k": post("Look", **shows(CID, LOST))})
    packed = pack({"__MACOSX/._city.car": b"x", "backup/city.car": made.car(), f"{folder}{CID}{ending}": PICTURE})
    platform, found = BlueskyExport(SOURCE), []
    for event in platform.take_in(io.BytesIO(packed), ""):
        if isinstance(event, Item) and event.media:
            found += [medium.ref for medium in event.media]
            assert b"".join(platform.fetch_media(CITY, found[0])) == PICTURE
            for ref in (found[1], f"{RESIDENT}/{CID}", "backup/city.car", f"{CITY}/../{CID}", "x"):
                with pytest.raises(Refused, match="does not hold it"):
                    next(platform.fetch_media(CITY, ref))
    assert found == [f"{CITY}/{CID}", f"{CITY}/{LOST}"]


def test_a_repository_alone_has_no_media_and_other_bytes_are_refused() -> None:
    made = repo(0, **{f"{parse.POST}__3mptbyoeye22k": post("Look", **shows(CID))})
    for packed, error, why in (
        (made.car(), Refused, "does not hold it"),
        (zips.pack({"city.car": made.car(), CID: b"other"}), BadSource, "other bytes"),
    ):
        platform = BlueskyExport(SOURCE)
        list(platform.take_in(io.BytesIO(packed), ""))
        with pytest.raises(error, match=why):
            list(platform.fetch_media(CITY, f"{CITY}/{CID}"))


def test_whose_it_is() -> None:
    for packed in (repo().car(), zips.pack({"a.car": repo().car()}), tars.pack({"a.car": repo().car()})):
        assert BlueskyExport(SOURCE).owner(io.BytesIO(packed)) == Identity(CITY)


GOOD = repo()
COMMIT, BLOCKS = GOOD.blocks()
SIGNED: dict[str, Any] = libipld.decode_dag_cbor(BLOCKS[COMMIT])


def committed(**fields: Any) -> bytes:
    """The repository under a commit with other fields."""
    block = encode({**SIGNED, **fields})
    return written({**BLOCKS, car.cid_of(block): block}, car.cid_of(block))


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "the file is empty"),
    "a picture": (lambda: b"\x89PNG....", "no CAR file"),
    "a text": (lambda: b'{"a": 1}' * 100, "no CAR file"),
    "another version": (lambda: GOOD.car().replace(b"gversion\x01", b"gversion\x02", 1), "not a CAR file of version 1"),
    "a header that never ends": (lambda: b"\xff" * 20, "length in a CAR file is out of range"),
    "a huge header": (lambda: b"\xff\xff\xff\x7f" + bytes(1 << 17), "no CAR file"),
    "cut off in the header": (lambda: GOOD.car()[:20], "cut off"),
    "without roots": (lambda: written(BLOCKS), "no repository, or not the whole of one"),
    "another root": (lambda: written(BLOCKS, car.cid_of(b"x")), "no repository, or not the whole of one"),
    "a root that is a node": (lambda: written(BLOCKS, SIGNED["data"]), "a commit lacks a field"),
    "without its commit": (lambda: written({cid: block for cid, block in BLOCKS.items() if cid != COMMIT}, COMMIT), "no repository"),
    "a commit that was changed": (lambda: written({**BLOCKS, COMMIT: BLOCKS[COMMIT][:-1] + b"x"}, COMMIT), "not what its CID says"),
    "a commit of old": (lambda: committed(version=2), "not of version 3"),
    "a commit with more": (lambda: committed(more=1), "fields that no commit has"),
    "nobody's": (lambda: committed(did="did:example:nobody"), "does not say whose"),
    "no revision": (lambda: committed(rev="2026"), "not of version 3"),
    "without a repository": (lambda: zips.pack({CID: PICTURE}), r"no file \*\.car"),
    "with two": (lambda: tars.pack({"a.car": GOOD.car(), "b.car": GOOD.car()}), "2 repositories"),
    "packed and cut off": (lambda: zips.pack({"a.car": GOOD.car()})[:-9], "cut off"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_repository_is_refused(name: str) -> None:
    make, why = BAD[name]
    with pytest.raises(BadSource, match=why):
        take_in(make())


def test_a_repository_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.bluesky.export, "MAX_REPO", 1000)
    with pytest.raises(BadSource, match="more than the 1,000 that are read"):
        take_in(GOOD.car())


def without(key: str) -> bytes:
    cid = car.cid_of(GOOD.records[key])
    return written({each: block for each, block in BLOCKS.items() if each != cid}, COMMIT)


SEVEN = f"{parse.POST}/3mptbyoeyc007"
LOSES_ONE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a record that is not there": (lambda: without(SEVEN), f"{SEVEN} is not in the repository"),
    "a record that was changed": (lambda: GOOD.car().replace(b"Notice 7", b"Notice 8", 1), f"{SEVEN} is not in the repository"),
    "a record that is no map": (lambda: repo(**{SEVEN.replace("/", "__"): encode([1])}).car(), "must be a map is none"),
    "a record that is nothing": (lambda: repo(**{SEVEN.replace("/", "__"): b""}).car(), "not in the repository"),
    "a record that is deep": (lambda: repo(**{SEVEN.replace("/", "__"): b"\x81" * 90_000 + b"\x01"}).car(), "not DAG-CBOR"),
    "a record that is a link": (lambda: repo(**{SEVEN.replace("/", "__"): car.cid_of(b"")}).car(), "not in the repository"),
}


@pytest.mark.parametrize("name", sorted(LOSES_ONE))
def test_what_is_broken_is_lost_alone_and_said(name: str) -> None:
    make, why = LOSES_ONE[name]
    events = take_in(make())
    assert len(items(events)) == 64
    lost = rejected(events)
    assert why in lost[0].reason
    assert all(each.raw for each in lost)
    assert [each.reason.split(": ", 1)[1][:37] for each in lost[1:]] == (
        ["a block is not what its CID says; wha"] if "changed" in name else []
    )


def test_a_record_beyond_all_size_is_passed_over_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.bluesky.blocks, "MAX_RECORD", 5000)
    large = repo(**{SEVEN.replace("/", "__"): post("a" * 6000), f"{parse.POST}__b": post("b" * 7000)})
    events = take_in(large.car())
    assert len(items(events)) == 64
    assert "a block is larger than 5,000 bytes (2 times)" in rejected(events)[-1].reason


def test_of_a_file_that_is_cut_off_the_good_part_is_taken_in() -> None:
    whole = written(dict(reversed(BLOCKS.items())), COMMIT)  # the commit first, then the tree, as servers write it
    kept = []
    for end in range(400, len(whole), 311):
        try:
            events = take_in(whole[:end])
        except BadSource:  # before its commit
            continue
        kept.append(len(items(events)))
        assert isinstance(events[-1], Mark)
        assert "the archive is cut off" in rejected(events)[-1].reason
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == (0, 64)


def test_a_part_of_the_tree_that_is_missing_is_said() -> None:
    leaves = [leaf for leaf in mst.walk(BLOCKS, SIGNED["data"], whole=True) if leaf.key.decode().split("/")[0] in parse.CAPTURED]
    nodes = {cid for leaf in leaves for cid in leaf.path}
    for gone in nodes:
        events = take_in(written({cid: block for cid, block in BLOCKS.items() if cid != gone}, COMMIT))
        (lost,) = rejected(events)
        assert "parts of its tree, with all that they list, are not in it (1)" in lost.reason
        assert len(items(events)) == sum(gone not in leaf.path for leaf in leaves)
    assert len(nodes) > 3


def test_a_tree_that_lists_out_of_order_is_read_up_to_there() -> None:
    root = libipld.decode_dag_cbor(BLOCKS[SIGNED["data"]])
    block = encode({**root, "e": [*root["e"], {**root["e"][0], "p": 0, "k": b"app.bsky.feed.aaa/x"}]})
    data = car.cid_of(block)
    signed = encode({**SIGNED, "data": data})
    raw = written({**BLOCKS, data: block, car.cid_of(signed): signed}, car.cid_of(signed))
    (lost,) = rejected(take_in(raw))
    assert "out of order" in lost.reason


def test_reading_goes_on_behind_any_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 9)
    raw = zips.pack({"a.car": GOOD.car().replace(b"Notice 7", b"Notice 8", 1)})
    events = take_in(raw)
    marks = [(at, event) for at, event in enumerate(events) if isinstance(event, Mark)]
    assert len(marks) == 7 + 1
    for at, mark in marks:
        assert take_in(raw, mark.cursor) == events[at + 1 :]
    assert marks[-1][1].done == len(raw)
    with pytest.raises(BadSource, match="not the archive"):
        take_in(GOOD.car(), marks[0][1].cursor)
    other = Repo(records=GOOD.records, revision=REVISIONS[4])
    with pytest.raises(BadSource, match="not the archive"):
        take_in(other.car(), next(event.cursor for event in take_in(GOOD.car()) if isinstance(event, Mark)))


SMALL = repo(3).car()


@hypothesis_settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(SMALL) - 1), value=st.integers(0, 255), end=st.integers(0, len(SMALL)))
def test_whatever_is_changed_it_is_read_or_refused(at: int, value: int, end: int) -> None:
    changed = SMALL[:at] + bytes((value,)) + SMALL[at + 1 :]
    for raw in (changed, changed[:end]):
        with suppress(BadSource):
            events = take_in(raw)
            assert [fault for event in events for fault in faults(event, "event")] == []
            assert len(items(events)) <= 8


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=40), st.binary(max_size=60)), max_size=5), st.binary(max_size=30))
def test_whatever_a_file_holds_beside_it_is_passed_over(more: list[tuple[bytes, bytes]], tail: bytes) -> None:
    raw = SMALL + car.write([], more)[len(car.write([], [])) :] + tail
    assert len(items(take_in(raw))) == 8


def test_a_real_repository_is_read_whole() -> None:
    real = pytest.importorskip("tests.platforms.bluesky.real")
    listed = (real.folder() / "car_expected_records.tsv").read_text().splitlines()
    captured = [line.split("\t")[0] for line in listed if line.partition("/")[0] in parse.CAPTURED]
    events = take_in((real.folder() / "repo.car").read_bytes())
    assert [item.uri.split("/", 3)[3] for item in items(events)] == captured
    assert rejected(events) == []
