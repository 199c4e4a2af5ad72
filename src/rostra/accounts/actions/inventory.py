"""Taking in an inventory of accounts: official ones are registered by their identity, the others noted and decided about one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from rostra.accounts import rules
from rostra.accounts.actions.register import note_handle
from rostra.accounts.models import Account, Custody, Found, Handle
from rostra.accounts.queries.inventory import Inventory, InventoryRow, handles_in_use, read_inventory
from rostra.accounts.states.life import ACCOUNT_LIFE, Part
from rostra.accounts.states.likeness import skeleton
from rostra.accounts.states.networks import profile_url
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.profile import InventorySource
from rostra.people.queries import city_day


def look_through(content: bytes, source: InventorySource, *, actor: Actor) -> Inventory:
    """What a file would do; nothing is changed and nothing of it is stored. Raises Forbidden, Invalid."""
    rules.may_register(actor).require()
    found = read_inventory(content, source, settings.PROFILE.registry.networks)
    _set_aside_unready(found)
    return found


def _set_aside_unready(found: Inventory) -> None:
    """No account is registered whose custodian the city does not let answer for it yet: those rows are told with the reason."""
    named = {row.custodian for row in found.register if row.custodian}
    problems = {person: problem for person in named if (problem := rules.unready_problem(person, Part.CUSTODIAN))}
    waiting = [row for row in found.register if row.custodian in problems]
    found.register = [row for row in found.register if row.custodian not in problems]
    found.problems = sorted([*found.problems, *((row.line, problems[row.custodian]) for row in waiting if row.custodian)])


@transaction.atomic
def take_in_inventory(content: bytes, source: InventorySource, *, actor: Actor) -> Inventory:
    """Do what ``look_through`` told. One event for each account that is registered or renamed, one for the file: its digest and numbers.

    No event and no row holds what is only noted, but the rows that wait to be decided about. Raises Forbidden, Invalid.
    """
    found = look_through(content, source, actor=actor)
    _register(found.register, source, actor)
    for row, account in found.renamed:
        note_handle(account, row.handle, seen=clock.now(), actor=actor)
    now = clock.now()
    Found.objects.bulk_create([Found(network=row.network, address=row.address, unit=row.unit, noticed=now) for row in found.note])
    facts = {"file": found.digest.hex(), **found.numbers()}
    record_event(actor=actor, action="accounts.inventory.taken-in", subject=f"inventory:{source.name}", facts=facts)
    return found


def _register(rows: Iterable[InventoryRow], source: InventorySource, actor: Actor) -> None:
    taken = set(Account.objects.values_list("slug", flat=True))
    alike = Counter(skeleton(handle) for _, handle in handles_in_use()) + Counter(skeleton(row.handle) for row in rows)
    reason = f"Both stand in the inventory “{source.name}”, each with an identity of its own."
    made = [_account(row, taken, reason if alike[skeleton(row.handle)] > 1 else "") for row in rows]
    Account.objects.bulk_create(made)
    today, now = city_day(), clock.now()
    Custody.objects.bulk_create([Custody(account=each, person=each.custodian, part=Part.CUSTODIAN, begins=today) for each in made])
    Handle.objects.bulk_create([Handle(account=each, handle=each.handle, first_seen=now, last_seen=now) for each in made])
    for account in made:
        facts = {
            "network": account.network,
            "identity": account.identity,
            "handle": account.handle,
            "unit": account.unit.slug,
            "custodian": account.custodian.slug,
            "inventory": source.name,
        }
        record_event(actor=actor, action="accounts.account.registered", subject=rules.subject(account), facts=facts)


def _account(row: InventoryRow, taken: set[str], reason: str) -> Account:
    now = clock.now()
    return Account(
        slug=_free(f"{row.handle.partition('.')[0]}-{row.network}", taken),
        network=row.network,
        identity=row.identity,
        handle=row.handle,
        name=rules.clean_name(row.name),
        url=profile_url(row.network, row.handle),
        purpose=row.purpose,
        look_alike_reason=reason,
        unit=row.unit,
        custodian=row.custodian,
        state=ACCOUNT_LIFE.initial,
        registered=now,
        since=now,
    )


def _free(text: str, taken: set[str]) -> str:
    """The text as an alias nobody has or had; entered as taken."""
    base = slugify(text.replace("_", "-"))[:54].strip("-") or "account"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
