"""``rostra platforms``: the declarations, as text and as JSON, without settings or a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from rostra.platforms import PLATFORMS


def told(*words: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ROSTRA_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "rostra", "platforms", *words], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def test_every_platform_is_listed_with_what_it_can_and_cannot() -> None:
    found = {each["platform"]: each for each in json.loads(told("--json"))["platforms"]}
    assert set(found) == set(PLATFORMS)
    for name, platform in PLATFORMS.items():
        can = platform.capabilities
        assert found[name]["methods"] == sorted(can.methods)
        assert found[name]["cannot"] == list(can.cannot)
        assert (found[name]["edits_by"], found[name]["deletions_by"]) == (can.edit_signal, can.delete_signal)


def test_it_is_readable_as_text() -> None:
    lines = told().splitlines()
    assert [line for line in lines if not line.startswith(" ")] == sorted(PLATFORMS)
    assert any(line.startswith("  cannot: ") for line in lines)
