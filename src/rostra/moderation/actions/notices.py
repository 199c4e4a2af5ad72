"""Telling the speaker: what was done, on which rule and ground, how to appeal, until when. The text is kept word for word."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from rostra.accounts.queries import relations
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import IllegalMove, Invalid
from rostra.core.mail import queue_mail
from rostra.moderation.actions.acts import locked
from rostra.moderation.actions.explaining import move, reference
from rostra.moderation.models import BlockException, ModerationAct, Notice
from rostra.moderation.queries.rule import rule_cited
from rostra.moderation.queries.texts import day_of, notice_text, subject_line
from rostra.moderation.rules.appeals import appeal_until, may_give_notice
from rostra.moderation.states.acts import BEFORE, ActState
from rostra.moderation.states.appeals import Route, Told
from rostra.people.queries import city_day


@dataclass(frozen=True, slots=True)
class Way:
    """How the speaker is told. ``address``: of mail. ``impossible``: why they cannot be told."""

    route: Route
    address: str = ""
    impossible: str = ""


@transaction.atomic
def give_notice(thing: ModerationAct | BlockException, way: Way, *, actor: Actor) -> Notice:
    """Tell of an act or an exception, also again on another way; the first notice moves the act on.

    Raises Forbidden, IllegalMove, Invalid.
    """
    if isinstance(thing, ModerationAct):
        thing = locked(thing)
        if thing.state in BEFORE:
            raise IllegalMove(f"the act is {thing.state.replace('-', ' ')}: nothing was done that somebody could be told of")
    may_give_notice(actor, thing, also=relations(actor, thing.account)).require()
    _require_whole(way)
    made = tell(thing, Told.ACT, way, actor=actor)
    if isinstance(thing, ModerationAct) and thing.state == ActState.APPLIED:
        move(thing, "give-notice", actor=actor, facts={"route": way.route})
    return made


def tell(thing: ModerationAct | BlockException, told: Told, way: Way, *, actor: Actor) -> Notice:
    """Write the notice, keep it, and send it where there is an address. Must be called inside a transaction; asks no rule."""
    until = appeal_until(city_day()) if told is Told.ACT else None
    about = {"act" if isinstance(thing, ModerationAct) else "exception": thing}
    made = Notice.objects.create(
        told=told, route=way.route, text=notice_text(thing, told, until), impossible=way.impossible.strip(), appeal_until=until,
        by_ref=actor.ref, by_name=actor.name, **about,
    )  # fmt: skip
    if way.route is Route.MAIL:
        queue_mail(key=f"notice:{made.pk}", to=way.address.strip(), subject=subject_line(told), body=made.text)
    facts = {"account": thing.account.slug, "told": told.value, "route": way.route.value, "rule": rule_cited(day_of(thing))}
    record_event(actor=actor, action="moderation.notice.given", subject=reference_of(thing), facts=facts)
    return made


def reference_of(thing: ModerationAct | BlockException) -> str:
    """An act or exception as the subject of its events."""
    return reference(thing) if isinstance(thing, ModerationAct) else f"exception:{thing.pk}"


def _require_whole(way: Way) -> None:
    if way.route is Route.MAIL:
        try:
            validate_email(way.address.strip())
        except ValidationError:
            raise Invalid({"address": "Give the e-mail address, or choose another way."}) from None
    if (way.route is Route.NOT_POSSIBLE) != bool(way.impossible.strip()):
        raise Invalid({"impossible": "Say why nobody can be told, and only where nobody can."})
