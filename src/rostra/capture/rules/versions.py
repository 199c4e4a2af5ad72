"""Whether networks will go on answering to the versions of their interfaces that this release speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from rostra.accounts.queries import accounts_in
from rostra.accounts.rules.orphans import IN_USE
from rostra.capture.queries.platforms import answers_until
from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source

AHEAD = dt.timedelta(days=60)  # so that there is time to install a newer release


@finding_source
def version_findings() -> Iterator[Finding]:
    """W014: a network on which the city has accounts in use stops answering to this release soon, or has stopped."""
    today = clock.today(settings.PROFILE.city.zone)
    for network in sorted(set(accounts_in(*IN_USE).values_list("network", flat=True))):
        last = answers_until(network)
        if last and today >= last - AHEAD:
            text = f"{network} answers to the version of its interface that this release speaks until about {in_words(last)}."
            level = Level.ERROR if today >= last else Level.WARNING
            yield Finding("capture.W014", level, text, "Install a newer release; until then its accounts may stop being captured.")
