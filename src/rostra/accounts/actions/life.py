"""The moves of an account's life. Each checks its rule and its guard on the locked row, and writes one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from rostra.accounts import rules
from rostra.accounts.models import Account, Attestation, Manifest, Provision
from rostra.accounts.queries import relations
from rostra.accounts.states.life import ACCOUNT_LIFE, AccountState, Attested
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.people.queries import city_day

_PAST = {
    "provision": "provisioned",
    "activate": "activated",
    "suspend": "suspended",
    "resume": "resumed",
    "begin-transition": "transition-begun",
    "hand-over": "handed-over",
    "lose": "lost",
    "recover": "recovered",
    "close": "closing-begun",
    "archive": "archived",
    "give-up": "given-up",
}


@transaction.atomic
def provision_account(account: Account, told: rules.Provisioning, *, actor: Actor) -> Account:
    """Put on record who holds the keys. Raises Forbidden, IllegalMove, Invalid by field; never keeps what looks like a secret."""
    row = ready_to_move(account, "provision", actor=actor)
    return moved(account, row, "provision", enter_provision(row, told, actor), actor=actor)


@transaction.atomic
def activate_account(account: Account, proof: rules.CaptureProof, *, actor: Actor) -> Account:
    """In use from now on. Raises Forbidden, IllegalMove; without proof of capture Conflict, or Invalid where no network can be asked."""
    row = ready_to_move(account, "activate", actor=actor)
    if problem := rules.proof_problem(proof):
        if not proof.asked:
            raise Invalid({"not_captured": "This network cannot be asked, so no check will succeed: say how its posts are kept instead."})
        raise Conflict(problem, hint="let it be captured first, and wait for the first check")
    facts = {"checked": clock.stamp(proof.checked)} if proof.checked else {"not_captured": proof.reason.strip()}
    return moved(account, row, "activate", facts, actor=actor)


@transaction.atomic
def suspend_account(account: Account, *, reason: str, actor: Actor) -> Account:
    """Not to be used for a time; capture goes on. Raises Forbidden, IllegalMove, Invalid without a reason."""
    return _plain(account, "suspend", reason, actor)


@transaction.atomic
def resume_account(account: Account, *, reason: str, actor: Actor) -> Account:
    """In use again. Raises Forbidden, IllegalMove, Invalid without a reason."""
    return _plain(account, "resume", reason, actor)


@transaction.atomic
def begin_transition(account: Account, *, reason: str, actor: Actor) -> Account:
    """The custodian leaves; capture goes on. Raises Forbidden, IllegalMove, Invalid without a reason."""
    return _plain(account, "begin-transition", reason, actor)


@transaction.atomic
def lose_account(account: Account, *, reason: str, actor: Actor) -> Account:
    """It is not in the city's hands; capture goes on. Raises Forbidden, IllegalMove, Invalid without a reason."""
    return _plain(account, "lose", reason, actor)


@transaction.atomic
def recover_account(account: Account, *, reason: str, actor: Actor) -> Account:
    """Back in the city's hands, suspended until somebody resumes it. Raises as above, and Conflict before credentials were rotated."""
    row = ready_to_move(account, "recover", actor=actor)
    require_nothing_missing(rules.missing_before_hand_over(row))
    return moved(account, row, "recover", {"reason": _needed(reason)}, actor=actor)


@transaction.atomic
def close_account(account: Account, *, reason: str, actor: Actor) -> Account:
    """Begin to close it; capture goes on until it is archived. Raises Forbidden, IllegalMove, Invalid without a reason."""
    return _plain(account, "close", reason, actor)


@transaction.atomic
def archive_account(account: Account, final: rules.FinalCapture, *, actor: Actor, closed: dt.date | None = None) -> Account:
    """Closed on ``closed`` (today if not told) for good. Raises Forbidden, IllegalMove, Invalid, Conflict with all that is missing."""
    row = ready_to_move(account, "archive", actor=actor)
    require_nothing_missing(rules.missing_before_archive(row, final))
    return _end(account, row, "archive", final, {}, actor, closed)


