"""A roll: a list of JSON values that is signed as a whole, as a signed note (c2sp.org/signed-note) with the key of a log.

The text of the note::

    <name of the key>/<kind>        never the origin of a checkpoint of that key: a slash and a word stand behind it
    <time, as 2026-01-31T09:00:00Z>
    <number of lines>
    <SHA-256 of the lines, each with its newline, in hex>
    <one JSON value a line> ...
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from rostra.tlog.errors import Malformed
from rostra.tlog.note import Note, SignerKey, VerifierKey, open_note

_HEAD = 4  # lines before the list
_KIND = re.compile(r"[a-z][a-z-]*")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll whose signature holds."""

    kind: str
    at: dt.datetime  # when it was signed
    digest: str  # SHA-256 of its lines
    values: tuple[object, ...]


def sign_roll(kind: str, lines: Sequence[bytes], signer: SignerKey, at: dt.datetime) -> bytes:
    """The roll of these lines, signed. Raises Malformed where a line is no line of JSON or ``kind`` is no plain word."""
    if not _KIND.fullmatch(kind):
        raise Malformed(f"not the kind of a roll: {kind!r}")
    body = "".join(line.decode() + "\n" for line in lines)
    head = (f"{signer.name}/{kind}", at.astimezone(dt.UTC).strftime(_TIME), str(len(lines)), sha256(body.encode()).hexdigest())
    text = "".join(f"{line}\n" for line in head) + body
    _read(text, signer.name)
    return Note(text, (signer.sign(text),)).signed


def open_roll(signed: bytes, key: VerifierKey) -> Roll:
    """The roll in a signed note. Raises Unverifiable where ``key`` did not sign it, Malformed where it is no roll."""
    note, _ = open_note(signed, [key])
    return _read(note.text, key.name)


def is_roll(signed: bytes) -> bool:
    """Whether a file looks like a roll, by its first line. Nothing is verified."""
    return bool(re.match(rb"[^\s/][^\s]*/[a-z][a-z-]*\n\d{4}-\d\d-\d\dT", signed))


def _read(text: str, name: str) -> Roll:
    lines = text.split("\n")[:-1]
    title, at, number, digest = (*lines[:_HEAD], *[""] * _HEAD)[:_HEAD]
    body = lines[_HEAD:]
    kind = title.removeprefix(f"{name}/")
    if kind == title or not _KIND.fullmatch(kind):
        raise Malformed(f"not a roll of {name}: {title[:80]!r}")
    if number != str(len(body)) or digest != sha256("".join(f"{line}\n" for line in body).encode()).hexdigest():
        raise Malformed("the number or the digest of a roll is not that of its lines")
    try:
        moment = dt.datetime.strptime(at, _TIME).replace(tzinfo=dt.UTC)
        return Roll(kind, moment, digest, tuple(map(json.loads, body)))
    except ValueError as error:
        raise Malformed(f"not a roll: {error}") from error
