"""What the city's virus scanner says: clamd, over a socket of this machine or of the network.

``z`` and a closing zero frame a command; a stream is chunks, each behind its length in four bytes, and a chunk of length nought at its end
(clamd(8), COMMANDS). What is to be scanned is never written to a disk for it.
"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 30
SCAN, PING = b"zINSTREAM\0", b"zPING\0"
_CHUNK, _LONGEST_ANSWER = 1 << 16, 4096


def ask_scanner(command: bytes, content: bytes | None = None, *, seconds: float = SECONDS) -> str:
    """What the scanner answers to ``command``, with ``content`` as its stream. Raises OSError."""
    with _connected(seconds) as there:
        there.sendall(command)
        if content is not None:
            _send(there, content)
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := there.recv(_LONGEST_ANSWER)):
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _send(there: socket.socket, content: bytes) -> None:
    """One chunk after the other. A scanner that has enough hangs up, and its answer tells why."""
    try:
        for at in range(0, len(content), _CHUNK):
            chunk = content[at : at + _CHUNK]
            there.sendall(len(chunk).to_bytes(4) + chunk)
        there.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _connected(seconds: float) -> socket.socket:
    there = urlsplit(settings.SCANNER)
    if there.scheme == "tcp":
        return socket.create_connection((there.hostname, there.port or 3310), timeout=seconds)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(seconds)
    try:
        made.connect(there.path)
    except OSError:
        made.close()
        raise
    return made
