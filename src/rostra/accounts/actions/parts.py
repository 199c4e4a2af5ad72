"""Who looks after an account and who may post, from when to when; who holds its keys; who comes after the custodian."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from rostra.accounts import rules
from rostra.accounts.actions.custody import end_part, give_part
from rostra.accounts.actions.life import enter_provision
from rostra.accounts.models import Account, Custody
from rostra.accounts.queries import relations
from rostra.accounts.states.life import Part
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.people.models import Person
from rostra.people.queries import city_day


@transaction.atomic
def assign_part(
    account: Account, part: Part, person: Person, *, actor: Actor, begins: dt.date | None = None, ends: dt.date | None = None
) -> Custody:
    """Let ``person`` post, or look after the account (whoever did until now ends). Raises Forbidden, Invalid, Conflict."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    rules.may_assign(actor, row, part, also=relations(actor, row)).require()
    first = begins or city_day()
    if problems := rules.part_problems(row, part, person, first, ends):
        raise Invalid(problems)
    made = _let_post(row, person, first, ends) if part is Part.POSTER else give_part(row, part, person)
    facts = {"part": part, "person": person.slug, "begins": first.isoformat(), "ends": ends.isoformat() if ends else None}
    record_event(actor=actor, action="accounts.part.given", subject=rules.subject(row), facts=facts)
    return made


def _let_post(account: Account, person: Person, begins: dt.date, ends: dt.date | None) -> Custody:
    try:
        with transaction.atomic():
            return Custody.objects.create(account=account, person=person, part=Part.POSTER, begins=begins, ends=ends)
    except IntegrityError:
        raise Conflict(f"{person} may post there already.", hint="end that first") from None


@transaction.atomic
def take_part(custody: Custody, *, actor: Actor, ends: dt.date | None = None) -> Custody:
    """The part ends with ``ends`` (today if not told). Raises Forbidden, Invalid, Conflict when it was ended before."""
    row = Custody.objects.select_for_update(of=("self",)).select_related("account", "person").get(pk=custody.pk)
    rules.may_assign(actor, row.account, Part(row.part), also=relations(actor, row.account)).require()
    if row.ends is not None:
        raise Conflict(f"This ends with {in_words(row.ends)} already.")
    if ends is not None and ends < row.begins:
        raise Invalid({"ends": "The last day lies before the first."})
    last = end_part(row, ends or city_day())
    facts = {"part": row.part, "person": row.person.slug, "ends": last.isoformat()}
    record_event(actor=actor, action="accounts.part.ended", subject=rules.subject(row.account), facts=facts)
    return row


@transaction.atomic
def change_keys(account: Account, told: rules.Provisioning, *, actor: Actor) -> Account:
    """Put on record who holds the keys from now on, and where they lie. Raises Forbidden, Invalid by field."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    rules.may_change_keys(actor, row).require()
    facts = enter_provision(row, told, actor)
    record_event(actor=actor, action="accounts.keys.changed", subject=rules.subject(row), facts=facts)
    return account


@transaction.atomic
def name_successor(account: Account, successor: Person, begins: dt.date, *, actor: Actor) -> Account:
    """Custody moves to ``successor`` on ``begins`` by itself. Raises Forbidden, Invalid."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    rules.may_name_successor(actor, row).require()
    if problem := rules.successor_problem(row, successor, begins):
        raise Invalid({"successor": problem})
    if begins < city_day():
        raise Invalid({"begins": "The day lies in the past: hand the account over now instead."})
    return plan_succession(account, successor, begins, actor=actor)


def plan_succession(account: Account, successor: Person, begins: dt.date, *, actor: Actor) -> Account:
    """Note who comes next, with its event. In the transaction of the caller, who has checked that it may."""
    account.successor, account.successor_from = successor, begins
    account.save(update_fields=["successor", "successor_from"])
    facts = {"successor": successor.slug, "begins": begins.isoformat()}
    record_event(actor=actor, action="accounts.successor.named", subject=rules.subject(account), facts=facts)
    return account
