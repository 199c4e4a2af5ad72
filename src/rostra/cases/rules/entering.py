"""How something that the system found becomes a case: the finding goes with a link, signed, for nobody else may put words there."""

from __future__ import annotations

from django.core import signing

from rostra.cases.models import Case
from rostra.cases.states.words import COMPLAINANT, Channel
from rostra.core.findings import Finding

_SALT = "rostra.cases.finding"
_DAY = 86_400  # seconds


def signed_finding(finding: Finding) -> str:
    """A finding that is shown to somebody, as an address carries it."""
    kind, _, alias = finding.subject.partition(":")
    return signing.dumps([f"{finding.id}: {finding.text}", alias if kind == "account" else ""], salt=_SALT, compress=True)


def shown_finding(signed: str) -> tuple[str, str] | None:
    """What was shown within a day: its words, and the alias of the account that it is about or ""; None of anything else."""
    try:
        words, alias = signing.loads(signed, salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        return None
    return words, alias


def given_to(case: Case) -> str:
    """Who gets the return key of what was entered; "" where the system found it and nobody complained."""
    return "" if case.channel == Channel.FINDING and not (case.complainant or case.contact) else COMPLAINANT
