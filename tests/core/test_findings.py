"""Findings of many sources: the most urgent first, and none lost because another source fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rostra.core import findings
from rostra.core.findings import Finding, Level, all_findings, finding_source

LATE = Finding("tests.W001", Level.WARNING, "Late", "Wait", "account:mayor")


@pytest.fixture(autouse=True)
def _no_other_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_sources", [])


def sound() -> Iterator[Finding]:
    yield LATE


def test_a_source_that_fails_becomes_a_finding_and_hides_no_other(caplog: pytest.LogCaptureFixture) -> None:
    @finding_source
    def broken() -> Iterator[Finding]:
        yield LATE
        raise ZeroDivisionError("nobody was counted")

    finding_source(sound)
    found = all_findings()
    assert [each.id for each in found] == ["core.E100", "tests.W001"]
    assert "broken" in found[0].text
    assert "nobody was counted" in caplog.text
