"""Which accounts people mean by a name: an alias of ours, the words of an account or its unit, the title of a position."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from django.db.models import Q

from rostra.accounts.models import Account
from rostra.accounts.queries.register import official_accounts
from rostra.accounts.states.life import AccountState
from rostra.accounts.states.likeness import fold
from rostra.people.models import Position

MOST_NAMED = 10  # accounts with the words that were asked
MOST_WORDS = 20  # no name has more
_ALIAS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ONE_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = "'\u2019\u2018`"
_WORDS = re.compile(rf"[\w.,&()\-/ {_APOSTROPHES}]*\w[\w.,&()\-/ {_APOSTROPHES}]*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s\b|[{_APOSTROPHES}]")
_FILLERS = frozenset({"the", "a", "an", "of", "for", "and", "our", "office", "department", "dept", "official", "account", "city"})


def is_no_handle(asked: str) -> bool:
    """Whether these are plain words that no network could have as a handle: several, or with an apostrophe."""
    several = " " in asked or any(mark in asked for mark in _APOSTROPHES)
    return several and "//" not in asked and bool(_WORDS.fullmatch(asked))


def accounts_named(asked: str) -> list[Account]:
    """The accounts with this alias; else those of the unit of this name, or of the unit that this position stands in."""
    if not _ALIAS.fullmatch(asked):
        return []
    found = official_accounts().filter(Q(slug=asked) | Q(unit__slug=asked) | Q(unit__positions__slug=asked)).distinct()
    rows = [account for account in found if account.state != AccountState.ARCHIVED or account.slug == asked]
    return [account for account in rows if account.slug == asked] or rows


def accounts_with_words(asked: str) -> list[Account]:
    """The first few accounts in whose name or unit the words of ``asked`` stand whole; else those of the unit in which a position has them
    in its title. Without "the", "of", "office" and the like, where they are in the way. None for what could be an address. Three queries.
    """
    words = _words(asked)
    if not (is_no_handle(asked) or _ONE_WORD.fullmatch(asked)) or not words or len(words) > MOST_WORDS:
        return []
    rows = Account.objects.exclude(state=AccountState.ARCHIVED).order_by("name", "network")
    named = {pk: (unit, _words(f"{name} {of}")) for pk, unit, name, of in rows.values_list("pk", "unit_id", "name", "unit__name")}
    titles = _titles({unit for unit, _ in named.values()})
    found = _which(named, {}, words) or _which(named, {}, words - _FILLERS) or _which(named, titles, words - _FILLERS)
    by_key = official_accounts().in_bulk(found[:MOST_NAMED]) if found else {}
    return [by_key[pk] for pk in found[:MOST_NAMED]]


def _which(named: Mapping[int, tuple[int, set[str]]], titles: Mapping[int, list[set[str]]], words: AbstractSet[str]) -> list[int]:
    """The accounts that have all of ``words``, together with one title of their unit where titles are given."""
    if not words:
        return []
    return [pk for pk, (unit, own) in named.items() if any(words <= own | title for title in titles.get(unit, [set()]))]


def _titles(units: Iterable[int]) -> dict[int, list[set[str]]]:
    found: defaultdict[int, list[set[str]]] = defaultdict(list)
    for unit, title in Position.objects.filter(unit__in=units).order_by().values_list("unit_id", "title").distinct():
        found[unit].append(_words(title))
    return found


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _POSSESSIVE.sub("", fold(text))))
