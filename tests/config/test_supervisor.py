"""The port is looked at before anything starts, and no process is left on it."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.config.installation import Installation

from rostra.config.supervisor import Child, check_free
from rostra.core.errors import Conflict

PARENT = "import subprocess, sys; print(subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL).pid, file=open(sys.argv[1], 'w'))"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on, as the web server does: ready to share it."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    yield listener.getsockname()[1]
    listener.close()


def test_a_port_that_is_taken_is_refused_before_anything_is_made(taken: int, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = Installation(data, PORT=str(taken)).rostra("run")
    assert done.returncode == 3
    assert f"nothing can listen at 127.0.0.1, port {taken}: Address already in use" in done.stderr
    assert "PORT=9000 rostra run" in done.stderr
    assert not data.exists()


def test_a_free_port_is_free(taken: int) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    check_free("127.0.0.1", port)
    with pytest.raises(Conflict):
        check_free("127.0.0.1", taken)
    with pytest.raises(Conflict):
        check_free("no-such-host.invalid", port)


@pytest.mark.parametrize("how", ["keep", "end"])
def test_what_a_child_leaves_behind_ends_with_it(how: str, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    child = Child("parent", [sys.executable, "-c", PARENT, str(told)])
    child.keep()
    assert child.running is not None
    child.running.wait(30)
    orphan = int(told.read_text())
    assert is_alive(orphan)
    getattr(child, how)()
    end = time.monotonic() + 10
    while is_alive(orphan):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie (Linux)."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
