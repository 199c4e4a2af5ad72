"""A text in Markdown: made canonical, divided into clauses with lasting keys, turned into safe HTML.

CommonMark with tables, by markdown-it-py; raw HTML is text, links lead to the web, to mail or to a clause, and there are no pictures.
A heading begins a clause, and so does a paragraph that ends in a marker. The marker, ``{#no-blocking}``, is the clause's lasting key.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from rostra.core.errors import Invalid
from rostra.policy.states.difference import likeness, words_of

LONGEST = 200_000  # characters of a text
MOST_CLAUSES = 1_000
LONGEST_KEY = 60
CLEARLY, BY = 0.6, 0.15  # how like an old clause must be, and by how much more than the next one
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LABEL = re.compile(r"(?:(?:§|Section|Sec\.|Article|Art\.)\s*)?(\d+(?:\.\d+)*[a-z]?|[IVXLC]+(?=\.))[.):]?\s+", re.IGNORECASE)
RESERVED = frozenset({"main", "desk-page", "head-q", "foot-office", "foot-archive", "foot-trust"})  # names of a page's own parts
_HASHES = re.compile(r"\A {0,3}#{1,6}[ \t]+")
_LINK = re.compile(r"(https?://|mailto:|#)[^\s]*", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause as it stands in a text. ``key`` is empty while it has none; ``level`` is 0 where no heading begins it."""

    key: str
    label: str
    title: str
    level: int
    text: str  # Markdown, without heading and marker
    html: str
    line: int  # on which it begins, from 1
    marked_line: int  # on which its marker stands or has to be put, from 1


