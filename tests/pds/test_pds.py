"""The PDS of the tests itself: it must not be seen from outside, not outlive the tests, and say what is missing."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.pds import server
from tests.pds.server import NotInstalledError, Pds

pytest_plugins = ["tests.pds.fixture"]


def _listeners(port: int) -> set[str]:
    """The addresses that this machine listens on at a port, as the kernel lists them."""
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            host, _, at = address.partition(":")
            if state == "0A" and int(at, 16) == port:
                packed = b"".join(bytes.fromhex(host[i : i + 8])[::-1] for i in range(0, len(host), 8))
                found.add(socket.inet_ntop(family, packed))
    return found


@pytest.mark.pds
def test_it_listens_on_the_loopback_address_only(pds: Pds) -> None:
    for url in (pds.url, pds.plc):
        assert _listeners(urlsplit(url).port or 0) == {"127.0.0.1"}


@pytest.mark.pds
def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    own = Pds(tmp_path)
    own.start()
    node = own._node
    assert isinstance(node, subprocess.Popen)
    assert node.stdin is not None
    node.stdin.close()
    assert node.wait(timeout=20) == 0


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(server, "HERE", tmp_path)
    with pytest.raises(NotInstalledError, match=r"Run: make test-tools$"):
        Pds(tmp_path).start()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NotInstalledError, match="node is missing"):
        Pds(tmp_path).start()
