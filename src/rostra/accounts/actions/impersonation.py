"""Accounts that pretend to be the city's: reported by anybody, followed by staff. No event holds an address: an event is for ever."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from rostra.accounts.models import Impersonation, ImpersonationStep
from rostra.accounts.queries import Answer, Word, check_address
from rostra.accounts.queries.impersonation import open_reports
from rostra.accounts.rules.impersonation import NewReport, may_follow_reports, report_problems
from rostra.accounts.states.impersonation import REPORT_LIFE, Ground, ReportState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.erasing import erase_after_commit
from rostra.core.errors import Conflict, Invalid

DISMISS = "dismiss"


@transaction.atomic
def report_impersonation(new: NewReport, *, actor: Actor) -> Impersonation:
    """Take in a report from anybody; a second one about the same address joins the first while that is open.

    Raises Invalid by field, also where the account is official; Conflict when more come in an hour than the city's profile lets in.
    """
    if problems := report_problems(new):
        raise Invalid(problems)
    answer = _checked(new)
    if known := open_reports().filter(network=new.network, address__iexact=new.address.strip()).first():
        return known
    if Impersonation.objects.filter(made__gt=clock.now() - dt.timedelta(hours=1)).count() >= settings.PROFILE.registry.reports_an_hour:
        raise Conflict("More reports come in than can be taken in at once.", hint="try again in an hour, or call or write to us")
    told = {field: getattr(new, field).strip() for field in new.__dataclass_fields__}
    nearest = answer.look_alikes[0].account if answer.look_alikes else next(iter(answer.accounts), None)
    made = Impersonation.objects.create(**told, nearest=nearest)
    record_event(actor=actor, action="accounts.impersonation.received", subject=subject(made))
    return made


def _checked(new: NewReport) -> Answer:
    """What the register says of it. Raises Invalid where it is one of ours on that network."""
    answer = check_address(new.address)
    if answer.word is Word.YES and any(account.network == new.network for account in answer.accounts):
        raise Invalid({"address": "This account is official. If you think that somebody else posts there, write or call us at once."})
    return answer


@transaction.atomic
def move_report(report: Impersonation, move: str, *, reason: str, actor: Actor) -> Impersonation:
    """One step that is not a dismissal. Raises Forbidden, IllegalMove, Invalid without a reason."""
    row, target = _ready(report, move, actor)
    if target is ReportState.NOT_IMPERSONATION or not reason.strip():
        raise Invalid({"reason": "Say what was done, or what the network said."})
    row.state, row.since = target, clock.now()
    if target in REPORT_LIFE.terminal:
        row.contact = ""
    row.save()
    ImpersonationStep.objects.create(report=row, state=target, at=row.since, by_ref=actor.ref, by_name=actor.name, reason=reason.strip())
    record_event(actor=actor, action=f"accounts.impersonation.{target}", subject=subject(row))
    return row


@transaction.atomic
def dismiss_report(report: Impersonation, ground: Ground, *, actor: Actor) -> Impersonation:
    """It is no impersonation: everything that was said goes, and what was done with it. Raises Forbidden, IllegalMove."""
    row, target = _ready(report, DISMISS, actor)
    row.steps.all().delete()
    row.network = row.address = row.claims = row.evidence = row.contact = ""
    row.nearest, row.state, row.ground, row.since = None, target, ground, clock.now()
    row.save()
    record_event(actor=actor, action=f"accounts.impersonation.{target}", subject=subject(row), facts={"ground": ground})
    erase_after_commit()
    return row


def _ready(report: Impersonation, move: str, actor: Actor) -> tuple[Impersonation, ReportState]:
    row = Impersonation.objects.select_for_update().get(pk=report.pk)
    target = REPORT_LIFE.target(move, ReportState(row.state))
    may_follow_reports(actor).require()
    return row, target


def subject(report: Impersonation) -> str:
    """The report as the subject of its events."""
    return f"impersonation:{report.pk}"
