"""LinkedIn's "little text": the words of a post with mentions, hashtags and escaped signs, into what a person reads.

https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re

from rostra.platforms.base import Span
from rostra.platforms.text import Text

_NAME = r"(?:\\.|[^\\\]]){0,300}+"
_MARK = re.compile(
    rf"\\(?P<escaped>.)|@\[(?P<name>{_NAME})\]\((?P<urn>urn:li:[A-Za-z]{{1,40}}:[A-Za-z0-9_-]{{1,80}})\)"
    r"|\{hashtag\|\\?[#＃]\|(?P<tag>(?:\\.|[^\\}]){0,300}+)\}",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PAGE = re.compile(r"urn:li:organization:([0-9]{1,20})")


def read_little(text: str) -> Text:
    """The words, and where a mentioned page lies. A member who is mentioned is named, and has no address that is known."""
    out: list[str] = []
    spans: list[Span] = []
    length = end = 0
    for mark in _MARK.finditer(text):
        words = _words(mark)
        out += [text[end : mark.start()], words]
        length += mark.start() - end + len(words)
        end = mark.end()
        if words and (page := _PAGE.fullmatch(mark["urn"] or "")):
            spans.append(Span(length - len(words), length, f"https://www.linkedin.com/company/{page[1]}/"))
    return Text("".join([*out, text[end:]]), tuple(spans))


def _words(mark: re.Match[str]) -> str:
    if mark["escaped"]:
        return mark["escaped"]
    return _ESCAPED.sub(r"\1", mark["name"]) if mark["name"] is not None else "#" + _ESCAPED.sub(r"\1", mark["tag"])
