"""Tags: filters as tokens beside the words, so that an engine answers words and filters from one index. No text can hold one."""

from __future__ import annotations

import re
from functools import lru_cache

from rostra.search.models import Phrase
from rostra.search.states import Mark

_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")

OFFICIAL, PUBLIC = ":by:official", ":by:public"
EVERYTHING = (Phrase((OFFICIAL,)), Phrase((PUBLIC,)))  # every document has one of them


def account_tag(account_id: int) -> str:
    """Of an official account: by its number, which outlives a change of unit or name."""
    return f":a{account_id}"


def filter_tag(name: str, value: str) -> str:
    """Of a filter whose values are few: is, has, by, year, lang, platform."""
    return f":{name}:{value}"


@lru_cache(maxsize=4096)  # documents are many, their tags few
def document_tags(*, account: int, network: str, year: int, kind: str, marks: int, languages: str) -> list[str]:
    """Every tag of a document. The list is shared: it must not be changed."""
    tags = [account_tag(account), filter_tag("platform", network), filter_tag("year", str(year))]
    tags.append(PUBLIC if marks & Mark.PUBLIC else OFFICIAL)
    tags += [tag for mark, tag in MARK_TAGS if marks & mark]
    if kind != "post":
        tags.append(filter_tag("is", kind))
    found = (_LANGUAGE.match(language) for language in languages.lower().split())
    return tags + sorted({filter_tag("lang", language[0]) for language in found if language})


MARK_TAGS = (
    (Mark.GONE, filter_tag("is", "gone")),
    (Mark.EDITED, filter_tag("is", "edited")),
    (Mark.MEDIA, filter_tag("has", "media")),
)
