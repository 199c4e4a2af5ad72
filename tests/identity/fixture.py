"""The identity providers as a pytest fixture: ``pytest_plugins`` cannot be used below the root, so tests import it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.identity.server import Identity


@pytest.fixture(scope="module")
def identity() -> Iterator[Identity]:
    """Running identity providers. Fails, and does not skip, where they are not installed."""
    providers = Identity()
    yield providers
    providers.close()
