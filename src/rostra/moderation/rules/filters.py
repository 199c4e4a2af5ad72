"""Which words may be filtered at all, and who decides."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from functools import cached_property

from django.conf import settings

from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.permission import Permission
from rostra.moderation.models import FilterTerm
from rostra.moderation.queries.filters import handles_of_critics, names_of_accounts, names_of_officials, names_of_units
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right, Role

PART = 4  # characters from which a word counts inside another
OF_A_HANDLE = 5
_WORD = re.compile(r"[^\W_]+")
_EVERYDAY = frozenset(
    ["and", "the", "for", "with", "from", "city", "town", "office", "department", "division", "board", "commission", "bureau", "official"]
)


def fold(text: str) -> list[str]:
    """The words of a text, in one form whatever their case, width and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return _WORD.findall("".join(character for character in plain if not unicodedata.combining(character)))


def names(term: str, name: str) -> bool:
    """Whether a word names it: the same word, or, from four letters on, one inside the other; everyday words of offices are no names."""
    said, squeezed = set(fold(term)), "".join(fold(term))
    for word in set(fold(name)) - _EVERYDAY:
        if len(word) > 2 and word in said:
            return True
        if len(word) >= PART and (word in squeezed or any(len(each) >= PART and each in word for each in said - _EVERYDAY)):
            return True
    whole = "".join(fold(name))
    return len(whole) > 2 and whole == squeezed


def is_handle_of_critic(term: str, handle: str) -> bool:
    """Whether a word is somebody's handle, or holds one of five letters or more."""
    whole, squeezed = "".join(fold(handle)), "".join(fold(term))
    return bool(whole) and (whole in fold(term) or whole == squeezed or (len(whole) >= OF_A_HANDLE and whole in squeezed))


class Named(StrEnum):
    """What a word may never name."""

    OFFICIAL = "official"
    UNIT = "unit"
    ACCOUNT = "account"
    OPINION = "opinion"
    CRITIC = "critic"


NAMED = {
    Named.OFFICIAL: "an official",
    Named.UNIT: "a unit",
    Named.ACCOUNT: "an account of the city",
    Named.OPINION: "an opinion",
    Named.CRITIC: "somebody who has spoken to the city",
}


class Names:
    """Every name that no word may hold: read once, asked about many words."""

    @cached_property
    def _known(self) -> list[tuple[Named, list[str]]]:
        return [
            (Named.OFFICIAL, list(names_of_officials())),
            (Named.UNIT, list(names_of_units())),
            (Named.ACCOUNT, list(names_of_accounts())),
            (Named.OPINION, settings.PROFILE.moderation.viewpoint_words),
        ]

    @cached_property
    def _critics(self) -> list[str]:
        return list(handles_of_critics())

    def named_by(self, term: str) -> Named | None:
        """What the word names; None: nothing of the kind."""
        for what, known in self._known:
            if any(names(term, name) for name in known):
                return what
        return Named.CRITIC if any(is_handle_of_critic(term, handle) for handle in self._critics) else None


def term_problem(term: str) -> str:
    """Why this word is never filtered; "" where it may be asked for."""
    if not fold(term):
        return "Give a word: letters or digits."
    named = Names().named_by(term)
    if named is Named.CRITIC:
        return "It names somebody who has spoken to the city. Such a word is never filtered."
    return f"It names {NAMED[named]}. Such a word is never filtered: it would hide what people think of the city." if named else ""


def filter_problems(*, term: str, purpose: str, until: dt.date, day: dt.date) -> dict[str, str]:
    """What is wrong with a request for a filter word, by field."""
    longest = settings.PROFILE.moderation.longest_filter
    latest = day + dt.timedelta(days=longest)
    problems = {
        "term": term_problem(term),
        "purpose": "" if purpose.strip() else "Say what it is to stop, and why nothing milder does.",
        "until": "" if day <= until <= latest else f"Its last day lies between today and {in_words(latest)}.",
    }
    return {field: problem for field, problem in problems.items() if problem}


def may_see_filters(actor: Actor) -> Permission:
    """The list with its history."""
    return may(actor, Right.READ, Function.FILTER_TERMS)


def may_request_filter(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """Communications, and who looks after the account."""
    return may(actor, Right.WRITE, Function.FILTER_TERMS, also=also)


def may_decide_filter(actor: Actor, term: FilterTerm, move: str) -> Permission:
    """Counsel allows; whoever approves may refuse. Never who asked for it."""
    if actor.ref == term.by_ref:
        return Permission("Whoever asked for a filter word does not decide about it.")
    allowed = may(actor, Right.APPROVE, Function.FILTER_TERMS)
    if move == "allow" and allowed and not actor.has_role(Role.CITY_ATTORNEY):
        return Permission("Only counsel allows a filter word.")
    return allowed


def may_end_filter(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """Early: whoever may ask for one or decide, for it only gives speech back."""
    return may(actor, Right.APPROVE, Function.FILTER_TERMS) or may(actor, Right.WRITE, Function.FILTER_TERMS, also=also)


def may_move_filter(actor: Actor, term: FilterTerm, move: str, *, also: Collection[Relation] = ()) -> Permission:
    """Allow, refuse, end."""
    return may_end_filter(actor, also=also) if move == "end" else may_decide_filter(actor, term, move)
