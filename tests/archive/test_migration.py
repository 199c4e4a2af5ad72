"""Classifications from before get the names by which links lead to what they withhold; and after it no row can be rewritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from tests.records import make_account, make_record

from rostra.core import clock
from rostra.core.guards import take_down_guards
from rostra.platforms.base import Identity, Kind

ROOT = Path(__file__).parents[2]
BEFORE, AFTER = [("archive", "0007_breach_steps_stay")], [("archive", "0009_left_open")]
RUN = "import django; django.setup(); from tests.archive.test_migration import carry_over; carry_over()"


def test_names_are_filled_in_and_rows_stay() -> None:
    """In a process of its own: a row of a classification is never changed, so no test can clear the shared database of it again."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_DATA"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def migrate(target: list[tuple[str, str]]) -> Any:
    """Go there; the table of classifications as it is then."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps.get_model("archive", "Classification")


def carry_over() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    author = Identity("did:plc:nadia", "Nadia.example", "Nadia")
    record = make_record(make_account(), "Said.", author=author, kind=Kind.REPLY, url="https://network.example/7")
    take_down_guards()  # as ``rostra prepare`` does: those of holds name columns that come later
    old, now = migrate(BEFORE), clock.now()
    by = {"record_id": record.pk, "held_as": "private", "law": "x", "step": "set", "since": now, "confirmed": True, "at": now}
    old.objects.create(part="author", uri=record.uri, **by)
    old.objects.create(part="name", **by)
    guarded()
    new = migrate(AFTER)
    filled = list(new.objects.order_by("pk").values_list("url", "author_id", "author_handle"))
    assert filled == [("https://network.example/7", "did:plc:nadia", "nadia.example"), ("", "", "")], filled
    guarded()
    migrate(BEFORE)
    guarded()


def guarded() -> None:
    """The database refuses to change a row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE archive_classification SET law = 'y'")
    except DatabaseError:
        return
    raise AssertionError("a row was changed")
