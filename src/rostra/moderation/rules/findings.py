"""What is out of order: what was done against somebody's speech, and still stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from rostra.accounts.rules.register import subject
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.moderation.models import Restriction
from rostra.moderation.queries.register import open_restrictions
from rostra.people.queries import city_day
from rostra.platforms.base import Act

HINT = "Undo it: Blocks and limits, on the desk."
UNEXPLAINED = "Record the act that explains it, or undo it: Blocks and limits, on the desk."


@finding_source
def findings() -> Iterable[Finding]:
    """W001: a block that nobody approved, to be undone. W002: something else that no recorded act explains. E001, E002: the same, late.

    One for each; nobody is named.
    """
    today = city_day()
    for restriction in open_restrictions():
        late, is_block = restriction.due < today, restriction.act == Act.BLOCK
        number = _NUMBERS[is_block, late]
        level = Level.ERROR if late else Level.WARNING
        hint = HINT if is_block else UNEXPLAINED
        text = _text(restriction, late=late, is_block=is_block)
        yield Finding(number, level, text, hint, subject(restriction.account), settings.PROFILE.moderation.clause)


_NUMBERS = {
    (True, False): "moderation.W001",
    (True, True): "moderation.E001",
    (False, False): "moderation.W002",
    (False, True): "moderation.E002",
}


def _text(restriction: Restriction, *, late: bool, is_block: bool) -> str:
    what = restriction.get_act_display() + (" in the middle of a thread" if restriction.mid_thread else "")
    why = "nobody approved it" if is_block else "no recorded act explains it"
    seen = f"{restriction.account}: {what}, seen on {in_words(restriction.begun)}, and {why}."
    return f"{seen} {'It should have been undone' if late else 'To be undone'} by {in_words(restriction.due)}."
