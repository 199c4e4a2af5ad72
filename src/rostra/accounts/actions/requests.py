"""Asking for an account, and deciding about it. Each runs in one transaction and writes one audit event."""

from __future__ import annotations

from django.db import transaction

from rostra.accounts import rules
from rostra.accounts.actions.letters import tell_who_asked
from rostra.accounts.models import AccountRequest
from rostra.accounts.queries import relations_to_unit
from rostra.accounts.states.requests import REQUEST_LIFE, RequestState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid


@transaction.atomic
def request_account(new: rules.NewRequest, *, actor: Actor) -> AccountRequest:
    """Ask that an account may exist. Raises Forbidden, Invalid by field."""
    rules.may_request(actor).require()
    if problems := rules.request_problems(new):
        raise Invalid(problems)
    told = {field: getattr(new, field) for field in new.__dataclass_fields__}
    made = AccountRequest.objects.create(**told, by_ref=actor.ref, by_name=actor.name)
    facts = {"network": new.network, "unit": new.unit.slug, "steward": new.steward.slug, "custodian": new.custodian.slug}
    record_event(actor=actor, action="accounts.request.made", subject=subject(made), facts=facts)
    return made


@transaction.atomic
def amend_request(request: AccountRequest, new: rules.NewRequest, *, actor: Actor) -> AccountRequest:
    """Hand a returned request in again, as it is told now. Raises Forbidden, IllegalMove, Invalid."""
    row = _ready(request, "resubmit", actor)
    if problems := rules.request_problems(new):
        raise Invalid(problems)
    for field in new.__dataclass_fields__:
        setattr(row, field, getattr(new, field))
    return _moved(row, "resubmit", "", actor)


@transaction.atomic
def move_request(request: AccountRequest, move: str, *, actor: Actor, reason: str = "") -> AccountRequest:
    """Take up, return, approve, deny, appeal, decide the appeal, withdraw.

    Raises Forbidden, IllegalMove; Invalid where a reason is needed; Conflict with every check that stands in the way of approving.
    """
    row = _ready(request, move, actor)
    if move in rules.NEEDS_REASON and not reason.strip():
        raise Invalid({"reason": "Give the reasons: they are kept, and whoever asked can appeal against them."})
    missing = rules.blocking(row) if move in rules.APPROVING else []
    if missing:
        told = " ".join(check.reason for check in missing)
        raise Conflict(f"Not fulfilled: {told}", hint="return it, and say what is missing")
    return _moved(row, move, reason.strip(), actor)


def _ready(request: AccountRequest, move: str, actor: Actor) -> AccountRequest:
    row = AccountRequest.objects.select_for_update(of=("self",)).select_related("unit", "custodian", "steward").get(pk=request.pk)
    REQUEST_LIFE.target(move, RequestState(row.state))
    rules.may_move_request(actor, row, move, also=relations_to_unit(actor, row.unit_id)).require()
    return row


def _moved(row: AccountRequest, move: str, reason: str, actor: Actor) -> AccountRequest:
    row.state, row.since = REQUEST_LIFE.target(move, RequestState(row.state)), clock.now()
    if move == "deny":
        row.decided_by = actor.ref
    row.save()
    facts = {"reason": reason} if reason else {}
    event = record_event(actor=actor, action=f"accounts.request.{row.state}", subject=subject(row), facts=facts)
    if move not in rules.OWN_MOVES:
        tell_who_asked(row, event.pk, reason)
    return row


def subject(request: AccountRequest) -> str:
    """The request as the subject of its events."""
    return f"account-request:{request.pk}"
