"""A text without the names that tell who said it, and to whom: as far as a text allows that."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME, PERSON = "[name]", "[person]"
SHORTEST = 3  # characters of a name that is looked for in a text
_MENTION = re.compile(r"(?<![\w@])@[\w][\w.\-]*(?:@[\w.\-]+)?")
_IDENTITY = re.compile(r"did:[a-z]+:[\w.:%\-]+")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")


def masked(text: str, names: Iterable[str]) -> str:
    """``text`` with these names, and every mention, identity and e-mail address, taken out."""
    plain = _MENTION.sub(PERSON, _IDENTITY.sub(PERSON, _MAIL.sub(PERSON, text)))
    for name in sorted({each.strip() for each in names if len(each.strip()) >= SHORTEST}, key=len, reverse=True):
        plain = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, plain, flags=re.IGNORECASE)
    return plain
