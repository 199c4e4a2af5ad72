"""Reading values that anybody may have written: a wrong type anywhere reads as not there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

MAX_LANGUAGES = 10
LONGEST = 2000  # characters of an address
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


def read_utc(text: str) -> dt.datetime | None:
    """The moment a text states, in UTC; also where it names no zone, for so networks write UTC in their archives."""
    stated = text.strip().removesuffix(" UTC")
    return read_time(stated) or read_time(f"{stated}+00:00")


def epoch_at(value: object, *path: str, unit: int = 1) -> dt.datetime | None:
    """The moment under these names that is counted since 1970, ``unit`` to a second; None where none is, or none that a calendar has."""
    counted = int_at(value, *path)
    if counted is None or counted <= 0:
        return None
    try:
        return dt.datetime.fromtimestamp(counted / unit, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def languages_at(value: object, *path: str) -> tuple[str, ...]:
    """The language tags under these names that have the form of one, each once."""
    tags = (tag for tag in list_at(value, *path) if isinstance(tag, str) and _LANGUAGE.fullmatch(tag))
    return tuple(dict.fromkeys(tags))[:MAX_LANGUAGES]


def web_address(text: str) -> str:
    """The text where it is the address of something on the web, else ""."""
    sound = len(text) <= LONGEST and text.isprintable() and " " not in text
    return text if sound and text.startswith(("https://", "http://")) and origin(text) else ""


def address_from(text: str, base: str) -> str:
    """The address that the text means on a page at ``base``, else ""."""
    try:
        return web_address(urljoin(base, text.strip())) if text.strip() else ""
    except ValueError:
        return ""


def origin(address: str) -> str:
    """Scheme and host of an address: the server that may speak for it. "" where it is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}" if parts.scheme and parts.netloc else ""
