"""Reading values that anybody may have written: a wrong type anywhere reads as not there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

MAX_LANGUAGES = 10
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")


def value_at(value: object, *path: str) -> object:
    """What lies under these names, one map in the other; None where there is nothing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: object, *path: str) -> str:
    """The text under these names, or ""."""
    found = value_at(value, *path)
    return found if isinstance(found, str) else ""


def int_at(value: object, *path: str) -> int | None:
    """The whole number under these names."""
    found = value_at(value, *path)
    return found if type(found) is int else None


def list_at(value: object, *path: str) -> list[object]:
    """The list under these names, or an empty one."""
    found = value_at(value, *path)
    return found if isinstance(found, list) else []


def maps_in(values: Iterable[object]) -> Iterator[dict[str, object]]:
    """Those of the values that are maps."""
    return (value for value in values if isinstance(value, dict))


def time_at(value: object, *path: str) -> dt.datetime | None:
    """The moment under these names in UTC; None where there is none, or one without its zone."""
    return read_time(text_at(value, *path))


def read_time(text: str) -> dt.datetime | None:
    """The moment a text states, in UTC; None where it states none, or none that a calendar has."""
    if not 10 < len(text) <= 64:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def languages_at(value: object, *path: str) -> tuple[str, ...]:
    """The language tags under these names that have the form of one, each once."""
    tags = (tag for tag in list_at(value, *path) if isinstance(tag, str) and _LANGUAGE.fullmatch(tag))
    return tuple(dict.fromkeys(tags))[:MAX_LANGUAGES]
