"""Files are scanned for viruses before anything else is done with them, where the city has a scanner."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.archive.clamd import HARMFUL, LARGEST, at_the_wire, is_installed, real
from tests.core.post_office import free_port

from rostra.archive.actions.sealed import bared
from rostra.config import environment
from rostra.core.errors import Invalid, Misconfigured
from rostra.core.rules import scanner_findings

REAL = pytest.param(real, marks=pytest.mark.skipif(not is_installed(), reason="clamd is not installed"))


@pytest.fixture(params=[at_the_wire, REAL], ids=["wire", "clamd"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[None]:
    """One of them, in use."""
    with request.param(tmp_path) as address:
        settings.SCANNER = address
        yield


@pytest.mark.usefixtures("scanner")
def test_what_is_harmful_is_refused_and_of_the_rest_it_stands_when_it_was_scanned() -> None:
    assert scanner_findings() == []
    assert bared(b"words " * 50_000, "it").scanned is not None
    with pytest.raises(Invalid, match="it holds what a virus scanner knows as harmful"):
        bared(HARMFUL, "it")


@pytest.mark.usefixtures("scanner")
def test_what_the_scanner_does_not_take_is_not_taken_unseen() -> None:
    with pytest.raises(Invalid, match="cannot be scanned"):
        bared(b"x" * (3 * LARGEST), "it")


@pytest.mark.parametrize("address", ["tcp", "unix"])
def test_a_scanner_that_does_not_answer_lets_nothing_in_and_is_a_finding(
    address: str, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SCANNER = f"tcp://127.0.0.1:{free_port()}" if address == "tcp" else f"unix://{tmp_path}/none.ctl"
    with caplog.at_level(logging.WARNING), pytest.raises(Invalid, match="cannot be scanned") as refused:
        bared(b"words", "name-of-mine.txt")
    assert "leave it out" in refused.value.hint
    assert "does not answer" in caplog.text
    assert "name-of-mine" not in caplog.text
    assert [found.id for found in scanner_findings()] == ["core.W004"]


def test_without_a_scanner_it_is_not_scanned(settings: Settings) -> None:
    settings.SCANNER = ""
    assert bared(HARMFUL, "it").scanned is None
    assert scanner_findings() == []


@pytest.mark.parametrize("text", ["clamd.ctl", "http://127.0.0.1:3310", "tcp://", "unix:clamd.ctl"])
def test_a_wrong_address_stops_the_start(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRA_SCANNER", text)
    with pytest.raises(Misconfigured) as caught:
        environment.scanner()
    assert caught.value.id == "config.E009"


@pytest.mark.parametrize("text", ["unix:///run/clamav/clamd.ctl", "tcp://127.0.0.1:3310", "tcp://scanner", ""])
def test_a_right_one_does_not(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRA_SCANNER", text)
    assert environment.scanner() == text
