"""What waits among the texts and campaigns for somebody to act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from rostra.core.actor import Actor
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.models import Person, User
from rostra.people.queries import city_day, units_headed_by
from rostra.people.rules import may
from rostra.people.states import Function, Right
from rostra.policy.models import Campaign, Comment, Recipient, Version
from rostra.policy.queries.asking import asked_of, campaigns, stands
from rostra.policy.rules.asking import may_run_campaigns
from rostra.policy.rules.texts import PUBLISH_AHEAD, who_may
from rostra.policy.states.asking import CampaignState, Standing
from rostra.policy.states.life import DocumentKind, PolicyState, ProceduresState

_STEPS: tuple[tuple[str, DocumentKind, str, str], ...] = (
    (PolicyState.LEGAL_REVIEW, DocumentKind.POLICY, "circulate", "Legal review: approve the text as it reads now, and circulate it."),
    (PolicyState.CIRCULATED, DocumentKind.POLICY, "submit", "The comment period is over: submit it."),
    (PolicyState.COMMITTEE, DocumentKind.POLICY, "adopt", "Record the council's act once it is done."),
    (PolicyState.ADOPTED, DocumentKind.POLICY, "sign", "Record that it was signed."),
    (PolicyState.SIGNED, DocumentKind.POLICY, "publish", "Publish it: otherwise it does not take effect."),
    (ProceduresState.DRAFT, DocumentKind.PROCEDURES, "approve", "Approve it."),
)


@waiting
def versions_waiting(actor: Actor) -> Iterable[Queue]:
    """Versions whose next step belongs to this actor."""
    found: QuerySet[Version] | None = None
    for state, kind, move, _ in _STEPS:
        if who_may(actor, move):
            rows = Version.objects.filter(state=state, document__kind=kind)
            found = rows if found is None else found | rows
    if found is not None:
        rows = found.exclude(state=PolicyState.CIRCULATED, comments_close__gte=city_day()).select_related("document__unit").defer("source")
        yield queue("versions of policies and procedures", reverse("policy:documents"), rows.order_by("edited", "pk"), _version)


def _version(row: Version) -> Waiting:
    reason = next(text for state, kind, _, text in _STEPS if (state, kind) == (row.state, row.document.kind))
    due = row.effective - dt.timedelta(days=PUBLISH_AHEAD) if row.effective else None
    address = reverse("policy:version", args=[row.document.slug, row.number])
    return Waiting(str(row), address, reason, row.edited, due, row.document.unit.name)


@waiting
def comments_waiting(actor: Actor) -> Iterable[Queue]:
    """Comments on drafts that nobody has answered, for who writes the policy."""
    if may(actor, Right.WRITE, Function.POLICY):
        rows = Comment.objects.filter(answered__isnull=True).exclude(version__state=PolicyState.WITHDRAWN)
        yield queue(
            "comments on drafts",
            reverse("policy:documents"),
            rows.select_related("version__document__unit", "person")
            .defer("version__source")
            .order_by("version__comments_close", "at", "pk"),
            _comment,
        )


def _comment(row: Comment) -> Waiting:
    document = row.version.document
    address = reverse("policy:resolve", args=[document.slug, row.pk])
    title = f"Comment by {row.person.name} on {row.key}, {row.version}"
    return Waiting(
        title, address, "Answer it: until then the text cannot be published.", row.at, row.version.comments_close, document.unit.name
    )


@waiting
def acknowledgements_waiting(actor: Actor) -> Iterable[Queue]:
    """One's own; and by campaign those who are overdue, for who heads their unit and who runs the campaign."""
    person = _person_of(actor)
    if person is None:
        return
    today = city_day()
    unanswered = stands(Standing.WAITING, dt.date.min) | stands(Standing.OVERDUE, dt.date.max)
    yield queue("acknowledgements of your own", reverse("asking:mine"), asked_of(person).filter(unanswered), _own)
    everywhere = bool(may_run_campaigns(actor))
    units = None if everywhere else units_headed_by(person, today)
    if everywhere or units:
        yield _overdue(units, today)


def _overdue(units: set[int] | None, today: dt.date) -> Queue:
    late = Q(recipients__left__isnull=True) & _of_recipients(stands(Standing.OVERDUE, today))
    late = late if units is None else late & Q(recipients__unit__in=units)
    rows = campaigns().filter(state=CampaignState.OPEN).annotate(late=Count("recipients", filter=late)).filter(late__gt=0)
    return queue("campaigns with people overdue", reverse("asking:campaigns"), rows.order_by("due", "pk"), _about(units is None))


def _of_recipients(condition: Q) -> Q:
    """The same condition, asked of a campaign."""
    moved: list[Any] = [
        _of_recipients(each) if isinstance(each, Q) else (f"recipients__{each[0]}", each[1])
        for each in cast("list[Q | tuple[str, Any]]", condition.children)
    ]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)


def _about(everywhere: bool) -> Callable[[Campaign], Waiting]:
    def told(row: Campaign) -> Waiting:
        number: int = row.late  # type: ignore[attr-defined] # annotated so
        reason = f"Overdue{'' if everywhere else ' in your unit'}: {number:,}. See who, and remind them."
        address = f"{reverse('asking:people', args=[row.pk])}?standing={Standing.OVERDUE}"
        return Waiting(f"Acknowledgements of {row.version}", address, reason, due=row.due)

    return told


def _own(row: Recipient) -> Waiting:
    title = f"Acknowledge {row.campaign.version}"
    return Waiting(title, reverse("asking:answer", args=[row.campaign_id]), "You are asked to read and acknowledge it.", row.begun, row.due)


def _person_of(actor: Actor) -> Person | None:
    key = actor.ref.removeprefix("user:")
    user = User.objects.filter(pk=key).select_related("person").first() if key.isdigit() and not actor.is_system else None
    return user.person if user else None
