import base64
import datetime as dt
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostra.warc.read import read_version, versions
from rostra.warc.record import MEMBER_LIMIT, digest_label, safe_media_type, safe_uri, warc_date
from rostra.warc.write import SegmentWriter

from .conftest import SEEN, Shelf

VERSIONS = st.lists(
    st.fixed_dictionaries(
        {
            "uri": st.text(min_size=1) | st.from_regex(r"(https?|at)://[^\n]{1,40}", fullmatch=True),
            "media_type": st.sampled_from(["application/json", "text/plain; charset=utf-8"]) | st.text(max_size=30),
            "block": st.binary(max_size=5000),
            "metadata": st.binary(max_size=300),
            "proof": st.just(b"") | st.binary(min_size=1, max_size=300),
        }
    ),
    max_size=6,
)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_digest_label_is_base32_of_sha256(block: bytes) -> None:
    assert digest_label(block) == b"sha256:" + base64.b32encode(sha256(block).digest())


@settings(max_examples=60, deadline=None)
@given(VERSIONS)
def test_what_was_written_is_read_back(wanted: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        segment, places = shelf.write(wanted)
        found = list(versions(shelf.path(), segment))
        assert [v.location for v in found] == places
        assert [read_version(shelf.path(), p) for p in places] == found
    for want, have in zip(wanted, found, strict=True):
        assert have.resource.block == want["block"]
        assert have.metadata.block == want["metadata"]
        assert (have.proof.block if have.proof else b"") == want["proof"]
        assert have.resource.target.encode() == safe_uri(str(want["uri"]))
        assert have.resource.media_type.encode() == safe_media_type(str(want["media_type"]))
        assert have.resource.date == "2026-03-04T05:06:07Z"
    ids = [r.id for v in found for r in (v.resource, v.proof, v.metadata) if r]
    assert len(set(ids)) == len(ids)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), min_size=1))
def test_no_uri_breaks_out_of_its_header_line(uri: str) -> None:
    safe = safe_uri(uri)
    assert all(33 <= byte < 127 for byte in safe)
    assert safe_uri(safe.decode()) == safe or safe.startswith(b"urn:rostra:item:")


@pytest.mark.parametrize(
    ("uri", "safe"),
    [
        ("at://did:plc:abc/app.bsky.feed.post/3k", b"at://did:plc:abc/app.bsky.feed.post/3k"),
        ("https://example.org/a%20b?c=d#e", b"https://example.org/a%20b?c=d#e"),
        ("https://example.org/100%", b"https://example.org/100%25"),
        ("https://example.org/ü x", b"https://example.org/%C3%BC%20x"),
        ("https://example.org/\r\nWARC-Type: warcinfo", b"https://example.org/%0D%0AWARC-Type:%20warcinfo"),
        ("12345", b"urn:rostra:item:12345"),
        ("URN:rostra:proof:1", b"urn:rostra:item:URN%3Arostra%3Aproof%3A1"),
    ],
)
def test_safe_uri(uri: str, safe: bytes) -> None:
    assert safe_uri(uri) == safe


def test_bad_values_are_refused_and_write_nothing(shelf: Shelf) -> None:
    with SegmentWriter(shelf.folder, "a", SEEN) as writer:
        size = writer.size
        good = {"uri": "urn:x:1", "media_type": "text/plain", "block": b"x", "seen": SEEN, "metadata": b"{}"}
        for bad in ({"uri": ""}, {"seen": dt.datetime(2026, 1, 1)}, {"block": bytes(MEMBER_LIMIT)}):  # noqa: DTZ001 - naive on purpose
            with pytest.raises(ValueError):  # noqa: PT011 - three different messages
                writer.add(**(good | bad))
        assert writer.size == size
    assert list(versions(shelf.path())) == []


def test_a_time_of_another_zone_becomes_utc() -> None:
    east = dt.timezone(dt.timedelta(hours=3))
    assert warc_date(dt.datetime(2026, 1, 1, 2, 0, 0, 999_999, tzinfo=east)) == b"2025-12-31T23:00:00Z"


def test_outside_tools_accept_a_segment(shelf: Shelf) -> None:
    wanted: list[dict[str, object]] = [
        {"uri": f"https://example.org/ü\n{n}", "block": bytes([n]) * n * 400, "metadata": b"{}", "proof": b"p" * (n % 2)} for n in range(20)
    ]
    shelf.write(wanted)
    path = str(shelf.path())
    scripts = Path(sys.executable).parent
    warcio = subprocess.run([scripts / "warcio", "check", "-v", path], capture_output=True, text=True, check=False)
    assert warcio.returncode == 0, warcio.stdout
    assert warcio.stdout.count("digest pass") == 51
    fastwarc = subprocess.run([scripts / "fastwarc", "check", path], capture_output=True, text=True, check=False)
    assert fastwarc.returncode == 0, fastwarc.stdout + fastwarc.stderr
    index = subprocess.run([scripts / "warcio", "index", path], capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(index) == 51  # warcinfo, 20 × (resource, metadata), 10 proofs: each record found at a member of its own


def test_a_large_block_is_read_back(shelf: Shelf) -> None:
    block = bytes(range(256)) * 40_000
    segment, [place] = shelf.write([{"block": block, "metadata": b"{}"}])
    assert place.length < len(block) / 50
    assert read_version(shelf.path(), place).resource.block == block
    assert len(list(versions(shelf.path(), segment))) == 1
