"""What waits in moderation for somebody to act: for each person only what they may act on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from rostra.core.actor import Actor
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.moderation.models import Appeal, BlockException, BlockReport, FilterTerm, ModerationAct, ReportMessage, Restriction
from rostra.moderation.queries.acts import accounts_of_steward, open_appeals, to_act_on
from rostra.moderation.queries.filters import filter_terms
from rostra.moderation.queries.register import exceptions, open_restrictions
from rostra.moderation.queries.reports import open_reports, unanswered
from rostra.moderation.queries.samples import closed_to
from rostra.moderation.rules.acts import notice_due
from rostra.moderation.rules.reports import decide_by, may_follow_block_report
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.filters import FilterState
from rostra.people.queries import city_day_of
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right, Role

_NEXT = {
    ActState.PROPOSED: "Look at it as the second person.",
    ActState.APPROVED: "Do it on the network, then say so.",
    ActState.APPLIED: "Tell the person.",
    ActState.REVERSED: "Undo it on the network, then say so.",
}


@waiting
def restrictions_waiting(actor: Actor) -> Iterable[Queue]:
    """What is to be undone: for who looks after the account, and communications."""
    every = bool(may(actor, Right.WRITE, Function.BLOCK_EXCEPTION))
    if every or Relation.STEWARD in actor.relations:
        rows = open_restrictions() if every else open_restrictions().filter(account__in=accounts_of_steward(actor))
        yield queue("blocks and limits", reverse("moderation:restrictions"), rows.order_by("due", "pk"), _restriction)


@waiting
def acts_waiting(actor: Actor) -> Iterable[Queue]:
    """Acts that need a second person, are to be done, told of, or undone. Never as a second person one's own."""
    if not _moderates(actor):
        return
    rows = to_act_on().exclude(pk__in=closed_to(actor))
    if not actor.has_role(*{*Role} - {Role.CITY_ATTORNEY}):  # counsel looks at what was an emergency, and at nothing else
        rows = rows.exclude(emergency="")
    mine = rows.exclude(_own_to_review(actor)).order_by("since", "pk")
    yield queue("acts of moderation", reverse("moderation:acts"), mine, lambda row: _act(row, actor))


@waiting
def appeals_waiting(actor: Actor) -> Iterable[Queue]:
    """Appeals, for those who may decide and took no part."""
    if may(actor, Right.APPROVE, Function.MODERATION_ACT):
        part = ("act__moderator", "act__reviewer", "exception__by_ref", "exception__recommended_by", "exception__decided_by", "entered_by")
        took = Q(*((name, actor.ref) for name in part), _connector=Q.OR)
        theirs = Appeal.objects.filter(took).values("pk")
        rows = open_appeals().exclude(pk__in=theirs).exclude(act__in=closed_to(actor))
        yield queue("appeals", reverse("moderation:appeals"), rows, _appeal)


@waiting
def reports_waiting(actor: Actor) -> Iterable[Queue]:
    """Residents' reports to decide, and their words to answer; not about an account that one looks after."""
    if may_follow_block_report(actor):
        mine, address = accounts_of_steward(actor), reverse("moderation:reports")
        yield queue("reports of blocks", address, open_reports().exclude(account__in=mine).order_by("due", "pk"), _report)
        yield queue("words of who reported", address, unanswered().exclude(report__account__in=mine).order_by("at", "pk"), _word)


@waiting
def decisions_waiting(actor: Actor) -> Iterable[Queue]:
    """Exceptions to recommend or decide, filter words to decide; never what one asked for."""
    wanted = [ExceptionState.REQUESTED.value] if may(actor, Right.WRITE, Function.BLOCK_EXCEPTION) else []
    wanted += [ExceptionState.PENDING_COUNSEL.value] if may(actor, Right.APPROVE, Function.BLOCK_EXCEPTION) else []
    if wanted:
        rows = exceptions().filter(state__in=wanted).exclude(by_ref=actor.ref).order_by("since", "pk")
        yield queue("exceptions", reverse("moderation:exceptions"), rows, _exception)
    if may(actor, Right.APPROVE, Function.FILTER_TERMS) and actor.has_role(Role.CITY_ATTORNEY):
        asked = filter_terms().filter(state=FilterState.REQUESTED).exclude(by_ref=actor.ref).order_by("made", "pk")
        yield queue("filter words", reverse("moderation:filters"), asked, _filter)


def _moderates(actor: Actor) -> bool:
    return bool(may(actor, Right.WRITE, Function.MODERATION_ACT) or may(actor, Right.APPROVE, Function.MODERATION_ACT))


def _own_to_review(actor: Actor) -> Q:
    beyond = ~Q(state__in=[state.value for state in _NEXT])  # only the emergency's second person is missing
    return Q(moderator=actor.ref) & (Q(state=ActState.PROPOSED) | beyond)


def _restriction(row: Restriction) -> Waiting:
    what = f"{row.get_act_display().replace('-', ' ').capitalize()} by {row.account.name}"
    return Waiting(what, reverse("moderation:restriction", args=[row.pk]), "Undo it.", row.found, row.due, row.account.unit.name)


def _act(row: ModerationAct, actor: Actor) -> Waiting:
    unseen = row.emergency and not row.reviewer and row.moderator != actor.ref
    reason = "Look at it: it is without a copy." if unseen else _NEXT[ActState(row.state)]
    due = row.restore_due if row.state == ActState.REVERSED else None
    if row.state == ActState.APPLIED and row.applied:
        due = notice_due(city_day_of(row.applied))
    title = f"{row.get_act_display()}, act {row.pk}: {row.account.name}"
    return Waiting(title, reverse("moderation:act", args=[row.pk]), reason, row.since, due, row.moderator_name)


def _appeal(row: Appeal) -> Waiting:
    return Waiting(f"Appeal {row.pk}", reverse("moderation:appeal", args=[row.pk]), "Decide it.", row.received, row.due)


def _report(row: BlockReport) -> Waiting:
    address = reverse("moderation:report", args=[row.pk])
    return Waiting(f"Report {row.pk}: {row.account.name}", address, "Look into it, and decide it.", row.made, row.due)


def _word(row: ReportMessage) -> Waiting:
    address = reverse("moderation:report", args=[row.report_id])
    return Waiting(f"Word of who sent report {row.report_id}", address, "Answer it.", row.at, decide_by(city_day_of(row.at)))


def _exception(row: BlockException) -> Waiting:
    reason = "Recommend or refuse it." if row.state == ExceptionState.REQUESTED else "Allow or refuse it."
    address = reverse("moderation:exception", args=[row.pk])
    return Waiting(f"Exception {row.pk}: {row.account.name}", address, reason, row.since, owner=f"asked by {row.by_name}")


def _filter(row: FilterTerm) -> Waiting:
    address = reverse("moderation:filter", args=[row.pk])
    return Waiting(f"Filter word {row.pk}: {row.account.name}", address, "Allow or refuse it.", row.made, owner=f"asked by {row.by_name}")
