"""The PDS as pytest fixtures: ``pytest_plugins = ["tests.pds.fixture"]``. One server per session, accounts are never shared."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from tests.pds.server import Account, NotInstalledError, Pds


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    """A running PDS. Fails, and does not skip, where it is not installed."""
    server = Pds(tmp_path_factory.mktemp("pds"))
    try:
        server.start()
    except NotInstalledError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.close()


@pytest.fixture(scope="session")
def account_names() -> Iterator[int]:
    """Numbers that make handles unique within the session."""
    return itertools.count(1)


@pytest.fixture
def new_account(pds: Pds, account_names: Iterator[int]) -> Callable[[str], Account]:
    """Make a fresh account: ``city = new_account("city")``."""
    return lambda name: pds.account(f"{name}-{next(account_names)}")
