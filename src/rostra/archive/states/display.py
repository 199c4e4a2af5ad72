"""What the public pages show of a record by the city's own decision, beside what a law withholds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from rostra.archive.states.spans import whole_characters

SOMEBODY: Final = "a resident"  # who takes no part in the thread, so that no letter is theirs
_NAME = re.compile(r"@([^\W_](?:[\w.-]*\w)?(?:@[\w.-]*\w)?)")


class Policy(StrEnum):
    """What is shown of a record."""

    FULL = "full"
    FACT = "fact"  # that there was one, when, and that it was removed; its digest and its proof
    WITHHELD = "withheld"  # that it is kept, and why it is not shown, under its own address alone
    MASKED = "masked"  # all of it, with residents under letters


def pseudonym(place: int) -> str:
    """Of the person who is so many-th in a thread, from 0 on: A to Z, then AA."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"Resident {letters}"


def mentions(text: str, called: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where a text names somebody with an ``@``, and what they are ``called`` instead, by handle in small letters.

    Whoever writes leaves out what follows the first dot, or the server: that names them too.
    """
    found: list[tuple[int, int, str]] = []
    for match in _NAME.finditer(text):
        name = match[1].lower()
        if said := called.get(name) or called.get(name.split("@")[0]):
            found.append((*whole_characters(text, *match.span()), said))
    return found


def unnamed(text: str, called: Mapping[str, str]) -> str:
    """The text with everybody whom it names so under what they are called instead."""
    pieces, place = list[str](), 0
    for start, end, said in mentions(text, called):
        pieces += (text[place:start], said)
        place = end
    return "".join([*pieces, text[place:]])


def called_by(handles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By each way to write a handle, what its holder is called; of two that share a short one the first."""
    found: dict[str, str] = {}
    whole: Sequence[tuple[str, str]] = [(handle.lower().lstrip("@"), said) for handle, said in handles if handle]
    for handle, said in whole:
        found.setdefault(handle, said)
    for handle, said in whole:
        for short in (handle.split("@")[0], handle.split(".")[0]):
            found.setdefault(short, said)
    return found
