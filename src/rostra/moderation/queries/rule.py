"""The rule of the city's own policy that is broken or followed: as it read on the day of an act."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from rostra.policy.models import Clause
from rostra.policy.queries import cited, clauses_in_force


def rule_cited(day: dt.date) -> str:
    """The profile's clause as an act of ``day`` cites it, "social-media/2#no-blocking"; "" where the profile names none."""
    return cited(settings.PROFILE.moderation.clause, day)


def rule_on(day: dt.date) -> Clause | None:
    """The profile's clause in the text in force on ``day``; None where no text had it."""
    named = settings.PROFILE.moderation.clause
    return clauses_in_force([named] if named else [], day).get(named)
