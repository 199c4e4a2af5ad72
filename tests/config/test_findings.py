"""Every process knows every source of findings: also one that imports nothing else."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import django
django.setup()
from rostra.core import findings
print(sorted({source.__module__.split(".")[1] for source in findings._sources}))
"""


def test_a_process_that_only_started_django_looks_for_everything() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['accounts', 'capture', 'cases', 'core', 'moderation', 'people', 'policy', 'retention']"
