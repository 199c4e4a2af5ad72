"""What is out of order among filter words as they are seen on the networks."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from rostra.accounts.rules.register import subject
from rostra.core.findings import Finding, Level, finding_source
from rostra.moderation.queries.settings import standing_words, what_they_name
from rostra.moderation.rules.filters import NAMED, Named


@finding_source
def filter_findings() -> Iterator[Finding]:
    """E005: a filter word is set that names an official, a unit, an account, an opinion or somebody who speaks to the city. Two queries."""
    standing = list(standing_words())
    names = what_they_name(standing)
    for row in standing:
        if named := names.get(row.pk):
            text = f"{row.account}: filter word number {row.pk} names {NAMED[Named(named)]}. Such a word is never filtered."
            hint = "Take it off on the network: no counsel can allow it. Blocks and limits, on the desk, says which word it is."
            yield Finding("moderation.E005", Level.ERROR, text, hint, subject(row.account), settings.PROFILE.moderation.clause)
