"""Files without what tells of the device, the place and the person behind them. The picture itself stays as it is, byte for byte.

JPEG: ITU-T T.81, annex B. PNG: W3C PNG (third edition), chapter 5 and 11. What follows the end of a picture is left out too: telephones
hide films and previews there. Colour profiles go as well: one that was made for a single screen names it. Documents: ``documents``.
"""

from __future__ import annotations

from collections.abc import Iterator

from rostra.archive.states.submitted import FileKind

_PNG = b"\x89PNG\r\n\x1a\n"
_BEGINS = {b"\xff\xd8\xff": FileKind.JPEG, _PNG: FileKind.PNG, b"%PDF-": FileKind.PDF}
_CHUNKS = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"acTL",
        b"fcTL",
        b"fdAT",
    }
)  # that a picture is drawn with
_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_APPLICATIONS = range(0xE0, 0xF0)
_DRAWN_WITH = ((0xE0, b"JFIF\0"), (0xEE, b"Adobe"))  # applications' segments that a picture is drawn with
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers after which a picture's height and width stand
MOST_PIXELS = 200_000_000  # as many as the largest telephones take: a few bytes of a bomb unpack to far more


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file by what is in it, whatever it is called; None if it is none that is taken."""
    for begin, kind in _BEGINS.items():
        if content.startswith(begin):
            return kind
    try:
        return FileKind.TEXT if "\0" not in content.decode() else None
    except UnicodeDecodeError:
        return None


def bare(content: bytes, kind: FileKind) -> bytes:
    """A picture without what is none; PDF and text as they are. Raises ValueError where a picture is broken, or too large when drawn."""
    if kind is FileKind.JPEG:
        return b"\xff\xd8" + b"".join(_jpeg(content))
    if kind is FileKind.PNG:
        return _PNG + b"".join(_png(content))
    return content


def _png(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        size, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(content) or len(name) < 4:
            raise ValueError("the PNG is cut off")
        if name == b"IHDR":
            _require_size(content[at + 12 : at + 16], content[at + 8 : at + 12])
        if name in _CHUNKS:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end


def _jpeg(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            yield b"\xff\xd9"
            return
        end = at + int.from_bytes(content[at : at + 2])
        if end > len(content) or end < at + 2:
            raise ValueError("the JPEG is cut off")
        if marker in _FRAMES:
            _require_size(content[at + 3 : at + 5], content[at + 5 : at + 7])
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if _is_drawn_with(marker, content[at + 2 : end]):
            yield bytes([0xFF, marker]) + content[at:end]
        at = end


def _require_size(height: bytes, width: bytes) -> None:
    if int.from_bytes(height) * int.from_bytes(width) > MOST_PIXELS:
        raise ValueError("the picture has more than 200 million pixels")


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at a place, and where it ends; it may be filled up with 0xFF."""
    if content[at : at + 1] != b"\xff":
        raise ValueError("the JPEG is broken")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] == 0:
        raise ValueError("the JPEG is broken")
    return content[at], at + 1


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands after entropy-coded data: not a stuffed 0xFF, not a restart (T.81, B.1.1.5)."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    raise ValueError("the JPEG has no end")


def _is_drawn_with(marker: int, body: bytes) -> bool:
    if marker in _APPLICATIONS:
        return any(marker == application and body.startswith(begin) for application, begin in _DRAWN_WITH)
    return marker != _COMMENT
