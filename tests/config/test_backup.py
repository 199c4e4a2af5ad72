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


FILES = """
import django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.archive.states.submitted import Handed
from rostra.cases.actions.intake import send_case
from rostra.cases.rules.deciding import NewCase
from rostra.cases.states.words import Channel
from rostra.moderation.actions.drafts import begin_draft, keep_files
for each in (b"It stays.", b"It goes with its case."):
    draft = begin_draft().draft
    keep_files(draft, [Handed("one.txt", len(each), each)])
    send_case(draft, NewCase(Channel.RESIDENT, "He called her names."))
"""
LET_GO = """
import django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from django.db import transaction
from rostra.cases.actions.personal import keep_only_the_decision
from rostra.cases.models import Case
from rostra.cases.states.life import Outcome
with transaction.atomic():
    case = Case.objects.latest("pk")
    case.outcome = Outcome.NO_JURISDICTION
    keep_only_the_decision(case)
    case.save()
"""


def contents(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_handed_in_is_in_the_backup_and_what_was_let_go_of_leaves_it(city: Installation, tmp_path: Path) -> None:
    city.run("-c", FILES).check_returncode()
    (city.data / "languages").mkdir()
    (city.data / "languages" / "es.po").write_text('msgid "Send it"\nmsgstr "Mandar"\n', encoding="utf-8")
    copy = tmp_path / "copy"
    city.rostra("backup", str(copy)).check_returncode()
    assert contents(copy / "cases") == {b"It stays.", b"It goes with its case."}
    assert contents(copy / "reports") == set()
    assert (copy / "languages" / "es.po").is_file()

    city.run("-c", LET_GO).check_returncode()
    lost = next(path for path in (city.data / "cases").rglob("*") if path.is_file())
    lost.unlink()  # by a fault of the disk: its row is there
    city.rostra("backup", str(copy)).check_returncode()
    assert contents(copy / "cases") == {b"It stays."}
    twin = Installation(tmp_path / "twin", ROSTRA_HEAD=city.environment["ROSTRA_HEAD"])
    twin.rostra("restore", str(copy)).check_returncode()
    assert json.loads(twin.rostra("fsck", "--json").stdout) == {"ok": True, "flaws": []}
    assert [flaw["id"] for flaw in json.loads(city.rostra("fsck", "--json").stdout)["flaws"]] == ["cases.E101"]
