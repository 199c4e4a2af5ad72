"""The command line answers wrong use plainly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.config.installation import Installation

from rostra.config.cli import COMMANDS, FAILED, USAGE, main
from rostra.config.sqlite import is_fixed


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
    city.rostra("prepare")
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
