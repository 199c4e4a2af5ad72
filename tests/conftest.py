"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from rostra.core.profile import SignIn


@pytest.fixture
def data_directory(tmp_path: Path, settings: Settings) -> Path:
    """A fresh data directory for one test."""
    settings.ROSTRA_DATA = tmp_path
    settings.ROSTRA_HEAD_FILE = tmp_path / "log-head"
    return tmp_path


@pytest.fixture
def delivered_terms(settings: Settings) -> None:
    """Sign-in as it is delivered: a second factor for every role, not as in the other tests (see ``tests.settings``)."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"sign_in": SignIn()})
