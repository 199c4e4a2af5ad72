"""Archives of older servers: what would do harm is refused before anything is read, and any member is read in the memory of none."""

from __future__ import annotations

import gzip
import io
import random
import re
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.tars import pack, tape

import rostra.platforms.files.inflated
from rostra.platforms.base import BadSource
from rostra.platforms.files.exports import Damaged, Limits
from rostra.platforms.files.inflated import Inflated
from rostra.platforms.files.tarballs import Tarball

GOOD = {"data/a.json": b"a" * 5000, "data/b.json": b"b" * 5000}


def opened(raw: bytes, **limits: int) -> Tarball:
    return Tarball(io.BytesIO(raw), Limits(**limits))


def of_kind(kind: bytes, name: str = "data/c.json", size: int = 0, content: bytes = b"", **facts: str) -> bytes:
    """An archive whose last member is of another kind than a file."""
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size or len(content), facts.get("to", "")
    extra = info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512)
    return gzip.compress(extra + tape(GOOD), mtime=0)


def told(*records: tuple[str, str]) -> bytes:
    """An archive with these records in an extended header."""
    content = b""
    for name, value in records:
        length = len(f" {name}={value}\n".encode())
        length += len(str(length + len(str(length))))
        content += f"{length} {name}={value}\n".encode()
    return of_kind(tarfile.XHDTYPE, content=content)


def headed(**fields: bytes) -> bytes:
    """The archive with other bytes in its first header, whose check sum fits."""
    raw = bytearray(tape(GOOD))
    places = {"name": 0, "size": 124}
    for field, value in fields.items():
        raw[places[field] : places[field] + len(value)] = value
    raw[148:156] = b"        "
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    return gzip.compress(bytes(raw), mtime=0)


HARM: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: pack(GOOD)[:-30], "cut off"),
    "cut off in its check sum": (lambda: pack(GOOD)[:-3], "cut off"),
    "cut off before it was packed": (lambda: gzip.compress(tape(GOOD)[:700]), "cut off"),
    "without its end": (lambda: gzip.compress(tape(GOOD)[: 2 * (512 + 5120)]), "cut off"),
    "damaged": (lambda: pack(GOOD)[:-6] + b"\0\0" + pack(GOOD)[-4:], "cut off.*incorrect data check"),
    "with something behind": (lambda: pack(GOOD) + b"more", "cut off, or something was added"),
    "with something behind its end": (lambda: gzip.compress(tape(GOOD) + b"more"), "cut off, or something was added"),
    "another archive behind": (lambda: pack(GOOD) + pack({"data/c.json": b"c"}), "cut off, or something was added"),
    "a text": (lambda: gzip.compress(b"{}" * 9000), "no archive"),
    "nothing packed": (lambda: gzip.compress(b""), "cut off"),
    "upwards": (lambda: pack({"../a.json": b"a"}), "leads out of it"),
    "upwards inside": (lambda: pack({"data/../../a.json": b"a"}), "leads out of it"),
    "absolute": (lambda: pack({"/etc/a.json": b"a"}), "leads out of it"),
    "a drive": (lambda: pack({"C:/a.json": b"a"}), "leads out of it"),
    "backwards": (lambda: pack({"data\\a.json": b"a"}), "leads out of it"),
    "without a name": (lambda: pack({"./": b"a"}), "leads out of it"),
    "a long name": (lambda: pack({"a" * 2000: b"a"}, tarfile.GNU_FORMAT), "leads out of it"),
    "no UTF-8": (lambda: headed(name=b"data/\xff\xfe"), "no UTF-8"),
    "no UTF-8 in a long name": (lambda: of_kind(tarfile.GNUTYPE_LONGNAME, content=b"\xff\0"), "no UTF-8"),
    "a link": (lambda: of_kind(tarfile.SYMTYPE, to="/etc/passwd"), "a link or a device"),
    "a hard link": (lambda: of_kind(tarfile.LNKTYPE, to="data/a.json"), "a link or a device"),
    "a device": (lambda: of_kind(tarfile.CHRTYPE), "a link or a device"),
    "a hole": (lambda: of_kind(tarfile.GNUTYPE_SPARSE), "no network uses"),
    "a hole told apart": (lambda: told(("GNU.sparse.major", "1")), "no network uses: GNU.sparse"),
    "another size": (lambda: told(("size", "5")), "no network uses: size"),
    "a huge header": (lambda: of_kind(tarfile.XHDTYPE, size=2 << 20), "a header of 2,097,152 bytes"),
    "a broken header": (lambda: of_kind(tarfile.XHDTYPE, content=b"99 path=a\n"), "cut off"),
    "a header of nothing": (lambda: of_kind(tarfile.XHDTYPE, content=b"1 path=a\n"), "cut off"),
    "one name twice": (lambda: gzip.compress(tape({"a.json": b"1"})[:1024] + tape({"./a.json": b"2"})), "two members of the name"),
    "less than nothing": (lambda: headed(size=b"\xff" * 12), "cut off"),
    "more than there is": (lambda: headed(size=b"77777777777\0"), "cut off"),
    "a bomb": (lambda: pack({"data/a.json": bytes(4 << 20)}), "a bomb"),
}


