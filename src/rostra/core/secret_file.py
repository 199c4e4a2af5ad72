"""Secrets live in files that only their owner may read, never in the database."""

from __future__ import annotations

from pathlib import Path


def write_once(path: Path, text: str) -> bool:
    """Write a secret, unless it is there; whether it was written now."""
    if path.exists():
        return False
    path.touch(mode=0o600)
    path.write_text(text + "\n", encoding="ascii")
    return True