def canonical(source: str) -> str:
    """The text as it is kept and hashed: NFC, lines ended by one line feed, no characters that nobody sees. Raises Invalid."""
    lines = unicodedata.normalize("NFC", source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise Invalid({"source": "There is no text."})
    if len(text) > LONGEST:
        raise Invalid({"source": f"The text has {len(text):,} characters; at most {LONGEST:,} are taken."})
    if unseen := _UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        raise Invalid({"source": f"Line {line}: there is a character that nobody sees (U+{ord(unseen[0]):04X}). Take it out."})
    return text + "\n"


def digest(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def pieces(text: str) -> list[Piece]:
    """The clauses of a canonical text, in order. Raises Invalid: a bad marker, one that stands twice, a beginning that is no clause."""
    env: dict[str, Any] = {}
    lines, blocks = text.split("\n"), _blocks(_MARKDOWN.parse(text, env))
    starts = list(_starts(blocks))
    if not starts or blocks[0][0].type not in {"heading_open", "paragraph_open"}:
        raise Invalid({"source": "Begin with a heading or a paragraph: what stands before the first one belongs to no clause."})
    if len(starts) > MOST_CLAUSES:
        raise Invalid({"source": f"The text has {len(starts):,} clauses; at most {MOST_CLAUSES:,} are taken."})
    ends = [start.begins for start in starts[1:]] + [len(lines)]
    found = [_piece(start, lines, end, env) for start, end in zip(starts, ends, strict=True)]
    _require_sound_keys(found)
    return found


def marked(text: str, keys: Sequence[str]) -> str:
    """The text with the marker of each clause written into it; ``keys`` in the order of the clauses."""
    lines = text.split("\n")
    for piece, key in zip(pieces(text), keys, strict=True):
        if not piece.key:
            bare = lines[piece.marked_line - 1].rstrip()
            opened = bare.rstrip("#")
            if piece.level and opened.endswith((" ", "\t")):
                bare = opened.rstrip()  # a heading may be closed by hashes, and nothing stands behind them
            lines[piece.marked_line - 1] = f"{bare} {{#{key}}}"
    return "\n".join(lines)


def readable(text: str) -> str:
    """The text without markers and without the hashes of headings: what is shown where two versions are compared."""
    lines = text.split("\n")
    for piece in pieces(text):
        lines[piece.marked_line - 1] = _without_marker(lines[piece.marked_line - 1])[0]
        if piece.level:
            lines[piece.line - 1] = _HASHES.sub("", lines[piece.line - 1])
    return "\n".join(lines)


def outline(levels: Sequence[int]) -> list[int]:
    """The levels of headings below the title of a page: from 2 on, none left out on the way down; 0 stays 0."""
    shown: list[int] = []
    above: list[int] = []  # the written levels of the headings around
    for level in levels:
        if level:
            above = [*(each for each in above if each < level), level]
        shown.append(min(6, len(above) + 1) if level else 0)
    return shown


def keys_for(found: Sequence[Piece], before: Mapping[str, Counter[str]], taken: frozenset[str]) -> list[str]:
    """A key for each clause: its own, else that of the clause it clearly was before, else a new one that no clause ever had.

    ``before`` maps the keys of the version before to their words; ``taken`` are all keys that the document ever used.
    """
    used = {piece.key for piece in found if piece.key}
    keys = []
    for piece in found:
        key = piece.key or _inherited(piece, {k: words for k, words in before.items() if k not in used})
        key = key or _fresh(piece, used | taken | RESERVED)
        used.add(key)
        keys.append(key)
    return keys


def _inherited(piece: Piece, before: Mapping[str, Counter[str]]) -> str:
    own = words_of(f"{piece.title}\n{piece.text}")
    scored = sorted(((likeness(words, own), key) for key, words in before.items()), reverse=True)
    if not scored or scored[0][0] < CLEARLY:
        return ""
    return scored[0][1] if len(scored) == 1 or scored[0][0] - scored[1][0] >= BY else ""


def _fresh(piece: Piece, used: frozenset[str] | set[str]) -> str:
    words = unicodedata.normalize("NFKD", piece.title or " ".join(piece.text.split()[:6])).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", words))[: LONGEST_KEY - 4].strip("-") or "clause"
    number, key = 1, stem
    while key in used:
        number += 1
        key = f"{stem}-{number}"
    return key


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a clause begins: lines from 0, up to ``body`` for its heading."""

    begins: int
    body: int
    marked: int
    level: int
    content: str


def _blocks(tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    """The blocks of the top level, each by its first token and the one behind it."""
    pairs = zip(tokens, [*tokens[1:], *tokens[-1:]], strict=True)
    return [(token, behind) for token, behind in pairs if token.level == 0 and token.nesting >= 0]


def _starts(blocks: Sequence[tuple[Token, Token]]) -> Iterator[_Start]:
    """Headings, marked paragraphs, and the paragraph with which a text begins."""
    for number, (token, inline) in enumerate(blocks):
        begins, ends = token.map or [0, 0]
        if token.type == "heading_open":
            last = begins if token.markup.startswith("#") else ends - 2
            yield _Start(begins, ends, last, int(token.tag[1:]), inline.content)
        elif token.type == "paragraph_open" and (number == 0 or _without_marker(inline.content)[1] is not None):
            yield _Start(begins, begins, ends - 1, 0, inline.content)


def _without_marker(text: str) -> tuple[str, str | None]:
    """The text before the marker at its end, and what stands in the marker, if there is one."""
    bare = text.rstrip(" \t")
    place = bare.rfind("{#")
    if place < 0 or not bare.endswith("}") or "\n" in bare[place:] or bare[:place].endswith("\\"):
        return text, None
    return bare[:place].rstrip(" \t"), bare[place + 2 : -1]


def _piece(start: _Start, lines: Sequence[str], end: int, env: EnvType) -> Piece:
    content, marker = _without_marker(start.content)
    key = marker or ""
    if marker is not None and not (_KEY.fullmatch(key) and len(key) <= LONGEST_KEY):
        told = f"small letters, digits and hyphens, {LONGEST_KEY} at most"
        raise Invalid({"source": f"Line {start.marked + 1}: {{#{key}}} is no marker of a clause: {told}."})
    if key in RESERVED:
        raise Invalid({"source": f"Line {start.marked + 1}: {{#{key}}} is the name of a part of every page. Choose another one."})
    body = list(lines[start.body : end])
    if not start.level:
        body[start.marked - start.body] = _without_marker(body[start.marked - start.body])[0]
    label, title = _named(content, env) if start.level else ("", "")
    text = "\n".join(body).strip("\n")
    return Piece(key, label, title, start.level, text, _MARKDOWN.render(text, env), start.begins + 1, start.marked + 1)


def _named(content: str, env: EnvType) -> tuple[str, str]:
    """The number and the title of a heading, as plain text."""
    inline = _MARKDOWN.parseInline(content, env)[0]
    plain = "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in inline.children or [])
    plain = " ".join(plain.split())
    number = _LABEL.match(plain)
    return (number[1], plain[number.end() :]) if number and number.end() < len(plain) else ("", plain)


def _require_sound_keys(found: Sequence[Piece]) -> None:
    seen: dict[str, int] = {}
    for piece in found:
        if piece.key and piece.key in seen:
            told = f"Line {piece.marked_line}: the marker {{#{piece.key}}} stands on line {seen[piece.key]} already."
            raise Invalid({"source": f"{told} A key belongs to one clause: take one of the two out, and a new one is given."})
        if piece.level and not piece.title:
            raise Invalid({"source": f"Line {piece.line}: this heading is empty."})
        if not piece.level and not piece.text.strip():
            raise Invalid({"source": f"Line {piece.line}: there is a marker without a text."})
        seen[piece.key] = piece.marked_line


def _tame(state: StateCore) -> None:
    """Headings inside of lists and quotations are no clauses and are drawn as paragraphs; links tell the other site nothing."""
    for token in state.tokens:
        if token.level and token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
        for child in token.children or []:
            if child.type == "link_open" and not str(child.attrGet("href")).startswith("#"):
                child.attrSet("rel", "nofollow noopener")


def _made() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = lambda url: bool(_LINK.fullmatch(url))  # type: ignore[method-assign] # as the library documents it
    made.core.ruler.push("tame", _tame)
    return made


_MARKDOWN = _made()
