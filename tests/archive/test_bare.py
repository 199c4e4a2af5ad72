"""Pictures lose what tells of device, place and person, and nothing else; what is broken is refused."""

from __future__ import annotations

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.archive.states.bare import bare, kind_of
from rostra.archive.states.submitted import FileKind

SECRET = b"handle=@my-own-account GPS 44.97"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"  # stuffed, and a restart
FRAME = b"\x08\x00\x1e\x00\x28\x03"  # eight bits, 30 high, 40 wide, three colours
DRAWN = segment(0xE0, b"JFIF\0\x01\x02") + segment(0xEE, b"Adobe\0") + segment(0xDB, b"q" * 65) + segment(0xC0, FRAME) + SCAN
SECOND = segment(0xC4, b"huffman") + SCAN  # a progressive picture has several


def jpeg(*extra: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(extra) + DRAWN + SECOND + b"\xff\xd9"


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(*extra: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(extra) + chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xE5, 0xED, 0xEF, 0xFE])
def test_a_jpeg_keeps_its_picture_and_nothing_else(marker: int) -> None:
    dressed = jpeg(segment(marker, b"Exif\0\0" + SECRET)) + b"a film behind the end " + SECRET
    assert bare(dressed, FileKind.JPEG) == jpeg()


def test_a_colour_profile_goes_because_one_of_a_screen_names_it() -> None:
    assert bare(jpeg(segment(0xE2, b"ICC_PROFILE\0" + SECRET)), FileKind.JPEG) == jpeg()


@pytest.mark.parametrize("name", [b"iCCP", b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME", b"prVt"])
def test_a_png_keeps_its_picture_and_nothing_else(name: bytes) -> None:
    assert bare(png(chunk(name, SECRET)) + SECRET, FileKind.PNG) == png()


@pytest.mark.parametrize("marker", [0xC0, 0xC2, 0xCF])
def test_a_picture_that_unpacks_to_far_more_than_it_is_is_refused(marker: int) -> None:
    with pytest.raises(ValueError, match="more than 200 million pixels"):
        bare(jpeg(segment(marker, b"\x08\xff\xff\xff\xff\x03")), FileKind.JPEG)
    size = (20_000).to_bytes(4) + (10_001).to_bytes(4)
    with pytest.raises(ValueError, match="more than 200 million pixels"):
        bare(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + bytes(5)) + chunk(b"IEND", b""), FileKind.PNG)


def test_kinds_are_known_by_what_is_in_the_file() -> None:
    told = {kind_of(jpeg()), kind_of(png()), kind_of(b"%PDF-1.7"), kind_of("Grüße".encode())}
    assert told == set(FileKind)
    assert [kind_of(each) for each in (b"MZ\x90\x00", b"GIF89a\x00", b"<svg>\x00", b"\xfe\xff")] == [None] * 4


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG])
@given(data=st.data())
def test_what_is_cut_off_or_flipped_is_refused_or_still_bare(kind: FileKind, data: st.DataObject) -> None:
    whole = jpeg(segment(0xE1, SECRET)) if kind is FileKind.JPEG else png(chunk(b"tEXt", SECRET))
    broken = whole[: data.draw(st.integers(8, len(whole) - 1))] + data.draw(st.binary(max_size=20))
    with suppress(ValueError):
        assert SECRET not in bare(broken, kind)
