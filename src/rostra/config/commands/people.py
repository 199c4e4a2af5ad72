"""``rostra people``: units, who is in office, who may sign in, which identity provider is let in."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from rostra.config.arguments import day
from rostra.config.terminal import Terminal
from rostra.core.actor import system
from rostra.core.errors import Invalid
from rostra.people import actions
from rostra.people.models import Person, Position, ScimToken, Unit, User
from rostra.people.queries import city_day, user_by_email, users_with_roles
from rostra.people.rules import OPERATOR, roster_source
from rostra.people.states import Category, Role, UnitKind

ME = system(OPERATOR)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Commands: list, add, password, reset, unit, appoint, import, scim-token, scim-tokens, scim-leaving."""
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="who may sign in, and as what")
    add = commands.add_parser("add", help="let somebody sign in; the password is asked for, or read from standard input")
    add.add_argument("name")
    add.add_argument("email")
    add.add_argument("--administrator", action="store_true", help="make them the first administrator, who grants all further roles")
    password = commands.add_parser("password", help="give somebody a new password")
    password.add_argument("email")
    reset = commands.add_parser("reset", help="remove the second factors of somebody who lost them; they set up new ones")
    reset.add_argument("email")
    unit = commands.add_parser("unit", help="enter an organisation unit")
    unit.add_argument("slug")
    unit.add_argument("name")
    unit.add_argument("--kind", choices=[kind.value for kind in UnitKind], default=UnitKind.DEPARTMENT.value)
    unit.add_argument("--parent", default="", help="slug of the unit above")
    appoint = commands.add_parser("appoint", help="enter a person in a position, each made where it is not there yet")
    appoint.add_argument("name")
    appoint.add_argument("title", help="the position, as in “Director”")
    appoint.add_argument("unit", help="slug of its unit")
    appoint.add_argument("--category", choices=[category.value for category in Category], default=Category.STAFF.value)
    appoint.add_argument("--since", type=day, help="first day in office, as 2026-01-31 (default today)")
    roster = commands.add_parser("import", help="read a file of covered persons and say what it would change; with --apply, change it")
    roster.add_argument("file", type=Path, help="CSV, the complete list of its source")
    roster.add_argument("--source", required=True, help="name of the list: a [[roster_source]] of the city's profile")
    roster.add_argument("--apply", action="store_true", help="change the roster as shown")
    roster.add_argument("--leaving", type=int, help="how many leave, said again where they are more than a file may end")
    _add_provider_arguments(commands)


def _add_provider_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    token = commands.add_parser("scim-token", help="make a token by which an identity provider is let in, and show it, once")
    token.add_argument("name", help="as in “entra”")
    token.add_argument("--end", action="store_true", help="let nobody in by the token of this name any more")
    commands.add_parser("scim-tokens", help="the tokens of identity providers, and when each was last used")
    leaving = commands.add_parser("scim-leaving", help="say how many identity providers may end within a day from now")
    leaving.add_argument("leaving", type=int, help="how many, having looked who leaves")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """One of the commands."""
    if options.command == "list":
        rows = [(str(u), u.email, ", ".join(g.role for g in u.roles_now), u.is_active) for u in users_with_roles()]  # type: ignore[attr-defined] # prefetched so
        terminal.table(("name", "email", "roles", "may_sign_in"), rows)
        return 0
    if options.command == "scim-tokens":
        tokens = [(each.name, str(each.made), str(each.used or "never"), str(each.ended or "")) for each in ScimToken.objects.all()]
        terminal.table(("name", "made", "last_used", "ended"), tokens)
        return 0
    if options.command == "import":
        return _import(options, terminal)
    commands = {
        "add": _add,
        "password": _password,
        "reset": _reset,
        "unit": _unit,
        "appoint": _appoint,
        "scim-token": _token,
        "scim-leaving": _leaving,
    }
    done = commands[options.command](options)
    terminal.result({"done": done}, [done])
    return 0


@transaction.atomic
def _add(options: argparse.Namespace) -> str:
    person = _person(options.name)
    user = actions.add_user(person, email=options.email, password=_ask(), actor=ME)
    if options.administrator:
        actions.grant_role(user, Role.ADMINISTRATOR, actor=ME)
    return f"{user} signs in as {user.email}" + (", administrator" if options.administrator else "; an administrator grants a role")


def _password(options: argparse.Namespace) -> str:
    user = _known_user(options.email)
    actions.set_password(user, password=_ask(), actor=ME)
    return f"{user} has a new password"


def _reset(options: argparse.Namespace) -> str:
    user = _known_user(options.email)
    actions.reset_factors(user, actor=ME)
    return f"{user} sets up a new second factor at the next sign-in"


def _known_user(email: str) -> User:
    user = user_by_email(email)
    if user is None:
        raise Invalid({"email": f"nobody signs in as {email}"}, hint="rostra people list")
    return user


def _unit(options: argparse.Namespace) -> str:
    parent = _known_unit(options.parent) if options.parent else None
    return f"{actions.add_unit(options.slug, options.name, UnitKind(options.kind), parent=parent, actor=ME)} is entered as {options.slug}"


@transaction.atomic
def _appoint(options: argparse.Namespace) -> str:
    unit, person = _known_unit(options.unit), _person(options.name)
    slug = slugify(f"{unit.slug}-{options.title}")[:80].strip("-")
    position = Position.objects.filter(slug=slug).first() or actions.add_position(
        slug, options.title, unit, Category(options.category), actor=ME
    )
    actions.appoint(person, position, begins=options.since or city_day(), actor=ME)
    return f"{person} ({person.slug}) is {position.title}, {unit}"


def _token(options: argparse.Namespace) -> str:
    if options.end:
        actions.end_token(options.name, actor=ME)
        return f"nobody is let in by the token {options.name} any more"
    return f"give this to the identity provider; it is not shown again: {actions.make_token(options.name, actor=ME)}"


def _leaving(options: argparse.Namespace) -> str:
    actions.allow_leaving(options.leaving, actor=ME)
    return f"identity providers may end {options.leaving:,} people within a day from now"


def _import(options: argparse.Namespace, terminal: Terminal) -> int:
    """The difference, and with --apply the change. Exit status 1 where rows could not be used or somebody cannot leave yet."""
    source = roster_source(options.source)
    imported = actions.read_import(_content(options.file), options.file.name, source, actor=ME)
    told = imported.difference
    if options.apply:
        imported = actions.apply_import(imported, actor=ME, leaving_accepted=options.leaving)
    else:
        actions.drop_import(imported, actor=ME)
    numbers = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in told["numbers"].items())
    lines = [f"{kind.replace('_', ' ')}: {' · '.join(filter(None, line))}" for kind, found in told["lines"].items() for line in found[:20]]
    done = "The roster is changed" if options.apply else "Nothing is changed; with --apply it is"
    terminal.result({**told, "applied": options.apply}, [*lines, f"{done}: {numbers}"])
    return 1 if told["numbers"]["problems"] or told["numbers"]["kept"] else 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid({"file": f"{path} cannot be read: {error.strerror}"}, hint="give the path of a CSV file") from None


def _known_unit(slug: str) -> Unit:
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise Invalid({"unit": f"there is no unit {slug!r}"}, hint="rostra people unit SLUG NAME enters one")
    return unit


def _person(name: str) -> Person:
    """The person of this name on the rolls, or a new one."""
    slug = slugify(name)[:80]
    return Person.objects.filter(slug=slug).first() or actions.add_person(slug, name, actor=ME)


def _ask() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
