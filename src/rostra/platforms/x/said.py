"""A text of X as its readers see it: the same for an archive and for a live client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from rostra.platforms.base import Span
from rostra.platforms.hostile import maps_in, text_at
from rostra.platforms.text import Text, unescaped

_SHORT = re.compile(r"https?://t\.co/[A-Za-z0-9]+")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")


def lead(links: Iterable[object]) -> dict[str, str]:
    """Where short links lead, as the entities of a text tell."""
    leads = {text_at(link, "url"): text_at(link, "expanded_url") for link in maps_in(links)}
    return {short: href for short, href in leads.items() if href.startswith(("https://", "http://"))}


def said(text: str, leads: Mapping[str, str]) -> Text:
    """Entities undone once, short links replaced by what they lead to; those that lead to "" left out."""
    text = unescaped(text)
    parts, spans, end, length = [], [], 0, 0
    for found in _SHORT.finditer(text):
        if (href := leads.get(found[0])) is None:
            continue
        parts += [text[end : found.start()], href]
        length += found.start() - end
        if href:
            spans.append(Span(length, length + len(href), href))
        length, end = length + len(href), found.end()
    text = "".join([*parts, text[end:]]).rstrip()
    return Text(text, tuple(span for span in spans if span.end <= len(text)))


def sameness(number: str, text: str, links: Sequence[str], media: Sequence[str], polls: Sequence[object] = ()) -> bytes:
    """What tells versions of a post apart: see ``Item.sameness``. An archive has no polls, and names media by their files."""
    return json.dumps([number, text, *links, list(media), list(polls)]).encode()


def languages(tweet: object) -> tuple[str, ...]:
    """The language that X guessed; its own words for "none" have three letters."""
    lang = text_at(tweet, "lang")
    return (lang,) if _LANGUAGE.fullmatch(lang) else ()
