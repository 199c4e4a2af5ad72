"""Servers on the loopback address, and requests to them."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, path: str, patience: float = 60.0) -> Iterator[None]:
    """Run a server until the block ends; the block begins when ``path`` is answered."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        _wait(port, path, time.monotonic() + patience)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, path: str, deadline: float) -> None:
    while True:
        try:
            if get(port, path) < 500:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"nothing answers at port {port}")
        time.sleep(0.1)


def get(port: int, path: str, connection: http.client.HTTPConnection | None = None) -> int:
    """Ask for a page and read it whole; the status."""
    asked = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path, headers={"Accept-Encoding": "identity"})
    answer = asked.getresponse()
    answer.read()
    if connection is None:
        asked.close()
    return answer.status


def load(port: int, paths: Sequence[str], *, seconds: float, connections: int = 4) -> tuple[float, list[float]]:
    """Requests a second over some connections for so long, and milliseconds of each. Raises RuntimeError for an answer that is no 200."""
    found: list[list[float]] = [[] for _ in range(connections)]
    wrong: list[int] = []
    deadline = time.monotonic() + seconds

    def ask(own: list[float], first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for path in cycle([*paths[first:], *paths[:first]]):
            begun = time.perf_counter()
            if (status := get(port, path, connection)) != 200:
                wrong.append(status)
            own.append((time.perf_counter() - begun) * 1000)
            if wrong or time.monotonic() >= deadline:
                return

    threads = [threading.Thread(target=ask, args=(own, number * len(paths) // connections)) for number, own in enumerate(found)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"the server answered {wrong[0]}")
    taken = [value for own in found for value in own]
    return len(taken) / seconds, taken


def ours(port: int, workers: int = 2) -> list[str]:
    """The command of our own web server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "rostra.config.wsgi:application",
    ]  # fmt: skip


def datasette(port: int, database: Path) -> list[str]:
    """The command of the peer."""
    return [sys.executable, "-m", "datasette", "serve", str(database), "--host", "127.0.0.1", "--port", str(port)]
