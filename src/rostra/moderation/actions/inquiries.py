"""A resident asks whether they were blocked or hidden: begun, looked at, answered, forgotten.

Beginning and looking leave no event, for events are for ever and nothing was told. That somebody was answered is one, without who it was.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from rostra.core import clock
from rostra.core.actor import PUBLIC, system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.moderation.models import Inquiry
from rostra.moderation.queries.inquiries import authors_who_showed, begun_within_the_hour, digest_of_ticket, last_version, waiting
from rostra.moderation.rules.inquiries import handle_in, most_looks, proven_identity, stage_of
from rostra.moderation.states.inquiries import Stage
from rostra.people.states.codes import new_code
from rostra.platforms.base import Identity

ACTOR = system("moderation")


@dataclass(frozen=True, slots=True)
class Begun:
    """An inquiry with its ticket, which is kept nowhere but in the browser of who asks."""

    inquiry: Inquiry
    ticket: str = field(repr=False)


@transaction.atomic
def begin_inquiry(network: str, handle: str) -> Begun:
    """A code for this handle. Nobody is asked whether it exists, or what is against it: that comes after the proof.

    Raises Invalid by field; Conflict when more come in an hour than the city's profile lets in.
    """
    try:
        asked_about = handle_in(handle)
    except ValueError as error:
        raise Invalid({"handle": str(error)}) from None
    if begun_within_the_hour() >= settings.PROFILE.residents.inquiries_an_hour:
        raise Conflict("More people ask than can be answered at once.", hint="try again in an hour, or call or write to us")
    now, ticket = clock.now(), secrets.token_urlsafe(32)
    made = Inquiry.objects.create(
        ticket=digest_of_ticket(ticket), network=network, handle=asked_about, code=new_code(), after=last_version(), made=now,
        expires=now + dt.timedelta(minutes=settings.PROFILE.residents.code_minutes),
    )  # fmt: skip
    return Begun(made, ticket)


@transaction.atomic
def ask_to_look(inquiry: Inquiry) -> None:
    """The code was shown: look for it. Nothing happens while we look. Raises Conflict where it is too late, or was asked too often."""
    row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    stage = stage_of(row, clock.now())
    if stage in {Stage.LOOKING, Stage.PROVEN}:
        return
    if stage is Stage.EXPIRED:
        raise Conflict("This code is no longer good.", hint="begin again: you get another one")
    if row.looks >= most_looks():
        raise Conflict("We looked as often as we can for one code.", hint="begin again, or call or write to us")
    row.asked, row.looked, row.claimed, row.looks = clock.now(), None, None, row.looks + 1
    row.save(update_fields=["asked", "looked", "claimed", "looks"])


def claim_look() -> Inquiry | None:
    """The next inquiry for which to look, claimed by one conditional UPDATE; None where none waits."""
    for row in waiting()[:5]:
        free = waiting().filter(pk=row.pk, asked=row.asked).order_by()
        if free.update(claimed=clock.now()):
            return row
    return None


@transaction.atomic
def settle_look(inquiry: Inquiry, seen: Identity | None, profile: str) -> None:
    """Put down what came of a look: ``seen`` and ``profile`` as the network told them just now, and what the archive captured."""
    row = Inquiry.objects.select_for_update().filter(pk=inquiry.pk, asked=inquiry.asked, looked=None).first()
    if row is None:  # deleted or asked anew meanwhile
        return
    row.looked = clock.now()
    identity = proven_identity(row, seen, profile, authors_who_showed(row))
    if identity and row.looked <= row.expires:
        row.identity, row.proven = identity, row.looked
        record_event(actor=PUBLIC, action="moderation.inquiry.proven", subject=f"inquiry:{row.pk}", facts={"network": row.network})
    row.save(update_fields=["looked", "identity", "proven"])


def end_inquiry(inquiry: Inquiry) -> None:
    """Who asked has read the answer: nothing is left."""
    Inquiry.objects.filter(pk=inquiry.pk).delete()


def forget_inquiries() -> int:
    """Delete what is over: codes that were never shown, answers that could be read for long enough. How many."""
    now = clock.now()
    read = now - dt.timedelta(minutes=settings.PROFILE.residents.answer_minutes)
    return Inquiry.objects.filter(Q(proven__isnull=True, expires__lt=now - dt.timedelta(minutes=5)) | Q(proven__lt=read)).delete()[0]
