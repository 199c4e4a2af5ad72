"""Killed at random while taking in and publishing: nothing that was acknowledged is lost, and the log goes on as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.prepared import lay_tables

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ROSTRA_TEST_KILLS", "100"))

AFTER = """
import sys, django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.archive.actions.log import Sequencer
from rostra.archive.models import Head, Version
from rostra.archive.rules.everything import all_flaws
Sequencer().drain()
print(sorted(int(t.split()[1]) for t in Version.objects.values_list("text", flat=True)))
print([str(f) for f in all_flaws() if not f.id.startswith("archive.W")])
print(Head.objects.get().size, bytes(Head.objects.get().root).hex())
"""

BEGIN = """
import django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.accounts.models import Account
from rostra.core import clock
from rostra.people.models import Person, Unit
make_keys(); begin_log()
unit = Unit.objects.create(slug="mayor", name="Mayor", kind="office")
person = Person.objects.create(slug="ada", name="Ada Example")
Account.objects.create(slug="mayor", network="bluesky", identity="did:plc:mayor", handle="m.example", name="Mayor", unit=unit,
    custodian=person, state="active", registered=clock.now())
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation of its own on SQLite, and what a process needs to use it."""
    kept = {name: value for name, value in os.environ.items() if name not in {"ROSTRA_DATABASE", "ROSTRA_HEAD"}}
    environment = {
        **kept,
        "ROSTRA_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "rostra.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    lay_tables(tmp_path)
    subprocess.run([sys.executable, "-c", BEGIN], env=environment, check=True, cwd=ROOT)
    return environment


def run(environment: dict[str, str], *words: str) -> str:
    """What a Python process prints."""
    command = [sys.executable, *words]
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=600).stdout


def test_nothing_acknowledged_is_lost(environment: dict[str, str]) -> None:
    acknowledged = json.loads(run(environment, "-m", "tests.archive.crashing", str(KILLS)))
    first, again = run(environment, "-c", AFTER), run(environment, "-c", AFTER)

    held, flaws, _head = first.splitlines()
    assert len(acknowledged) > KILLS
    assert set(acknowledged) <= set(json.loads(held))
    assert flaws == "[]"
    assert again == first
