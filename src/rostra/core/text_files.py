"""The text of a file that somebody hands over, in whichever way their program saved it."""

from __future__ import annotations

import codecs

from rostra.core.errors import Invalid

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
AS_CSV = "in Excel choose File, Save As, “CSV UTF-8 (Comma delimited)”; in another program save it as CSV in UTF-8; then hand it over again"


def text_of(content: bytes, encoding: str = "utf-8", *, hint: str = AS_CSV) -> str:
    """What ``content`` says: in the encoding that its first bytes name, as Excel writes them, else in ``encoding``.

    Nothing is guessed: a wrong guess changes letters of people's names, and nobody sees it. Raises Invalid, of ``file``, with ``hint``.
    """
    named = next((name for mark, name in _MARKS if content.startswith(mark)), encoding)
    try:
        text = content.decode(named)
    except LookupError:
        raise Invalid({"file": f"There is no encoding {encoding!r}."}, hint="correct the encoding in the city's profile") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = f"Line {line:,} holds a letter that is not stored in {named.upper()}, so it cannot be read for certain."
        raise Invalid({"file": told}, hint=hint) from None
    if "\0" in text:
        raise Invalid({"file": "This is no text but a workbook or another packed file."}, hint=hint)
    return text
