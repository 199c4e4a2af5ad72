"""``rostra accounts``: the register of official accounts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from rostra.accounts.actions import look_through, register_account, take_in_inventory
from rostra.accounts.forms import first_values
from rostra.accounts.models import Account
from rostra.accounts.queries import identity_on_network, official_accounts
from rostra.accounts.rules import NewAccount
from rostra.accounts.states.networks import label, read_address
from rostra.capture.queries.platforms import Connections, asks_first, is_live
from rostra.config.arguments import day
from rostra.config.terminal import Terminal
from rostra.core.actor import system
from rostra.core.errors import Invalid
from rostra.people.models import Person, Unit
from rostra.people.rules import OPERATOR
from rostra.platforms.base import Identity

COLUMNS = ("slug", "network", "handle", "identity", "state", "unit", "custodian")
Row = TypeVar("Row", Unit, Person)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three commands: list, add, import."""
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the whole register, closed accounts too")
    _inventory_arguments(commands.add_parser("import", help="take in an inventory of accounts from before there was a register"))
    add = commands.add_parser("add", help="register an official account; the network is asked who it is")
    add.add_argument("network", help="bluesky, x, facebook …: one of those that the city's profile allows")
    add.add_argument("address", help="handle or address of the profile page")
    add.add_argument("--unit", required=True, help="slug of the unit that it speaks for")
    add.add_argument("--custodian", required=True, help="slug of the person in office who answers for it")
    add.add_argument("--purpose", required=True, help="what the city uses it for")
    add.add_argument(
        "--identity", default="", help="what never changes on the network (did:plc:…, a number); the network is not asked then"
    )
    add.add_argument("--name", default="", help="name of the account (default: what the network says, else the handle)")
    add.add_argument("--slug", default="", help="alias in the public log, chosen once (default: made from handle and network)")
    add.add_argument("--url", default="", help="address of the profile page (default: made from the handle)")
    add.add_argument("--opened", type=day, help="day on which it was opened, as 2026-01-31")
    add.add_argument("--accept-look-alike", default="", metavar="REASON", help="why it is right although its handle looks like another one")


def _inventory_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an inventory of accounts, as CSV")
    parser.add_argument("--source", required=True, help="which [[inventory_source]] of the profile it is")
    parser.add_argument("--apply", action="store_true", help="change the register; without it only what would change is shown")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """List, add or import."""
    if options.command == "import":
        return _import(options, terminal)
    return _list(terminal) if options.command == "list" else _add(options, terminal)


def _import(options: argparse.Namespace, terminal: Terminal) -> int:
    sources = {source.name: source for source in settings.PROFILE.inventory_source}
    if options.source not in sources:
        known = ", ".join(sources) or "none"
        raise Invalid({"source": f"the profile has no [[inventory_source]] named {options.source!r}; it has: {known}"})
    act = take_in_inventory if options.apply else look_through
    found = act(_content(options.file), sources[options.source], actor=system(OPERATOR))
    done = "done" if options.apply else "nothing was changed; with --apply"
    lines = [f"line {line}: {reason}" for line, reason in found.problems]
    numbers = ", ".join(f"{count:,} {what}" for what, count in found.numbers().items())
    terminal.result({**found.numbers(), "applied": options.apply}, [*lines, f"{done}: {numbers}"])
    return int(bool(found.problems))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid({"file": f"it cannot be read: {error.strerror}"}, hint=f"is {path} the right place?") from error


def _list(terminal: Terminal) -> int:
    rows = [(a.slug, a.network, a.handle, a.identity, a.state, a.unit.slug, a.custodian.slug) for a in official_accounts()]
    terminal.table(COLUMNS, rows)
    return 0


def _add(options: argparse.Namespace, terminal: Terminal) -> int:
    new = _asked_for(options)
    account = register_account(new, actor=system(OPERATOR), accept_look_alike=options.accept_look_alike, by="--accept-look-alike")
    facts = {"slug": account.slug, "network": account.network, "handle": account.handle, "identity": account.identity}
    terminal.result(facts, [f"registered as {account.slug}: {account} ({account.identity})", f"next: {_next(account)}"])
    return 0


def _next(account: Account) -> str:
    if asks_first(account.network):
        return "let its holder consent at the desk, or take in its posts from files (rostra take-in)"
    return f"rostra capture connect {account.slug}" if is_live(account.network) else "take in its posts from files (rostra take-in)"


def _asked_for(options: argparse.Namespace) -> NewAccount:
    address = read_address(options.address)
    if address.network not in {"", options.network}:
        raise Invalid({"address": f"this is an address on {label(address.network)}, not on {label(options.network)}"})
    unit, custodian = _row(Unit, "unit", options.unit), _row(Person, "custodian", options.custodian)
    values = first_values(options.network, address, _identity(options, address.identity or address.handle))
    if not values["identity"] and options.network in settings.PROFILE.registry.networks:
        hint = "give the number or name that never changes there: --identity"
        raise Invalid({"identity": f"{label(options.network)} is not asked which account this is"}, hint=hint)
    given = {key: getattr(options, key) for key in ("name", "slug", "url") if getattr(options, key)}
    told = {**values, "name": values["name"] or values["handle"], **given}
    return NewAccount(**told, unit=unit, custodian=custodian, purpose=options.purpose, opened=options.opened)


def _identity(options: argparse.Namespace, address: str) -> Identity | None:
    if options.identity:
        return Identity(options.identity)
    if not is_live(options.network) or asks_first(options.network):
        return None
    return identity_on_network(options.network, address, Connections().platform(options.network).resolve, by="--identity")


def _row(kind: type[Row], name: str, slug: str) -> Row:
    row = kind.objects.filter(slug=slug).first()
    if row is None:
        known = ", ".join(kind.objects.values_list("slug", flat=True)[:20]) or "none yet; rostra people --help"
        raise Invalid({name: f"nothing is known as {slug!r}"}, hint=f"known: {known}")
    return row
