"""The parts of a JSON text with their own bytes, exactly as they were received: what the answers of every platform are cut into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 100  # levels: its parts are read again from deeper in the stack, where more might not be read

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


class Unfit(ValueError):
    """A part that cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value, and the bytes that it was read from."""

    value: object
    raw: bytes


def whole(body: bytes) -> Part:
    """The value of a JSON text. Raises ValueError where it is none, or is nested beyond reading."""
    try:
        part = Part(json.loads(body.decode("utf-8"), parse_constant=_refuse), body)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _depth(part.value) > DEEPEST:
        raise ValueError("it is nested too deep")
    return part


def elements(part: Part) -> list[Part]:
    """The elements of an array, none of anything else. ``part`` is one that this module gave."""
    return [element for _, element in _walk(part.raw.decode("utf-8"), "[")]


def member(part: Part, name: str) -> Part | None:
    """What lies under a name of an object; of several the last, as readers of JSON take it."""
    found = [value for key, value in _walk(part.raw.decode("utf-8"), "{") if key == name]
    return found[-1] if found else None


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level:
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())]
        depth += 1
    return depth


def _walk(text: str, opening: str) -> Iterator[tuple[object, Part]]:
    """The parts of an array or object of a text that was read before, so that it is well formed; the name is None in an array."""
    place = _behind(text, 0)
    if text[place] != opening:
        return
    place = _behind(text, place + 1)
    while text[place] not in "]}":
        name = None
        if opening == "{":
            name, place = _DECODER.raw_decode(text, place)
            place = _behind(text, _behind(text, place) + 1)
        value, end = _DECODER.raw_decode(text, place)
        yield name, Part(value, text[place:end].encode())
        place = _behind(text, end)
        if text[place] == ",":
            place = _behind(text, place + 1)


def _behind(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no value of JSON")
