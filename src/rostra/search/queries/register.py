"""The register as search needs it: which accounts a name, unit or platform means, read whole with each search (three small queries)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rostra.accounts.models import Account, Handle
from rostra.people.models import Unit


class AccountRow(NamedTuple):
    """An official account."""

    id: int
    slug: str
    name: str
    handle: str
    network: str
    unit: int


class UnitRow(NamedTuple):
    """A unit in the tree."""

    id: int
    slug: str
    name: str
    parent: int | None


class Register:
    """Accounts and units by id. A unit means itself and all below it, as they stand today: moving one needs no new index."""

    def __init__(self) -> None:
        accounts = Account.objects.order_by("id").values_list("id", "slug", "name", "handle", "network", "unit_id")
        units = Unit.objects.order_by("id").values_list("id", "slug", "name", "parent_id")
        self.accounts = {row[0]: AccountRow(*row)._replace(slug=row[1].casefold()) for row in accounts}
        self.units = {row[0]: UnitRow(*row)._replace(slug=row[1].casefold()) for row in units}

    def accounts_named(self, name: str) -> list[AccountRow]:
        """The account with this slug, else those that have this handle or had it once."""
        name = name.removeprefix("@").casefold()
        found = [account for account in self.accounts.values() if account.slug == name]
        return found or [account for account in self.accounts.values() if account.handle.casefold() == name] or self._once_named(name)

    def _once_named(self, name: str) -> list[AccountRow]:
        ids = Handle.objects.filter(handle__iexact=name).values_list("account_id", flat=True)
        return [self.accounts[id_] for id_ in sorted(set(ids)) if id_ in self.accounts]

    def accounts_below(self, slug: str) -> list[AccountRow] | None:
        """The accounts of a unit and of all units below it; None if there is no such unit."""
        if not any(unit.slug == slug for unit in self.units.values()):
            return None
        return [account for account in self.accounts.values() if slug in {unit.slug for unit in self.units_of(account)}]

    def units_of(self, account: AccountRow) -> Iterator[UnitRow]:
        """The account's unit and every unit above it."""
        seen: set[int] = set()  # a ring among units would be an error elsewhere; it must not hang a search
        unit = self.units.get(account.unit)
        while unit and unit.id not in seen:
            seen.add(unit.id)
            yield unit
            unit = self.units.get(unit.parent) if unit.parent else None
