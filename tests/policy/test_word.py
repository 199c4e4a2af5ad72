"""DOCX files: read where they are honest, and not opened where they are not."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from rostra.core.errors import Invalid
from rostra.policy.actions.texts import text_of_file
from rostra.policy.states.markdown import canonical, pieces
from rostra.policy.states.word import LARGEST_FILE, MOST_MEMBERS, escaped, from_docx


def packed(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def written() -> bytes:
    document = docx.Document()
    document.add_heading("Social Media Policy", 0)
    document.add_heading("1 Purpose", 2)
    paragraph = document.add_paragraph("The city ")
    paragraph.add_run("owns ").bold = True
    paragraph.add_run("every account").italic = True
    paragraph.add_run(" <script>alert(1)</script> {#x}")
    document.add_paragraph("a point", style="List Bullet")
    document.add_paragraph("another", style="List Bullet")
    document.add_paragraph("1. not a list")
    document.add_paragraph("# not a heading")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "h|1", "x"
    _link(document.add_paragraph("See "), "https://exampleville.example/rules", "the rules")
    _link(document.add_paragraph("See "), "javascript:alert(1)", "this")
    return packed(document)


def _link(paragraph: object, url: str, text: str) -> None:
    relation = paragraph.part.relate_to(url, docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # type: ignore[attr-defined]
    link, run, words = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), relation)
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)  # type: ignore[attr-defined]


def with_member(name: str, content: bytes, of: bytes | None = None) -> bytes:
    """A DOCX file with a member put in the place of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of or written())) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return buffer.getvalue()


def test_what_is_written_comes_over_and_nothing_becomes_markup() -> None:
    text = from_docx(written())
    first, purpose = pieces(canonical(text))
    assert (first.title, purpose.label, purpose.title) == ("Social Media Policy", "1", "Purpose")
    assert "<strong>owns</strong> <em>every account</em> &lt;script&gt;alert(1)&lt;/script&gt; {#x}" in purpose.html
    assert purpose.html.count("<li>") == 2
    assert "<p>1. not a list</p>" in purpose.html
    assert "<p># not a heading</p>" in purpose.html
    assert "<th>h|1</th>" in purpose.html
    assert '<a href="https://exampleville.example/rules" rel="nofollow noopener">the rules</a>' in purpose.html
    assert "javascript" not in text


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], blacklist_characters="\x85"), min_size=1, max_size=60))
def test_escaped_text_shows_just_that_text(text: str) -> None:
    shown = pieces(canonical(f"## H\n\nx {escaped(text)} x"))
    assert len(shown) == 1
    assert "<em>" not in shown[0].html
    assert "<a" not in shown[0].html
    assert "<code" not in shown[0].html


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><w:document>&j;</w:document>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'


@pytest.mark.parametrize("content", [BILLION, OUTSIDE, OUTSIDE.decode().encode("utf-16")])
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_entities_are_not_opened(name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match="document type or an encoding"):
        from_docx(with_member(name, content))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("word/vbaProject.bin", "holds macros"),
        ("word/activeX/activeX1.bin", "holds macros"),
        ("../../etc/cron.d/x", "lead out of it"),
        ("/etc/x.xml", "lead out of it"),
        ("word\\..\\..\\x.xml", "lead out of it"),
    ],
)
def test_programs_and_ways_out_are_refused(name: str, problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        from_docx(with_member(name, b"x"))
    with pytest.raises(Invalid):
        text_of_file("policy.docm", with_member("word/vbaProject.bin", b"\xff"))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = with_member("word/media/x.xml", b"0" * 60_000_000)
    assert len(bomb) < LARGEST_FILE
    with pytest.raises(Invalid, match="far larger"):
        from_docx(bomb)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(MOST_MEMBERS + 1):
            archive.writestr(f"{number}.xml", b"<a/>")
    with pytest.raises(Invalid, match="far larger"):
        from_docx(many.getvalue())
    with pytest.raises(Invalid, match="larger than 10 MB"):
        from_docx(b"PK" + b"0" * LARGEST_FILE)


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    lying = bytearray(with_member("word/document.xml", b"<w:x>" + b"a" * 5_000))
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Invalid):
        from_docx(bytes(lying))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_docx_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        from_docx(content)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_whatever_comes_the_answer_is_a_text_or_a_refusal(content: bytes) -> None:
    with contextlib.suppress(Invalid):
        assert isinstance(text_of_file("policy.docx", content), str)


def test_markdown_files_are_read_as_utf_8() -> None:
    assert text_of_file("policy.md", "\ufeff# Über\n".encode()) == "# Über\n"
    with pytest.raises(Invalid, match="not stored in UTF-8"):
        text_of_file("policy.md", b"\xff\x00")
    with pytest.raises(Invalid, match="too large"):
        text_of_file("policy.txt", b"x" * 1_000_000)
