"""From the HTML of a post to plain text, with its links as spans.

The reading takes time in proportion to the length, whatever is sent: the standard library's parser does not (three megabytes of "<a "
keep it busy for hours). Nothing is made safe here: what comes out is text, and is escaped wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape

from rostra.platforms.base import Span
from rostra.platforms.hostile import address_from

LONGEST = 500_000  # characters of HTML that are read; the bytes are kept whole

_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*+)(?P<inside>[^<>]*+)>|<[!?/][^<>]*+>|[^<]+|<")
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_WORD = re.compile(r"[^ \t\n\r\f]+")
_SPACES = " \t\n\r\f"
_UNSEEN = frozenset({"script", "style", "template"})
_PARAGRAPHS = ("p", "blockquote", "pre", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6")
_BREAKS = {**dict.fromkeys(_PARAGRAPHS, 2), **dict.fromkeys(("div", "li", "tr", "hr"), 1)}


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text with its links."""

    text: str = ""
    spans: tuple[Span, ...] = ()


def plain(html: str, base: str = "") -> Text:
    """What a person reads of this HTML, and where its links lead, seen from ``base``. Paragraphs are set apart by an empty line."""
    writer = _Writer(base)
    for token in _TOKEN.finditer(html[:LONGEST]):
        if token["tag"]:
            writer.tag(token["tag"].lower(), token["inside"], ending=bool(token["end"]))
        elif not token[0].startswith("<") or token[0] == "<":
            writer.words(unescaped(token[0]))
    return writer.finish()


def joined(parts: Iterable[Text], between: str) -> Text:
    """The texts one after the other, empty ones left out."""
    text, spans = "", []
    for part in parts:
        if part.text:
            text += between if text else ""
            spans += [replace(span, start=span.start + len(text), end=span.end + len(text)) for span in part.spans]
            text += part.text
    return Text(text, tuple(spans))


def unescaped(text: str) -> str:
    """The text with its entities (``&amp;``) undone once."""
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits, which Python does not read
        return text


class _Writer:
    """Text as it grows, with what waits to be written before the next word."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._out: list[str] = []
        self._length = 0
        self._breaks = 0
        self._space = False
        self._unseen = ""  # the element whose words are not shown
        self._href = ""
        self._start: int | None = None
        self._spans: list[Span] = []

    def tag(self, name: str, inside: str, *, ending: bool) -> None:
        """An element begins or ends."""
        if name in _UNSEEN or self._unseen:
            self._hide(name, ending=ending)
            return
        if name == "br":
            self._breaks = min(2, self._breaks + 1)
        elif name == "a":
            self._close()
            self._href = "" if ending else _href(inside, self._base)
        self._breaks = max(self._breaks, _BREAKS.get(name, 0))

    def words(self, text: str) -> None:
        """Text between elements: each run of spaces counts as one."""
        if self._unseen:
            return
        self._space = self._space or text[:1] in _SPACES
        for word in _WORD.findall(text):
            self._word(word)
            self._space = True
        self._space = self._space and text[-1:] in _SPACES

    def finish(self) -> Text:
        """All that was written."""
        self._close()
        return Text("".join(self._out), tuple(self._spans))

    def _word(self, word: str) -> None:
        if self._out:
            self._write("\n" * self._breaks or " " * self._space)
        self._breaks, self._space = 0, False
        if self._href and self._start is None:
            self._start = self._length
        self._write(word)

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)

    def _close(self) -> None:
        if self._href and self._start is not None:
            self._spans.append(Span(self._start, self._length, self._href))
        self._href, self._start = "", None

    def _hide(self, name: str, *, ending: bool) -> None:
        if not self._unseen and not ending:
            self._unseen = name
        elif ending and name == self._unseen:
            self._unseen = ""


def _href(inside: str, base: str) -> str:
    found = _HREF.search(inside)
    return address_from(unescaped(next(filter(None, found.groups()), "")), base) if found else ""
