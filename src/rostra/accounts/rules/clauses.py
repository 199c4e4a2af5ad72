"""Which clause of the city's own policy a check or a finding serves, where the profile says so."""

from __future__ import annotations

from django.conf import settings

from rostra.core.profile import AccountTopic


def clause_of(topic: AccountTopic) -> str:
    """The clause that ``[registry.clauses]`` names for ``topic``; "" where it names none."""
    return settings.PROFILE.registry.clauses.get(topic, "")
