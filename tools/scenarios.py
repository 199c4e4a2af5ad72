"""Write docs/reference/platform-scenarios.md from the tests that show them (``python -m tools.scenarios``); a test holds them together."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "platform-scenarios.md"

INTRODUCTION = """# What happens on social networks, and what becomes of it

Each scenario goes the whole way, on every network that has it: something happens on a server that speaks the network's interface (for
Bluesky a real one), the worker's checks look at the account, and the test compares all that is kept with what should be: which versions,
what counts as gone and how surely, which gaps, and that nothing else is there.

This page is written by `tools/scenarios.py` from `tests/capture/test_scenarios.py` and `tests/capture/scenes/matrix.py`. Where there is no
test, *not there* means that the network has no such thing; *not shown* quotes what the network's platform says in public that it cannot do.
"""


def page() -> str:
    """The page."""
    from tests.capture import test_scenarios  # noqa: PLC0415 -- settings are loaded first
    from tests.capture.scenes.matrix import SCENARIOS  # noqa: PLC0415

    parts = (part for scenario, title in SCENARIOS.items() for part in _scenario(test_scenarios, scenario, title))
    return "\n".join([INTRODUCTION, *parts]).rstrip() + "\n"


def _scenario(module: ModuleType, scenario: str, title: str) -> Iterator[str]:
    from tests.capture.scenes.matrix import NETWORKS  # noqa: PLC0415

    tests = [test for name, test in inspect.getmembers(module, inspect.isfunction) if re.fullmatch(rf"test_{scenario}(_\w+)?", name)]
    yield from (f"## {title}", "", *(f"{inspect.getdoc(test)}\n" for test in tests), "| network | |", "|---|---|")
    yield from (f"| {label} | {_cell(tests, scenario, network)} |" for network, label in NETWORKS.items())
    yield ""


def _cell(tests: list[Callable[..., object]], scenario: str, network: str) -> str:
    """Every test that shows it there, or the sentence why there is none."""
    from tests.capture.scenes.matrix import NOT_SHOWN, NOT_THERE  # noqa: PLC0415

    from rostra.platforms import PLATFORMS  # noqa: PLC0415

    found = [f"`{test.__name__}[{network}]`" for test in tests if network in _networks(test)]
    if network in NOT_THERE.get(scenario, {}):
        found.append(f"not there: {NOT_THERE[scenario][network]}")
    if words := NOT_SHOWN.get(scenario, {}).get(network):
        found.append(f"not shown: {next(told for told in PLATFORMS[network].capabilities.cannot if words in told)}")
    if len(found) != 1:
        raise ValueError(f"{scenario} on {network} is shown by {found}: it must be one test, or one reason why not")
    return found[0]


def _networks(test: Callable[..., object]) -> set[str]:
    """The networks for which a test runs."""
    return {case.id for mark in test.pytestmark for case in mark.args[1]}  # type: ignore[attr-defined] # pytest puts it there


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
