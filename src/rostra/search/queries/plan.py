"""From a query to what an engine is asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from rostra.search.models import Match, Phrase
from rostra.search.queries.language import Query, Term, first_day
from rostra.search.queries.naming import as_shown
from rostra.search.queries.register import AccountRow, Register
from rostra.search.queries.tags import EVERYTHING, account_tag, filter_tag

ANY_OF = frozenset({"from", "unit", "platform", "by", "year", "lang"})  # filters of which any value will do
DATES = frozenset({"before", "after"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask for, and which names nobody has."""

    match: Match
    problems: tuple[str, ...]


def with_slugs(query: Query, register: Register) -> Query:
    """The same query with each account called by its slug, so that facets know it again."""
    return replace(query, terms=tuple(_with_slug(term, register) for term in query.terms))


def _with_slug(term: Term, register: Register) -> Term:
    accounts = register.accounts_named(term.value) if term.name == "from" else []
    return replace(term, value=accounts[0].slug, quoted=False) if len(accounts) == 1 else term


def plan_of(query: Query, register: Register, zone: str) -> Plan:
    """What ``query`` asks for, with names looked up in the register and dates being days in ``zone``."""
    groups: defaultdict[str, list[Phrase]] = defaultdict(list)
    excluded: list[Phrase] = []
    problems: list[str] = []
    for term in query.terms:
        if term.name in DATES:
            continue
        phrases, problem = _phrases_of(term, register)
        problems += [problem] if problem else []
        (excluded if term.excluded else groups[term.name if term.name in ANY_OF else term.text]).extend(phrases)
    since, until = _interval(query.terms, zone)
    return Plan(Match(_narrowing(groups.values(), excluded), tuple(excluded), since, until), tuple(problems))


def _narrowing(groups: Iterable[list[Phrase]], excluded: list[Phrase]) -> tuple[tuple[Phrase, ...], ...]:
    """The groups that leave something out. Where only exclusions are left, there must be something to exclude from."""
    kept = tuple(tuple(group) for group in groups if tuple(group) != EVERYTHING)
    return kept or ((EVERYTHING,) if excluded else ())


def _phrases_of(term: Term, register: Register) -> tuple[tuple[Phrase, ...], str]:
    """The phrases of which a document must have one, and what is wrong with the term."""
    if not term.name:
        return as_shown(Phrase(term.tokens, term.prefix)), ""
    if term.name == "from":
        accounts = register.accounts_named(term.value)
        return _tags_of(accounts, register), "" if accounts else f"No official account is called “{term.value}”."
    if term.name == "unit":
        below = register.accounts_below(term.value)
        return _tags_of(below or [], register), f"There is no unit “{term.value}”." if below is None else ""
    return (Phrase((filter_tag(term.name, term.value),)),), _platform_problem(term, register)


def _platform_problem(term: Term, register: Register) -> str:
    known = sorted({account.network for account in register.accounts.values()})
    if term.name != "platform" or term.value in known:
        return ""
    return f"No official account is on “{term.value}”. Platforms are: {', '.join(known)}."


def _tags_of(accounts: list[AccountRow], register: Register) -> tuple[Phrase, ...]:
    if accounts and len(accounts) == len(register.accounts):
        return EVERYTHING
    return tuple(Phrase((account_tag(account.id),)) for account in accounts)


def _interval(terms: Iterable[Term], zone: str) -> tuple[int | None, int | None]:
    """[since, until) in seconds since 1970. Not before a day is from that day on."""
    bounds: dict[bool, list[int]] = {True: [], False: []}
    for term in terms:
        if term.name in DATES and (day := first_day(term.value)):
            bounds[(term.name == "after") != term.excluded].append(_beginning(day, zone))
    return max(bounds[True], default=None), min(bounds[False], default=None)


def _beginning(day: dt.date, zone: str) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())
