"""Appeals: received by link or on paper, decided by somebody who took no part; what was wrong is undone and followed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.mail import queue_mail
from rostra.moderation.actions.acts import locked
from rostra.moderation.actions.exceptions import overturn
from rostra.moderation.actions.explaining import move, take_back_explanation
from rostra.moderation.actions.letters import tell_of_appeal
from rostra.moderation.actions.notices import Way, reference_of, tell
from rostra.moderation.models import Appeal, BlockException, ModerationAct
from rostra.moderation.queries.acts import told_until
from rostra.moderation.queries.texts import acknowledgement_text
from rostra.moderation.rules.appeals import appeal_due, may_appeal, may_decide_appeal, may_enter_appeal
from rostra.moderation.states.appeals import APPEAL_LIFE, AppealState, Entrance, Route, Told
from rostra.people.queries import city_day

LONGEST = 5000  # characters


@dataclass(frozen=True, slots=True)
class Said:
    """What a speaker says, and where the outcome is sent, if they want it."""

    text: str
    contact: str = ""


@transaction.atomic
def receive_appeal(thing: ModerationAct | BlockException, said: Said, *, actor: Actor) -> Appeal:
    """An appeal by whoever holds the code. Raises Invalid, Conflict where it is too late or there is one."""
    return _received(thing, said, Entrance.LINK, actor, late_too=False)


@transaction.atomic
def enter_appeal(thing: ModerationAct | BlockException, said: Said, *, actor: Actor) -> Appeal:
    """An appeal that came on paper or was said; staff may take in a late one. Raises Forbidden, Invalid, Conflict."""
    may_enter_appeal(actor).require()
    return _received(thing, said, Entrance.PAPER, actor, late_too=True)


@transaction.atomic
def decide_appeal(appeal: Appeal, move_name: str, *, reason: str, actor: Actor) -> Appeal:
    """Uphold what was done, or grant the appeal: then it is to be undone, with a day. The speaker is told where they gave an address.

    Raises Forbidden, IllegalMove, Invalid without reasons.
    """
    row = Appeal.objects.select_for_update(of=("self",)).select_related("act__account", "exception__account").get(pk=appeal.pk)
    target = APPEAL_LIFE.target(move_name, AppealState(row.state))
    may_decide_appeal(actor, row).require()
    if not reason.strip():
        raise Invalid({"reason": "Give the reasons: the person reads them."})
    row.state, row.decided, row.decided_by, row.decided_name, row.reason = target, clock.now(), actor.ref, actor.name, reason.strip()
    row.save()
    thing = _carried_out(row, move_name, actor)
    _note(row, thing, f"appeal-{target}", actor)
    if row.contact:
        tell(thing, Told.OUTCOME, Way(Route.MAIL, row.contact), actor=actor)
    return row


def _received(thing: ModerationAct | BlockException, said: Said, entrance: Entrance, actor: Actor, *, late_too: bool) -> Appeal:
    if isinstance(thing, ModerationAct):
        thing = locked(thing)
    until = told_until(thing)
    try:
        may_appeal(thing, until, min(city_day(), until) if late_too and until else city_day()).require()
    except Forbidden as error:
        raise Conflict(str(error)) from None
    if not said.text.strip() or len(said.text) > LONGEST:
        raise Invalid({"text": f"Say in your own words why it was wrong, in up to {LONGEST} characters."})
    made = _created(thing, said, entrance, actor)
    if isinstance(thing, ModerationAct):
        move(thing, "appeal", actor=actor)
    _note(made, thing, "appeal-received", actor)
    tell_of_appeal(made, thing)
    if made.contact:
        queue_mail(
            key=f"appeal:{made.pk}:received",
            to=made.contact,
            subject=f"Your appeal, number {made.pk}",
            body=acknowledgement_text(made, thing),
        )
    return made


def _created(thing: ModerationAct | BlockException, said: Said, entrance: Entrance, actor: Actor) -> Appeal:
    about = {"act" if isinstance(thing, ModerationAct) else "exception": thing}
    entered_by = actor.ref if entrance is Entrance.PAPER else ""
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                text=said.text.strip(), contact=said.contact.strip(), entrance=entrance, entered_by=entered_by, due=appeal_due(city_day()),
                **about,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("There is an appeal already.") from None


def _carried_out(row: Appeal, move_name: str, actor: Actor) -> ModerationAct | BlockException:
    if row.exception is not None:
        return overturn(row.exception, actor=actor, reason=row.reason) if move_name == "grant" else row.exception
    if row.act is None:
        raise AssertionError("an appeal is about one thing")  # the database says so
    act = locked(row.act)
    act.appeal_by = actor.ref
    move(act, move_name, actor=actor, reason=row.reason)
    if move_name == "grant":
        take_back_explanation(act, actor=actor)
    return act


def _note(row: Appeal, thing: ModerationAct | BlockException, what: str, actor: Actor) -> None:
    facts = {"account": thing.account.slug, "appeal": str(row.pk), "entrance": row.entrance, "due": f"{row.due:%Y-%m-%d}"}
    record_event(actor=actor, action=f"moderation.notice.{what}", subject=reference_of(thing), facts=facts)
