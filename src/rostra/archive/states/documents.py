"""PDF documents without what tells of who made them, and without what runs or lies hidden in them. Pages and their words stay.

ISO 32000-2. What went in an earlier version of the document goes too: only what the last one refers to is written. Whoever reads such a
file reads what a stranger made: it is done in a process of its own (``actions.documents``).
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from rostra.archive.states.bare import MOST_PIXELS, bare
from rostra.archive.states.submitted import FileKind

_TELLING = frozenset(
    {
        "/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo", "/Thumb", "/OutputIntents", "/Perms", "/DSS", "/Legal",
        "/EmbeddedFiles", "/EF", "/AF", "/Collection", "/SpiderInfo",
        "/JavaScript", "/JS", "/AA", "/OpenAction", "/XFA", "/Requirements",
    }
)  # fmt: skip # of any dictionary: who made it, what lies hidden in it, what runs
_OF_NOTES = frozenset({"/T", "/M", "/CreationDate", "/NM"})  # who wrote a note on a page, and when
_RUNS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute"}
)
_HIDES = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})  # notes that hold a file
_COLOURS = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_PLAIN = frozenset({"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"})
_DRAWS = _PLAIN | {"/CCITTFaxDecode", "/JBIG2Decode"}  # with pixels alone
_DEEPEST = 60  # of direct objects in one another
MOST_UNPACKED = 200_000_000  # bytes of everything but pictures


def bare_document(content: bytes) -> bytes:
    """The document without it. Raises ValueError where it cannot be read, is locked, or holds a picture that cannot be cleaned."""
    try:
        with Pdf.open(BytesIO(content)) as pdf:
            return _bare(pdf)
    except pikepdf.PasswordError:
        raise ValueError("the PDF is locked with a password") from None
    except pikepdf.PdfError:
        raise ValueError("the PDF is broken, or unpacks to too much") from None


def _bare(pdf: Pdf) -> bytes:
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    unpacked = 0
    for found in pdf.objects:
        unpacked += _unpacked(found)
        if unpacked > MOST_UNPACKED:
            raise ValueError("the PDF unpacks to too much")
        _clean(found, 0)
    out = BytesIO()
    pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _unpacked(found: Object) -> int:
    """How much a reader has to unpack; a picture is measured by what it is drawn on."""
    if not isinstance(found, Stream):
        return 0
    if _named(found, "/Subtype") != "/Image":
        return len(found.read_bytes()) if set(_filters(found)) <= _PLAIN else 0
    if int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > MOST_PIXELS:
        raise ValueError("a picture in the PDF has more than 200 million pixels")
    return 0


def _clean(found: Object, depth: int) -> None:
    """What ``found`` holds itself; what it refers to comes on its own."""
    if depth > _DEEPEST:
        raise ValueError("the PDF is broken")
    if isinstance(found, Dictionary | Stream):
        _clean_keys(found)
    if isinstance(found, Stream):
        _clean_picture(found)
    for key, value in _held(found):
        if isinstance(value, Array) and len(value) == 2 and value[0] == Name.ICCBased:
            found[key] = _COLOURS.get(int(value[1].get("/N", 3)), Name.DeviceRGB)
        elif not value.is_indirect:
            _clean(value, depth + 1)


def _held(found: Object) -> Iterator[tuple[str | int, Object]]:
    if isinstance(found, Dictionary | Stream):
        yield from ((key, found[key]) for key in list(found.keys()) if isinstance(found[key], Object))
    elif isinstance(found, Array):
        yield from ((place, found[place]) for place in range(len(found)) if isinstance(found[place], Object))


def _clean_keys(found: Dictionary | Stream) -> None:
    gone = _TELLING
    if _named(found, "/S") in _RUNS or _named(found, "/Subtype") in _HIDES or "/ByteRange" in found:
        gone = frozenset(found.keys()) - {"/Subtype", "/Rect", "/Length"}
    elif "/Rect" in found and _named(found, "/Subtype") != "/Widget":
        gone = _TELLING | _OF_NOTES
    for key in gone & frozenset(found.keys()):
        del found[key]


def _clean_picture(found: Stream) -> None:
    """A picture keeps what it is drawn with. Raises ValueError for one of a kind whose other parts are not known."""
    filters = _filters(found)
    if filters == ["/DCTDecode"]:
        drawn = found.get("/DecodeParms")
        parts = bare(found.read_raw_bytes(), FileKind.JPEG)
        found.write(parts, filter=Name.DCTDecode, decode_parms=drawn if isinstance(drawn, Dictionary) else None)
    elif _named(found, "/Subtype") == "/Image" and not set(filters) <= _DRAWS:
        raise ValueError("a picture in the PDF is of a kind from which place and device cannot be taken out")


def _named(found: Dictionary | Stream, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, Name) else ""


def _filters(found: Stream) -> list[str]:
    """How it is packed, the outermost first."""
    value = found.get("/Filter")
    return [str(each) for each in value] if isinstance(value, Array) else [] if value is None else [str(value)]
