"""A whole installation in a directory of its own, with a real worker as a process that can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pysqlite3

SOURCES = Path(__file__).parents[2] / "src"
CITY = """
[city]
name = "Exampleville"
short_name = "Exampleville"
government = "City of Exampleville"
zone = "America/Chicago"
[contact]
records_office = "Records"
email = "records@exampleville.example"
[holidays]
country = "US"
[log]
origin = "exampleville.example/log"
[capture]
poll_every = 5
probe_every = 3600
snapshot_every = 3600
[display]
replies = true
mask_handles = false
[bluesky]
plc = "{plc}"
resolver = "{pds}"
allow_http = true
"""
CONNECT = """
import sys, django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite()
django.setup()
from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Person, Unit
unit = Unit.objects.get_or_create(slug="city", defaults={"name": "City", "kind": "office"})[0]
person = Person.objects.get_or_create(slug="ada-example", defaults={"name": "Ada Example"})[0]
for slug, identity in zip(sys.argv[1::2], sys.argv[2::2]):
    account = Account.objects.create(slug=slug, network="bluesky", identity=identity, handle=f"{slug}.test", name=slug,
        unit=unit, custodian=person, registered=clock.now())
    actions.connect(account, actor=system("command line"))
"""
T = TypeVar("T")


@dataclass
class Installation:
    """One installation: its directory, its database, its worker. ``database``: as ROSTRA_DATABASE; empty for SQLite."""

    data: Path
    database: str = ""
    worker: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def prepare(self, plc: str, pds: str) -> None:
        """Directory, profile, tables, keys."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "city.toml").write_text(CITY.format(plc=plc, pds=pds))
        wanted = {"ROSTRA_DATA": str(self.data), "ROSTRA_DATABASE": self.database, "PYTHONPATH": str(SOURCES)}
        self.environment = {**os.environ, **wanted, "DJANGO_SETTINGS_MODULE": "rostra.config.settings"}
        self.rostra("prepare")

    def copy(self, data: Path) -> Installation:
        """The same in another directory, before its worker ever ran."""
        shutil.copytree(self.data, data)
        return Installation(data, environment={**self.environment, "ROSTRA_DATA": str(data)})

    def rostra(self, *words: str, stdin: str = "") -> str:
        """Run a command; what it said."""
        command = [sys.executable, "-m", "rostra.config.cli", *words]
        done = subprocess.run(command, env=self.environment, input=stdin, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def connect(self, *pairs: str) -> None:
        """Register and connect accounts: slug, identity, slug, identity …"""
        subprocess.run([sys.executable, "-c", CONNECT, *pairs], env=self.environment, check=True)

    def start_worker(self) -> None:
        """Start the worker; what it logs goes to worker.log."""
        with (self.data / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen([sys.executable, "-m", "rostra.config.cli", "worker"], env=self.environment, stderr=log)

    def end_worker(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the worker by a signal; its exit status."""
        assert self.worker is not None
        self.worker.send_signal(number)
        return self.worker.wait(30)

    def log(self) -> str:
        """What the worker logged."""
        return (self.data / "worker.log").read_text()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as server:
                return server.execute(sql).fetchall()
        file = pysqlite3.connect(str(self.data / "rostra.sqlite3"), timeout=30)
        try:
            return list(file.execute(sql).fetchall())
        finally:
            file.close()

    def one(self, sql: str) -> Any:
        """The first value of the first row; None without one."""
        found = self.rows(sql)
        return found[0][0] if found else None


def until(condition: Callable[[], T], seconds: float = 60, every: float = 0.1) -> T:
    """Wait until ``condition`` is true; what it returned. Fails after ``seconds``."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(every)
    return value


def database_address(uri: str) -> str:
    """libpq's ``?host=/path/of/the/socket`` as ROSTRA_DATABASE takes it."""
    parts = urlsplit(uri)
    host = parse_qs(parts.query)["host"][0]
    return f"postgresql://{parts.username}@{quote(host, safe='')}{parts.path}"
