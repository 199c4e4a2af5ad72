"""Cleaning a document in a process of its own: what a stranger made may take memory and time without end, or bring the reader down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SECONDS = 20  # of the processor: what takes longer is no document of a few pages
REFUSED = 3
_APART = "rostra.archive.actions.cleaning"  # named and not imported: this process never loads the library that reads documents
_SOURCE = Path(__file__).parents[3]


def bare_document_apart(content: bytes) -> bytes:
    """The document without what tells of who made it. Raises ValueError where it cannot be read within the limits."""
    command, there = [sys.executable, "-m", _APART], {"PYTHONPATH": str(_SOURCE)}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, env=there, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError("reading the PDF takes too long") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == REFUSED:
        raise ValueError(done.stderr.decode())
    raise ValueError("the PDF is broken, or unpacks to too much")
