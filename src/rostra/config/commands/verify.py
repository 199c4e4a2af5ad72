"""``rostra verify FILE``: check a proof file, or the signed list of accounts, with nothing but the file and the log's public key.

No database, no network.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import file_digest
from pathlib import Path

from rostra.config.terminal import Terminal
from rostra.core.errors import Misconfigured
from rostra.tlog.errors import LogError, Unverifiable
from rostra.tlog.evidence import Shown, verify_file
from rostra.tlog.note import VerifierKey
from rostra.tlog.roll import is_roll, open_roll

LARGEST = 64 << 20  # bytes of a proof file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The proof, the key, and what else is to be compared."""
    parser.add_argument("proof", type=Path, help="a .tlog-proof file, or the signed list of official accounts (official-accounts.note)")
    parser.add_argument("--key", required=True, help="the log's public key as text, or a file that holds it (from /tlog/key)")
    parser.add_argument("--file", type=Path, help="a file you hold (a picture, the item's bytes): is it the one that was recorded?")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print what the proof or the list shows; status 1 if it does not hold or the file is another."""
    key = _key(options.key)
    content = _read(options.proof)
    if is_roll(content):
        return _run_roll(content, key, terminal)
    try:
        shown = verify_file(content, key)
    except Unverifiable as error:
        terminal.fail(f"the proof does not hold: {error}", "keep your file; ask the records office, and say which step failed")
        return 1
    facts = {"ok": True, "index": shown.index, "size": shown.size, "origin": shown.origin, "entry": shown.entry, "fields": shown.fields}
    same = _compare(options.file, shown) if options.file else None
    terminal.result({**facts, "file_recorded": same}, list(_lines(shown, same)))
    return 1 if same is False else 0


def _run_roll(content: bytes, key: VerifierKey, terminal: Terminal) -> int:
    try:
        roll = open_roll(content, key)
    except LogError as error:
        terminal.fail(f"the list does not hold: {error}", "fetch it again; if it still does not, ask the records office")
        return 1
    facts = {"ok": True, "kind": roll.kind, "signed": roll.at.isoformat(), "sha256": roll.digest, "list": list(roll.values)}
    title = f"The list holds: {key.name} signed these {len(roll.values):,} at {roll.at:%Y-%m-%d %H:%M} UTC."
    terminal.result(facts, [title, *(_row(value) for value in roll.values)])
    return 0


def _row(value: object) -> str:
    """An account of a list in a line: it was signed, yet it is shown as any text from outside."""
    told = value if isinstance(value, dict) else {"name": value}
    closed = f", until {told['closed']}" if told.get("closed") else ""
    words = [str(told.get(name, "")) for name in ("network", "handle", "identity", "name", "state")]
    return _printable(" · ".join(repr(word)[1:-1] for word in words if word) + closed)


def _key(text: str) -> VerifierKey:
    path = Path(text)
    try:
        return VerifierKey.parse((path.read_text(encoding="ascii") if path.is_file() else text).strip())
    except (LogError, UnicodeDecodeError, OSError) as error:
        raise Misconfigured(
            f"{text!r} is no file, and no public key of a log: {error}", id="config.E010", hint="a key looks like name+1a2b3c4d+Base64…"
        ) from None


def _read(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise Misconfigured(f"{path} is not a proof file", id="config.E011", hint="give the .tlog-proof file that the record's page offers")
    return path.read_bytes()


def _compare(path: Path, shown: Shown) -> bool:
    """Whether the file's SHA-256 is that of the item's bytes or of one of its media."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    media = [medium[0] for medium in shown.fields.get("media") or []]
    return digest in {(shown.fields.get("bytes") or [None])[0], *media}


def _lines(shown: Shown, same: bool | None) -> list[str]:
    lines = [
        f"The proof holds: the log {shown.origin} had this as entry {shown.index:,} when it had {shown.size:,} entries.",
        f"type: {shown.entry.get('type')}, account: {shown.entry.get('subject')}, logged: {shown.entry.get('time')}",
        *(f"{name}: {value}" for name, value in shown.fields.items() if value not in (None, "", [])),
    ]
    if shown.withheld:
        lines.append(f"withheld: {', '.join(shown.withheld)}")
    if same is not None:
        lines.append("The file you hold is the one that was recorded." if same else "The file you hold is NOT one that was recorded here.")
    return list(map(_printable, lines))


def _printable(line: str) -> str:
    """A line as this terminal can print it."""
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)
