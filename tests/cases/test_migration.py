"""What cases had is carried over, and back; and after each way nothing can be rewritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rostra.core import clock
from rostra.core.guards import missing_guards

ROOT = Path(__file__).parents[2]
BEFORE, AFTER = [("cases", "0004_remedies_stay")], [("cases", "0005_submitted_files")]
UNSAID, SAID = [("cases", "0007_held_files")], [("cases", "0008_said")]
RUN = "import django; django.setup(); from tests.cases import test_migration as them; them.{name}()"


@pytest.mark.parametrize("name", ["carry_over", "keep_what_was_said"])
def test_what_cases_had_is_carried_over_and_back(name: str) -> None:
    """A row of a case is never deleted, so no test can clear the shared database of it again."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_DATA"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(name=name)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def migrate(target: list[tuple[str, str]]) -> Any:
    """Go there; the table of cases as it is then."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps.get_model("cases", "Case")


def carry_over() -> None:
    old, now = migrate(BEFORE), clock.now()
    old.objects.create(number="2026-0001", channel="resident", language="Somali", received=now, since=now, due=now.date())
    new = migrate(AFTER)
    assert list(new.objects.values_list("answer_in", "language")) == [("Somali", "")]
    guarded("number = 'x'")
    guarded("language = 'es'")
    again = migrate(BEFORE)
    assert list(again.objects.values_list("language", flat=True)) == ["Somali"]
    guarded("number = 'x'")


def keep_what_was_said() -> None:
    """Where nobody triaged it stands as it was said; where somebody did, nobody knows any more."""
    old, now = migrate(UNSAID), clock.now()
    for number in ("2026-0001", "2026-0002"):
        made = old.objects.create(number=number, channel="resident", received=now, since=now, due=now.date(), act_day=now.date())
    made.steps.create(move="triage", state="triaged", at=now, by_ref="user:1", by_name="Counsel")
    new = migrate(SAID)
    assert list(new.objects.order_by("number").values_list("said_day", flat=True)) == [now.date(), None]
    guarded("said_day = '2020-01-01'")
    guarded("said_day = NULL")
    guarded("language = 'es'")
    again = migrate(UNSAID)
    assert list(again.objects.values_list("act_day", flat=True)) == [now.date()] * 2
    guarded("number = 'x'")
    guarded("language = 'es'")
    assert missing_guards() == []
    migrate(SAID)
    guarded("said_day = NULL, number = 'x'")
    assert missing_guards() == []


def guarded(change: str) -> None:
    """The database refuses it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_case SET {change}")
    except DatabaseError:
        return
    raise AssertionError(change)
