"""Staff of an invented city, and the browser that the portal's tests set up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.test import Client
from django.test.testcases import LiveServerThread
from tests import rolls
from tests.browsing import launch_arguments

from rostra.core import clock
from rostra.people.models import RoleGrant, User
from rostra.people.states import Role


@dataclass(frozen=True)
class Staff:
    """One user of each role, and one without any."""

    administrator: User
    communications: User
    records: User
    auditor: User
    nobody: User

    def client(self, name: str) -> Client:
        """A browser in which that person signed in; a stranger's where there is no such person."""
        return Client() if name == "stranger" else rolls.signed_in(getattr(self, name))


def build_staff() -> Staff:
    """The users, made by the real actions."""
    administrator = rolls.user("jordan-sample", Role.ADMINISTRATOR)
    roles = {"communications": Role.SOCIAL_MEDIA_OFFICER, "records": Role.RECORDS_MANAGER, "auditor": Role.AUDITOR}
    others = {name: rolls.user(f"{name}-sample", role) for name, role in roles.items()}
    return Staff(administrator=administrator, nobody=rolls.user("nobody-sample"), **others)


def keep_register_too(user: User) -> User:
    """As in a small city: one person administers the system and keeps the register."""
    RoleGrant.objects.create(user=user, role=Role.SOCIAL_MEDIA_OFFICER, granted=clock.now())
    return user


@pytest.fixture
def staff(db: None) -> Staff:
    """The users, for tests without a browser."""
    return build_staff()


class _OpenServer(ThreadedWSGIServer):
    """Leaves the test's connection open after a request."""

    def _close_connections(self) -> None:
        """It is the test's, not the request's."""


class _OneAtATime(StaticFilesHandler):
    """Answers a request when the one before is answered: two at once on one connection would write into each other's transaction."""

    turn = threading.Lock()

    def __call__(self, *request: Any) -> Any:
        """Wait for one's turn."""
        with self.turn:
            return super().__call__(*request)


class _OpenServerThread(LiveServerThread):
    server_class = _OpenServer


@pytest.fixture
def server(db: None) -> Iterator[str]:
    """A server in another thread on the test's own connection: what a page writes is rolled back, and no table has to be emptied."""
    shared = connections[DEFAULT_DB_ALIAS]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    shared.inc_thread_sharing()
    thread = _OpenServerThread("127.0.0.1", _OneAtATime, connections_override={DEFAULT_DB_ALIAS: shared})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    shared.dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's own Chromium."""
    return {**browser_type_launch_args, **launch_arguments()}
