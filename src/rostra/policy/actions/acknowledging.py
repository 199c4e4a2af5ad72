"""Answers: acknowledged, refused, an exception asked for and decided. Each is one row that never changes, and one leaf of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from rostra.core import clock
from rostra.core.actor import Actor, ActorKind
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.core.mail import queue_mail
from rostra.people.models import Person
from rostra.people.queries import city_day
from rostra.policy.actions import letters
from rostra.policy.actions.recipients import steps_of
from rostra.policy.models import Acknowledgement, Campaign, Recipient
from rostra.policy.rules import asking as rules
from rostra.policy.rules import subject
from rostra.policy.states.asking import ANSWER_LIFE, REASONED, REMINDED, AnswerState, Route
from rostra.policy.states.quiz import count_right, needed, parse
from rostra.policy.states.reminders import pending

LONGEST = 4_000  # characters of a reason
_TOLD = 20  # lines of a sheet that are named in a refusal
_EVENT = {
    "acknowledge": "acknowledged", "refuse": "refused", "ask": "exception-asked", "grant": "exception-granted",
    "decline": "exception-declined",
}  # fmt: skip


class NotPassed(Conflict):
    """Too few answers of the quiz were right: the text is read again, and the quiz answered again, as often as one likes."""

    def __init__(self, right: int, questions: int, wanted: int) -> None:
        super().__init__(f"{right} of {questions} answers are right; {wanted} are needed.", hint="read the text again, then answer again")


@dataclass(frozen=True, slots=True)
class Given:
    """How an answer came in. ``digest``: of the text that the person was shown."""

    route: Route
    digest: str
    reason: str = ""
    until: dt.date | None = None
    right: int | None = None
    signed: dt.date | None = None
    scan: str = ""


def as_person(person: Person) -> Actor:
    """Somebody who answers for themself without a sign-in."""
    return Actor(ActorKind.PERSON, f"person:{person.slug}", person.name)


def acknowledge(recipient: Recipient, given: Given, *, actor: Actor, picked: Mapping[int, int] | None = None) -> Acknowledgement:
    """Acknowledge the text that was shown. ``picked``: answers to the quiz, by place.

    Raises Forbidden; Conflict when another text was shown; NotPassed, which is counted.
    """
    questions = parse(recipient.campaign.quiz)
    if not questions:
        return _answer(recipient, "acknowledge", given, actor)
    right, wanted = count_right(questions, picked or {}), needed(questions, recipient.campaign.pass_mark)
    if right < wanted:
        _count_attempt(recipient)
        raise NotPassed(right, len(questions), wanted)
    return _answer(recipient, "acknowledge", replace(given, right=right), actor)


@transaction.atomic
def _count_attempt(recipient: Recipient) -> None:
    row = _locked(recipient)
    rules.may_answer(row, "acknowledge").require()
    row.attempts = min(row.attempts + 1, 30_000)
    row.save(update_fields=["attempts"])


def refuse(recipient: Recipient, given: Given, *, actor: Actor) -> Acknowledgement:
    """Refuse, with a reason. Nothing follows from it in this software. Raises Forbidden, Conflict, Invalid."""
    return _answer(recipient, "refuse", given, actor)


def ask_exception(recipient: Recipient, given: Given, *, actor: Actor) -> Acknowledgement:
    """Ask for an exception, with a reason. Raises Forbidden, Conflict, Invalid."""
    return _answer(recipient, "ask", given, actor)


@transaction.atomic
def decide_exception(recipient: Recipient, *, reason: str, until: dt.date | None, actor: Actor) -> Acknowledgement:
    """Grant an exception until a day, or decline it (None). Raises Forbidden, Invalid."""
    move = "decline" if until is None else "grant"
    if until is not None and until <= city_day():
        raise Invalid({"until": "Name a day that lies ahead."})
    rules.may_decide_exception(actor, recipient, move).require()
    kept = _answer(recipient, move, Given(Route.DESK, recipient.campaign.text_digest, reason=reason, until=until), actor)
    if recipient.person.email:
        told = letters.decision(recipient, kept)
        key = f"ack:{kept.campaign_id}:{kept.person_id}:decision-{kept.pk}"
        queue_mail(key=key, to=recipient.person.email, subject=told.subject, body=told.body)
    return kept


@transaction.atomic
def enter_sheets(recipients: Sequence[Recipient], given: Given, *, refused: bool = False, actor: Actor) -> list[Acknowledgement]:
    """Enter answers that were signed on paper: all of them, or none. Raises Forbidden, Conflict, Invalid."""
    rules.may_run_campaigns(actor).require()
    move = "refuse" if refused else "acknowledge"
    if not given.scan.strip():
        raise Invalid({"scan": "Say where the signed sheets lie."})
    if wrong := [f"{_named(each)}: {why}" for each in recipients if (why := rules.sheet_problem(each, move))]:
        raise Invalid({"people": " ".join(wrong[:_TOLD])})
    for campaign in {each.campaign for each in recipients}:
        if problem := rules.signature_problem(campaign, given.signed):
            raise Invalid({"signed": problem})
    paper = replace(given, route=Route.PAPER)
    return [_answer(recipient, move, paper, actor) for recipient in recipients]


def _named(recipient: Recipient) -> str:
    """As it stands on the sheet: by number, else by alias."""
    return recipient.person.number or recipient.person.slug


@transaction.atomic
def _answer(recipient: Recipient, move: str, given: Given, actor: Actor) -> Acknowledgement:
    row = _locked(recipient)
    rules.may_answer(row, move).require()
    target = ANSWER_LIFE.target(move, AnswerState(row.answer))
    if given.digest != row.campaign.text_digest:
        raise Conflict("The text that was shown is not the one that this campaign asks about.", hint="open the page again")
    kept = _keep(row, target, replace(given, reason=_reason(target, given.reason)), actor)
    row.answer, row.answered = target, kept.at
    if given.until:
        row.due, row.begun = given.until, city_day()
    row.next = pending(steps_of(row), city_day(), city_day())[1] if target in REMINDED else None
    row.save(update_fields=["answer", "answered", "due", "begun", "next"])
    _record(move, row, kept, actor)
    return kept


def _keep(row: Recipient, target: AnswerState, given: Given, actor: Actor) -> Acknowledgement:
    return Acknowledgement.objects.create(
        campaign=row.campaign,
        person=row.person,
        version=row.campaign.version,
        version_digest=row.campaign.version.digest,
        text_digest=row.campaign.text_digest,
        at=clock.now(),
        answer=target,
        route=given.route,
        reason=given.reason,
        until=given.until,
        by=actor.name[:200],
        right=given.right,
        signed=given.signed,
        scan=given.scan.strip()[:200],
    )


def _record(move: str, row: Recipient, kept: Acknowledgement, actor: Actor) -> None:
    facts = {
        "campaign": row.campaign_id, "version": row.campaign.version.number, "digest": kept.version_digest, "text_digest": kept.text_digest,
        "person": row.person.slug, "route": kept.route, "until": kept.until.isoformat() if kept.until else "",
        "signed": kept.signed.isoformat() if kept.signed else "",
    }  # fmt: skip
    action = f"policy.acknowledgement.{_EVENT[move]}"
    record_event(actor=actor, action=action, subject=subject(row.campaign.version.document), facts=facts)


def _reason(target: AnswerState, reason: str) -> str:
    written = reason.replace("\x00", "").replace("\r\n", "\n").strip()
    if target in REASONED and not written:
        raise Invalid({"reason": "Give a reason."})
    if len(written) > LONGEST:
        raise Invalid({"reason": f"At most {LONGEST:,} characters are taken."})
    return written


def _locked(recipient: Recipient) -> Recipient:
    locked = Recipient.objects.select_for_update(of=("self",))
    return locked.select_related("person", "campaign__version__document").get(pk=recipient.pk)


def recipients_named(campaign: Campaign, names: Sequence[str]) -> list[Recipient]:
    """Who is asked in a campaign, by number or alias, one each. Raises Invalid that lists every line of which nobody was found."""
    asked = Recipient.objects.filter(campaign=campaign, left__isnull=True).select_related("person", "campaign__version__document")
    by_name = {name: row for row in asked for name in (row.person.slug, (row.person.number or "").casefold()) if name}
    found = {name: by_name.get(name.strip().casefold()) for name in names if name.strip()}
    if unknown := [name.strip() for name, row in found.items() if row is None]:
        raise Invalid({"people": f"Nobody who is asked has this number or alias: {', '.join(unknown[:_TOLD])}."})
    return list(dict.fromkeys(row for row in found.values() if row))
