"""The public test vectors that lie beside the checkout; tests that read them are skipped where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("ROSTRA_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "tlog"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the public test vectors do not lie beside the checkout")
