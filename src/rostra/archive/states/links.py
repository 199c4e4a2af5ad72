"""What a link names: by its address, and by the parts of it, among which an author stands, or a record."""

from __future__ import annotations

import re
from urllib.parse import unquote

_BETWEEN = re.compile(r"[/?#&=]+")


def named_in(href: str) -> frozenset[str]:
    """The address itself and its parts, without ``@``; each also in small letters, in which names are compared."""
    parts = {part.removeprefix("@") for part in _BETWEEN.split(unquote(href))}
    return frozenset({href, *parts, *(part.lower() for part in parts)} - {""})


def last_part(uri: str) -> str:
    """That by which a record is told from others of the same author."""
    return _BETWEEN.split(uri)[-1]
