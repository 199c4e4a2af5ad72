"""Who answers for an account, and that it passes on: parts are ended, never overwritten."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.accounts import rules
from rostra.accounts.actions.life import moved, ready_to_move, require_nothing_missing
from rostra.accounts.models import Account, Custody
from rostra.accounts.states.life import Part
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day


@transaction.atomic
def change_custodian(account: Account, custodian: Person, *, actor: Actor) -> Account:
    """Let ``custodian``, who holds a position today, answer for the account. Raises Forbidden, Invalid."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    rules.may_change_custodian(actor, row).require()
    _require_ready(custodian)
    return pass_on(account, custodian, actor=actor)


@transaction.atomic
def hand_over(account: Account, successor: Person, *, actor: Actor) -> Account:
    """The successor answers for it. Raises Forbidden, IllegalMove, Invalid, Conflict before credentials were rotated."""
    row = ready_to_move(account, "hand-over", actor=actor)
    require_nothing_missing(rules.missing_before_hand_over(row))
    _require_ready(successor)
    account.custodian = row.custodian
    if row.custodian != successor:
        pass_on(account, successor, actor=actor)
    return moved(account, row, "hand-over", {"custodian": successor.slug}, actor=actor)


def _require_ready(person: Person) -> None:
    """Raises Invalid where the city does not let them answer for an account yet."""
    if problem := rules.unready_problem(person, Part.CUSTODIAN):
        raise Invalid({"custodian": problem, "successor": problem})


def pass_on(account: Account, successor: Person, *, actor: Actor) -> Account:
    """Custody moves today, with its event. In the transaction of the caller, who has checked that it may. Raises Invalid."""
    if problem := rules.custodian_problem(successor, city_day()):
        raise Invalid({"custodian": problem, "successor": problem})
    before, account.custodian = account.custodian, successor
    account.successor = account.successor_from = None
    account.save(update_fields=["custodian", "successor", "successor_from"])
    give_part(account, Part.CUSTODIAN, successor)
    facts = {"from": before.slug, "to": successor.slug}
    record_event(actor=actor, action="accounts.custodian.changed", subject=rules.subject(account), facts=facts)
    return account


def give_part(account: Account, part: Part, person: Person) -> Custody:
    """The part is ``person``'s from today; whoever had it has it until yesterday (posters share theirs)."""
    today = city_day()
    if part is not Part.POSTER:
        for row in Custody.objects.filter(account=account, part=part, ends__isnull=True):
            end_part(row, today - dt.timedelta(days=1))
    return Custody.objects.create(account=account, person=person, part=part, begins=today)


def end_part(row: Custody, day: dt.date) -> dt.date:
    """The part ends with ``day``, or with its first day if that is later; which it is."""
    row.ends = max(row.begins, day)
    row.save(update_fields=["ends"])
    return row.ends
