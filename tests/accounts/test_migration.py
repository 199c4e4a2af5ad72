"""Accounts of the first register take their place in the whole life, and back: in a process and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rostra.core import clock

ROOT = Path(__file__).parents[2]
FIRST = [("accounts", "0001_initial")]
RUN = "import django; django.setup(); from tests.accounts.test_migration import carry_over; carry_over()"


def test_states_and_custody_are_carried_over_and_back() -> None:
    """Events are never deleted, so no test can clear the shared database of them again."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_DATA"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def migrate(target: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(target)
    graph = MigrationExecutor(connection).loader.graph
    others = [node for node in graph.leaf_nodes() if node[0] in {"core", "people"}]
    return graph.make_state(nodes=[*target, *others]).apps


def carry_over() -> None:
    latest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] in {"accounts", "core", "people"}]
    MigrationExecutor(connection).migrate(latest)
    old = migrate(FIRST)
    fill(old)
    new = migrate(latest)
    states = dict(new.get_model("accounts", "Account").objects.values_list("slug", "state"))
    assert states == {"registered": "approved", "active": "active", "suspended": "suspended", "retired": "archived"}
    rows = new.get_model("accounts", "Custody").objects.filter(account__slug="active").order_by("pk")
    assert [(row.person.slug, row.ends is None) for row in rows] == [("first", False), ("second", True)]
    again = migrate(FIRST)
    states = dict(again.get_model("accounts", "Account").objects.values_list("slug", "state"))
    assert states == {slug: slug for slug in states}


def fill(old: Any) -> None:
    unit = old.get_model("people", "Unit").objects.create(slug="parks", name="Parks", kind="department")
    first, second = (old.get_model("people", "Person").objects.create(slug=slug, name=slug) for slug in ("first", "second"))
    for number, state in enumerate(("registered", "active", "suspended", "retired")):
        old.get_model("accounts", "Account").objects.create(
            slug=state, network="x", identity=str(number), handle=state, name=state, unit=unit, custodian=second, state=state,
            registered=clock.now(),
        )  # fmt: skip
    event = {"actor_kind": "system", "actor_ref": "x", "actor_name": "x", "subject": "account:active", "at": clock.now()}
    events = old.get_model("core", "Event").objects
    events.create(action="accounts.account.registered", facts={"custodian": first.slug}, **event)
    events.create(action="accounts.custodian.changed", facts={"from": first.slug, "to": second.slug}, **event)
