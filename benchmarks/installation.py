"""A fresh installation in this process, with accounts to take rows in for."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

from django.db import connections

from benchmarks import corpus
from rostra.accounts.models import Account
from rostra.archive.actions.log import Sequencer
from rostra.capture.actions.imports import take_in_file
from rostra.config.commands.prepare import make_ready
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Person, Unit
from rostra.platforms.base import Method, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import build
from rostra.search.actions import follow

ACTOR = system("command line")
MAPPING = {
    "network": "x",
    "evidence": "owner-export",
    "columns": {"uri": "https://x.social.exampleville.example/{account}/{id}", "account": "account", "text": "text"},
    "published": {"column": "created_at", "format": "iso8601"},
}


def begin() -> None:
    """Tables, keys, log; twenty accounts. As rows, for handles that differ by one digit are just what the register refuses."""
    make_ready()
    unit = Unit.objects.create(slug="city", name="City", kind="government")
    person = Person.objects.create(slug="ada-example", name="Ada Example")
    for number in range(corpus.ACCOUNTS):
        name = f"account{number}"
        Account.objects.create(
            slug=name, network="x", identity=name, handle=name, name=name.title(), unit=unit, custodian=person, state="active",
            opened=dt.date(2015, 1, 1), registered=clock.now(),
        )  # fmt: skip


def take_in(path: Path) -> None:
    """Segments, rows and staged entries: durable."""
    take_in_file(Table(build(MAPPING), Source(Method.IMPORT, path.name, clock.now())), path, actor=ACTOR)


def log() -> None:
    """Every entry has its place, the tree is grown and signed."""
    Sequencer().drain()


def index() -> None:
    """The search index has read up to the end of the log."""
    while follow():
        pass


@contextmanager
def followed() -> Iterator[None]:
    """Log and index follow in a process of their own, as the worker's do; behind the block they have come to the end."""
    connections.close_all()  # no connection may cross the fork
    context = multiprocessing.get_context("fork")
    told = context.Event()
    follower = context.Process(target=_follow, args=(told,))
    follower.start()
    try:
        yield
    finally:
        told.set()
        follower.join()
    if follower.exitcode != 0:
        raise RuntimeError(f"log and index did not follow: exit status {follower.exitcode}")


def _follow(told: Event) -> None:
    sequencer = Sequencer()
    while True:
        is_last = told.is_set()
        if not sequencer.step() + follow() and is_last:
            return
        told.wait(0.2)


def fill(records: int, folder: Path) -> None:
    """An installation that holds so many records."""
    begin()
    table = folder / "posts.csv"
    corpus.write_table(table, records)
    take_in(table)
    log()
    index()
