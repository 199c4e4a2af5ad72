"""The documentation is true of the source: what exists is documented, what is documented exists."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from tests.tlog.stands import KEY, Stand

from rostra.archive.states.entries import SCHEMAS
from rostra.config import environment
from rostra.config.cli import COMMANDS, parser_of
from rostra.core.graph import StateGraph
from rostra.core.profile import Profile
from rostra.people.states import Matrix, Relation, Role
from rostra.people.states.matrix import defaults
from rostra.tlog.commitment import commitment, disclose
from rostra.tlog.evidence import extra_part
from tools import reference

ROOT = Path(__file__).parents[1]
SOURCE, DOCS = ROOT / "src" / "rostra", ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(page for page in SOURCE.rglob("*.md") if "vendor" not in page.parts)])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every table row of a page; an escaped bar is a bar."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not set(line) <= set("|-: ")]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]*)`", cell)


def section(text: str, title: str) -> str:
    """What stands below the heading ``## title``."""
    assert f"\n## {title}\n" in text, f"there is no section {title}"
    return text.split(f"\n## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


# settings and profile


def test_every_setting_is_documented_and_no_other() -> None:
    documented = [codes(row[0])[0] for row in rows(read("settings.md")) if codes(row[0])]
    assert sorted(documented) == sorted(environment.NAMES)


def test_every_setting_that_is_read_is_in_the_table() -> None:
    text = (SOURCE / "config" / "environment.py").read_text()
    assert set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', text)) == set(environment.NAMES)


def tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Each table of the profile as its heading, with its model."""
    for name, field in Profile.model_fields.items():
        kind = field.annotation
        if get_origin(kind) is list:
            yield f"[[{name}]]", get_args(kind)[0]
        elif name == "platform":  # one for each network
            yield "[platform.NETWORK]", get_args(kind)[1]
        elif name != "permissions":  # names of its own: see test_the_page_of_permissions_is_what_is_delivered
            assert isinstance(kind, type)
            yield f"[{name}]", kind


def as_toml(value: Any) -> str:
    """A default as it would be written in the profile."""
    if value is None:
        return "none"
    return f"`{json.dumps(value, default=str)}`"


@pytest.mark.parametrize(("heading", "model"), list(tables()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_of_the_profile_is_documented_with_its_default(heading: str, model: type[BaseModel]) -> None:
    documented = {codes(row[0])[0]: row[2] for row in rows(section(read("city-profile.md"), heading)) if codes(row[0])}
    true = {
        field.alias or name: "required" if field.is_required() else as_toml(field.default) for name, field in model.model_fields.items()
    }
    assert documented == true


def test_no_table_of_the_profile_is_invented() -> None:
    headings = re.findall(r"^## (\[.*)$", read("city-profile.md"), re.MULTILINE)
    assert headings == [*(heading for heading, _ in tables()), "[permissions]"]


def test_the_page_of_permissions_is_what_is_delivered() -> None:
    page = read("roles-and-permissions.md")
    assert {codes(row[0])[0] for row in rows(section(page, "Roles"))[1:]} == {*Role, *Relation}
    shown = {codes(row[0])[0]: row[1] for row in rows(section(page, "The matrix"))[1:]}
    true = {
        function.value: "; ".join(f"{role}: {', '.join(rights)}" for role, rights in row.items())
        for function, row in Matrix(defaults(), {}).rows()
    }
    assert shown == true


# commands


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert read("commands.md") == reference.page(), "run: PYTHONPATH=src python tools/reference.py"


def shown() -> Iterator[tuple[Path, str]]:
    """Every line in a block of shell commands that calls rostra or make, without comments and variables before it."""
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language in {"sh", "bash", "console"}:
                for line in block.replace("\\\n", " ").splitlines():
                    for part in line.split(" # ")[0].split("&&"):
                        yield page, re.sub(r"^\s*((\w+=\S*|sudo|-u|postgres)\s+)*", "", part).strip()


def calls(program: str) -> list[tuple[str, list[str]]]:
    found = [(str(page.relative_to(ROOT)), shlex.split(line)) for page, line in shown()]
    return [(page, words[1:]) for page, words in found if words and words[0].rpartition("/")[2] == program]


@pytest.mark.parametrize(("where", "words"), calls("rostra"), ids=lambda value: " ".join(value) if isinstance(value, list) else value)
def test_a_command_that_is_shown_can_be_called_so(where: str, words: list[str]) -> None:
    if words == ["--help"]:
        return
    assert words[0] in COMMANDS, f"{where}: rostra {' '.join(words)}"
    if words[0] not in reference.available():
        pytest.skip(f"rostra {words[0]} is not there yet")
    parser_of(words[0])[1].parse_args(words[1:])  # SystemExit fails the test


def test_a_command_that_is_named_in_a_sentence_exists() -> None:
    named = {word for page in PAGES for word in re.findall(r"`rostra ([a-z-]+)[^`]*`", page.read_text(encoding="utf-8"))}
    assert named - COMMANDS.keys() == set()


def test_a_target_of_make_that_is_shown_exists() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("$(VENV)", ".venv")
    targets = set(re.findall(r"^([\w./-]+):(?!=)", makefile, re.MULTILINE))
    wanted = {(page, word) for page, words in calls("make") for word in words if "=" not in word}
    assert {(page, word) for page, word in wanted if word not in targets} == set()
    assert {word for _, word in wanted} >= {"run", "test", "check"}


def test_a_hint_names_commands_and_pages_that_exist() -> None:
    """In messages a command stands in single quotes, a page by its path."""
    wrong = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        wrong += [f"{name_of(path)}: rostra {name}" for name in re.findall(r"'rostra ([a-z-]+)", text) if name not in COMMANDS]
        pages = re.findall(r"(?<![/\w])(?:docs|src)/[\w./-]*\w", text)
        wrong += [f"{name_of(path)}: {page}" for page in pages if not (ROOT / page).exists()]
    assert wrong == []


# ids, entries, rules, states


def test_every_id_of_a_message_is_documented() -> None:
    raised = {found for path in modules() for found in re.findall(r'"([a-z]+\.[EWI]\d{3})"', path.read_text(encoding="utf-8"))}
    documented = {codes(row[0])[0] for name in ("fsck.md", "messages.md") for row in rows(read(name)) if codes(row[0])}
    assert raised - documented == set()
    assert documented - raised == set()


def test_every_finding_of_the_check_stands_on_its_page() -> None:
    raised = {
        found for path in (SOURCE / "archive" / "rules").rglob("*.py") for found in re.findall(r"archive\.[EW]\d{3}", path.read_text())
    }
    assert raised
    assert raised <= {codes(row[0])[0] for row in rows(read("fsck.md")) if codes(row[0])}


def test_every_entry_with_its_fields_is_documented() -> None:
    entries = section(read("archive-format.md"), "Entries: the lines of the log")
    documented = {(codes(row[0])[0], int(row[1])): tuple(codes(row[2])) for row in rows(entries) if len(row) == 3 and row[1].isdigit()}
    assert documented == {(type_.value, version): names for (type_, version), names in SCHEMAS.items()}
    explained = {name for row in rows(entries) if len(row) == 2 for name in codes(row[0])}
    assert {name for names in SCHEMAS.values() for name in names} <= explained


def test_every_rule_is_documented() -> None:
    documented = {codes(row[0])[0] for row in rows(section(read("roles-and-permissions.md"), "Rules")) if codes(row[0])}
    rules = {
        f"{path.relative_to(SOURCE).parts[0]}.{name}"
        for path in modules()
        if "rules" in path.relative_to(SOURCE).with_suffix("").parts
        for name in re.findall(r"^def (may_\w+)", path.read_text(), re.MULTILINE)
    }
    assert documented == rules


def graphs() -> dict[str, StateGraph[Any]]:
    drawn = [path for path in modules() if re.search(r"^\w+ = StateGraph\(", path.read_text(), re.MULTILINE)]
    found = [vars(importlib.import_module(name_of(path))) for path in drawn]
    return {name: value for names in found for name, value in names.items() if isinstance(value, StateGraph)}


def test_every_graph_of_states_is_documented() -> None:
    text = read("states.md")
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == sorted(graphs())
    for name, graph in graphs().items():
        told = rows(section(text, name))
        assert [codes(row[0])[0] for row in told if len(row) == 2 and codes(row[0])] == [state.value for state in graph.states]
        moves = {(codes(row[0])[0], tuple(codes(row[1])), codes(row[2])[0]) for row in told if len(row) == 3 and codes(row[0])}
        assert moves == {(m.name, tuple(sorted(s.value for s in m.sources)), m.target.value) for m in graph.moves.values()}


# pages


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    dead = []
    for page in PAGES:
        text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            goal = page.parent / path if path else page
            if "://" in target or target.startswith("mailto:"):
                continue
            if not goal.exists() or (anchor and anchor not in anchors(goal)):
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert dead == []


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = (DOCS / "README.md").read_text()
    pages = [page for kind in ("tutorial", "how-to", "reference", "explanation") for page in (DOCS / kind).glob("*.md")]
    assert [str(page.relative_to(DOCS)) for page in pages if f"({page.relative_to(DOCS)})" not in contents] == []


def test_every_decision_has_a_number_of_its_own_and_says_what_it_must() -> None:
    numbers = []
    for page in sorted((DOCS / "decisions").glob("*.md")):
        found = re.match(r"(\d{4})-[a-z0-9-]+\.md", page.name)
        assert found, page.name
        numbers.append(found[1])
        text = page.read_text(encoding="utf-8")
        missing = [word for word in ("status", "context", "decision", "consequences") if not re.search(rf"(?im)^\W*{word}\b", text)]
        assert missing == [], page.name
    assert len(set(numbers)) == len(numbers)


def test_the_words_of_the_glossary_are_used() -> None:
    words = [re.sub(r"\*\*", "", row[0]) for row in rows((DOCS / "glossary.md").read_text()) if row[0].startswith("**")]
    assert words == sorted(words, key=str.lower)
    elsewhere = " ".join(page.read_text(encoding="utf-8") for page in [*PAGES, *modules()] if page.name != "glossary.md").lower()
    assert [word for word in words if word.lower() not in elsewhere] == []


# the recipe for strangers


def test_the_recipe_for_checking_a_proof_does(tmp_path: Path) -> None:
    """The published text, run as a stranger would: it accepts a proof of ours and refuses it with one letter changed."""
    recipe = next(block for language, block in FENCE.findall(read("archive-format.md")) if language == "python")
    (tmp_path / "check.py").write_text(recipe, encoding="utf-8")
    schema, secret = next(iter(SCHEMAS.values())), bytes(range(32))
    values = [f"value of {name}" for name in schema]
    entry = json.dumps({"fields": commitment(schema, values, secret).hex(), "type": "capture"}).encode()
    extra = extra_part(entry, disclose(schema, values, secret))

    for size, index in ((1, 0), (2, 1), (7, 6), (300, 17), (300, 299)):
        stand = Stand([entry if place == index else f"entry {place}".encode() for place in range(size)])
        stand.grow(size)
        assert "the proof holds" in run_recipe(tmp_path, stand.log.prove(index, extra)).stdout
    forged = stand.log.prove(index, extra.replace(b"value of text", b"another text!"))
    assert "other fields" in run_recipe(tmp_path, forged).stderr
    moved = stand.log.prove(index, extra).replace(b"index 299", b"index 298")
    assert "the hashes do not lead to the root" in run_recipe(tmp_path, moved).stderr
    signed = stand.log.prove(index, extra).replace(b"\n300\n", b"\n301\n")
    assert "InvalidSignature" in run_recipe(tmp_path, signed).stderr


def run_recipe(folder: Path, proof: bytes) -> subprocess.CompletedProcess[str]:
    (folder / "record.tlog-proof").write_bytes(proof)
    command = [sys.executable, "check.py", "record.tlog-proof", KEY.verifier.vkey]
    environment_ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment_, timeout=30)
