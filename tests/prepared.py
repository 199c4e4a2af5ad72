"""A database in which every table stands, and no row: made once for all processes of a run, and copied by what is not about making them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = "rostra.sqlite3"


def tables() -> Path:
    """The file. Whoever asks first makes it, by the migrations; the others wait."""
    shared = Path(os.environ["ROSTRA_TEST_SHARED"])
    shared.mkdir(parents=True, exist_ok=True)
    made = shared / FILE
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(shared / "making")
            (shared / "making" / FILE).rename(made)
    return made


def _make(data: Path) -> None:
    data.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRA_")}
    own = {"ROSTRA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "rostra.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env={**kept, **own}, cwd=ROOT, check=True)


def lay_tables(data: Path) -> None:
    """Put it into a data directory, which is made where there is none."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(tables(), data / FILE)
