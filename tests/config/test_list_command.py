"""``rostra capture list`` as a person calls it: counts, statuses, what is refused, a kill in the middle; fsck finds nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.config.installation import Installation
from tests.config.test_take_in import REGISTER

SLUG = "member-0-mayor"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("lists") / "data")
    made.rostra("prepare")
    subprocess.run([sys.executable, "-c", REGISTER, "mayor"], env=made.environment, check=True)
    return made


def take(house: Installation, path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "rostra.config.cli", "capture", "list", str(path), "--account", SLUG, *more]
    return subprocess.run(words, env=house.environment, capture_output=True, text=True, check=False, timeout=300)


def facts(done: subprocess.CompletedProcess[str], status: int = 0) -> dict[str, object]:
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_two_exports_a_cut_off_one_and_a_bad_row(house: Installation, tmp_path: Path) -> None:
    path = tmp_path / "blocked.csv"
    path.write_text("id,who\n" + "".join(f"{n},name {n}\n" for n in range(200)))
    columns = ("--act", "block", "--complete", "--json", "--identity", "id", "--name", "who")
    told = facts(take(house, path, *columns, "--exported", "2026-01-01"))
    assert (told["new"], told["gone"], told["exported"]) == (200, 0, "2026-01-01T06:00:00Z")
    path.write_text("id,who\n" + "".join(f"{n},another name\n" for n in range(5, 203)))
    told = facts(take(house, path, *columns, "--exported", "2026-01-02T09:30"))
    assert {name: told[name] for name in ("items", "new", "returned", "gone", "rejected")} == {
        "items": 198, "new": 3, "returned": 0, "gone": 5, "rejected": 0,
    }  # fmt: skip
    path.write_text("id,who\n5,x\n")
    refused = take(house, path, *columns)
    assert refused.returncode == 3
    assert "197 of 198 entries would end, more than 10%" in refused.stderr
    assert facts(take(house, path, *columns, "--ending", "197"))["gone"] == 197
    path.write_text("id,who\n5,x\ntwo words,y\n")
    partly = facts(take(house, path, *columns), status=1)
    assert (partly["gone"], partly["rejected"]) == (0, 1)
    assert "two words" in Path(str(partly["set_aside"][0])).read_text()  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--act", "block", "--exported", "yesterday"], 2, "is no moment"),
        (["--act", "praise"], 2, "praise"),
        (["--act", "mute", "--exported", "2999-01-01"], 3, "is not over yet"),
        (["--act", "filter", "--form", "x"], 3, "hand the list over as CSV or plain text"),
        (["--act", "mute", "--account", "nobody"], 3, "there is no account 'nobody'"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], status: int, says: str, house: Installation, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("1\n")
    done = take(house, path, *words)
    assert done.returncode == status
    assert says in done.stderr
    assert take(house, tmp_path / "missing", "--act", "mute").returncode == 3


def test_killed_in_the_middle_and_run_again(house: Installation, tmp_path: Path) -> None:
    path = tmp_path / "muted.txt"
    path.write_text("".join(f"m{n}\n" for n in range(10_000)))
    words = [sys.executable, "-m", "rostra.config.cli", "capture", "list", str(path), "--account", SLUG, "--act", "mute", "--complete"]
    process = subprocess.Popen(words, env=house.environment, stderr=subprocess.PIPE)
    assert process.stderr is not None
    while b"muted.txt: " not in (line := process.stderr.readline()):
        assert line, "it was done before it was killed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    began = time.perf_counter()
    told = facts(take(house, path, "--act", "mute", "--complete", "--json"))
    print(f"the rest took {time.perf_counter() - began:.1f} s")
    assert (told["items"], told["new"], told["gone"]) == (10_000, 10_000, 0)
    again = facts(take(house, path, "--act", "mute", "--complete", "--json"))
    assert (again["items"], again["new"], again["gone"]) == (10_000, 0, 0)
    checked = house.rostra("fsck")
    assert checked.returncode == 0, checked.stdout
