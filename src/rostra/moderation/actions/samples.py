"""The sample of a period: drawn, and each act of it looked at again by somebody who took no part and does not see what was decided."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import BlindReview, Drawing
from rostra.moderation.queries.samples import GIVEN_BACK, blind_reviews, is_drawn, log_before, pool, reference_of, taken_by, waiting_to
from rostra.moderation.rules.samples import (
    answer_due,
    answer_problems,
    drawn,
    last_period,
    may_answer_blind_review,
    may_take_blind_review,
)
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.samples import BLIND_LIFE, BlindState, Outcome, agreement
from rostra.people.queries import city_day

TAKEN_FOR = dt.timedelta(days=7)  # after which an unanswered one waits for others again


@transaction.atomic
def draw_sample(*, actor: Actor) -> Drawing | None:
    """Draw the sample of the last whole period, once; None where it is drawn, the city wants none, or the log has not come so far."""
    begins, ends = last_period(city_day())
    head = None if not settings.PROFILE.moderation.sample_share or is_drawn(begins) else log_before(ends)
    if head is None:
        return None
    acts = {act.pk: act for act in pool(begins, ends)}
    made = Drawing.objects.create(
        begins=begins, ends=ends, size=head.size, root=head.root, share=settings.PROFILE.moderation.sample_share, pool=len(acts),
        made=clock.now(),
    )  # fmt: skip
    chosen = drawn(acts, head.root)
    BlindReview.objects.bulk_create(
        BlindReview(
            drawing=made, act=acts[number], place=place, left_up=acts[number].state == ActState.LEFT_UP, due=answer_due(city_day()),
            since=made.made,
        )
        for place, number in enumerate(chosen, 1)
    )  # fmt: skip
    told = {"begins": f"{begins}", "ends": f"{ends}", "size": head.size, "root": head.root.hex()}
    record_event(
        actor=actor, action="moderation.sample.drawn", subject=f"sample:{made.pk}", facts={**told, "pool": len(acts), "drawn": len(chosen)}
    )
    return made


@transaction.atomic
def take_blind_review(*, actor: Actor) -> BlindReview:
    """The next one that the actor may take, or the one that they have taken already. Raises Forbidden, Conflict where none waits."""
    may_take_blind_review(actor).require()
    if (mine := taken_by(actor)) is not None:
        return mine
    row = waiting_to(actor).select_for_update(of=("self",)).first()
    if row is None:
        raise Conflict("No second look waits for you")
    try:
        with transaction.atomic():
            return _moved(row, "take", actor)
    except IntegrityError:
        raise Conflict("You have taken another one meanwhile") from None


@transaction.atomic
def give_back(review: BlindReview, *, actor: Actor) -> BlindReview:
    """The actor knows this one, or cannot judge it without bias: somebody else takes it. Raises Forbidden."""
    row = _locked(review)
    may_answer_blind_review(actor, row).require()
    return _given_back(row, actor)


@transaction.atomic
def answer_blind_review(review: BlindReview, outcome: Outcome, ground: str = "", *, actor: Actor) -> BlindReview:
    """What the actor would do, compared at once with what was decided. Raises Forbidden, Invalid."""
    row = _locked(review)
    may_answer_blind_review(actor, row).require()
    if problems := answer_problems(acts=outcome is Outcome.ACT, ground=ground):
        raise Invalid(problems)
    row.outcome, row.ground = outcome, ground if outcome is Outcome.ACT else ""
    row.agreement = agreement(outcome, row.ground, left_up=row.left_up, decided_ground=row.act.ground)
    return _moved(row, "answer", actor, {"outcome": row.outcome, "ground": row.ground, "agreement": row.agreement})


@transaction.atomic
def return_forgotten(*, actor: Actor) -> int:
    """What somebody took and did not answer within days waits for others again. How many."""
    forgotten = BlindReview.objects.filter(state=BlindState.TAKEN, since__lt=clock.now() - TAKEN_FOR).select_for_update()
    return len([_given_back(row, actor) for row in forgotten])


def _locked(review: BlindReview) -> BlindReview:
    return blind_reviews().select_for_update(of=("self",)).get(pk=review.pk)


def _given_back(row: BlindReview, actor: Actor) -> BlindReview:
    return _moved(row, "give-back", actor)


def _moved(row: BlindReview, name: str, actor: Actor, facts: dict[str, str] | None = None) -> BlindReview:
    row.state, row.since = BLIND_LIFE.target(name, BlindState(row.state)), clock.now()
    row.reviewer, row.reviewer_name = ("", "") if row.state == BlindState.DRAWN else (actor.ref, actor.name)
    row.save()
    record_event(actor=actor, action=_ACTIONS[name], subject=reference_of(row), facts=facts)
    return row


_ACTIONS = {"take": "moderation.blind-review.taken", "give-back": GIVEN_BACK, "answer": "moderation.blind-review.answered"}
