"""What residents report: taken in, followed, answered, closed, cleared. No event holds a handle, an address or a word of theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from rostra.accounts.queries import relations
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.core.models import Mail
from rostra.moderation.actions.drafts import delete_files
from rostra.moderation.actions.letters import tell_of_report, tell_reporter
from rostra.moderation.models import BlockReport, ReportDraft, ReportMessage, Restriction
from rostra.moderation.queries.reports import HOUR, digest_of_key, what_it_may_be
from rostra.moderation.rules.reports import LONGEST, NewBlockReport, decide_by, may_follow_block_report, new_report_problems
from rostra.moderation.states.reports import BLOCK_REPORT_LIFE, DECIDED, BlockReportState
from rostra.people.queries import city_day
from rostra.people.states.codes import new_code

ACTOR = system("moderation")


@dataclass(frozen=True, slots=True)
class SentReport:
    """A report with its return key, which is shown once and kept nowhere."""

    report: BlockReport
    key: str = field(repr=False)


@transaction.atomic
def send_report(draft: ReportDraft, new: NewBlockReport) -> SentReport:
    """Take in what was drafted, with its files. Raises Invalid by field; Conflict where it was sent, or too many come in an hour."""
    if problems := new_report_problems(new):
        raise Invalid(problems)
    now, key = clock.now(), new_code()
    if BlockReport.objects.filter(made__gt=now - HOUR).count() >= settings.PROFILE.residents.reports_an_hour:
        raise Conflict("More reports come in than can be taken in at once.", hint="try again in an hour, or call or write to us")
    if not ReportDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise Conflict("It was sent already.")
    handle = new.handle.strip().removeprefix("@")
    made = BlockReport.objects.create(
        account=new.account, what=new.what.value, told=_lines(new.told), handle=handle, contact=new.contact.strip(),
        proven=bool(handle) and (draft.network, draft.handle) == (new.account.network, handle.lower()),
        key=digest_of_key(key), since=now, made=now, due=decide_by(city_day()),
    )  # fmt: skip
    draft.files.update(draft=None, report=made)
    draft.delete()
    _note(made, "received", PUBLIC)
    tell_of_report(made)
    return SentReport(made, key)


@transaction.atomic
def move_block_report(report: BlockReport, move: str, *, words: str, actor: Actor, restriction: Restriction | None = None) -> BlockReport:
    """One step of the staff, with what is said about it to who reported.

    Raises Forbidden, IllegalMove, Invalid without words, or where it is confirmed without the restriction that it is about.
    """
    row = _locked(report)
    target = BLOCK_REPORT_LIFE.target(move, BlockReportState(row.state))
    may_follow_block_report(actor, also=relations(actor, row.account)).require()
    problems = {} if words.strip() else {"words": "Say what was done: who reported reads it."}
    if target is BlockReportState.CONFIRMED and (restriction is None or not what_it_may_be(row).filter(pk=restriction.pk).exists()):
        problems["restriction"] = "Choose what it is about: something that this account was seen to do."
    if problems or move == "withdraw":
        raise Invalid(problems or {"words": "Only who reported withdraws it."})
    row.restriction = restriction if target is BlockReportState.CONFIRMED else row.restriction
    return _moved(row, target, words, actor)


@transaction.atomic
def answer_report(report: BlockReport, *, words: str, actor: Actor) -> None:
    """Write to who reported. Raises Forbidden, Invalid without words, Conflict where nobody is there any more to read it."""
    row = _locked(report)
    may_follow_block_report(actor, also=relations(actor, row.account)).require()
    _require_readable(row, words)
    _say(row, words, actor)
    _note(row, "answered", actor)


@transaction.atomic
def write_as_reporter(report: BlockReport, *, words: str) -> None:
    """A word of who reported, who showed the return key. Raises Invalid without words, Conflict where it is closed."""
    row = _locked(report)
    _require_readable(row, words)
    written = row.messages.filter(by_ref="", at__gt=clock.now() - HOUR).count()
    if written >= settings.PROFILE.residents.reports_an_hour_each:
        raise Conflict("You have written many times within an hour.", hint="try again later")
    ReportMessage.objects.create(report=row, at=clock.now(), text=_lines(words))
    _note(row, "written-to", PUBLIC)


@transaction.atomic
def withdraw_report(report: BlockReport) -> BlockReport:
    """Who reported takes it back. Raises IllegalMove where it is decided."""
    row = _locked(report)
    target = BLOCK_REPORT_LIFE.target("withdraw", BlockReportState(row.state))
    return _moved(row, target, "", PUBLIC)


def follow_reports() -> int:
    """Close what was decided a while ago, and clear what was closed long ago. How many."""
    terms, now = settings.PROFILE.residents, clock.now()
    decided = BlockReport.objects.filter(state__in=DECIDED, since__lt=now - dt.timedelta(days=terms.closes_after))
    closed = BlockReport.objects.filter(
        state=BlockReportState.CLOSED, cleared__isnull=True, since__lt=now - dt.timedelta(days=terms.kept_for)
    )  # fmt: skip
    done = [_close(row) for row in decided if not _is_alive(row, now - dt.timedelta(days=terms.closes_after))]
    return len(done) + len([_clear(row) for row in closed])


def _is_alive(report: BlockReport, since: dt.datetime) -> bool:
    return report.messages.filter(at__gte=since).exists()


@transaction.atomic
def _close(report: BlockReport) -> BlockReport:
    row = _locked(report)
    return _moved(row, BLOCK_REPORT_LIFE.target("close", BlockReportState(row.state)), "", ACTOR)


@transaction.atomic
def _clear(report: BlockReport) -> None:
    """Everything goes but that it was there: what was said, by whom, with which files, and letters to them."""
    row = _locked(report)
    row.told = row.handle = row.contact = row.key = ""
    row.cleared = clock.now()
    row.save()
    row.messages.all().delete()
    Mail.objects.filter(key__startswith=f"{subject_of_report(row)}:reporter:").delete()
    _note(row, "cleared", ACTOR)
    files = list(row.files.all())
    transaction.on_commit(lambda: delete_files(files))


def _locked(report: BlockReport) -> BlockReport:
    return BlockReport.objects.select_for_update(of=("self",)).select_related("account").get(pk=report.pk)


def _require_readable(row: BlockReport, words: str) -> None:
    if row.state == BlockReportState.CLOSED:
        raise Conflict("This report is closed.", hint="send another one")
    if not words.strip() or len(words) > LONGEST:
        raise Invalid({"words": f"Write something, in {LONGEST:,} characters at most."})


def _moved(row: BlockReport, target: BlockReportState, words: str, actor: Actor) -> BlockReport:
    row.state, row.since = target.value, clock.now()
    if target is BlockReportState.LOOKED_INTO and row.restriction_id:
        row.restriction = None
    row.save()
    _say(row, words, actor, target.value)
    _note(row, target.value, actor)
    return row


def _say(row: BlockReport, words: str, actor: Actor, state: str = "") -> None:
    told = ReportMessage.objects.create(
        report=row, at=clock.now(), state=state, text=_lines(words), by_ref="" if actor == PUBLIC else actor.ref,
        by_name="" if actor == PUBLIC else actor.name,
    )  # fmt: skip
    if row.contact and actor not in {PUBLIC, ACTOR}:
        tell_reporter(row, told)


def _lines(words: str) -> str:
    """Browsers send the end of a line as two characters."""
    return words.strip().replace("\r\n", "\n")


def _note(row: BlockReport, what: str, actor: Actor) -> None:
    facts = {"account": row.account.slug, "what": row.what} | ({"restriction": row.restriction_id} if row.restriction_id else {})
    record_event(actor=actor, action=f"moderation.report.{what}", subject=subject_of_report(row), facts=facts)


def subject_of_report(row: BlockReport) -> str:
    """A report as the subject of its events."""
    return f"block-report:{row.pk}"