@pytest.mark.parametrize("name", sorted(HARM))
def test_what_could_do_harm_is_refused_in_plain_words(name: str) -> None:
    make, why = HARM[name]
    with pytest.raises(BadSource, match=why):
        opened(make())


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"members": 1}, "more than 1 members"),
        ({"directory": 21}, "more than 21 characters"),
        ({"unpacked": 9999}, "more than 9,999 bytes"),
    ],
)
def test_limits_are_said(limits: dict[str, int], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        opened(pack(GOOD), **limits)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_are_found_and_read_in_any_order(form: int) -> None:
    long = f"{'folder/' * 30}é.json"
    names = ["media/10.png", "media/2.png", "./outbox.json", *([long] if form != tarfile.USTAR_FORMAT else []), "empty.json"]
    archive = opened(pack({name: b"" if name == "empty.json" else name.encode() * 100 for name in names}, form))
    assert archive.names(re.compile(r"media/\d+\.png")) == ["media/2.png", "media/10.png"]
    assert "outbox.json" in archive
    assert "none.json" not in archive
    for name in reversed(names):
        content = b"" if name == "empty.json" else name.encode() * 100
        assert archive.whole(name.removeprefix("./"), 1 << 20) == content
    with pytest.raises(Damaged, match="more than the 5"):
        archive.whole("media/2.png", 5)


def test_folders_are_passed_over_and_a_file_packed_in_parts_is_whole() -> None:
    folder = tarfile.TarInfo("data/")
    folder.type = tarfile.DIRTYPE
    raw = folder.tobuf(tarfile.USTAR_FORMAT) + tape(GOOD)
    parts = b"".join(gzip.compress(raw[at : at + 3000], mtime=0) for at in range(0, len(raw), 3000))
    archive = opened(parts)
    assert archive.names(re.compile(".*")) == sorted(GOOD)
    assert archive.whole("data/b.json", 5000) == GOOD["data/b.json"]
    assert archive.fingerprint == opened(pack(GOOD)).fingerprint
    assert archive.fingerprint != opened(pack({**GOOD, "data/b.json": b"c" * 5000})).fingerprint


def test_what_changes_while_it_is_read_is_damaged() -> None:
    source = io.BytesIO(pack(GOOD))
    archive = Tarball(source)
    source.truncate(40)
    with pytest.raises(Damaged, match=r"data/b\.json is damaged"):
        list(archive.pieces("data/b.json"))


def test_reading_begins_near_its_place_and_not_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.inflated, "_EVERY", 100_000)
    monkeypatch.setattr(rostra.platforms.files.inflated, "MOST_PLACES", 20)
    content = random.Random(1).randbytes(8 << 20)
    source = _Counting(gzip.compress(content, compresslevel=1))
    inflated = Inflated(source, 1 << 30)
    assert b"".join(inflated.pieces()) == content
    source.given = 0
    for at in random.Random(2).choices(range(len(content)), k=50):
        assert next(inflated.pieces(at))[:100] == content[at : at + 100] or at > len(content) - 100
    assert source.given < 50 * (2 << 20)


class _Counting(io.BytesIO):
    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.given += len(found)
        return found


def test_several_members_are_read_at_the_same_time() -> None:
    members = {f"{n}.bin": random.Random(n).randbytes(300_000) for n in range(5)}
    archive = opened(pack(members))
    found = dict.fromkeys(members, b"")
    readers = {name: archive.pieces(name) for name in members}
    while readers:
        for name in list(readers):
            if piece := next(readers[name], b""):
                found[name] += piece
            else:
                del readers[name]
    assert found == members


def test_a_large_archive_is_indexed_and_read_in_little_memory() -> None:
    source = io.BytesIO(pack({f"{n}.bin": random.Random(n).randbytes(8 << 20) for n in range(8)}))
    tracemalloc.start()
    archive = Tarball(source)
    for name in archive.names(re.compile(".*")):
        assert sum(map(len, archive.pieces(name))) == 8 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20


@hypothesis_settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 11_000), value=st.integers(0, 255), end=st.integers(0, 11_000), packed=st.booleans())
def test_whatever_is_changed_it_is_read_or_refused(at: int, value: int, end: int, packed: bool) -> None:
    raw = bytearray(pack(GOOD) if packed else tape(GOOD))
    raw[at % len(raw)] = value
    for changed in (bytes(raw), bytes(raw[: end % len(raw)])):
        with suppress(BadSource):
            archive = opened(changed if packed else gzip.compress(changed))
            for name in archive.names(re.compile(".*")):
                assert len(b"".join(archive.pieces(name))) <= 11_000
