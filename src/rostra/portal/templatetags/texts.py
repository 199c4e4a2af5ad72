"""Text that others wrote, shown safely: dangerous characters made visible, long texts bounded, versions compared by words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rostra.accounts.models import Account
from rostra.accounts.states import AccountState
from rostra.accounts.states.networks import FEEDS, label
from rostra.archive.models import Record, Version
from rostra.policy.states.difference import KEPT, REMOVED, Part
from rostra.search.queries import FacetValue, Query, highlight

register = template.Library()

PAGE_LIMIT = 20_000  # characters of one text on a page; the whole is one link away
LIST_LIMIT = 480
DIFFERENCE_LIMIT = 3_000  # characters a side: difflib takes time by the square
EXACT_LIMIT = 800  # pieces a side; above, a word that stands very often is not matched by itself (a hostile pair of texts: 25 s before)

# Controls save tab and line feed, embeddings, overrides and isolates, and the zero-width ones that hide a difference. The joiners
# (U+200C, U+200D) and the single marks (U+200E, U+200F, U+061C) belong to honest text in many languages and stay.
DANGEROUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
TAG = re.compile(r"(<[^>]*>)")
WORDS = re.compile(r"\s+|[^\s]+")
HREF = re.compile(r"<a href=\"([^\"]*)\"")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NAMES = {"\r": "CARRIAGE RETURN", "\x00": "NULL", "\x1b": "ESCAPE", "\x07": "BELL", "\x08": "BACKSPACE", "\x7f": "DELETE"}


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    name = unicodedata.name(character, NAMES.get(character, "CONTROL CHARACTER"))
    return f'<span class="control" data-code="{ord(character):04X}" title="{name.title()}">U+{ord(character):04X}</span>'


def _reveal(html: str) -> str:
    """The same HTML with dangerous characters of its text (not of its tags) shown by their numbers."""
    if not DANGEROUS.search(html):
        return html
    return "".join(DANGEROUS.sub("", part) if part.startswith("<") else DANGEROUS.sub(_visible, part) for part in TAG.split(html))


@register.filter
def revealed(text: str) -> SafeString:
    """Plain text, escaped, with dangerous characters visible. For names and handles too. Browsers end lines with two characters."""
    return mark_safe(_reveal(escape(str(text).replace("\r\n", "\n"))))  # noqa: S308 -- escaped


@register.filter
def at_handle(handle: str, network: str) -> str:
    """A handle as people write it on this network; where none is known, that. A feed has none: an address alone stands in its place."""
    if not handle:
        return _("handle not known")
    return revealed(handle) if network in FEEDS else SafeString("@") + revealed(handle)


@register.filter
def called(account: Account) -> str:
    """What an account is called on its network: its handle; of a feed its address, as a link unless it is out of the city's hands."""
    if account.network not in FEEDS:
        return at_handle(account.handle, account.network)
    address = revealed(account.identity)
    if account.state == AccountState.LOST or not account.identity.lower().startswith(("http://", "https://")):
        return address
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', account.identity, address)


@register.filter
def shown(version: Version) -> SafeString:
    """A version's text as the archive made it safe at ingest, bounded, with dangerous characters visible."""
    html = version.html if len(version.text) <= PAGE_LIMIT else escape(version.text[:PAGE_LIMIT])
    return mark_safe(_reveal(html))  # noqa: S308 -- safe by the archive's contract, or escaped here


@register.filter
def is_cut(version: Version) -> bool:
    """Whether a page shows a part of this text only."""
    return len(version.text) > PAGE_LIMIT


@register.filter
def excerpt(text: str) -> SafeString:
    """The beginning of a text, for a list."""
    if len(text) <= LIST_LIMIT:
        return revealed(text)
    return mark_safe(revealed(text[:LIST_LIMIT].rsplit(None, 1)[0]) + "…")  # noqa: S308 -- escaped


@register.filter
def found(text: str, query: Query) -> SafeString:
    """The part of a text in which a query found something, with what it found marked."""
    parts = (f"<mark>{revealed(part)}</mark>" if is_hit else revealed(part) for part, is_hit in highlight(text, query, length=LIST_LIMIT))
    return mark_safe("".join(parts))  # noqa: S308 -- every piece is escaped


