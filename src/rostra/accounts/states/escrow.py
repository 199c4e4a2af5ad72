"""What may stand as the reference of an escrow: where credentials lie sealed, in words. Never what opens them.

No test can tell every password from every name of a drawer, so the form is narrow: plain words and numbers, as on a label.
"""

from __future__ import annotations

import re

LONGEST_WORD = 20
_ALLOWED = re.compile(r"[A-Za-z0-9 .,/#:()&'-]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_TELLING = re.compile(r"pass(word|phrase|wd)|\bpwd\b|\bpin\b|secret|token|otpauth|private key|api.?key|seed|recovery code", re.IGNORECASE)
_ISSUED = re.compile(r"\b(sk|pk|ghp|gho|xox[bap]|AKIA|eyJ|AIza)[-_A-Za-z0-9]{6,}")


def reference_problem(text: str) -> str:
    """Why ``text`` cannot be the reference of an escrow; "" when it can."""
    if not text.strip():
        return "Say where the credentials lie sealed: a safe, an envelope, the name of an entry in the city's vault."
    if (
        not _ALLOWED.fullmatch(text)
        or _TELLING.search(text)
        or _ISSUED.search(text)
        or any(_is_drawn(word) for word in _WORD.findall(text))
    ):
        return "This looks like a secret. Give only the place where it lies, in plain words and numbers: “Clerk's safe, envelope 14”."
    return ""


def _is_drawn(word: str) -> bool:
    """Whether a word looks as if it had been drawn by chance: long, or letters and digits (or their cases) in turn."""
    turns = len(re.findall(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])", word))
    return len(word) > LONGEST_WORD or turns > 1 or (word.isdigit() and len(word) > 8)
