"""Web server and worker as children of one process: started again when they die, stopped with it, and never left behind."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
STEADY = 60.0  # seconds after which a child counts as sound
TIME_TO_END = 25.0  # seconds for a child to stop by itself
LOOK_EVERY = 0.2  # seconds
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
            self.running, self.ready_at = None, now + self.pause
        if self.running is None and now >= self.ready_at:
            self.started = now
            self.running = subprocess.Popen(self.command, preexec_fn=end_with_parent if sys.platform == "linux" else None)  # noqa: PLW1509 -- this process has one thread

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


def end_with_parent() -> None:
    """Let the kernel end this process when its parent dies, however it dies (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def children(port: int, web_workers: int, host: str = "127.0.0.1") -> list[Child]:
    """The web server and the worker."""
    web = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(web_workers), "rostra.config.wsgi:application"]
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
