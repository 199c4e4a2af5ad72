"""An inventory of accounts, as somebody kept it before there was a register: every row read and sorted. Reading only; nothing is stored."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from rostra.accounts.models import Account, Found, Handle
from rostra.accounts.states.likeness import fold
from rostra.accounts.states.networks import read_address
from rostra.core.errors import Invalid
from rostra.core.profile import InventorySource
from rostra.core.text_files import text_of
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, persons_in_office, units_on

LARGEST = 16 << 20  # bytes of a file


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One account, as the inventory tells it."""

    line: int
    network: str
    address: str  # as it stands there
    handle: str
    identity: str
    name: str
    unit: Unit
    custodian: Person | None
    purpose: str


@dataclass(slots=True)
class Inventory:
    """What a file would do: rows by what becomes of them. ``digest``: SHA-256 of its bytes."""

    digest: bytes
    register: list[InventoryRow] = field(default_factory=list)  # official, with identity and custodian
    note: list[InventoryRow] = field(default_factory=list)  # to be decided about
    renamed: list[tuple[InventoryRow, Account]] = field(default_factory=list)  # known by identity, under another handle
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)

    def numbers(self) -> dict[str, int]:
        """How many rows become what."""
        return {
            "registered": len(self.register),
            "noted": len(self.note),
            "renamed": len(self.renamed),
            "problems": len(self.problems),
            "known": self.known,
        }


class _Bad(ValueError):
    """A row is wrong: what about it."""


def read_inventory(content: bytes, source: InventorySource, networks: list[str]) -> Inventory:
    """What ``content`` (CSV) would do. Raises Invalid for a file that is none or lacks a column. A few queries, however many rows."""
    found = Inventory(hashlib.sha256(content).digest())
    sort = _Sorting(found)
    reading = _Reading(source, networks, sort)
    for line, cells in _cells(content, source):
        try:
            sort.place(reading.row(line, cells), official=source.official)
        except _Bad as error:
            found.problems.append((line, str(error)))
    return found


def _cells(content: bytes, source: InventorySource) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > LARGEST:
        raise Invalid({"file": f"it has {len(content):,} bytes, more than {LARGEST:,}"}, hint="hand over the list alone, as CSV")
    reader = csv.DictReader(io.StringIO(text_of(content, source.encoding), newline=""), delimiter=source.delimiter, strict=True)
    try:
        missing = sorted({name for name in source.columns.model_dump().values() if name} - set(reader.fieldnames or ()))
        if missing:
            raise Invalid({"file": f"it has no column {', '.join(missing)}"}, hint="[[inventory_source]] in the profile says which is what")
        for cells in reader:
            yield reader.line_num, {name: (value or "").strip() for name, value in cells.items() if isinstance(name, str)}
    except csv.Error as error:
        raise Invalid({"file": f"line {reader.line_num} cannot be read as CSV: {error}"}, hint="ask for the file again") from error


class _Sorting:
    """What is known already, and where a row belongs."""

    def __init__(self, found: Inventory) -> None:
        self._found = found
        self.units = {told.casefold(): unit for unit in units_on(city_day()) for told in (unit.slug, unit.name)}
        self.persons = {told: person for person in persons_in_office(city_day()) for told in (person.slug, person.number) if told}
        self._by_identity = {(account.network, account.identity): account for account in Account.objects.all()}
        self._names = {(network, fold(handle)) for network, handle in Account.objects.values_list("network", "handle")}
        self._noted = set(Found.objects.values_list("network", "address"))

    def place(self, row: InventoryRow, *, official: bool) -> None:
        """Known, renamed, to be registered, or to be noted. A handle alone never makes an account known by another identity."""
        account = self._by_identity.get((row.network, row.identity))
        if account is not None:
            self._known(row, account)
        elif not row.identity and (row.network, fold(row.handle)) in self._names:
            self._found.known += 1
        elif official and row.identity and row.custodian:
            self._by_identity[row.network, row.identity] = Account(network=row.network, identity=row.identity, handle=row.handle)
            self._found.register.append(row)
        elif (row.network, row.address) in self._noted:
            self._found.known += 1
        else:
            self._noted.add((row.network, row.address))
            self._found.note.append(row)

    def _known(self, row: InventoryRow, account: Account) -> None:
        if account.pk and row.handle and fold(row.handle) != fold(account.handle):
            self._found.renamed.append((row, account))
        else:
            self._found.known += 1


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the cells of a row are read."""

    source: InventorySource
    networks: list[str]
    sort: _Sorting

    def row(self, line: int, cells: dict[str, str]) -> InventoryRow:
        """Raises _Bad."""
        columns = self.source.columns
        address = self._line(cells, columns.address)
        read = read_address(address)
        network = self._network(cells.get(columns.network, ""), read.network)
        identity = cells.get(columns.identity, "") or (read.identity if read.identity != read.handle else "")  # a bare number is a handle
        handle = read.handle or address
        if not identity.isprintable() or len(identity) > 255 or len(handle) > 255:
            raise _Bad("identity or handle is longer than 255 characters, or holds some that cannot be seen")
        unit = self.sort.units.get((cells.get(columns.unit) or self.source.unit).casefold())
        if unit is None:
            raise _Bad(f"there is no unit {cells.get(columns.unit) or self.source.unit!r}")
        custodian = self.sort.persons.get(cells.get(columns.custodian) or self.source.custodian)
        name = cells.get(columns.name) or handle
        return InventoryRow(
            line, network, address, handle, identity, name, unit, custodian, cells.get(columns.purpose) or self.source.purpose
        )

    def _line(self, cells: dict[str, str], column: str) -> str:
        text = cells.get(column, "")
        if not text or not text.isprintable() or len(text) > 500:
            raise _Bad(f"{column} is empty, longer than 500 characters, or holds some that cannot be seen")
        return text

    def _network(self, told: str, by_address: str) -> str:
        network = self.source.networks.get(told, told.lower()) or self.source.network or by_address
        if network not in self.networks:
            raise _Bad(f"the city has no accounts on {network or told!r}")
        return network


def handles_in_use() -> list[tuple[str, str]]:
    """Every handle that an account has or had, with its network."""
    return list(Handle.objects.values_list("account__network", "handle"))
