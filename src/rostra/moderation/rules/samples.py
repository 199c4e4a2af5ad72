"""Which acts are drawn, who looks at them a second time, and which second looks are late."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import Permission
from rostra.core.profile import Ground
from rostra.core.waiting import Queue, Waiting, waiting
from rostra.moderation.models import BlindReview
from rostra.moderation.queries.samples import taken_by, unanswered, waiting_to
from rostra.moderation.rules.appeals import took_part
from rostra.moderation.states.samples import COMPARED, BlindState
from rostra.people.queries import city_day
from rostra.people.rules import may
from rostra.people.states import Function, Right


def last_period(day: dt.date) -> tuple[dt.date, dt.date]:
    """The last whole month or quarter before ``day``: its first day, and the day after its last one."""
    months = 3 if settings.PROFILE.moderation.sample_every == "quarter" else 1
    ends = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    before = ends.year * 12 + ends.month - 1 - months
    return dt.date(before // 12, before % 12 + 1, 1), ends


def drawn(numbers: Iterable[int], root: bytes) -> list[int]:
    """The acts of a sample in their order: those whose SHA-256 of ``root`` and number, as decimal digits, are the lowest."""
    terms, by_chance = settings.PROFILE.moderation, sorted(numbers, key=lambda number: sha256(root + b"%d" % number).digest())
    wanted = max(terms.sample_least, math.ceil(len(by_chance) * terms.sample_share / 100)) if terms.sample_share else 0
    return by_chance[:wanted]


def answer_due(day: dt.date) -> dt.date:
    """By when what was drawn on ``day`` is to be answered: business days of the profile."""
    within = settings.PROFILE.moderation.sample_within
    return add_business_days(day, within, settings.PROFILE.holidays_of(range(day.year, day.year + 2)))


def grounds_to_choose() -> Sequence[Ground]:
    """The closed list, as far as it bears what is drawn."""
    return [each for each in settings.PROFILE.moderation.ground if {*COMPARED} & set(each.acts)]


def answer_problems(*, acts: bool, ground: str) -> dict[str, str]:
    """What is wrong with an answer, by field."""
    known = {each.key for each in grounds_to_choose()}
    if acts and ground not in known:
        return {"answer": "It is no ground. The list is closed: choose one of it, or leave the comment up."}
    return {}


def may_see_consistency(actor: Actor) -> Permission:
    """The samples, and how second looks compare with what was decided."""
    return may(actor, Right.READ, Function.CONSISTENCY)


def may_take_blind_review(actor: Actor) -> Permission:
    """Look at acts a second time, blinded; which one is next, nobody chooses."""
    return may(actor, Right.WRITE, Function.CONSISTENCY)


def may_answer_blind_review(actor: Actor, review: BlindReview) -> Permission:
    """Whoever has taken it, and took no part in what was decided."""
    if actor.ref in took_part(review.act) | {review.act.appeal_by}:
        return Permission("A second look is taken by somebody who took no part in what was decided.")
    if review.state != BlindState.TAKEN or review.reviewer != actor.ref:
        return Permission("Only whoever has taken this second look answers it, and once.")
    return may_take_blind_review(actor)


def may_see_comparison(actor: Actor, review: BlindReview) -> Permission:
    """How one compares, once it is answered."""
    return may_see_consistency(actor) if review.state == BlindState.ANSWERED else Permission("It is not answered yet.")


@waiting
def blind_reviews_waiting(actor: Actor) -> Iterable[Queue]:
    """The second look that the actor has taken, and those that they may take. Nothing of what they are about."""
    if not may_take_blind_review(actor):
        return
    address, mine = reverse("moderation:consistency"), taken_by(actor)
    others = list(waiting_to(actor).order_by("due", "drawing", "place"))
    if mine:
        first = [_waiting(mine, "Answer it, or give it back.", reverse("moderation:blind-review", args=[mine.pk]))]
    else:
        first = [_waiting(each, "Take the next one: you see the text, not what was decided.", address) for each in others[:1]]
    yield Queue("second looks", address, first, len(others) + bool(mine))


def _waiting(row: BlindReview, reason: str, address: str) -> Waiting:
    return Waiting("A second look at a comment, blinded", address, reason, row.since, row.due)


@finding_source
def late_blind_reviews() -> Iterable[Finding]:
    """W013: second looks of a sample that should have been answered. One for each sample."""
    late = unanswered().filter(due__lt=city_day()).select_related("drawing").order_by("drawing", "place")
    for drawing, rows in groupby(late, key=lambda row: row.drawing):
        alike = list(rows)
        text = (
            f"Sample of {in_words(drawing.begins)} to before {in_words(drawing.ends)}: {len(alike)} blinded second looks "
            f"should have been answered by {in_words(alike[0].due)}."
        )
        hint = "Take them: Comment moderation, Consistency, on the desk. Whoever took part in the act cannot."
        yield Finding("moderation.W013", Level.WARNING, text, hint, f"sample:{drawing.pk}", settings.PROFILE.moderation.clause)
