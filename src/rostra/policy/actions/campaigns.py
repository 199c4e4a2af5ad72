"""Campaigns: written, opened, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.people.models import Position, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.policy.actions.recipients import KEEPER, ask
from rostra.policy.models import Campaign, Version
from rostra.policy.queries.asking import text_digest
from rostra.policy.queries.audiences import wanted_by
from rostra.policy.rules import asking as rules
from rostra.policy.rules import subject
from rostra.policy.states.asking import CAMPAIGN_LIFE, STATEMENT, CampaignState
from rostra.policy.states.quiz import parse

FURTHEST = 365  # days before or after the due date


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is to be: whom it asks, until when, and how they are reminded."""

    due: dt.date
    newcomer_days: int
    pass_mark: int
    remind: Sequence[int] = ()
    escalate: int | None = None
    message: str = ""
    statement: str = STATEMENT
    quiz: str = ""
    categories: Sequence[Category] = ()
    units: Sequence[Unit] = field(default=())
    positions: Sequence[Position] = field(default=())


@transaction.atomic
def add_campaign(version: Version, plan: Plan, *, actor: Actor) -> Campaign:
    """A new draft of a campaign. Raises Forbidden, Invalid."""
    rules.may_run_campaigns(actor).require()
    campaign = Campaign(version=version, created=clock.now())
    _write(campaign, plan)
    _record("added", campaign, actor)
    return campaign


@transaction.atomic
def edit_campaign(campaign: Campaign, plan: Plan, *, actor: Actor) -> Campaign:
    """Change a campaign that is not open yet. Raises Forbidden, Invalid."""
    row = _locked(campaign)
    rules.may_edit_campaign(actor, row).require()
    _write(row, plan)
    _record("edited", row, actor)
    return row


@transaction.atomic
def open_campaign(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Ask everybody of the audience, from now on, also who joins it later. Raises Forbidden, IllegalMove, Invalid (nobody; why)."""
    row = _locked(campaign)
    row.state = CAMPAIGN_LIFE.target("open", CampaignState(row.state))
    rules.may_move_campaign(actor, campaign, "open").require()
    if problems := rules.opening_problems(row, wanted_by(row), city_day()):
        raise Invalid(problems)
    row.opened, row.text_digest = clock.now(), text_digest(row)
    row.save()
    followed = ask(row)
    _record("opened", row, actor, {"text_digest": row.text_digest, "due": row.due.isoformat(), "asked": followed.joined})
    return row


@transaction.atomic
def close_campaign(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Take no more answers and remind nobody any more; what was answered is kept. Raises Forbidden, IllegalMove."""
    row = _locked(campaign)
    CAMPAIGN_LIFE.target("close", CampaignState(row.state))
    rules.may_move_campaign(actor, row, "close").require()
    return _close(row, actor)


def close_over() -> int:
    """Close each open campaign whose text was repealed or superseded: nobody is asked about it any more; how many."""
    over = Campaign.objects.filter(state=CampaignState.OPEN, version__superseded__lte=city_day())
    return sum(_close_over(campaign) for campaign in over)


@transaction.atomic
def _close_over(campaign: Campaign) -> bool:
    row = _locked(campaign)
    rules.may_keep_recipients(KEEPER).require()
    if row.state != CampaignState.OPEN or rules.asks_for_valid_text(row.version, city_day()):
        return False
    _close(row, KEEPER)
    return True


def _close(row: Campaign, actor: Actor) -> Campaign:
    row.state, row.closed = CAMPAIGN_LIFE.target("close", CampaignState(row.state)), clock.now()
    row.save(update_fields=["state", "closed"])
    row.recipients.filter(next__isnull=False).update(next=None)
    _record("closed", row, actor)
    return row


@transaction.atomic
def note_codes_printed(campaign: Campaign, count: int, *, actor: Actor) -> None:
    """Record that the codes of so many people were shown to be printed. Raises Forbidden."""
    rules.may_run_campaigns(actor).require()
    _record("codes-printed", campaign, actor, {"count": count})


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("version__document").get(pk=campaign.pk)


def require_sound(plan: Plan) -> None:
    """Nothing where a campaign can be saved so. Raises Invalid for its quiz or its reminders."""
    parse(plan.quiz)
    if far := [days for days in plan.remind if abs(days) > FURTHEST]:
        raise Invalid({"remind": f"{abs(far[0])} days are too many: at most {FURTHEST} before or after the due date."})


def _write(campaign: Campaign, plan: Plan) -> None:
    require_sound(plan)
    campaign.due, campaign.newcomer_days, campaign.pass_mark = plan.due, plan.newcomer_days, plan.pass_mark
    campaign.remind, campaign.escalate = sorted(set(plan.remind)), plan.escalate
    campaign.message, campaign.quiz = plan.message.strip(), plan.quiz.strip()
    campaign.statement = plan.statement.strip() or STATEMENT
    campaign.categories = [category.value for category in plan.categories]
    campaign.save()
    campaign.units.set(plan.units)
    campaign.positions.set(plan.positions)


def _record(verb: str, campaign: Campaign, actor: Actor, more: dict[str, object] | None = None) -> None:
    version = campaign.version
    facts = {"campaign": campaign.pk, "version": version.number, "digest": version.digest, **(more or {})}
    record_event(actor=actor, action=f"policy.campaign.{verb}", subject=subject(version.document), facts=facts)
