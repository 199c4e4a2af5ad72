"""``rostra prepare``: make the data directory, the keys, the database, the log and the static files ready. Safe to run again."""

from __future__ import annotations

import argparse
import secrets

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.config.terminal import Terminal
from rostra.core.guards import missing_guards, put_up_guards, take_down_guards
from rostra.core.secret_file import write_once


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Create what is missing; leave what is there."""
    make_ready()
    terminal.result({"data": str(settings.ROSTRA_DATA)}, [f"ready: {settings.ROSTRA_DATA}"])
    return 0


def make_ready() -> None:
    """The data directory with its session key, the tables, the keys and the log, the static files."""
    settings.ROSTRA_DATA.mkdir(parents=True, exist_ok=True, mode=0o750)
    write_once(settings.ROSTRA_DATA / "secret-key", secrets.token_urlsafe(48))
    _migrate()
    if make_keys():
        begin_log()
    write_once(settings.ROSTRA_DATA / "keys" / "factor-key", settings.FACTOR_KEY)
    call_command("collectstatic", verbosity=0, interactive=False)


def _migrate() -> None:
    """Bring the tables up to date. No guard stands in the way of a table that is made anew, and all of them stand afterwards."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        take_down_guards()
    call_command("migrate", verbosity=0, interactive=False)
    if missing_guards():
        put_up_guards()
