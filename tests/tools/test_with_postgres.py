from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tools.with_postgres import main

ASK = """
import os, sys, psycopg
address = os.environ["ROSTRA_DATABASE"]
with psycopg.connect(address) as connection:
    connection.execute("CREATE TABLE t (n int)")
    print(address)
sys.exit(7)
"""


def test_a_command_gets_a_server_and_its_exit_status_is_returned(tmp_path: Path) -> None:
    tool = Path(main.__code__.co_filename)
    done = subprocess.run([sys.executable, tool, sys.executable, "-c", ASK], capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(done.stdout.strip())
    assert not Path("/tmp", done.stdout.split("%2F")[2]).exists()


def test_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
