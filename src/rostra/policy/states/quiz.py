"""A short quiz: written as plain text, one block a question.

Who owns an official account?
* The city
- Whoever posts on it
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rostra.core.errors import Invalid

MOST = 12  # questions
_RIGHT, _WRONG = "*", "-"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which one is right (its place, from 0)."""

    text: str
    answers: tuple[str, ...]
    right: int


def parse(source: str) -> list[Question]:
    """The questions of a quiz; none in an empty text. Raises Invalid that names the question."""
    blocks = [block for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip()) if block.strip()]
    if len(blocks) > MOST:
        raise Invalid({"quiz": f"{len(blocks)} questions are too many: at most {MOST}."})
    return [_question(number, block.strip().splitlines()) for number, block in enumerate(blocks, 1)]


def _question(number: int, lines: Sequence[str]) -> Question:
    text, answers = lines[0].strip(), [line.strip() for line in lines[1:]]
    if text[0] in _RIGHT + _WRONG or any(line[0] not in _RIGHT + _WRONG or not line[1:].strip() for line in answers):
        raise Invalid({"quiz": f"Question {number}: first the question, then its answers, each after * (right) or - (wrong)."})
    right = [place for place, line in enumerate(answers) if line[0] == _RIGHT]
    if len(answers) < 2 or len(right) != 1:
        raise Invalid({"quiz": f"Question {number}: two answers at least, and exactly one right one, after *."})
    return Question(text, tuple(line[1:].strip() for line in answers), right[0])


def count_right(questions: Sequence[Question], picked: Mapping[int, int]) -> int:
    """How many were answered rightly; ``picked``: by the place of the question, the place of the answer."""
    return sum(picked.get(place) == question.right for place, question in enumerate(questions))


def needed(questions: Sequence[Question], pass_mark: int) -> int:
    """How many right answers pass; ``pass_mark`` in percent, rounded up to whole answers."""
    return math.ceil(len(questions) * pass_mark / 100)
