"""Documents lose what tells of who made them, what hides and what runs; pages stay, and what is broken or a bomb is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image
from tests.archive.documents import KEPT, SECRET, bomb, everything_in, locked, photograph, telling, written

from rostra.archive.actions.documents import bare_document_apart
from rostra.archive.actions.sealed import bared
from rostra.archive.states.bare import bare
from rostra.archive.states.documents import bare_document
from rostra.archive.states.submitted import FileKind
from rostra.core.errors import Invalid


def test_a_document_keeps_its_pages_and_nothing_that_tells_hides_or_runs() -> None:
    before, after = everything_in(telling()), everything_in(bare_document_apart(telling()))
    for word in (SECRET.encode(), b"JavaScript", b"own.txt", b"GPS", b"ICC"):
        assert word in before or word == b"GPS", word
        assert word not in after, word
    assert KEPT.encode() in after
    with Pdf.open(BytesIO(bare_document(telling()))) as pdf:
        assert len(pdf.pages) == 1
        drawn = pdf.pages[0].obj.Resources.XObject.Im
        assert Image.open(BytesIO(drawn.read_raw_bytes())).size == (40, 30)


def test_what_stood_in_an_earlier_version_of_it_goes() -> None:
    pdf = Pdf.new()
    pdf.add_blank_page()
    plain = written(pdf)
    later = plain + f"\n9 0 obj\n<< /Author ({SECRET}) >>\nendobj\n".encode()
    assert SECRET.encode() not in bare_document(later)


@given(
    path=st.lists(st.sampled_from(["Resources", "Group", "Annots", "Extra"]), max_size=8),
    key=st.sampled_from(["Metadata", "JS", "AA", "EF"]),
)
@settings(max_examples=30)
def test_it_goes_from_wherever_it_stands(path: list[str], key: str) -> None:
    pdf = Pdf.new()
    place = pdf.add_blank_page().obj
    for name in path:
        below = Dictionary()
        place[f"/{name}"] = Array([below]) if name == "Annots" else below
        place = place[f"/{name}"][0] if name == "Annots" else place[f"/{name}"]
    place[f"/{key}"] = String(SECRET)
    assert SECRET.encode() in everything_in(written(pdf))
    assert SECRET.encode() not in everything_in(bare_document(written(pdf)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 nonsense", "broken"),
        (telling()[:300], "broken"),
        (locked(), "password"),
        (bomb(300_000_000), "unpacks to too much"),
        (bomb(1_500_000_000), "unpacks to too much"),
    ],
    ids=["nonsense", "cut", "locked", "bomb", "larger than its memory"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        bare_document_apart(content)


def test_a_picture_in_it_that_is_a_bomb_or_cannot_be_cleaned_is_refused() -> None:
    for told, why in (
        ({"Width": 60_000, "Height": 60_000, "Filter": Name.FlateDecode}, "million pixels"),
        ({"Width": 4, "Height": 4, "Filter": Name.JPXDecode}, "cannot be taken out"),
        ({"Width": 4, "Height": 4, "Filter": Array([Name.FlateDecode, Name.DCTDecode])}, "cannot be taken out"),
    ):
        pdf = Pdf.new()
        drawn = Stream(pdf, b"x")
        drawn.Subtype = Name.Image
        for key, value in told.items():
            drawn[f"/{key}"] = value
        pdf.add_blank_page().obj.Resources = Dictionary(XObject=Dictionary(Im=pdf.make_indirect(drawn)))
        with pytest.raises(ValueError, match=why):
            bare_document(written(pdf, compress_streams=False))


def test_a_real_photograph_is_still_the_same_picture() -> None:
    clean = bare(photograph(), FileKind.JPEG)
    assert SECRET.encode() not in clean
    before, after = (Image.open(BytesIO(content)) for content in (photograph(), clean))
    assert (after.size, after.tobytes()) == (before.size, before.tobytes())
    assert not after.getexif()
    assert not {"icc_profile", "comment"} & after.info.keys()


def test_of_who_is_known_a_document_stays_as_it_came() -> None:
    whole = telling()
    assert bared(whole, "it").content == whole
    assert SECRET.encode() not in everything_in(bared(whole, "it", nameless=True).content)
    with pytest.raises(Invalid, match="cannot be read"):
        bared(b"%PDF-1.7 nonsense", "it", nameless=True)


def test_the_server_itself_never_loads_the_library_that_reads_documents() -> None:
    asked = "import sys, django; django.setup(); import rostra.config.urls; print('pikepdf' in sys.modules)"
    command = [sys.executable, "-c", asked]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": "src:."}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
