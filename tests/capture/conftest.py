"""A begun archive, a network in memory, and official accounts on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.capture.network import MemoryPlatform, Network

from rostra.accounts.models import Account
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.capture import actions
from rostra.capture.queries.platforms import Connections
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Person, Unit
from rostra.platforms import PLATFORMS

OPERATOR = system("command line")
Register = Callable[[str], Account]


@pytest.fixture
def archive(db: None, data_directory: Path) -> Path:
    """A begun archive; its data directory."""
    make_keys()
    begin_log()
    return data_directory


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """A network of its own for each test."""
    made = Network()
    monkeypatch.setitem(PLATFORMS, "memory", type("Memory", (MemoryPlatform,), {"network": made}))
    return made


@pytest.fixture
def register(archive: Path) -> Register:
    """Register an official account on the network in memory."""

    def enter(slug: str, *, state: str = "approved", network: str = "memory") -> Account:
        unit = Unit.objects.get_or_create(slug="mayor", defaults={"name": "Office of the Mayor", "kind": "office"})[0]
        person = Person.objects.get_or_create(slug="ada-example", defaults={"name": "Ada Example"})[0]
        return Account.objects.create(
            slug=slug, network=network, identity=slug, handle=f"{slug}.memory.example", name=slug.title(),
            unit=unit, custodian=person, state=state, registered=clock.now(),
        )  # fmt: skip

    return enter


@pytest.fixture
def mayor(network: Network, register: Register) -> Account:
    """An official account that is connected."""
    return actions.connect(register("mayor"), actor=OPERATOR)


@pytest.fixture
def connections() -> Connections:
    """The platform objects of the test's thread."""
    return Connections()