@register.simple_tag
def difference(before: str, after: str) -> SafeString:
    """What changed between two texts, word by word, with words for those who do not see the colours."""
    old, new = (WORDS.findall(text[:DIFFERENCE_LIMIT]) for text in (before, after))
    return mark_safe("".join(_changes(old, new)))  # noqa: S308 -- every piece is escaped


def _changes(old: list[str], new: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(str.isspace, old, new, autojunk=len(new) > EXACT_LIMIT)  # a space alone is no match
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield revealed("".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield _marked("del", "".join(old[i1:i2]), _("removed"))
        if j1 < j2:
            yield _marked("ins", "".join(new[j1:j2]), _("added"))


def _marked(tag: str, text: str, word: str) -> str:
    opening, closing = (f'<span class="usa-sr-only">{words}</span>' for words in (f" [{word}: ", f" end {word}] "))
    return f"<{tag}>{opening}{revealed(text)}{closing}</{tag}>"


@register.filter
def facet_label(value: FacetValue, facet: str) -> str:
    """What people read; networks in their own spelling, which the index does not know."""
    return label(value.label) if facet == "platform" else value.label


@register.simple_tag
def compared(blocks: Sequence[Sequence[Part]]) -> SafeString:
    """Two texts in one, paragraph by paragraph, with what was removed and what was added in marks and in words."""
    paragraphs = ("".join(_part(kind, text) for kind, text in block) for block in blocks)
    return mark_safe("".join(f'<p class="diff">{paragraph}</p>' for paragraph in paragraphs if paragraph.strip()))  # noqa: S308 -- escaped


def _part(kind: str, text: str) -> str:
    inner = text.rstrip("\n")
    if kind == KEPT or not inner.strip():
        return revealed(inner)
    return _marked("del", inner, _("removed")) if kind == REMOVED else _marked("ins", inner, _("added"))


@register.simple_tag
def facet_link(value: FacetValue, facet: str, kept: str) -> SafeString:
    """A filter to add or take out, with how many results it has. A page has fifty, so they are not made by a template."""
    shown = revealed(facet_label(value, facet))
    state = ' class="active" aria-current="true"' if value.active else ""
    address = f"?q={quote(value.toggled, safe='')}{escape(kept)}"
    return mark_safe(f'<a href="{address}"{state}><span>{shown}</span> <span class="n">{value.count:,}</span></a>')  # noqa: S308 -- escaped


@register.filter
def plain(text: str) -> str:
    """Text without dangerous characters, for places that hold no markup: a title, an attribute."""
    return DANGEROUS.sub("\ufffd", text[:PAGE_LIMIT])


@register.filter
def opening(text: str) -> SafeString:
    """The first words of a text, for a citation."""
    line = " ".join(text[:400].split())
    return revealed(line if len(line) <= 120 else line[:120].rsplit(" ", 1)[0] + "…")


@register.filter
def is_long_for_difference(version: Version) -> bool:
    """Whether only the beginning of this text is compared."""
    return len(version.text) > DIFFERENCE_LIMIT


@register.filter
def link_targets(version: Version) -> list[SafeString]:
    """Where the links of a text lead, in order, each once: what a link says and where it goes are two things."""
    return list(dict.fromkeys(mark_safe(_reveal(href)) for href in HREF.findall(version.html[: 4 * PAGE_LIMIT])))[:20]  # noqa: S308 -- escaped by the archive


@register.filter
def first_language(languages: str) -> str:
    """The first stated language, if it is the sort of thing that stands in a ``lang`` attribute."""
    first = languages.partition(" ")[0]
    return first if LANGUAGE.fullmatch(first) else ""


@register.filter
def headline(record: Record) -> str:
    """A record's name in a title: who, when."""
    return f"{plain(byline(record))}, {record.published:%Y-%m-%d}"


@register.filter
def byline(record: Record) -> str:
    """Who said it."""
    return record.account.name if record.official else record.author_name or record.author_handle or record.author_id
