"""The steps that remind a person: an invitation, reminders, and word to the supervisor; pure days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """Who is written to, and how."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    ESCALATION = "escalation"  # to the supervisor


@dataclass(frozen=True, slots=True)
class Step:
    """A step, with its name within the campaign and its day."""

    name: str
    kind: StepKind
    day: dt.date


def steps(begun: dt.date, due: dt.date, remind: Sequence[int], escalate: int | None) -> list[Step]:
    """The steps of somebody who was asked on ``begun`` and has until ``due``; ``remind`` in days after it (before, where negative).

    What would come before the invitation or together with it is left out.
    """
    reminders = [Step(_name(offset), StepKind.REMINDER, due + dt.timedelta(days=offset)) for offset in sorted(set(remind))]
    escalation = [Step("escalation", StepKind.ESCALATION, due + dt.timedelta(days=escalate))] if escalate is not None else []
    later = [step for step in (*reminders, *escalation) if step.day > begun]
    return [Step("invitation", StepKind.INVITATION, begun), *sorted(later, key=lambda step: step.day)]


def _name(offset: int) -> str:
    return f"reminder-{abs(offset)}-{'before' if offset < 0 else 'after'}"


def pending(found: Sequence[Step], taken: dt.date | None, today: dt.date) -> tuple[list[Step], dt.date | None]:
    """What is to be done today when everything until the day ``taken`` was, and the day of the next step.

    After a pause of the worker a person gets the latest message alone, and the supervisor's word besides.
    """
    open_steps = [step for step in found if taken is None or step.day > taken]
    ready = [step for step in open_steps if step.day <= today]
    to_person = [step for step in ready if step.kind is not StepKind.ESCALATION][-1:]
    to_supervisor = [step for step in ready if step.kind is StepKind.ESCALATION]
    return [*to_person, *to_supervisor], min((step.day for step in open_steps if step.day > today), default=None)
