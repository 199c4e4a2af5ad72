"""A virus scanner on a socket: ClamAV's own where it is installed, else its protocol at the wire."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HARMFUL = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # harmless, and known to every scanner
LARGEST = 1_000_000  # bytes of a stream that this one takes


class _Wire(socketserver.StreamRequestHandler):
    """What clamd answers, byte for byte."""

    def handle(self) -> None:
        if self.command() == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        stream = b""
        while size := int.from_bytes(self.rfile.read(4)):
            if len(stream) + size > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
            stream += self.rfile.read(size)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if HARMFUL in stream else b"stream: OK\0")

    def command(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self.rfile.read(1)
        return read[:-1]


@contextmanager
def at_the_wire(folder: Path) -> Iterator[str]:
    """Its address, while the block runs."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Wire) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def is_installed() -> bool:
    """Whether this machine has the real one."""
    return shutil.which("clamd") is not None


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """The same with ClamAV's clamd, which knows one signature."""
    socket = folder / "clamd.ctl"
    (folder / "db").mkdir()
    (folder / "db" / "one.ndb").write_text(f"Eicar-Test-Signature:0:*:{HARMFUL.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {folder / 'db'}\nForeground yes\nStreamMaxLength {LARGEST}\n"
        f"TemporaryDirectory {folder}\nPidFile {folder / 'pid'}\nMaxThreads 2\n"
    )
    with subprocess.Popen(["clamd", "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL) as running:
        try:
            ends = time.monotonic() + 30
            while not socket.exists() and running.poll() is None and time.monotonic() < ends:
                time.sleep(0.05)
            yield f"unix://{socket}"
        finally:
            running.terminate()
