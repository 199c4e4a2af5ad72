"""What residents handed in is checked as everything else that is kept: what is missing, altered or left over is told."""

from __future__ import annotations

import json

import pytest
from tests.moderation.conftest import Network
from tests.moderation.test_reports import WITH_PLACE

from rostra.archive.rules.flaws import Flaw
from rostra.archive.states.submitted import Handed
from rostra.config.cli import main
from rostra.moderation.actions.drafts import begin_draft, drop_draft, keep_files
from rostra.moderation.actions.reports import send_report
from rostra.moderation.models import ReportDraft, ReportFile
from rostra.moderation.queries.reports import path_of_file, reports_directory
from rostra.moderation.rules.files import report_file_flaws
from rostra.moderation.rules.reports import NewBlockReport
from rostra.moderation.states.reports import What

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(network: Network) -> list[ReportFile]:
    """Two that were sent with a report, and one of a draft."""
    draft = begin_draft().draft
    assert keep_files(draft, [Handed(f"{n}.png", len(WITH_PLACE), WITH_PLACE) for n in range(2)]) == []
    send_report(draft, NewBlockReport(network.account, What.BLOCKED, "Since Monday."))
    assert keep_files(begin_draft().draft, [Handed("a.txt", 5, b"words")]) == []
    return list(ReportFile.objects.order_by("pk"))


def found() -> list[tuple[str, str]]:
    return [(flaw.id, flaw.place) for flaw in report_file_flaws()]


def test_nothing_is_wrong_with_what_was_handed_in(files: list[ReportFile]) -> None:
    assert len(files) == 3
    assert found() == []


def test_without_a_report_there_is_nothing_to_check(network: Network) -> None:
    assert found() == []


def test_what_is_missing_altered_and_left_over_is_told(files: list[ReportFile]) -> None:
    missing, altered, drafted = (path_of_file(file.place) for file in files)
    missing.unlink()
    altered.chmod(0o600)
    altered.write_bytes(altered.read_bytes()[:-1] + b"\0")
    stranger = reports_directory() / "ab" / ("ab" * 16)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"from nowhere")
    assert found() == [
        ("moderation.E101", f"report file {files[0].pk}"), ("moderation.E102", f"report file {files[1].pk}"),
        ("moderation.W103", f"reports/ab/{'ab' * 16}"),
    ]  # fmt: skip
    for draft in ReportDraft.objects.filter(files__isnull=False):
        drop_draft(draft)
    assert not drafted.exists()
    assert len(found()) == 3


def test_a_row_that_points_elsewhere_is_told_twice(files: list[ReportFile]) -> None:
    (reports_directory() / "cd").mkdir()
    path_of_file(files[2].place).rename(reports_directory() / "cd" / ("cd" * 16))
    assert [name for name, _ in found()] == ["moderation.E101", "moderation.W103"]


def test_fsck_says_so_and_a_file_too_many_is_no_harm(files: list[ReportFile], capsys: pytest.CaptureFixture[str]) -> None:
    extra = reports_directory() / "ef" / ("ef" * 16)
    extra.parent.mkdir(exist_ok=True)
    extra.write_bytes(b"x")
    assert main(["fsck", "--workers", "1", "--json"]) == 0
    assert [flaw["id"] for flaw in json.loads(capsys.readouterr().out.splitlines()[-1])["flaws"]] == ["moderation.W103"]
    path_of_file(files[0].place).unlink()
    assert main(["fsck", "--workers", "1"]) == 1
    assert "moderation.E101 report file" in capsys.readouterr().out
    assert Flaw("moderation.W103", "", "").is_harmless
