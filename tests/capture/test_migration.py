"""When accounts were not active is told out of what was written down of it before; and after it nothing of it can be deleted."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from rostra.core.guards import take_down_guards

ROOT = Path(__file__).parents[2]
BEFORE, AFTER = ("capture", "0010_what_no_later_look_brings"), ("capture", "0011_not_active")
RUN = "import django; django.setup(); from tests.capture.test_migration import carry_over; carry_over()"
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)


def test_what_networks_said_is_carried_over() -> None:
    """Events and times are never deleted, so no test can clear the shared database of them again."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_DATA"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def migrate(target: tuple[str, str]) -> Any:
    """Go there; the tables as they are then."""
    MigrationExecutor(connection).migrate([target])
    graph = MigrationExecutor(connection).loader.graph
    return graph.make_state(nodes=[target, *(node for node in graph.leaf_nodes() if node[0] in {"accounts", "core", "people"})]).apps


def carry_over() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    take_down_guards()  # as ``rostra prepare`` does
    fill(migrate(BEFORE))
    new = migrate(AFTER)
    rows = new.get_model("capture", "Inactivity").objects.order_by("account__slug", "begins")
    assert list(rows.values_list("account__slug", "status", "begins", "ends")) == [
        ("away", "gone", NOON + SECOND, NOON + 2 * HOUR + SECOND),
        ("away", "suspended", NOON + 3 * HOUR, None),
        ("back", "suspended", NOON + SECOND, NOON + HOUR + SECOND),
        ("back", "gone", NOON + HOUR + SECOND, NOON + 2 * HOUR),
        ("before", "deactivated", NOON, None),
    ], list(rows.values())
    stays()
    migrate(BEFORE)
    migrate(AFTER)
    stays()


SAID = {
    "always": ["active"],
    "away": ["gone", "gone", "active", "suspended"],
    "back": ["suspended", "gone", "active"],
    "before": [],  # events of its state there are none
    "nobody": ["gone"],  # it is not in the register
}  # of each account, an hour apart


def fill(old: Any) -> None:
    """The events come a second after what they tell of was seen."""
    unit = old.get_model("people", "Unit").objects.create(slug="parks", name="Parks", kind="department")
    person = old.get_model("people", "Person").objects.create(slug="ada-example", name="Ada Example")
    presences, events = old.get_model("capture", "Presence").objects, old.get_model("core", "Event").objects
    by = {"actor_kind": "system", "actor_ref": "x", "actor_name": "x", "action": "capture.presence.changed"}
    for slug, words in SAID.items():
        for hour, word in enumerate(words):
            facts = {"active": word == "active", "status": word}
            events.create(**by, subject=f"account:{slug}", facts=facts, at=NOON + hour * HOUR + SECOND)
        if slug == "nobody":
            continue
        account = old.get_model("accounts", "Account").objects.create(
            slug=slug, network="x", identity=slug, handle=slug, name=slug, unit=unit, custodian=person, registered=NOON
        )
        word, since = (words or ["deactivated"])[-1], NOON + max(0, len(words) - 1) * HOUR
        presences.create(account=account, active=word == "active", status=word, since=since, seen=since + HOUR)


def stays() -> None:
    """The database refuses to delete a row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM capture_inactivity")
    except DatabaseError:
        return
    raise AssertionError("a row was deleted")
