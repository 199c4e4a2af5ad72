"""Two people changed one text: what each did is brought together by paragraphs, on the text from which both began.

A change touches a run of paragraphs of that text. Changes that touch different paragraphs are both made; where two touch the same
ones, and not alike, nobody but a person can say which is right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PARAGRAPH = re.compile(r".+?(?:\n{2,}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Clash:
    """Paragraphs that both changed: as they began, as the other one left them, and as the writer has them."""

    base: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class _Change:
    """The paragraphs from ``begins`` to before ``ends`` become ``new``; where both are the same, ``new`` goes in before it."""

    begins: int
    ends: int
    new: tuple[str, ...]
    is_mine: bool


def merge(base: str, theirs: str, mine: str) -> list[str | Clash]:
    """The merged text in parts: what is settled as a text, what is not as a Clash. Each part ends where a paragraph ends."""
    began = _paragraphs(base)
    changes = [*_changes(began, _paragraphs(theirs), is_mine=False), *_changes(began, _paragraphs(mine), is_mine=True)]
    parts: list[str | Clash] = []
    place = 0
    for group in _touching(sorted(changes, key=lambda each: (each.begins, each.ends))):
        first, last = group[0].begins, max(each.ends for each in group)
        parts += ["".join(began[place:first]), _settled(began, first, last, group)]
        place = last
    return [part for part in (*parts, "".join(began[place:])) if part]


def joined(parts: Sequence[str | Clash]) -> str:
    """The merged text, with the writer's own words where the two clash."""
    return "".join(part.mine if isinstance(part, Clash) else part for part in parts)


def clashes(parts: Sequence[str | Clash]) -> list[Clash]:
    """What is not settled."""
    return [part for part in parts if isinstance(part, Clash)]


def _paragraphs(text: str) -> list[str]:
    """The paragraphs, each with the empty lines behind it; the last one like the others."""
    return _PARAGRAPH.findall(text.rstrip("\n") + "\n\n") if text.strip() else []


def _changes(began: list[str], became: list[str], *, is_mine: bool) -> Iterator[_Change]:
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, began, became, autojunk=False).get_opcodes():
        if kind == "replace" and i2 - i1 == j2 - j1:  # each paragraph stands for itself, so that its neighbours can be changed too
            yield from (_Change(i1 + n, i1 + n + 1, (became[j1 + n],), is_mine) for n in range(i2 - i1))
        elif kind != "equal":
            yield _Change(i1, i2, tuple(became[j1:j2]), is_mine)


def _touching(changes: list[_Change]) -> Iterator[list[_Change]]:
    """Changes in order, those together that cannot be made one without the other: they overlap, or begin at one place."""
    group: list[_Change] = []
    reach = -1
    for change in changes:
        if group and (change.begins < reach or change.begins == group[-1].begins):
            group.append(change)
        else:
            if group:
                yield group
            group = [change]
            reach = change.ends
        reach = max(reach, change.ends)
    if group:
        yield group


def _settled(began: list[str], first: int, last: int, group: list[_Change]) -> str | Clash:
    theirs, mine = (_made(began, first, last, [each for each in group if each.is_mine is whose]) for whose in (False, True))
    before = "".join(began[first:last])
    if mine in (theirs, before):
        return theirs
    return mine if theirs == before else Clash(before, theirs, mine)


def _made(began: list[str], first: int, last: int, changes: list[_Change]) -> str:
    parts: list[str] = []
    place = first
    for change in changes:
        parts += [*began[place : change.begins], *change.new]
        place = change.ends
    return "".join([*parts, *began[place:last]])
