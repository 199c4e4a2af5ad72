"""Short posts as a previous vendor would hand them over: invented, the same every time, with the word frequencies of a language."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

ACCOUNTS = 20
WORDS_IN_USE = 60_000
COLUMNS = ("id", "created_at", "account", "text")
FIRST = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
_SYLLABLES = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "el", "ir", "on", "ust")]


def vocabulary() -> list[str]:
    """Words by rank, the most frequent first."""
    dice = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < WORDS_IN_USE:
        words["".join(dice.choices(_SYLLABLES, k=1 + dice.randrange(4)))] = None
    return list(words)


def rows(count: int) -> Iterator[tuple[str, str, str, str]]:
    """So many rows in the order of their times: 20 words each, drawn after Zipf's law."""
    words, dice = vocabulary(), random.Random(2)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    step = dt.timedelta(days=3650) / max(count, 1)
    for number in range(count):
        text = " ".join(dice.choices(words, cum_weights=weights, k=12 + number % 17))
        moment = (FIRST + step * number).isoformat(timespec="seconds")
        yield str(number + 1), moment, f"account{number * 7919 % ACCOUNTS}", text


def write_table(path: Path, count: int) -> None:
    """The rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(rows(count))


def write_lines(path: Path, count: int) -> None:
    """The same rows as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows(count):
            file.write(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n")


def queries() -> list[str]:
    """What people look for: rare and common words, pairs, phrases, an account, a year."""
    words, dice = vocabulary(), random.Random(3)
    common = [words[dice.randrange(5, 60)] for _ in range(20)]
    middling = [words[dice.randrange(200, 2000)] for _ in range(30)]
    rare = [words[dice.randrange(20_000, 60_000)] for _ in range(20)]
    pairs = [f"{a} {b}" for a, b in zip(common, middling, strict=False)]
    narrowed = [f"{word} from:account{number % ACCOUNTS}" for number, word in enumerate(common[:10])]
    dated = [f"{word} after:2019-01-01 before:2021-01-01" for word in middling[:10]]
    return [*common, *middling, *rare, *pairs, *narrowed, *dated, ""]
