"""Reads of what residents report."""

from __future__ import annotations

import datetime as dt
import hmac
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from rostra.core import clock
from rostra.moderation.models import BlockReport, ReportDraft, ReportMessage, Restriction
from rostra.moderation.states.reports import ACTS, OPEN, BlockReportState, What
from rostra.people.states.codes import read_code

HOUR = dt.timedelta(hours=1)


def reports_directory() -> Path:
    """What was handed over with reports, under names chosen at random: no public address leads there."""
    return Path(settings.ROSTRA_DATA) / "reports"


def path_of_file(place: str) -> Path:
    """Where a file lies."""
    return reports_directory() / place[:2] / place


def digest_of_key(key: str) -> str:
    """What is kept of a return key: with a secret that is not in the database, for a key is short."""
    return salted_hmac("rostra.moderation.report", key, secret=settings.FACTOR_KEY, algorithm="sha256").hexdigest()


def digest_of_draft(ticket: str) -> str:
    """What is kept of the ticket of a draft."""
    return salted_hmac("rostra.moderation.draft", ticket, algorithm="sha256").hexdigest()


def report_by_key(number: str, typed: str) -> BlockReport | None:
    """The report that number and return key open together. A wrong number takes as long as a wrong key."""
    try:
        digest = digest_of_key(read_code(typed))
    except ValueError:
        digest = digest_of_key("")
    digits = number.strip() if number.strip().isascii() and number.strip().isdigit() and len(number.strip()) < 16 else "0"
    found = reports().filter(pk=int(digits)).first()
    kept = found.key if found and found.key else "0" * 64
    return found if hmac.compare_digest(kept, digest) else None


def draft_of(ticket: str) -> ReportDraft | None:
    """The draft that this ticket opens, while it waits."""
    return ReportDraft.objects.filter(ticket=digest_of_draft(ticket), expires__gt=clock.now()).first()


def drafts_within_the_hour() -> int:
    """How many were begun lately, by anybody."""
    return ReportDraft.objects.filter(made__gt=clock.now() - HOUR).count()


def reports() -> QuerySet[BlockReport]:
    """Every report, the latest first."""
    return BlockReport.objects.select_related("account__unit", "restriction__account", "restriction__exception")


def open_reports() -> QuerySet[BlockReport]:
    """Those that nobody has decided, the most urgent first."""
    return reports().filter(state__in=OPEN).order_by("due", "pk")


def unanswered() -> QuerySet[ReportMessage]:
    """The words of those who reported after which the city said nothing."""
    later = ReportMessage.objects.filter(report=OuterRef("report"), at__gte=OuterRef("at"), pk__gt=OuterRef("pk"))
    last = ReportMessage.objects.filter(~Exists(later), by_ref="", report__cleared__isnull=True)
    return last.exclude(report__state__in=(BlockReportState.CLOSED, BlockReportState.WITHDRAWN)).select_related("report__account")


def what_it_may_be(report: BlockReport) -> QuerySet[Restriction]:
    """The restrictions of the register that a report may be about: by the same account, of such a kind; what stands comes first."""
    acts = [act.value for act in ACTS[What(report.what)]]
    return Restriction.objects.filter(account=report.account, act__in=acts).order_by("ended", "-begun")


def reports_about(restriction: Restriction) -> QuerySet[BlockReport]:
    """What was reported, and found to be this."""
    return BlockReport.objects.filter(restriction=restriction).order_by("pk")
