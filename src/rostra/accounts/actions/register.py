"""Entering an account, and the handles it has. Each checks its rule, runs in one transaction and writes one audit event."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from rostra.accounts import rules
from rostra.accounts.models import Account, AccountRequest, Custody, Handle
from rostra.accounts.states.life import ACCOUNT_LIFE, Part
from rostra.accounts.states.likeness import fold
from rostra.accounts.states.networks import profile_url
from rostra.accounts.states.requests import RequestState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.people.queries import city_day


@transaction.atomic
def register_account(
    new: rules.NewAccount, *, actor: Actor, accept_look_alike: str = "", by: str = "", request: AccountRequest | None = None
) -> Account:
    """Enter an official account: one that is in use already, or whose request was approved.

    ``accept_look_alike``: the recorded reason why a handle that looks like another one of ours is right; ``by``: how it can be given,
    in brackets after the hint.

    ``request``: the approved request it comes of; its steward and backup look after the account from today.
    Raises Forbidden; Invalid with the problem of each field; Conflict when identity or alias are taken, or when the handle looks like a
    registered one and no reason was given.
    """
    rules.may_register(actor).require()
    problems = rules.registration_problems(new)
    if problems:
        raise Invalid(problems)
    if conflict := rules.standing_conflict(new):
        raise Conflict(conflict, hint="rostra accounts list shows the register")
    alike = rules.nearest_look_alike(new)
    if alike and not accept_look_alike.strip():
        hint = f"if it really is the city's, register it with the reason why it is{f' ({by})' if by else ''}"
        raise Conflict(rules.look_alike_warning(alike), hint=hint)
    try:
        account = _enter(new, accept_look_alike.strip() if alike else "")
    except IntegrityError:  # another registration came first
        raise Conflict("This identity or alias was registered a moment ago.", hint="look at the register") from None
    if request is not None:
        _come_of(account, request)
    facts = {
        **({"request": request.pk} if request else {}),
        "network": account.network,
        "identity": account.identity,
        "handle": account.handle,
        "unit": new.unit.slug,
        "custodian": new.custodian.slug,
        "look_alike_of": alike.account.slug if alike else None,
    }
    record_event(actor=actor, action="accounts.account.registered", subject=rules.subject(account), facts=facts)
    return account


def _come_of(account: Account, request: AccountRequest) -> None:
    row = AccountRequest.objects.select_for_update(of=("self",)).select_related("steward", "backup").get(pk=request.pk)
    if row.state != RequestState.APPROVED or row.account_id is not None or row.unit_id != account.unit_id:
        raise Conflict("This request is not an approved one for this unit that waits for its account.", hint="look at the request")
    row.account = account
    row.save(update_fields=["account"])
    for part, person in ((Part.STEWARD, row.steward), (Part.BACKUP, row.backup)):
        if person is not None:
            Custody.objects.create(account=account, person=person, part=part, begins=city_day())


def _enter(new: rules.NewAccount, look_alike_reason: str) -> Account:
    now = clock.now()
    account = Account.objects.create(
        slug=new.slug,
        network=new.network,
        identity=new.identity,
        handle=new.handle,
        name=rules.clean_name(new.name),
        url=new.url or profile_url(new.network, new.handle),
        purpose=new.purpose.strip(),
        look_alike_reason=look_alike_reason,
        unit=new.unit,
        custodian=new.custodian,
        state=ACCOUNT_LIFE.initial,
        opened=new.opened,
        registered=now,
        since=now,
    )
    Custody.objects.create(account=account, person=new.custodian, part=Part.CUSTODIAN, begins=city_day())
    Handle.objects.create(account=account, handle=new.handle, first_seen=now, last_seen=now)
    return account


def note_handle(account: Account, handle: str, *, seen: dt.datetime, actor: Actor) -> bool:
    """The network shows ``handle`` for the account at ``seen``; whether that is a change. Old handles stay findable.

    An event is written for a change only. A sighting older than the latest one changes no more than the history. Raises Forbidden, Invalid.
    """
    rules.may_note_handle(actor).require()
    same = Handle.objects.filter(account=account, handle=handle, account__handle=handle, last_seen__lt=seen)
    return not same.update(last_seen=seen) and _note_other(account, handle, seen, actor)


@transaction.atomic
def _note_other(account: Account, handle: str, seen: dt.datetime, actor: Actor) -> bool:
    """As ``note_handle``, for what is not the same to the letter, or was seen before."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not handle or fold(handle) == fold(row.handle):
        Handle.objects.filter(account=row, handle=row.handle, last_seen__lt=seen).update(last_seen=seen)
        return False
    if not handle.isprintable() or len(handle) > 255:
        raise Invalid({"handle": f"The network shows a handle that cannot be one: {handle[:80]!r}"})
    newest = Handle.objects.filter(account=row).order_by("-last_seen").first()
    known, _ = Handle.objects.get_or_create(account=row, handle=handle, defaults={"first_seen": seen, "last_seen": seen})
    if newest and newest.last_seen > seen:
        return False
    Handle.objects.filter(pk=known.pk).update(last_seen=seen)
    _rename(account, row, handle)
    facts = {"from": row.handle, "to": handle}
    record_event(actor=actor, action="accounts.handle.changed", subject=rules.subject(account), facts=facts)
    return True


def _rename(account: Account, row: Account, handle: str) -> None:
    if row.url == profile_url(row.network, row.handle):
        account.url = profile_url(row.network, handle)
    account.handle, account.look_alike_reason = handle, ""  # the reason was given for the old handle
    account.save(update_fields=["handle", "url", "look_alike_reason"])
