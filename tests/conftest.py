"""What every test stands on: a data directory of its own, and the database that the environment names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

_data = tempfile.TemporaryDirectory(prefix="rostra-test-")
os.environ["ROSTRA_DATA"] = _data.name
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps an event loop in the test's thread
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(_data.name) / "hypothesis"))


@pytest.fixture
def data_directory(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A fresh data directory for one test."""
    settings.ROSTRA_DATA = tmp_path
    settings.ROSTRA_HEAD_FILE = tmp_path / "log-head"
    return tmp_path
