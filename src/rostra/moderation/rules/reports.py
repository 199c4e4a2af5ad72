"""Who follows what residents report, what a report must say, and which wait for too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from rostra.accounts.models import Account
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import Permission
from rostra.moderation.models import BlockReport
from rostra.moderation.queries.reports import open_reports, unanswered
from rostra.moderation.rules.rights import may_see_restrictions
from rostra.moderation.states.reports import BlockReportState, What
from rostra.people.queries import city_day
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right

LONGEST = 5000  # characters of what somebody tells
OUTCOMES = frozenset({BlockReportState.CONFIRMED, BlockReportState.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class NewBlockReport:
    """What somebody reports."""

    account: Account
    what: What
    told: str = ""
    handle: str = ""
    contact: str = ""


def may_see_block_reports(actor: Actor) -> Permission:
    """Who may see restrictions. Who reported, and what they said, is opened one by one, and written down."""
    return may_see_restrictions(actor)


def may_follow_block_report(actor: Actor, *, also: Collection[Relation] = ()) -> Permission:
    """Communications; nobody decides about a report on an account that they look after themselves."""
    if Relation.STEWARD in also:
        return Permission("You look after this account: somebody else decides about this report.")
    return may(actor, Right.WRITE, Function.BLOCK_EXCEPTION)


def new_report_problems(new: NewBlockReport) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {
        "told": _told_problem(new),
        "handle": _handle_problem(new.handle),
        "contact": _contact_problem(new.contact),
    }
    return {field: problem for field, problem in problems.items() if problem}


def _told_problem(new: NewBlockReport) -> str:
    if len(new.told) > LONGEST:
        return f"Say it in {LONGEST:,} characters at most."
    return "Say what happened." if new.what is What.OTHER and not new.told.strip() else ""


def _handle_problem(handle: str) -> str:
    plain = handle.strip()
    return "" if plain.isprintable() and len(plain) <= 255 else "Give the handle without hidden characters, or leave it empty."


def _contact_problem(contact: str) -> str:
    try:
        if contact.strip():
            validate_email(contact.strip())
    except ValidationError:
        return "Give an e-mail address such as name@example.org, or leave it empty."
    return ""


def decide_by(day: dt.date) -> dt.date:
    """The last day for deciding a report, or for answering a word, of ``day``."""
    holidays = settings.PROFILE.holidays_of(range(day.year, day.year + 2))
    return add_business_days(day, settings.PROFILE.residents.report_within, holidays)


def tells_outcome(report: BlockReport) -> bool:
    """Whether who reported is told what was found.

    A report names a handle that nobody has proven: to confirm it would tell anybody who is blocked. So the outcome is told where the handle
    was proven, or where it concerns everybody alike.
    """
    return report.proven or report.what == What.COMMENTS_CLOSED


@finding_source
def late_reports() -> Iterable[Finding]:
    """W011: a report should have been decided. W012: who reported wrote, and had no answer in time."""
    today = city_day()
    clause = settings.PROFILE.moderation.clause
    for report in open_reports().filter(due__lt=today):
        text = f"Report {report.pk} about {report.account} should have been decided by {in_words(report.due)}."
        yield Finding(
            "moderation.W011", Level.WARNING, text, "Decide it: Reports of blocks, on the desk.", f"block-report:{report.pk}", clause
        )
    for word in unanswered():
        due = decide_by(clock.in_zone(word.at, settings.PROFILE.city.zone).date())
        if due < today:
            text = f"Who sent report {word.report_id} wrote on {in_words(word.at)}, and has no answer since {in_words(due)}."
            yield Finding(
                "moderation.W012", Level.WARNING, text, "Answer it on the report’s page.", f"block-report:{word.report_id}", clause
            )
