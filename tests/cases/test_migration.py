"""What cases had as their language becomes that of the answer, and back; and after it nothing can be rewritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rostra.core import clock

ROOT = Path(__file__).parents[2]
BEFORE, AFTER = [("cases", "0004_remedies_stay")], [("cases", "0005_submitted_files")]
RUN = "import django; django.setup(); from tests.cases.test_migration import carry_over; carry_over()"


def test_the_language_of_the_answer_is_carried_over_and_back() -> None:
    """A row of a case is never deleted, so no test can clear the shared database of it again."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_DATA"}}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
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


def guarded(change: str) -> None:
    """The database refuses it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_case SET {change}")
    except DatabaseError:
        return
    raise AssertionError(change)
