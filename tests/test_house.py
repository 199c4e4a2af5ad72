"""The house rules that no other tool holds us to: rooms, sizes, names, time, and what must never stand in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rostra"
ROOMS = {
    "states", "models", "queries", "rules", "actions", "forms", "views", "tasks", "management", "templatetags", "urls", "apps",
    "migrations", "__init__", "templates", "static", "locale",
}  # fmt: skip
APPS = ("people", "policy", "accounts", "archive", "capture", "search", "retention", "portal", "desk", "api")
BANNED_FILES = {"helpers.py", "utils.py", "services.py", "helper.py", "util.py", "service.py", "common.py", "misc.py"}
LONGEST_FUNCTION, LONGEST_MODULE = 60, 400


def modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_the_rooms_of_the_house_and_no_others(app: str) -> None:
    if (SOURCE / app).is_dir():
        rooms = {path.stem for path in (SOURCE / app).iterdir() if path.name != "__pycache__"}
        assert rooms <= ROOMS


def test_no_module_and_no_function_is_too_long() -> None:
    long = [f"{p.relative_to(ROOT)}: {n} lines" for p in modules() if (n := len(p.read_text().splitlines())) > LONGEST_MODULE]
    for path in modules():
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                long.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert long == []


def test_no_drawer_for_everything() -> None:
    assert [str(path) for path in modules() if path.name in BANNED_FILES] == []


def test_no_function_is_named_do() -> None:
    assert [f"{path}: {node.name}" for path in modules() for node in functions(path) if node.name.startswith("do_")] == []


def test_time_is_asked_of_the_clock_alone() -> None:
    """Platforms stand below the clock: they note by themselves when something was received."""
    asked = re.compile(r"\b(datetime|dt)\.(datetime\.)?(now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(|timezone\.now\(")
    free = {SOURCE / "core" / "clock.py", *(SOURCE / "platforms").rglob("*.py")}
    guilty = [str(path.relative_to(ROOT)) for path in modules() if path not in free and asked.search(path.read_text())]
    assert guilty == []


def test_no_signals_between_floors() -> None:
    assert [str(p) for p in modules() if re.search(r"django\.(db\.models|core)\.signals|django\.dispatch", p.read_text())] == []


def test_mocks_stay_at_the_wire() -> None:
    patched = re.compile(r"\bmock\b|MagicMock|unittest\.mock")
    assert [str(p) for p in (ROOT / "tests").rglob("*.py") if p != Path(__file__) and patched.search(p.read_text())] == []


def test_nothing_stands_in_the_repository_that_must_not() -> None:
    hosts = re.compile(
        r"py"
        r"pi\.org|python"
        r"hosted|registry\.n"
        r"pmjs|(deb|security)\.deb"
        r"ian\.org|(^|[^A-Za-z0-9_.])/(wo"
        r"rk|ro"
        r"ot)/"
        r'|"resol'
        r'ved": "http'
    )
    guilty = []
    for path in tracked():
        if path.stat().st_size > 400_000:
            guilty.append(f"{path.relative_to(ROOT)} is large")
        text = path.read_bytes().decode("utf-8", "ignore")
        guilty += [f"{path.relative_to(ROOT)}: {found[0]}" for found in hosts.finditer(text)]
    assert guilty == []
