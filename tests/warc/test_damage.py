import gzip
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from isal import igzip_lib

from rostra.warc import record
from rostra.warc.read import Damage, read_version, versions
from rostra.warc.segment import Location, Segment

from .conftest import Shelf

RNG = random.Random(7)
MANY: list[dict[str, object]] = [
    {"uri": f"https://example.org/{n}", "block": RNG.randbytes(n * 37), "metadata": b'{"n":1}', "proof": b"p" * (n % 3)} for n in range(30)
]


@pytest.fixture(scope="module")
def original() -> tuple[bytes, Segment, list[Location]]:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        segment, places = shelf.write(MANY)
        return shelf.path().read_bytes(), segment, places


def damage_of(raw: bytes, segment: Segment | None) -> Damage:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(raw)
        with pytest.raises(Damage) as caught:
            list(versions(Path(file.name), segment))
    assert file.name in str(caught.value)
    return caught.value


@settings(max_examples=400, deadline=None)
@given(place=st.integers(min_value=0), mask=st.integers(1, 255))
def test_every_flipped_byte_is_found_at_its_place(original: tuple[bytes, Segment, list[Location]], place: int, mask: int) -> None:
    whole, segment, places = original
    place %= len(whole)
    raw = bytearray(whole)
    raw[place] ^= mask
    damage = damage_of(bytes(raw), segment)
    owner = max((p.offset for p in places if p.offset <= place), default=0)
    after = min((p.offset for p in places if p.offset > place), default=len(whole))
    assert owner <= damage.offset < after or "SHA-256 is another" in damage.reason


def test_only_padding_bits_escape_all_but_the_file_digest(original: tuple[bytes, Segment, list[Location]]) -> None:
    """Such a flip changes no record: the versions are the same, and the file's digest tells."""
    whole, segment, places = original
    seen = 0
    for place in places:
        raw = bytearray(whole)
        raw[place.offset + place.length - 9] ^= 0x80  # the last byte before checksum and length: its high bits are padding, mostly
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(raw)
            try:
                found = [(v.resource.block, v.metadata.block) for v in versions(Path(file.name))]
            except Damage:
                continue
        assert found == [(v["block"], v["metadata"]) for v in MANY]
        assert damage_of(bytes(raw), segment).offset == 0
        seen += 1
    assert seen > len(MANY) / 2


@settings(max_examples=100, deadline=None)
@given(keep=st.integers(min_value=0))
def test_a_truncated_file_is_found(original: tuple[bytes, Segment, list[Location]], keep: int) -> None:
    whole, segment, places = original
    keep %= len(whole)
    damage = damage_of(whole[:keep], segment)
    owner = max((p.offset for p in places if p.offset < keep), default=0)
    assert owner <= damage.offset <= keep


def test_what_was_appended_is_found(original: tuple[bytes, Segment, list[Location]]) -> None:
    whole, segment, _ = original
    assert damage_of(whole + b"\0", None).offset == len(whole)
    assert "were written" in damage_of(whole + whole[record_start(whole) :], segment).reason


def record_start(whole: bytes) -> int:
    return whole.index(record.GZIP_HEADER, 1)


def test_a_version_dropped_or_its_records_mixed_is_found(original: tuple[bytes, Segment, list[Location]]) -> None:
    whole, segment, places = original
    first, second = places[3], places[4]
    without = whole[: first.offset] + whole[second.offset :]
    assert damage_of(without, segment).reason.startswith("the file ends here")
    resource_end = whole.index(record.GZIP_HEADER, first.offset + 1)
    mixed = whole[:resource_end] + whole[second.offset :]
    assert "does not belong" in damage_of(mixed, None).reason
    assert "begins with a resource" in damage_of(whole[: first.offset] + whole[resource_end:], None).reason
    assert "metadata record is missing" in damage_of(whole[:resource_end], None).reason


def member(head: str, block: bytes) -> bytes:
    raw = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    return igzip_lib.compress(raw, 0, igzip_lib.COMP_GZIP)


GOOD = (
    "WARC/1.1\nWARC-Type: resource\nWARC-Record-ID: <urn:uuid:00000000-0000-8000-8000-000000000001>\nWARC-Target-URI: urn:x:1\n"
    f"WARC-Date: 2026-01-01T00:00:00Z\nWARC-Block-Digest: {record.digest_label(b'x').decode()}\nContent-Type: text/plain\nContent-Length: 1"
)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (GOOD, "metadata record is missing"),
        (GOOD.replace("/1.1", "/1.0"), "no record of ours"),
        (GOOD.replace("resource", "response"), "no record of ours"),
        (GOOD.replace("WARC-Date: ", "WARC-Date "), "no record of ours"),
        (GOOD.replace("urn:x:1", "urn:\xe9:1"), "no record of ours"),
        (GOOD.replace("Length: 1", "Length: 9"), "the block has 1 bytes"),
        (GOOD.replace("sha256:FV", "sha256:VF"), "SHA-256"),
        (GOOD.replace("sha256:FV", "sha256:F1"), "no record of ours"),
    ],
)
def test_a_record_that_is_not_ours_is_refused(original: tuple[bytes, Segment, list[Location]], head: str, reason: str) -> None:
    whole, _, _ = original
    damage = damage_of(whole + member(head, b"x"), None)
    assert damage.offset == len(whole)
    assert reason in damage.reason


def test_a_bomb_stops_at_the_limit(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    _, [place] = shelf.write([{"block": b"x", "metadata": b"{}"}])
    raw = shelf.path().read_bytes()
    bomb = gzip.compress(bytes(record.MEMBER_LIMIT * 3), 9, mtime=0)
    bomb = record.GZIP_HEADER + bomb[10:]
    shelf.path().write_bytes(raw[: place.offset] + bomb)
    with pytest.raises(Damage, match="more than 67,108,864 bytes"):
        read_version(shelf.path(), Location(place.offset, len(bomb)))


def test_a_wrong_location_is_refused(original: tuple[bytes, Segment, list[Location]], tmp_path: Path) -> None:
    whole, _, places = original
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    offset, length = places[5]
    for wrong in (Location(offset + 1, length), Location(offset, length - 1), Location(offset, length + 50), Location(len(whole), 5)):
        with pytest.raises(Damage):
            read_version(path, wrong)
    with pytest.raises(Damage, match="not 700"):
        read_version(path, Location(places[-1].offset, 700_000))
