"""What every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from django.db.backends.sqlite3.base import DatabaseOperations  # by way of base: the other module alone imports in a circle
from pytest_django.fixtures import Settings

from rostra.core.profile import SignIn

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

Turn = Callable[[str], AbstractContextManager[None]]
USES_DATABASE = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)  # before ``-m`` is asked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the suite's database: the rest shows the same on every one, and need not run on each."""
    for item in items:
        if item.get_closest_marker("django_db") or not USES_DATABASE.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture
def data_directory(tmp_path: Path, settings: Settings) -> Path:
    """A fresh data directory for one test."""
    settings.ROSTRA_DATA = tmp_path
    settings.ROSTRA_HEAD_FILE = tmp_path / "log-head"
    return tmp_path


@pytest.fixture
def turn(db: None, subtests: pytest.Subtests) -> Turn:
    """``with turn(who):`` for each of many: all begin with the same rows, and one that fails is named and stops no other."""

    @contextmanager
    def begin(who: str) -> Iterator[None]:
        with subtests.test(who), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return begin


@pytest.fixture
def delivered_terms(settings: Settings) -> None:
    """Sign-in as it is delivered: a second factor for every role, not as in the other tests (see ``tests.settings``)."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"sign_in": SignIn()})


@pytest.fixture(autouse=True, scope="session")
def _flush_in_spite_of_guards() -> Iterator[None]:
    """Let a test that commits be cleaned up: DELETE fires the triggers that keep rows on SQLite (TRUNCATE fires none on PostgreSQL)."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            guards = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'").fetchall()
        aside = [f"DROP TRIGGER {name}" for name, _ in guards]
        return [*aside, *plain(self, style, tables, **options), *(sql for _, sql in guards)]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
