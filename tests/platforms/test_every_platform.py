"""Every platform in the tables keeps the contract: no line gets in without its tests, its README and sentences for the public."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from rostra.platforms import EXPORTS, PLATFORMS
from rostra.platforms.testing import README_HEADINGS, PlatformContract

HERE = Path(__file__).parent
KINDS = {f"{table} {name}": kind for table, kinds in (("live", PLATFORMS), ("export", EXPORTS)) for name, kind in kinds.items()}


def contracts() -> set[type[object]]:
    """The classes that the contract tests make."""
    for path in sorted(HERE.glob("*/test_*.py")):
        if "PlatformContract" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"tests.platforms.{path.parent.name}.{path.stem}")
    found, waiting = set(), list(PlatformContract.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        made = inspect.signature(kind.make, eval_str=True).return_annotation
        found.add(made)
    return found


@pytest.fixture(scope="module")
def tested() -> set[type[object]]:
    return contracts()


@pytest.mark.parametrize("name", KINDS)
def test_it_has_a_contract_test(name: str, tested: set[type[object]]) -> None:
    assert any(inspect.isclass(made) and issubclass(made, KINDS[name]) for made in tested)


@pytest.mark.parametrize("name", KINDS)
def test_its_readme_says_what_must_be_said(name: str) -> None:
    readme = (Path(inspect.getfile(KINDS[name])).parent / "README.md").read_text("utf-8").splitlines()
    assert [heading for heading in README_HEADINGS if heading not in readme] == []


@pytest.mark.parametrize("name", KINDS)
def test_what_it_declares_can_stand_in_public(name: str) -> None:
    told = KINDS[name].capabilities
    assert told.methods
    assert told.cannot
    assert all(sentence[0].isupper() and sentence.endswith(".") and len(sentence) < 300 for sentence in told.cannot)
