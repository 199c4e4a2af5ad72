"""What is written to those who are asked, and to their supervisors. Plain text; no name of anybody else, but in the supervisor's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from rostra.core.dates import in_words
from rostra.policy.models import Acknowledgement, Campaign, Recipient
from rostra.policy.queries.codes import code_of
from rostra.policy.states.reminders import Step, StepKind

_FREELY = "You may also refuse, or ask for an exception: the page lets you say so. Refusing changes nothing in this software."


@dataclass(frozen=True, slots=True)
class Letter:
    """A message."""

    subject: str
    body: str


def address_of(recipient: Recipient) -> str:
    """Where the recipient reads and answers, without any sign-in."""
    return f"{settings.ROSTRA_URL}/acknowledge/{code_of(recipient)}"


def to_person(recipient: Recipient, step: Step) -> Letter:
    """The invitation or a reminder."""
    campaign = recipient.campaign
    title = campaign.version.document.title
    opening = "Please read" if step.kind is StepKind.INVITATION else "Reminder: please read"
    lines = [
        f"Dear {recipient.person.name},",
        campaign.message,
        f"{campaign.version} applies to you. Please read it and answer by {in_words(recipient.due)}:",
        address_of(recipient),
        "The address is yours alone: whoever has it can answer in your name. You need no account.",
        _FREELY,
        settings.PROFILE.city.government,
    ]
    return Letter(f"{opening}: {title}", "\n\n".join(line for line in lines if line) + "\n")


def to_supervisor(campaign: Campaign, late: Sequence[Recipient]) -> Letter:
    """Who of those that report to somebody has not answered."""
    named = "\n".join(f"- {row.person.name}, due {in_words(row.due)}" for row in sorted(late, key=lambda row: row.person.name))
    count = f"{len(late)} people who report" if len(late) > 1 else "One person who reports"
    lines = [
        f"{count} to you did not answer yet about {campaign.version}:",
        named,
        "Please make sure that they have the time and the means to read it. Who has no e-mail gets a printed letter, or signs on paper.",
        settings.PROFILE.city.government,
    ]
    return Letter(f"No answer yet: {campaign.version.document.title}", "\n\n".join(lines) + "\n")


def decision(recipient: Recipient, kept: Acknowledgement) -> Letter:
    """What was decided about an exception that the recipient asked for."""
    version = recipient.campaign.version
    outcome = f"is granted until {in_words(kept.until)}. After that day an answer is due again." if kept.until else "is not granted."
    again = f"Your answer is still due: {address_of(recipient)}" if kept.until is None else ""
    lines = [f"Dear {recipient.person.name},", f"Your exception about {version} {outcome}", f"The reason: {kept.reason}", again]
    return Letter(f"About your exception: {version.document.title}", "\n\n".join(line for line in lines if line) + "\n")
