"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def data_directory(tmp_path: Path, settings: Settings) -> Path:
    """A fresh data directory for one test."""
    settings.ROSTRA_DATA = tmp_path
    settings.ROSTRA_HEAD_FILE = tmp_path / "log-head"
    return tmp_path
