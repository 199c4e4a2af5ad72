"""Cleaning a document in a process of its own: what a stranger made may take memory and time without end, or bring the reader down."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from rostra.archive.states.documents import bare_document

SECONDS, MEMORY = 20, 1 << 30  # of the processor, and bytes: what is larger inside than that is no document of a few pages
REFUSED = 3
_SOURCE = Path(__file__).parents[3]


def bare_document_apart(content: bytes) -> bytes:
    """The document without what tells of who made it. Raises ValueError where it cannot be read within the limits."""
    command = [sys.executable, "-m", "rostra.archive.actions.documents"]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=2 * SECONDS, env={"PYTHONPATH": str(_SOURCE)}, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValueError("reading the PDF takes too long") from None
    if done.returncode == 0:
        return done.stdout
    raise ValueError(done.stderr.decode() if done.returncode == REFUSED else "the PDF is broken, or unpacks to too much")


def main() -> int:
    """Read a document, write it clean; status ``REFUSED`` with the reason."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(bare_document(sys.stdin.buffer.read()))
    except ValueError as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