@transaction.atomic
def give_up_account(account: Account, final: rules.FinalCapture, *, reason: str, actor: Actor, closed: dt.date | None = None) -> Account:
    """A lost account does not come back: what was kept stays. Raises Forbidden, IllegalMove, Invalid, Conflict."""
    row = ready_to_move(account, "give-up", actor=actor)
    require_nothing_missing(rules.missing_before_giving_up(row, final))
    return _end(account, row, "give-up", final, {"reason": _needed(reason)}, actor, closed)


@transaction.atomic
def attest(account: Account, kind: Attested, *, statement: str, actor: Actor) -> Attestation:
    """Put on record, by name, that somebody has seen to it. Raises Forbidden, Invalid without a statement."""
    rules.may_attest(actor, kind, relations(actor, account)).require()
    if not statement.strip():
        raise Invalid({"statement": "Say in a sentence what was done, and when."})
    made = _attested(account, kind, statement.strip(), actor)
    record_event(actor=actor, action=f"accounts.{kind}.attested", subject=rules.subject(account), facts={})
    return made


def ready_to_move(account: Account, move: str, *, actor: Actor) -> Account:
    """The locked row, when the graph and the matrix allow the move. Raises IllegalMove, Forbidden."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    ACCOUNT_LIFE.target(move, AccountState(row.state))
    rules.may_move(actor, row, move, also=relations(actor, row)).require()
    return row


def moved(account: Account, row: Account, move: str, facts: Mapping[str, object], *, actor: Actor) -> Account:
    """Write the move that ``ready_to_move`` let pass, and its event; ``account`` shows it."""
    account.state, account.since = ACCOUNT_LIFE.target(move, AccountState(row.state)), clock.now()
    account.save(update_fields=["state", "since"])
    record_event(actor=actor, action=f"accounts.account.{_PAST[move]}", subject=rules.subject(account), facts=facts)
    return account


def enter_provision(row: Account, told: rules.Provisioning, actor: Actor) -> dict[str, object]:
    """Who holds the keys from now on; the facts for the event, without where they lie. Raises Invalid by field."""
    if problems := rules.provision_problems(told):
        raise Invalid(problems)
    Provision.objects.create(
        account=row,
        first_administrator=told.first_administrator,
        second_administrator=told.second_administrator,
        escrow=told.escrow.strip(),
        notice=told.notice.strip(),
        made=clock.now(),
    )
    _attested(row, Attested.SECOND_FACTOR, "Both administrators sign in with a second factor.", actor)
    return {"administrators": [told.first_administrator.slug, told.second_administrator.slug]}


def require_nothing_missing(missing: Iterable[str]) -> None:
    """Nothing when nothing is missing. Raises Conflict that names everything at once."""
    if told := list(missing):
        raise Conflict(" ".join(told), hint="see to it, put it on record on the page of the account, and try again")


def _plain(account: Account, move: str, reason: str, actor: Actor) -> Account:
    row = ready_to_move(account, move, actor=actor)
    return moved(account, row, move, {"reason": _needed(reason)}, actor=actor)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "Give a reason: it stands in the public history of the account."})
    return reason.strip()


def _attested(account: Account, kind: Attested, statement: str, actor: Actor) -> Attestation:
    return Attestation.objects.create(account=account, kind=kind, at=clock.now(), by_ref=actor.ref, by_name=actor.name, statement=statement)


def _end(
    account: Account,
    row: Account,
    move: str,
    final: rules.FinalCapture,
    facts: Mapping[str, object],
    actor: Actor,
    closed: dt.date | None,
) -> Account:
    day = closed or city_day()
    if day > city_day() or (row.opened and day < row.opened):
        raise Invalid({"closed": "The day lies after the account was opened and not in the future."})
    proof = final.proof
    counts = {"records": final.records, "versions": final.versions, "log_size": final.log_size}
    Manifest.objects.create(account=row, checked=proof.checked, reason=proof.reason.strip(), made=clock.now(), **counts)
    account.closed = day
    account.save(update_fields=["closed"])
    return moved(account, row, move, {**facts, **counts}, actor=actor)
