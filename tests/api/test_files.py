"""Bytes as they are: never run, in parts where they are asked for, and nothing outside of what is public."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.api.conftest import PNG, Fill, index
from tests.records import make_medium, make_record

from rostra.api.views.ranges import span_of
from rostra.archive.models import Medium
from rostra.archive.queries.log import log_key, log_origin
from rostra.archive.queries.stores import media_path
from rostra.tlog.checkpoint import open_checkpoint
from rostra.tlog.note import VerifierKey
from rostra.tlog.proof import parse_proof
from rostra.tlog.tiles import decode_bundle

FILM = bytes(range(256)) * 1000


def medium(content: bytes, media_type: str) -> str:
    make_record(media=[make_medium(content, media_type=media_type)])
    return f"/media/{Medium.objects.get(digest=sha256(content).digest()).name}"


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "video/mp4", "audio/mpeg"])
def test_pictures_and_films_are_shown_inert(media_type: str, archive: Path, client: Client) -> None:
    response = client.get(medium(PNG, media_type))
    assert response["Content-Type"] == media_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Content-Disposition" not in response
    assert b"".join(response.streaming_content) == PNG


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/pdf", "image/png; charset=x", "", "IMAGE/SVG+XML"])
def test_everything_else_is_only_downloaded(media_type: str, archive: Path, client: Client) -> None:
    response = client.get(medium(b"<svg onload=alert(1)>", media_type))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=5-9", (5, 10)),
        ("bytes=255990-", (255_990, 256_000)),
        ("bytes=255990-999999999", (255_990, 256_000)),
        ("bytes=-10", (255_990, 256_000)),
        ("bytes=-999999999", (0, 256_000)),
        ("bytes=0-", (0, 256_000)),
    ],
)
def test_a_film_can_be_wound_forward(header: str, expected: tuple[int, int], archive: Path, client: Client) -> None:
    response = client.get(medium(FILM, "video/mp4"), headers={"Range": header})
    start, stop = expected
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/256000"
    assert response["Content-Length"] == str(stop - start)
    assert b"".join(response.streaming_content) == FILM[start:stop]


@pytest.mark.parametrize("header", ["bytes=256000-", "bytes=999999999-", "bytes=-0"])
def test_a_part_that_is_not_there(header: str, archive: Path, client: Client) -> None:
    response = client.get(medium(FILM, "video/mp4"), headers={"Range": header})
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize("header", ["", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 40 + "-"])
def test_what_is_no_single_range_is_ignored(header: str, archive: Path, client: Client) -> None:
    response = client.get(medium(FILM, "video/mp4"), headers={"Range": header})
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "bytes"
    assert b"".join(response.streaming_content) == FILM


@given(st.text(max_size=40) | st.from_regex(r"bytes=\d{0,6}-\d{0,6}", fullmatch=True), st.integers(0, 10**6))
def test_a_span_lies_within_the_file(header: str, size: int) -> None:
    span = span_of(header, size)
    assert span is None or not span or (span.start >= 0 and span.stop <= size)


def test_a_missing_file_is_told(archive: Path, client: Client) -> None:
    address = medium(PNG, "image/png")
    media_path(Medium.objects.get()).unlink()
    assert client.get(address).status_code == 404


def test_an_items_own_bytes_are_downloaded(fill: Fill, client: Client) -> None:
    version = fill(1)[0].all_versions.get(number=1)
    response = client.get(f"/record/{version.record_id}/v/1/bytes")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert sha256(response.content).digest() == bytes(version.digest)


def test_a_damaged_segment_is_told_and_not_shown(fill: Fill, client: Client, archive: Path) -> None:
    version = fill(1)[0].all_versions.select_related("segment").get(number=1)
    path = archive / "segments" / version.segment.name
    path.chmod(0o600)
    path.write_bytes(b"damaged")
    response = client.get(f"/record/{version.record_id}/v/1/bytes")
    assert response.status_code == 503
    assert str(archive) not in response.content.decode()


def test_a_proof_is_a_proof(fill: Fill, client: Client) -> None:
    record = fill(1)[0]
    response = client.get(f"/record/{record.pk}/v/1.tlog-proof")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="record-{record.pk}-v1.tlog-proof"'
    assert parse_proof(response.content).index == 0


def test_a_proof_waits_for_the_log(archive: Path, client: Client) -> None:
    record = make_record()
    assert client.get(f"/record/{record.pk}/v/1.tlog-proof").status_code == 404
    index()
    assert client.get(f"/record/{record.pk}/v/1.tlog-proof").status_code == 200


def test_the_log_is_served_as_its_specification_says(fill: Fill, client: Client) -> None:
    fill(3)
    key = client.get("/tlog/key").content.decode().strip()
    assert key == log_key()
    checkpoint = client.get("/tlog/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint["Cache-Control"] == "public, no-cache"
    head = open_checkpoint(checkpoint.content, log_origin(), [VerifierKey.parse(key)]).head
    tile = client.get(f"/tlog/tile/0/000.p/{head.size}")
    assert tile["Content-Type"] == "application/octet-stream"
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(tile.content) == 32 * head.size
    assert len(decode_bundle(client.get(f"/tlog/tile/entries/000.p/{head.size}").content, head.size)) == head.size
    assert client.get("/tlog/tile/0/000").status_code == 404
    assert client.get("/tlog/policy.txt").content.decode() == f"log {key} http://127.0.0.1:8000/tlog\nquorum none\n"


@pytest.mark.parametrize(
    "path",
    [
        "../keys/log-key",
        "tile/../../keys/log-key",
        "tile/0/../../../keys/log-key",
        "%2e%2e/keys/log-key",
        "..%2fkeys%2flog-key",
        "tile/0/..%2f..%2f..%2fkeys/log-key",
        "/etc/passwd",
        "tile//etc/passwd",
        "tile/0/000.p/1/../../../../keys/log-key",
        "tile/0/000.p/0",
        "tile/0/000.p",
        "tile/64/000",
        "tile/00/000",
        "tile/0/x000",
        "tile/0/0000",
        "tile/0/٠٠٠",
        "tile",
        "tile/0",
        "checkpoint/",
        "checkpoint%00",
        "checkpoint.new",
        "log-head",
    ],
)
def test_nothing_but_the_logs_own_files_is_served(path: str, fill: Fill, client: Client) -> None:
    fill(1)
    response = client.get(f"/tlog/{path}")
    assert response.status_code == 404
    assert b"PRIVATE" not in response.content


@given(st.text(st.sampled_from("./x0123tileentriesp%checkpoint-\\\x00"), max_size=40))
def test_no_path_leads_out_of_the_log(path: str) -> None:
    from rostra.api.views.files import _TILE

    if _TILE.fullmatch(path):
        assert ".." not in path
        assert path.startswith("tile/")


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..%2fkeys%2flog-key", "a" * 65])
def test_no_medium_by_another_name(name: str, archive: Path, client: Client) -> None:
    assert client.get(f"/media/{name}").status_code == 404
