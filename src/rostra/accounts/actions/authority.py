"""Entering and ending the authority to speak for the city."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.accounts import rules
from rostra.accounts.models import Authority
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid


@transaction.atomic
def enter_authority(new: rules.NewAuthority, *, actor: Actor) -> Authority:
    """Put on record who may speak for the city on what, and by what. Raises Forbidden, Invalid by field."""
    rules.may_keep_authority(actor).require()
    if problems := rules.authority_problems(new):
        raise Invalid(problems)
    told = {field: getattr(new, field) for field in new.__dataclass_fields__}
    made = Authority.objects.create(**told, entered=clock.now(), by_ref=actor.ref)
    whose = {"person": new.person.slug} if new.person else {"position": new.position.slug if new.position else ""}
    facts = {**whose, "basis": new.basis, "begins": new.begins.isoformat(), "ends": new.ends.isoformat() if new.ends else None}
    record_event(actor=actor, action="accounts.authority.entered", subject=f"authority:{made.pk}", facts=facts)
    return made


@transaction.atomic
def end_authority(authority: Authority, *, ends: dt.date, actor: Actor) -> Authority:
    """It ends with ``ends``. Raises Forbidden, Invalid, Conflict when it was ended before."""
    rules.may_keep_authority(actor).require()
    row = Authority.objects.select_for_update().get(pk=authority.pk)
    if row.ends is not None:
        raise Conflict(f"It ends with {in_words(row.ends)} already.", hint="enter a new one if it goes on")
    if ends < row.begins:
        raise Invalid({"ends": "The last day lies before the first."})
    row.ends = ends
    row.save(update_fields=["ends"])
    record_event(actor=actor, action="accounts.authority.ended", subject=f"authority:{row.pk}", facts={"ends": ends.isoformat()})
    return row
