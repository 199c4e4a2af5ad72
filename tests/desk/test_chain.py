"""The audit events against the log: where each stands, that a break is found and named, and what is given out."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from tests import rolls
from tests.archive.conftest import archive
from tests.desk.conftest import Staff
from tests.desk.test_pages import text
from tests.unguarded import unguarded

from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Entry, Statement
from rostra.archive.queries.events import published_size
from rostra.archive.queries.stores import public_log_directory
from rostra.archive.rules.everything import all_flaws
from rostra.core import clock
from rostra.core.audit import record_event
from rostra.core.models import Event

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(staff: Staff, archive: Path) -> Client:
    """Everything that happened so far is in the log; an account was registered after that."""
    while follow_events():
        pass
    Sequencer().drain()
    rolls.account(custodian=rolls.officer("late", "Late", within=rolls.unit()))
    return staff.client("auditor")


def test_each_event_says_at_which_leaf_it_stands_and_how_far_the_log_goes(auditor: Client) -> None:
    page = text(auditor.get("/desk/audit"))
    assert f"The log is published up to {published_size()} entries." in page
    assert "not in the published log yet" in page
    leaf = Statement.objects.filter(values__1="people.user.added").select_related("entry").latest("pk").entry.index
    assert f"leaf {leaf} of the log" in text(auditor.get("/desk/audit?what=user.added"))
    page = text(auditor.get("/desk/audit/chain"))
    assert "Nothing is wrong." in page
    assert "wait for their place" in page


@pytest.mark.parametrize("how", ["altered", "missing", "leaf", "tile"])
@pytest.mark.usefixtures("auditor")
def test_a_break_is_named_with_the_entry_and_the_size_up_to_which_all_is_well(how: str, staff: Staff) -> None:
    statement = Statement.objects.select_related("entry").order_by("pk")[2]
    index = statement.entry.index
    if how == "altered":
        with unguarded("core_event"):
            Event.objects.filter(pk=statement.event).update(subject="user:999")
    elif how == "missing":
        Statement.objects.filter(pk=statement.pk).update(event=10**9)
    elif how == "leaf":
        Statement.objects.filter(pk=statement.pk).update(secret=bytes(32))
    else:
        tile = next(path for path in (public_log_directory() / "tile/0").rglob("*") if path.is_file())
        content = bytearray(tile.read_bytes())
        content[32 * index] ^= 1
        tile.chmod(0o600)
        tile.write_bytes(content)
    with clock.frozen(clock.now() + dt.timedelta(hours=1)):
        page = text(staff.client("auditor").get("/desk/audit/chain"))
        flaws = [flaw for flaw in all_flaws() if flaw.id == "archive.E105"]
    assert "The chain is broken at" in page
    assert f"event {statement.event if how != 'tile' else ''}" in page
    assert flaws
    if how in {"altered", "leaf"}:
        assert f"Up to size {index} nothing is wrong." in page
    assert "Change nothing" in page


def test_events_are_given_out_with_their_place_in_the_log(auditor: Client, staff: Staff) -> None:
    told = b"".join(auditor.get("/desk/audit.json?what=user.added").streaming_content)

    found = json.loads(told)
    assert found["log_size"] == published_size()
    assert len(found["events"]) == Event.objects.filter(action="people.user.added").count()
    assert {each["action"] for each in found["events"]} == {"people.user.added"}
    assert all(isinstance(each["log_index"], int) for each in found["events"])
    table = b"".join(auditor.get("/desk/audit.csv").streaming_content).decode()
    rows = list(csv.DictReader(table.splitlines()))
    assert len(rows) == Event.objects.count()
    assert [row["log_index"] for row in rows if row["action"] == "accounts.account.registered"] == [""]
    assert Entry.objects.filter(index=int(rows[-1]["log_index"])).exists()
    for who in ("administrator", "communications"):
        for path in ("audit.csv", "audit.json"):
            assert staff.client(who).get(f"/desk/{path}").status_code == 403


def test_the_administrator_checks_the_chain_and_sees_nothing_of_what_events_say(auditor: Client, staff: Staff) -> None:
    page = text(staff.client("administrator").get("/desk/audit/chain"))
    assert "Nothing is wrong." in page
    assert "user:" not in page


def test_an_event_is_shown_whatever_its_facts_are_called(auditor: Client) -> None:
    with transaction.atomic():
        record_event(actor=rolls.OPERATOR, action="capture.run.ended", subject="account:x", facts={"items": 3, "keys": 2, "values": 1})
    page = text(auditor.get("/desk/audit?what=run.ended"))
    for word in ("Items", "Keys", "Values"):
        assert word in page
