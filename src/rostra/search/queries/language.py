"""The query language: words, "phrases", prefixes (word*), filters (name:value), exclusion (-). Parsing is total: it never raises.

    budget "town hall" plan* from:mayor -is:gone after:2024-05 before:2025

Words and phrases must all be there. Of one filter given several times any value will do (``from:clerk from:mayor``), save ``is:`` and
``has:``, which must all be true. ``after:`` is from the beginning of that day, month or year on; ``before:`` is up to its beginning.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from rostra.search.queries.tokens import searched

LENGTH = 1_000  # characters of a query
TERMS = 40
PREFIX = 3  # letters before a star

IS = {
    "gone": "removed from the platform",
    "edited": "edited",
    "reply": "replies",
    "quote": "quotes",
    "repost": "reposts",
    "profile": "profiles",
    "block": "blocks",
    "thread-gate": "limits on replies",
    "restriction": "entries of other lists",
    "setting": "settings",
}
HAS = {"media": "pictures or video"}
BY = {"official": "the official account", "public": "the public, to the account"}
DATE = re.compile(r"([12][0-9]{3})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")

_TERM = re.compile(r"""(-?)(?:([A-Za-z]+):(?!//))?(?:"([^"]*)"?|([^\s"]+))""")
_QUOTES = str.maketrans("“”„«»", '"""""')
_UNSOUND = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # controls, changes of direction, half characters


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a query. ``name`` is "" for words; ``tokens`` and ``prefix`` are theirs alone."""

    name: str
    value: str
    excluded: bool = False
    quoted: bool = False
    tokens: tuple[str, ...] = ()
    prefix: bool = False

    @property
    def text(self) -> str:
        """As a person would type it."""
        quote = '"' if self.quoted else ""
        return f"{'-' if self.excluded else ''}{self.name}{':' if self.name else ''}{quote}{self.value}{quote}"


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: what was understood, and in plain words what was not."""

    terms: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The canonical text: parsing it gives the same terms."""
        return " ".join(term.text for term in self.terms)

    def has(self, name: str, value: str) -> bool:
        """Whether this filter is asked for."""
        return any((term.name, term.value, term.excluded) == (name, value, False) for term in self.terms)

    def toggled(self, name: str, value: str) -> str:
        """The query's text with this filter added, or taken out if it is there."""
        kept = [term.text for term in self.terms if (term.name, term.value, term.excluded) != (name, value, False)]
        return " ".join(kept if len(kept) < len(self.terms) else [*kept, Term(name, value).text])


def parse(text: str) -> Query:
    """The query that ``text`` means. Whatever it holds, nothing is raised; what could not be used stands in ``problems``."""
    problems = [f"Only the first {LENGTH:,} characters were read."] if len(text) > LENGTH else []
    terms: dict[str, Term] = {}
    for found in _TERM.finditer(_UNSOUND.sub(" ", text[:LENGTH]).translate(_QUOTES)):
        term, problem = _understood(*found.groups())
        problems += [problem] if problem else []
        if term:
            terms.setdefault(term.text, term)
    if len(terms) > TERMS:
        problems.append(f"Only the first {TERMS} words and filters were used.")
    return Query(tuple(terms.values())[:TERMS], tuple(dict.fromkeys(problems)))


def _understood(minus: str, name: str | None, phrase: str | None, word: str | None) -> tuple[Term | None, str]:
    excluded, value, quoted = bool(minus), phrase if word is None else word, word is None
    if name is None:
        return _words(value or "", excluded=excluded, quoted=quoted)
    check = FILTERS.get(name.lower())
    if check is None:
        term, _ = _words(f"{name}:{value}", excluded=excluded, quoted=quoted)
        return term, f"There is no filter “{name}:”; it was searched for as words. Filters are {', '.join(FILTERS)}."
    value = " ".join((value or "").split()).casefold()
    if problem := check(value):
        return None, f"{name.lower()}:{value} was left out: {problem}"
    return Term(name.lower(), value, excluded, quoted=bool(re.search(r"\s", value))), ""


def _words(value: str, *, excluded: bool, quoted: bool) -> tuple[Term | None, str]:
    value = " ".join(value.split())
    tokens, prefix = searched(value)
    if not tokens:
        return None, f"There is nothing to search for in “{value}”." if value.strip("-*") else ""
    starred = value.endswith("*") and not quoted
    problem = f"{value} was searched for as a whole word: {PREFIX} letters must stand before a star." if starred else ""
    if starred and len(tokens[-1]) >= PREFIX:
        prefix, problem = True, ""
    return Term("", value, excluded, quoted, tokens, prefix), problem


def _one_of(allowed: dict[str, str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        return "" if value in allowed else f"it must be one of {', '.join(allowed)}."

    return check


def first_day(value: str) -> dt.date | None:
    """The first day of a date of the query language, a year, month or day; None if there is no such date."""
    if not (parts := DATE.fullmatch(value)):
        return None
    try:
        return dt.date(*(int(part or 1) for part in parts.groups()))
    except ValueError:
        return None


def _date(value: str) -> str:
    return "" if first_day(value) else "a date is YYYY, YYYY-MM or YYYY-MM-DD."


def _year(value: str) -> str:
    return "" if re.fullmatch(r"[12][0-9]{3}", value) else "a year is four digits."


def _language(value: str) -> str:
    return "" if re.fullmatch(r"[a-z]{2,3}", value) else "a language is a code of two or three letters, such as en."


def _name(value: str) -> str:
    return "" if value else "a name must follow."


FILTERS: dict[str, Callable[[str], str]] = {
    "from": _name,
    "unit": _name,
    "platform": _name,
    "is": _one_of(IS),
    "has": _one_of(HAS),
    "by": _one_of(BY),
    "year": _year,
    "lang": _language,
    "before": _date,
    "after": _date,
}
