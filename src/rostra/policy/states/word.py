"""A word processor's file (DOCX) as Markdown: headings, paragraphs, lists, tables, emphasis and links; nothing else is taken over.

The file is hostile until it was looked at: sizes before anything is unpacked, no document types and so no entities, UTF-8 alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from rostra.core.errors import Invalid

LARGEST_FILE = 10_000_000  # bytes
LARGEST_UNPACKED = 40_000_000  # bytes of all members together; a text of 200,000 characters takes about a tenth
MOST_MEMBERS = 500
_SPECIAL = re.compile(r"([\\`*_\[\]<>|&])|(\{)(?=#)")
_LINE_START = re.compile(r"\A([#+=~-]|\d+(?=[.)]))")
_HEADING = re.compile(r"(?:heading|title)\s*(\d?)", re.IGNORECASE)
_NUMBERED = re.compile(r"number", re.IGNORECASE)
_BARE = re.compile(r"[\s()<>]")


def from_docx(content: bytes) -> str:
    """The text of a DOCX file as Markdown. Raises Invalid for what is none, is too large, or holds what no such file needs."""
    _require_harmless(content)
    try:
        blocks = list(_blocks(Document(io.BytesIO(content))))
    except Exception as error:
        raise Invalid({"file": f"This DOCX file cannot be read: {error}"}, hint="open it and save it again as DOCX") from error
    return "\n\n".join("\n".join(lines) for _, lines in _together(blocks)) + "\n"


def _require_harmless(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise Invalid({"file": f"The file is larger than {LARGEST_FILE // 1_000_000} MB."})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _require_small(packed)
            _require_expected(packed)
            for member in packed.infolist():
                if member.filename.lower().endswith((".xml", ".rels")):
                    _require_plain_xml(packed.read(member))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Invalid({"file": "This is not a DOCX file."}, hint="save it as DOCX, or as Markdown (.md)") from error


def _require_small(packed: zipfile.ZipFile) -> None:
    members = packed.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Invalid({"file": "Unpacked, the file would be far larger than any policy. Take pictures out of it and save it again."})


def _require_expected(packed: zipfile.ZipFile) -> None:
    """No programs, and no names that lead out of the file. Nothing is ever unpacked to disk; who sends such a file is told so."""
    names = [member.filename.replace("\\", "/").lower() for member in packed.infolist()]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name for name in names):
        raise Invalid({"file": "The file holds macros."}, hint="save it as DOCX without macros")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Invalid({"file": "The file holds names that lead out of it. It is not opened."})


def _require_plain_xml(content: bytes) -> None:
    """No document type, hence no entities to be expanded or fetched; in an encoding in which that can be seen."""
    if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"UTF-7" in content[:200].upper():
        raise Invalid({"file": "The file holds a document type or an encoding that no DOCX file needs. It is not opened."})


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """Each block as its sort and its text."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (("table", row) for row in _rows(block))
        elif isinstance(block, Paragraph) and (text := _inline(block)):
            yield _sort_of(block, text)


def _sort_of(paragraph: Paragraph, text: str) -> tuple[str, str]:
    style = str(getattr(paragraph.style, "name", "") or "")
    if heading := _HEADING.match(style):
        return "heading", f"{'#' * min(6, int(heading[1] or 1))} {_plain(paragraph)}"
    if style.lower().startswith("list") or (paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None):  # noqa: SLF001 -- the only way to a list
        return "list", f"{'1.' if _NUMBERED.search(style) else '-'} {text}"
    return "paragraph", _LINE_START.sub(lambda found: _escaped_start(found[1]), text)


def _escaped_start(start: str) -> str:
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _together(blocks: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Rows of a table and points of a list stand on lines of their own, everything else apart."""
    numbered = ((sort, text, sort if sort in {"table", "list"} else str(number)) for number, (sort, text) in enumerate(blocks))
    for key, group in groupby(numbered, key=lambda each: each[2]):
        yield key, [text for _, text, _ in group]


def _rows(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        cells = [" ".join(escaped(cell.text).split()) for cell in row.cells]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{'---|' * len(cells)}"


def _plain(paragraph: Paragraph) -> str:
    return " ".join(escaped(paragraph.text).split())


def _inline(paragraph: Paragraph) -> str:
    """The words of a paragraph with their emphasis and links, on one line."""
    parts = []
    for emphasis, group in groupby(paragraph.iter_inner_content(), key=_emphasis):
        held = list(group)
        text = "".join(escaped(each.text) for each in held)
        if isinstance(held[0], Hyperlink) and (url := held[0].url):
            text = f"[{text}]({_BARE.sub('', url)})" if url.startswith(("https://", "http://", "mailto:")) else text
        parts.append(_around(text, emphasis[0]))
    return " ".join("".join(parts).split())


def _emphasis(part: Any) -> tuple[str, int]:
    """The marks around a run; a link stands by itself."""
    if isinstance(part, Hyperlink):
        return "", id(part)
    return ("**" if part.bold else "") + ("*" if part.italic else ""), 0


def _around(text: str, mark: str) -> str:
    inner = text.strip()
    return text.replace(inner, f"{mark}{inner}{mark[::-1]}", 1) if mark and inner else text


def escaped(text: str) -> str:
    """Plain text as Markdown that shows just that."""
    return _SPECIAL.sub(r"\\\g<0>", text)
