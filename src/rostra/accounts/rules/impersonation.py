"""Who follows reports of impersonation, what a report must say, and which wait for too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from rostra.accounts.queries.impersonation import open_reports
from rostra.accounts.states.impersonation import ReportState, said
from rostra.accounts.states.networks import NETWORKS
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import Permission
from rostra.people.rules import may
from rostra.people.states import Function, Right

ELSEWHERE = "other"  # a network that is not known by name
LONGEST_CLAIM = 2000
_HINTS = {
    ReportState.RECEIVED: "Look at it: check it or dismiss it.",
    ReportState.CHECKED: "Report it to the network, with the city's proof that it is none of its accounts.",
    ReportState.REPORTED: "Ask the network again, or note that it was not removed.",
}


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody says of an account that pretends to be the city's."""

    network: str
    address: str
    claims: str
    evidence: str = ""
    contact: str = ""


def may_follow_reports(actor: Actor) -> Permission:
    """Who decides about accounts."""
    return may(actor, Right.APPROVE, Function.REGISTER)


def report_problems(new: NewReport) -> dict[str, str]:
    """What is wrong with a report, by field."""
    web = not new.evidence or new.evidence.startswith(("https://", "http://"))
    checks = {
        "network": "" if new.network in NETWORKS or new.network == ELSEWHERE else "Choose a network.",
        "address": "" if _is_plain(new.address, 500) else "Give the handle or the web address of the account, without hidden characters.",
        "claims": "" if 0 < len(new.claims.strip()) <= LONGEST_CLAIM else f"Say what it does, in {LONGEST_CLAIM:,} characters at most.",
        "evidence": "" if web and len(new.evidence) <= 500 else "Give a web address, or leave it empty.",
        "contact": "" if len(new.contact) <= 200 else "Give an e-mail address or a telephone number, or leave it empty.",
    }
    return {field: problem for field, problem in checks.items() if problem}


def _is_plain(text: str, most: int) -> bool:
    return bool(text.strip()) and text.strip().isprintable() and len(text) <= most


def days_allowed(state: ReportState) -> int | None:
    """After how many days something must have been done about a report; None where nothing is awaited."""
    terms = settings.PROFILE.registry
    if state is ReportState.REPORTED:
        return int(terms.platform_answers_within)
    return int(terms.reports_within) if state in {ReportState.RECEIVED, ReportState.CHECKED} else None


@finding_source
def waiting_reports() -> Iterable[Finding]:
    """W010: a report of impersonation waits for too long."""
    now = clock.now()
    for report in open_reports():
        days = days_allowed(ReportState(report.state))
        if days is not None and report.since < now - dt.timedelta(days=days):
            text = f"Impersonation report {report.pk} has been {said(report.state)} since {in_words(report.since)}: more than {days} days."
            yield Finding("accounts.W010", Level.WARNING, text, _HINTS[ReportState(report.state)], f"impersonation:{report.pk}")
