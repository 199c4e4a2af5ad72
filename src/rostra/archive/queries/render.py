"""Text to safe HTML, once, at ingest. Everything in a text is hostile; only links that we make ourselves are markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_BARE_LINK = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?)]}»”’"
_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r'href="([^"]*)"')
_SAFE = re.compile(r"https?://", re.IGNORECASE)

Link = tuple[int, int, str]  # half-open range in code points, and where it leads


def links_of(text: str, declared: Sequence[Link]) -> list[Link]:
    """The links of a text in order: those declared, else the addresses that stand in it; no overlapping, no unsafe ones."""
    candidates = sorted(declared) if declared else [_bare(match) for match in _BARE_LINK.finditer(text)]
    links: list[Link] = []
    end = 0
    for link in candidates:
        if end <= link[0] < link[1] <= len(text) and _SAFE.match(link[2]):
            links.append(link)
            end = link[1]
    return links


def _bare(match: re.Match[str]) -> Link:
    address = match[0].rstrip(_TRAILING)
    return match.start(), match.start() + len(address), address


def to_html(text: str, declared: Sequence[Link]) -> str:
    """Paragraphs and line breaks, escaped, with links that pass on no referrer and no rank."""
    if not declared and "://" not in text:
        return _prose(text)
    return marked(text, links_of(text, declared))


def marked(text: str, links: Sequence[Link]) -> str:
    """The same with exactly these links, which stand in order and do not overlap."""
    pieces: list[str] = []
    end = 0
    for start, stop, href in links:
        pieces += (
            _prose(text[end:start]),
            f'<a href="{html.escape(href)}" rel="nofollow noopener external">{_prose(text[start:stop])}</a>',
        )
        end = stop
    pieces.append(_prose(text[end:]))
    return "".join(pieces)


def links_in(rendered: str) -> list[Link]:
    """The links of a text out of its HTML, which was made here."""
    links: list[Link] = []
    place, start, href = 0, 0, ""
    for piece in _TAG.split(rendered):
        if piece.startswith("<a "):
            start, href = place, html.unescape(_HREF.findall(piece)[0])
        elif piece == "</a>":
            links.append((start, place, href))
        else:
            place += 1 if piece == "<br>" else len(html.unescape(piece))
    return links


def _prose(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
