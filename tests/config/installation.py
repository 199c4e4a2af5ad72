"""An installation of its own, in its own processes: what a person at a terminal would have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.prepared import lay_tables

ROOT = Path(__file__).parents[2]

POST = """
import sys, django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.log import Sequencer
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Person, Unit
from tests.archive.items import item
if not Account.objects.exists():
    unit = Unit.objects.create(slug="mayor", name="Mayor", kind="office")
    person = Person.objects.create(slug="ada", name="Ada Example")
    Account.objects.create(slug="mayor", network="bluesky", identity="did:plc:mayor", handle="m.example", name="Mayor", unit=unit,
        custodian=person, state="active", registered=clock.now())
account, first, count = Account.objects.get(), int(sys.argv[1]), int(sys.argv[2])
posts = [Captured(item(f"Post {n}", n)) for n in range(first, first + count)]
take_in(posts, accounts={account.identity: account}, actor=system("test"))
Sequencer().drain()
"""


class Installation:
    """A data directory and the commands run on it."""

    def __init__(self, data: Path, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRA_") and name != "DJANGO_SETTINGS_MODULE"}
        self.data = data
        own = {"ROSTRA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "rostra.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        self.environment = {**kept, **own, **settings}

    def prepare(self) -> None:
        """Make it ready; the tables are copied."""
        lay_tables(self.data)
        self.rostra("prepare").check_returncode()

    def rostra(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command; what it printed and its exit status."""
        return self.run("-m", "rostra", *words)

    def post(self, first: int, count: int) -> None:
        """Take in ``count`` posts, numbered from ``first``, and publish."""
        self.run("-c", POST, str(first), str(count)).check_returncode()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these words; what it printed and its exit status."""
        command = [sys.executable, *words]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
