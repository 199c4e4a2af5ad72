"""Accounts of the first register take their place in the whole life, and back; on either database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rostra.core import clock

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = [("accounts", "0001_initial")]


def migrate(target: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(target)
    graph = MigrationExecutor(connection).loader.graph
    others = [node for node in graph.leaf_nodes() if node[0] in {"core", "people"}]
    return graph.make_state(nodes=[*target, *others]).apps


def test_states_and_custody_are_carried_over() -> None:
    latest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "accounts"]
    old = migrate(FIRST)
    unit = old.get_model("people", "Unit").objects.create(slug="parks", name="Parks", kind="department")
    first, second = (old.get_model("people", "Person").objects.create(slug=slug, name=slug) for slug in ("first", "second"))
    for number, state in enumerate(("registered", "active", "suspended", "retired")):
        old.get_model("accounts", "Account").objects.create(
            slug=state, network="x", identity=str(number), handle=state, name=state, unit=unit, custodian=second, state=state,
            registered=clock.now(),
        )  # fmt: skip
    event = {"actor_kind": "system", "actor_ref": "x", "actor_name": "x", "subject": "account:active", "at": clock.now()}
    events = old.get_model("core", "Event").objects
    events.create(action="accounts.account.registered", facts={"custodian": "first"}, **event)
    events.create(action="accounts.custodian.changed", facts={"from": "first", "to": "second"}, **event)
    try:
        new = migrate(latest)
        states = dict(new.get_model("accounts", "Account").objects.values_list("slug", "state"))
        assert states == {"registered": "approved", "active": "active", "suspended": "suspended", "retired": "archived"}
        rows = new.get_model("accounts", "Custody").objects.filter(account__slug="active").order_by("pk")
        assert [(row.person.slug, row.ends is None) for row in rows] == [("first", False), ("second", True)]
    finally:
        again = migrate(FIRST)
        states = dict(again.get_model("accounts", "Account").objects.values_list("slug", "state"))
        again.get_model("accounts", "Account").objects.all().delete()
        migrate(latest)
    assert states == {slug: slug for slug in states}
    assert first.slug == "first"
