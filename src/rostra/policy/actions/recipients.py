"""Who is asked follows the roster, and who has not answered is reminded: what the worker does, in small transactions.

A step is noted and its message queued in one transaction, so that a worker killed at any line repeats nothing and forgets nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet

from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.mail import queue_mail
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.policy.actions import letters
from rostra.policy.models import Campaign, Recipient
from rostra.policy.queries.asking import campaigns
from rostra.policy.queries.audiences import Member, members, supervisors, wanted_by
from rostra.policy.rules import asking as rules
from rostra.policy.rules import subject
from rostra.policy.states.asking import DUE, AnswerState, CampaignState
from rostra.policy.states.reminders import Step, StepKind, pending, steps

KEEPER = system(rules.KEEPER)
_AT_ONCE = 200  # recipients of one transaction


@dataclass(frozen=True, slots=True)
class Followed:
    """What following the roster changed."""

    joined: int
    left: int
    moved: int


def follow_roster() -> int:
    """Bring the recipients of every open campaign into line with the roster of today; how many changed."""
    return sum(_follow(campaign) for campaign in campaigns().filter(state=CampaignState.OPEN))


@transaction.atomic
def _follow(campaign: Campaign) -> int:
    row = Campaign.objects.select_for_update(of=("self",)).select_related("version__document").get(pk=campaign.pk)
    if row.state != CampaignState.OPEN:
        return 0
    followed = ask(row)
    changed = followed.joined + followed.left + followed.moved
    if changed:
        facts = {"campaign": row.pk, "joined": followed.joined, "left": followed.left, "moved": followed.moved}
        record_event(actor=KEEPER, action="policy.campaign.roster-followed", subject=subject(row.version.document), facts=facts)
    return changed


def ask(campaign: Campaign) -> Followed:
    """Ask who is of the audience today and was not asked, and let those go who are not any more. In the caller's transaction."""
    today = city_day()
    wanted = members(wanted_by(campaign), today)
    known = {row.person_id: row for row in Recipient.objects.filter(campaign=campaign)}
    first = not known
    fresh = [_newcomer(campaign, member, today, first=first) for person, member in wanted.items() if person not in known]
    back = [_returned(campaign, known[person], wanted[person], today) for person in wanted.keys() & known.keys() if known[person].left]
    gone = [_gone(row, today) for person, row in known.items() if person not in wanted and row.left is None]
    moved = [row for row in known.values() if row.left is None and row.person_id in wanted and row.unit_id != wanted[row.person_id].unit]
    for row in moved:
        row.unit_id = wanted[row.person_id].unit
    Recipient.objects.bulk_create(fresh, batch_size=500)
    Recipient.objects.bulk_update([*back, *gone, *moved], ["unit", "begun", "due", "left", "next"], batch_size=500)
    return Followed(len(fresh) + len(back), len(gone), len(moved))


def _newcomer(campaign: Campaign, member: Member, today: dt.date, *, first: bool) -> Recipient:
    """Who is there when the campaign is opened counts from their first day in office; who joins later from the day they are known."""
    since = member.begins if first else today
    due = max(campaign.due, since + dt.timedelta(days=campaign.newcomer_days))
    return Recipient(campaign=campaign, person_id=member.person, unit_id=member.unit, begun=today, due=due, next=today)


def _returned(campaign: Campaign, row: Recipient, member: Member, today: dt.date) -> Recipient:
    row.left, row.unit_id = None, member.unit
    if row.answer in DUE:
        row.begun, row.due = today, max(row.due, today + dt.timedelta(days=campaign.newcomer_days))
        row.next = today
    return row


def _gone(row: Recipient, today: dt.date) -> Recipient:
    row.left, row.next = today, None
    return row


def steps_of(recipient: Recipient) -> list[Step]:
    """All steps of reminding of a recipient whose answer is due."""
    campaign = recipient.campaign
    return steps(recipient.begun, recipient.due, campaign.remind, campaign.escalate)


def remind() -> int:
    """Take the steps of reminding that are due, of one batch of recipients; how many recipients there were."""
    with transaction.atomic():
        by_campaign: defaultdict[int, list[Recipient]] = defaultdict(list)
        for row in _ready():
            by_campaign[row.campaign_id].append(row)
        for rows in by_campaign.values():
            _take(rows)
        return sum(len(rows) for rows in by_campaign.values())


def _ready() -> QuerySet[Recipient]:
    """The next batch; on PostgreSQL those that no other worker has in hand."""
    skip = connection.features.has_select_for_update_skip_locked
    found = Recipient.objects.select_for_update(of=("self",), skip_locked=skip).filter(left__isnull=True, next__lte=city_day())
    return found.select_related("person", "campaign__version__document").order_by("next", "pk")[:_AT_ONCE]


def _take(batch: list[Recipient]) -> None:
    """Queue what is due for these recipients of one campaign, and note that it was."""
    today, campaign = city_day(), batch[0].campaign
    late, counts = [], defaultdict[str, int](int)
    for recipient in batch:
        due, recipient.next = pending(steps_of(recipient), recipient.taken, today)
        recipient.taken = today
        for step in due:
            counts[step.kind] += 1
            if step.kind is StepKind.ESCALATION:
                late.append(recipient)
            else:
                _write_to(recipient, step)
    _tell_supervisors(campaign, late, today)
    Recipient.objects.bulk_update(batch, ["taken", "next"])
    record_event(
        actor=KEEPER,
        action="policy.campaign.reminded",
        subject=subject(campaign.version.document),
        facts={"campaign": campaign.pk, **counts},
    )


def _write_to(recipient: Recipient, step: Step) -> None:
    """One message; none to somebody without an address, who is on the printed list."""
    if recipient.person.email:
        told = letters.to_person(recipient, step)
        queue_mail(key=_key(recipient, step.name), to=recipient.person.email, subject=told.subject, body=told.body)


def _tell_supervisors(campaign: Campaign, late: list[Recipient], today: dt.date) -> None:
    """One message to each supervisor about all of theirs, under the key of the first of them: each person is told of once."""
    above = supervisors((row.person_id for row in late), today)
    theirs: defaultdict[Person, list[Recipient]] = defaultdict(list)
    for row in late:
        if row.person_id in above:
            theirs[above[row.person_id]].append(row)
    for supervisor, rows in theirs.items():
        if supervisor.email:
            told = letters.to_supervisor(campaign, rows)
            queue_mail(key=_key(rows[0], "escalation"), to=supervisor.email, subject=told.subject, body=told.body)


def _key(recipient: Recipient, step: str) -> str:
    """Once for ever: a person is written to once about a step; after an exception, once more."""
    again = f":{recipient.due.isoformat()}" if recipient.answer == AnswerState.GRANTED else ""
    return f"ack:{recipient.campaign_id}:{recipient.person_id}:{step}{again}"
