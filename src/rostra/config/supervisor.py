"""Web server and worker as children of one process: started again when they die, stopped with it, and never left behind."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from rostra.core.errors import Conflict

LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
STEADY = 60.0  # seconds after which a child counts as sound
TIME_TO_END = 25.0  # seconds for a child to stop by itself
LOOK_EVERY = 0.2  # seconds
WEB_THREADS = 16  # a web worker; each holds a connection to the database, and with it a cache of its own
_PR_SET_PDEATHSIG = 1  # prctl(2)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Child:
    """A command that is kept running."""

    name: str
    command: Sequence[str]
    pause: float = 0.5
    started: float = 0.0
    ready_at: float = 0.0
    running: subprocess.Popen[bytes] | None = field(default=None)

    def keep(self) -> None:
        """Start it when it does not run and its pause is over."""
        now = time.monotonic()
        if self.running is not None and self.running.poll() is not None:
            self.pause = 0.5 if now - self.started > STEADY else min(LONGEST_PAUSE, self.pause * 2)
            log.warning("the %s ended (%s); again in %.1f s", self.name, self.running.returncode, self.pause)
            self._end_group(self.running)
            self.running, self.ready_at = None, now + self.pause
        if self.running is None and now >= self.ready_at:
            self.started = now
            follow = end_with_parent if sys.platform == "linux" else None
            self.running = subprocess.Popen(self.command, preexec_fn=follow, process_group=0)  # noqa: PLW1509 -- this process has one thread

    def end(self) -> None:
        """Tell it to stop, wait, and kill it if it does not."""
        if self.running is None:
            return
        self.running.terminate()
        try:
            self.running.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()
        self._end_group(self.running)

    @staticmethod
    def _end_group(ended: subprocess.Popen[bytes]) -> None:
        """Kill what the child left behind: an orphan of the web server would go on answering beside the next one."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(ended.pid, signal.SIGKILL)


def end_with_parent() -> None:
    """Let the kernel end this process when its parent dies, however it dies (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def check_free(host: str, port: int) -> None:
    """Raises Conflict where nothing can listen there. The web server itself would share a port that is taken (SO_REUSEPORT)."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that just ended is no hindrance
            tried.bind(address)
    except OSError as error:
        hint = "end what listens there, or choose another port: PORT=9000 rostra run"
        raise Conflict(f"nothing can listen at {host}, port {port}: {error.strerror}", hint=hint) from error


def children(port: int, web_workers: int, host: str = "127.0.0.1") -> list[Child]:
    """The web server and the worker."""
    size = ["--workers", str(web_workers), "--blocking-threads", str(WEB_THREADS)]
    web = ["--interface", "wsgi", "--host", host, "--port", str(port), *size, "rostra.config.wsgi:application"]
    return [
        Child("web server", [sys.executable, "-m", "granian", *web]),
        Child("worker", [sys.executable, "-m", "rostra.config.cli", "worker"]),
    ]


def supervise(kept: Sequence[Child]) -> None:
    """Keep the children running until SIGTERM or SIGINT; then end them, the last first."""
    stop = threading.Event()

    def told_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told_to_stop)
    while not stop.is_set():
        for child in kept:
            child.keep()
        stop.wait(LOOK_EVERY)
    for child in reversed(kept):
        child.end()
