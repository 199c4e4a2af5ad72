"""Archives that would do harm are refused before anything is read; a member that is damaged is lost alone."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.x.archives import pack

from rostra.platforms.base import BadSource
from rostra.platforms.files.exports import PIECE, Archive, Damaged, Limits, OneFile

GOOD = {"data/a.js": "a" * 5000, "data/b.js": "b" * 5000}
ENTRY, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def opened(raw: bytes, **limits: int) -> Archive:
    return Archive(io.BytesIO(raw), Limits(**limits))


def patched(raw: bytes, sign: bytes, offset: int, value: bytes, *, number: int = 0) -> bytes:
    """The archive with other bytes in the header ``number`` of this sign."""
    at = [found.start() for found in re.finditer(re.escape(sign), raw)][number] + offset
    return raw[:at] + value + raw[at + len(value) :]


def encrypted() -> bytes:
    return patched(patched(pack(GOOD), ENTRY, 8, b"\x01\x00"), LOCAL, 6, b"\x01\x00")


def link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("data/tweets.js")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return packed.getvalue()


def twice() -> bytes:
    return pack({"data/a.js": "a", "data/b.js": "b"}).replace(b"data/b.js", b"data/a.js")


def overlapping() -> bytes:
    """Two names for the same bytes, as a bomb of today has thousands."""
    raw = pack(GOOD)
    return patched(raw, ENTRY, 42, struct.pack("<L", 0), number=1)


def reaching() -> bytes:
    """A member that says it goes on into the table of contents."""
    return patched(pack({"data/a.js": "a" * 5000}, zipfile.ZIP_STORED), ENTRY, 20, struct.pack("<LL", 5400, 5400))


def bomb() -> bytes:
    return pack({"data/a.js": bytes(4 << 20)})


HARM: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "a picture": (lambda: b"\x89PNG....", "no ZIP archive"),
    "cut off": (lambda: pack(GOOD)[:-30], "cut off"),
    "cut in the middle": (lambda: pack(GOOD)[:60], "cut off"),
    "with something behind": (lambda: pack(GOOD) + b"more", "cut off, or something was added"),
    "with something before its end": (lambda: _inserted(pack(GOOD)), "cut off, or something was added"),
    "upwards": (lambda: pack({"../a.js": "a"}), "leads out of it"),
    "upwards inside": (lambda: pack({"data/../../a.js": "a"}), "leads out of it"),
    "absolute": (lambda: pack({"/etc/a.js": "a"}), "leads out of it"),
    "a drive": (lambda: pack({"C:/a.js": "a"}), "leads out of it"),
    "backwards": (lambda: pack({"data\\a.js": "a"}), "leads out of it"),
    "a control": (lambda: pack({"data/a\n.js": "a"}), "leads out of it"),
    "no UTF-8": (lambda: pack({"data/ab.js": "a"}).replace(b"data/ab", b"data/\xff\xfe"), "no UTF-8"),
    "a password": (encrypted, "password"),
    "a link": (link, "a link or a device"),
    "one name twice": (twice, "two members of the name"),
    "overlapping": (overlapping, "overlap"),
    "reaching into the end": (reaching, "overlap"),
    "a bomb": (bomb, "a bomb"),
    "another way of packing": (lambda: pack(GOOD, zipfile.ZIP_LZMA), "no network uses"),
    "a broken table": (lambda: patched(pack(GOOD), ENTRY, 0, b"PKxx"), "table of contents"),
}


def _inserted(raw: bytes) -> bytes:
    at = raw.index(b"PK\x05\x06")
    return raw[:at] + b"more" + raw[at:]


@pytest.mark.parametrize("name", sorted(HARM))
def test_what_could_do_harm_is_refused_in_plain_words(name: str) -> None:
    make, why = HARM[name]
    with pytest.raises(BadSource, match=why):
        opened(make())


@pytest.mark.parametrize(
    ("limits", "why"),
    [({"members": 1}, "2 members, more than 1"), ({"directory": 50}, "table of contents"), ({"unpacked": 9999}, "10,000 bytes")],
)
def test_limits_are_said(limits: dict[str, int], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        opened(pack(GOOD), **limits)


def test_members_are_found_by_their_form_in_the_order_people_count() -> None:
    names = ["data/a-part10.js", "data/a-part2.js", "data/a.js", "other/a.js", "data/é.js"]
    archive = opened(pack(dict.fromkeys(names, "a")))
    assert archive.names(re.compile(r"data/a(-part\d+)?\.js")) == ["data/a-part2.js", "data/a-part10.js", "data/a.js"]
    assert "data/é.js" in archive
    assert "data/b.js" not in archive
    assert archive.fingerprint == opened(pack(dict.fromkeys(names[::-1], "a"))).fingerprint
    assert archive.fingerprint != opened(pack(dict.fromkeys(names, "b"))).fingerprint


def test_a_large_archive_has_its_end_in_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    raw = pack(GOOD)
    assert b"PK\x06\x06" in raw
    assert b"".join(opened(raw).pieces("data/b.js")) == b"b" * 5000  # as some write it from 2 GiB on: the old end says it, too
    raw = patched(raw, b"PK\x05\x06", 8, b"\xff\xff\xff\xff" + b"\xff" * 8)
    assert b"".join(opened(raw).pieces("data/b.js")) == b"b" * 5000
    with pytest.raises(BadSource, match="cut off"):
        opened(patched(raw, b"PK\x06\x07", 8, struct.pack("<Q", 1 << 62)))


def test_a_damaged_member_is_lost_alone() -> None:
    raw = pack(GOOD, zipfile.ZIP_STORED)
    archive = opened(raw.replace(b"a" * 5000, b"a" * 4999 + b"x"))
    with pytest.raises(Damaged, match=r"data/a\.js is damaged: Bad CRC"):
        list(archive.pieces("data/a.js"))
    assert archive.whole("data/b.js", 5000) == b"b" * 5000
    with pytest.raises(Damaged, match="5,000 bytes, more than the 4,999"):
        archive.whole("data/b.js", 4999)


def test_a_member_gives_no_more_than_it_states() -> None:
    raw = pack({"data/a.js": bytes(4 << 20)})
    lying = patched(patched(raw, ENTRY, 24, struct.pack("<L", 1000)), LOCAL, 22, struct.pack("<L", 1000))
    with pytest.raises(Damaged):
        assert sum(map(len, opened(lying).pieces("data/a.js"))) <= 1000


@hypothesis_settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 700), value=st.integers(0, 255), end=st.integers(0, 700))
def test_whatever_is_changed_it_is_read_or_refused(at: int, value: int, end: int) -> None:
    raw = bytearray(pack(GOOD))
    raw[at % len(raw)] = value
    for changed in (bytes(raw), bytes(raw[: end % len(raw)])):
        with suppress(BadSource):
            archive = opened(changed)
            for name in archive.names(re.compile(".*")):
                assert len(b"".join(archive.pieces(name))) <= 5000


def test_a_file_by_itself_is_an_archive_of_one_member() -> None:
    raw = b"{" + b" " * (3 * PIECE) + b"}"
    alone = OneFile(io.BytesIO(raw), "data.json")
    assert (alone.size, alone.unpacked("data.json")) == (len(raw), len(raw))
    assert ("data.json" in alone, "other.json" in alone) == (True, False)
    assert (alone.names(re.compile(r".*\.json")), alone.names(re.compile("data"))) == (["data.json"], [])
    assert b"".join(alone.pieces("data.json")) == alone.whole("data.json", len(raw)) == raw
    assert alone.fingerprint == OneFile(io.BytesIO(raw), "data.json").fingerprint
    assert alone.fingerprint != OneFile(io.BytesIO(raw[:-1] + b"]"), "data.json").fingerprint
    with pytest.raises(Damaged, match="more than the 5"):
        alone.whole("data.json", 5)
