"""What searches of everybody leave out, by the city's display policy: decided when it is asked, so that no index is made anew."""

from __future__ import annotations

from dataclasses import replace

from rostra.archive.queries.display import shown_of_removed, terms
from rostra.archive.states.display import Policy
from rostra.search.models import Match, Phrase
from rostra.search.queries.language import Query
from rostra.search.queries.register import Register
from rostra.search.queries.tags import PUBLIC
from rostra.search.states import Mark

_OF_CONTENT = frozenset({"", "lang"})  # terms that ask what a text holds


def as_displayed(match: Match, query: Query, register: Register) -> Match:
    """The same without what the city does not show. What is shown as a fact alone is not found by its words, nor by not having some."""
    match = match if terms().replies else _without_replies(match)
    if not terms().removed:
        return match
    asks_content = any(term.name in _OF_CONTENT for term in query.terms)
    hidden = {Policy.WITHHELD, Policy.FACT} if asks_content else {Policy.WITHHELD}
    gone = (account.id for account in register.accounts.values() if shown_of_removed(account.network) in hidden)
    return replace(match, gone_left_out=tuple(gone))


def _without_replies(match: Match) -> Match:
    """By the tag where words are looked for: it costs what there is of it. Without words by an index of the others."""
    if match.groups:
        return replace(match, excluded=(*match.excluded, Phrase((PUBLIC,))))
    return replace(match, left_out=int(Mark.PUBLIC))
