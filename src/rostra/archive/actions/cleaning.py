"""The process in which one document is cleaned: ``python -m``, the document in, the clean one out, and then it ends (``documents``)."""

from __future__ import annotations

import resource
import sys

from rostra.archive.actions.documents import REFUSED, SECONDS
from rostra.archive.states.documents import bare_document

MEMORY = 1 << 30  # bytes


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
