"""``rostra demo``: make the example city Exampleville in an empty data directory."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from pathlib import Path

from django.conf import settings

from rostra import config
from rostra.accounts.models import Account
from rostra.config import environment
from rostra.config.arguments import share
from rostra.config.commands.prepare import make_ready
from rostra.config.demo.city import Made, make_city
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.core.errors import Conflict
from rostra.core.profile import load_profile
from rostra.people.states import WITHOUT_GRANT, Role

OPEN_DESK = """
# Only because this city is invented, a password alone opens the desk. Without these lines each role needs a second factor.
[sign_in]
"""
UNFINISHED = "demo-unfinished"  # stands in the data directory while the city is being made


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do where a city is there."""
    parser.add_argument("--unless-there", action="store_true", help="do nothing where the data directory holds a city")
    parser.add_argument("--scale", type=share, default=1.0, help="how many of the day-to-day posts, from 0 to 1 (default 1)")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Make it, and say where the sign-ins are."""
    if options.unless_there and _is_there():
        terminal.say(f"there is a city in {settings.ROSTRA_DATA}: nothing to make")
        return 0
    _begin()
    with terminal.progress("Exampleville, step by step") as gauge:
        made = make_city(until=clock.now() - dt.timedelta(minutes=2), scale=options.scale, progress=gauge.reach)
    (settings.ROSTRA_DATA / UNFINISHED).unlink()
    terminal.result({**_facts(made), "sign_in": str(made.sign_in)}, _lines(made))
    return 0


def _is_there() -> bool:
    """Whether there is a city. Raises Conflict for half an example city."""
    if (settings.ROSTRA_DATA / UNFINISHED).exists():
        raise Conflict(
            f"the making of the example city was interrupted: {settings.ROSTRA_DATA} holds a part of it",
            hint="remove that directory, or name another one with ROSTRA_DATA, and run it again",
        )
    return environment.city_file().exists()


def _begin() -> None:
    """An empty installation with the profile of the example city. Raises Conflict where there is a city."""
    if _is_there():
        raise Conflict(f"there is a city in {settings.ROSTRA_DATA} already", hint="name an empty directory with ROSTRA_DATA=…")
    make_ready()
    if Account.objects.exists():
        raise Conflict("the database holds accounts already", hint="the example city wants a database of its own: see ROSTRA_DATABASE")
    (settings.ROSTRA_DATA / UNFINISHED).touch()
    parts = [Path(config.__file__).parent.joinpath(name).read_text(encoding="utf-8") for name in ("example.toml", "demo/profile.toml")]
    roles = ", ".join(f'"{role}"' for role in (*Role, *WITHOUT_GRANT))
    environment.languages_folder().mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(config.__file__).with_name("demo") / "es.po", environment.languages_folder() / "es.po")
    environment.city_file().write_text(f"{''.join(parts)}{OPEN_DESK}password_alone = [{roles}]\n", encoding="utf-8")
    settings.PROFILE = load_profile(environment.city_file())  # by its rule on blocking exceptions are asked for


def _facts(made: Made) -> dict[str, int]:
    return {"accounts": made.accounts, "records": made.records, "versions": made.versions}


def _lines(made: Made) -> list[str]:
    return [
        f"Exampleville stands: {made.accounts} accounts, {made.records:,} records, {made.versions:,} versions.",
        f"Sign-ins for the staff are in {made.sign_in} (only you may read it).",
        "Start it with: rostra run",
    ]
