"""A backup comes back whole; an old one is found out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.config.installation import Installation


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with some posts, its head file on "another volume"."""
    root = tmp_path_factory.mktemp("begun")
    (root / "volume").mkdir()
    city = Installation(root / "data", ROSTRA_HEAD=str(root / "volume" / "head"))
    city.prepare()
    city.post(0, 5)
    return city


@pytest.fixture
def city(begun: Installation, tmp_path: Path) -> Installation:
    """The same, to be changed."""
    for name in ("data", "volume"):
        shutil.copytree(begun.data.parent / name, tmp_path / name)
    return Installation(tmp_path / "data", ROSTRA_HEAD=str(tmp_path / "volume" / "head"))


def test_a_backup_comes_back_whole(city: Installation, tmp_path: Path) -> None:
    assert city.rostra("backup", str(tmp_path / "copy")).returncode == 0
    twin = Installation(tmp_path / "twin", ROSTRA_HEAD=city.environment["ROSTRA_HEAD"])

    assert twin.rostra("restore", str(tmp_path / "copy")).returncode == 0
    checked = twin.rostra("fsck", "--json")
    assert json.loads(checked.stdout) == {"ok": True, "flaws": []}
    twin.post(5, 3)
    assert twin.rostra("fsck").returncode == 0


def test_an_old_backup_is_found_out_and_the_log_signs_nothing(city: Installation, tmp_path: Path) -> None:
    city.rostra("backup", str(tmp_path / "copy")).check_returncode()
    city.post(5, 3)
    twin = Installation(tmp_path / "twin", ROSTRA_HEAD=city.environment["ROSTRA_HEAD"])
    twin.rostra("restore", str(tmp_path / "copy")).check_returncode()

    checked = twin.rostra("fsck")
    assert checked.returncode == 1
    assert "archive.E102" in checked.stdout
    assert "ahead" in checked.stdout


def test_an_altered_backup_is_refused_and_nothing_is_copied(city: Installation, tmp_path: Path) -> None:
    city.rostra("backup", str(tmp_path / "copy")).check_returncode()
    segment = next((tmp_path / "copy" / "segments").rglob("*.warc.gz"))
    segment.chmod(0o640)
    segment.write_bytes(segment.read_bytes()[:-1])
    twin = Installation(tmp_path / "twin")

    refused = twin.rostra("restore", str(tmp_path / "copy"))
    assert refused.returncode == 3
    assert segment.name in refused.stderr
    assert not (tmp_path / "twin").exists()


def test_nothing_is_restored_over_something(city: Installation, tmp_path: Path) -> None:
    city.rostra("backup", str(tmp_path / "copy")).check_returncode()

    assert "is not empty" in city.rostra("restore", str(tmp_path / "copy")).stderr
