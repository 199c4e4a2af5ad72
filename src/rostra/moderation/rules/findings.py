"""What is out of order: what was done against somebody's speech, and still stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from rostra.accounts.rules.register import subject
from rostra.core.findings import Finding, Level, finding_source
from rostra.moderation.models import Restriction
from rostra.moderation.queries.register import open_restrictions
from rostra.people.queries import city_day

HINT = "Undo it: Blocks and limits, on the desk."


@finding_source
def findings() -> Iterable[Finding]:
    """W001: nobody approved it, and it is to be undone. E001: it should have been undone by now. One for each; nobody is named."""
    today = city_day()
    for restriction in open_restrictions():
        late = restriction.due < today
        yield Finding(
            "moderation.E001" if late else "moderation.W001",
            Level.ERROR if late else Level.WARNING,
            _text(restriction, late=late),
            HINT,
            subject(restriction.account),
            settings.PROFILE.moderation.clause,
        )


def _text(restriction: Restriction, *, late: bool) -> str:
    seen = f"{restriction.account}: {restriction.get_act_display()}, seen on {restriction.begun:%Y-%m-%d}, and nobody approved it."
    return (
        f"{seen} It should have been undone by {restriction.due:%Y-%m-%d}."
        if late
        else f"{seen} To be undone by {restriction.due:%Y-%m-%d}."
    )
