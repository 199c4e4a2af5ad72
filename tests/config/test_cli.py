"""The command line answers wrong use plainly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.config.installation import ROOT, Installation

from rostra.config.cli import COMMANDS, FAILED, USAGE, main
from rostra.config.sqlite import is_fixed


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A city in which nothing was captured."""
    city = Installation(tmp_path_factory.mktemp("standing") / "data")
    city.prepare()
    shutil.copy(ROOT / "src/rostra/config/example.toml", city.data / "city.toml")
    return city


def test_the_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_an_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tidy"]) == USAGE
    assert "there is no command 'tidy'" in capsys.readouterr().err


def test_a_key_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "none"), "--key", "nonsense"]) == FAILED
    assert "hint: a key looks like" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("accounts", "list", "--json"), ("accounts", "--json", "list")])
def test_json_may_be_asked_for_anywhere(words: tuple[str, ...], tmp_path: Path) -> None:
    city = Installation(tmp_path)
    city.prepare()
    assert json.loads(city.rostra(*words).stdout) == []


def test_a_wrong_profile_stops_every_command_with_its_line(tmp_path: Path) -> None:
    city = Installation(tmp_path)
    (tmp_path / "city.toml").write_text("[city]\nname = 7\n")

    refused = city.rostra("prepare")
    assert refused.returncode == FAILED
    assert "city.toml, line 2: city.name = 7: Input should be a valid string" in refused.stderr


@pytest.mark.parametrize(
    ("version", "fixed"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 50, 7), True), ((3, 44, 5), False), ((3, 53, 4), True)],
)
def test_a_sqlite_that_can_lose_a_transaction_is_refused(version: tuple[int, int, int], fixed: bool) -> None:
    assert is_fixed(version) is fixed


@pytest.mark.parametrize(
    "words",
    ["accounts list", "people list", "capture", "prove 1", "fsck", "rebuild", "export", "backup copy", "worker"],
)
def test_without_an_archive_every_command_says_so_and_leaves_nothing_behind(words: str, tmp_path: Path) -> None:
    refused = Installation(tmp_path / "none").rostra(*words.split())
    assert refused.returncode == FAILED
    assert refused.stderr.startswith("error: there is no archive in ")
    assert "hint: ROSTRA_DATA names the data directory" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_or_out_of_reach_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "rostra.sqlite3").touch()
    for city in (Installation(tmp_path), Installation(tmp_path, ROSTRA_DATABASE="postgresql://nobody@127.0.0.1:1/none")):
        refused = city.rostra("accounts", "list")
        assert refused.returncode == FAILED
        assert refused.stderr.startswith("error: the database cannot be used: ")
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("export --output {tmp}/none/file", "none/file.part: No such file or directory"),
        ("export --output {tmp}", "is a directory"),
        ("backup {tmp}/rostra.sqlite3", "cannot stand in the data directory"),
        ("backup {tmp}", "cannot stand in the data directory"),
        ("backup {tmp}/tlog/copy", "cannot stand in the data directory"),
        ("backup {tmp}/..", "cannot stand in the data directory"),
        ("prove 99999999999999999999999", "no such record or version"),
        ("prove 1 --version 0", "is no whole number from 1"),
        ("fsck --workers 0", "is no whole number from 1"),
        ("run --web-workers 0", "is no whole number from 1"),
        ("demo --scale nan", "is no number from 0 to 1"),
        ("export --since yesterday", "is no day: write it as 2026-01-31"),
        ("people unit x X --kind guild", "'guild' (choose from 'government', 'department'"),
        ("capture connect", "the following arguments are required: account"),
        ("capture connect nobody", "there is no account 'nobody'"),
        ("take-in {tmp} --mapping m", "is a directory"),
        ("take-in {tmp}/none --mapping m", "no such file"),
        ("coverage report 2026-13", "there is no month 2026-13"),
        ("coverage report 1999-01", "1999-01 is no month of which anything is known"),
        ("coverage report 2001-01", "no account is in the register"),
        ("take-in {tmp}/city.toml --mapping none.toml", "none.toml: No such file or directory"),
    ],
)
def test_wrong_use_is_answered_in_a_line(words: str, told: str, standing: Installation) -> None:
    before = sorted(standing.data.rglob("*"))
    refused = standing.rostra(*words.replace("{tmp}", str(standing.data)).split())
    assert refused.returncode in {USAGE, FAILED}
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sorted(standing.data.rglob("*")) == before


def test_a_manifest_of_another_kind_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "backup.json").write_text("[]")
    refused = Installation(tmp_path / "new").rostra("restore", str(tmp_path))
    assert refused.returncode == FAILED
    assert "is no backup" in refused.stderr


def test_a_backup_takes_no_directory_that_holds_something_else(standing: Installation, tmp_path: Path) -> None:
    (tmp_path / "tlog").mkdir()
    (tmp_path / "tlog" / "mine").touch()
    refused = standing.rostra("backup", str(tmp_path))
    assert refused.returncode == FAILED
    assert "holds something else than a backup" in refused.stderr
    assert (tmp_path / "tlog" / "mine").exists()


@pytest.mark.parametrize("words", ["accounts list", "accounts list --json", "platforms", "platforms --help", "--help"])
def test_a_reader_that_has_enough_is_told_nothing(words: str, standing: Installation) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "rostra", *words.split()]
    ended = subprocess.run(command, env=standing.environment, stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_command_starts_without_the_library_of_an_interface_it_does_not_serve(standing: Installation) -> None:
    done = standing.run("-X", "importtime", "-m", "rostra", "accounts", "list")
    assert done.returncode == 0
    assert "rostra.people.queries.provisions" in done.stderr
    assert "scim2" not in done.stderr


@pytest.mark.parametrize("words", ["accounts list", "accounts list --json", "platforms --json", "capture connect nobody --json", "--help"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_told(words: str, unbuffered: str, standing: Installation) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb", buffering=0) as full:
        command, environment = [sys.executable, "-m", "rostra", *words.split()], {**standing.environment, "PYTHONUNBUFFERED": unbuffered}
        ended = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ended.returncode == FAILED
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
    assert ("there is no account 'nobody'" in ended.stderr) is ("nobody" in words)
