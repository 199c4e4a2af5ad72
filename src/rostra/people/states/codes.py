"""Codes that are printed and typed: short, in letters and digits that are not mistaken for each other, with a check.

31 characters, a prime number: with weights 1, 2, 3 … the check finds every single wrong character and every two that changed places.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
LENGTH = 12  # the last one is the check; the others carry 54 bits
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # spaces of every kind, hyphens and dashes


def new_code() -> str:
    """A code that nobody can guess."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + _check(drawn)


def _check(drawn: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(character) for weight, character in enumerate(drawn, 1)) % len(ALPHABET)]


def printed(code: str) -> str:
    """As it stands on paper: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def bare(typed: str) -> str:
    """A code of any kind as it was typed, in capitals, without what stands between its groups."""
    return _BETWEEN.sub("", typed).upper()


def read_code(typed: str) -> str:
    """The code as it was typed, in capitals, without spaces and hyphens. Raises ValueError where its check does not fit."""
    code = bare(typed)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or _check(code[:-1]) != code[-1]:
        raise ValueError("this is not one of our codes, or a character is wrong")
    return code
