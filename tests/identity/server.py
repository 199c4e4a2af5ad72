"""Real identity providers, driven from Python: for tests only, on the loopback address only."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NOT_INSTALLED = "The identity providers that the tests sign in with are not installed ({what} is missing). Run: make test-tools"


class Identity:
    """A process with both providers. It ends with ``close``, or by itself when this process dies."""

    def __init__(self) -> None:
        """Raises RuntimeError where node or the providers are not installed."""
        node = shutil.which("node")
        for what, there in (("node", node), ("tests/identity/node_modules", (HERE / "node_modules" / "oidc-provider").is_dir())):
            if not there:
                raise RuntimeError(NOT_INSTALLED.format(what=what))
        assert node
        environment = {"NODE_ENV": "test", "PATH": "/usr/bin:/bin", "NODE_NO_WARNINGS": "1"}
        pipe = subprocess.PIPE
        self._node = subprocess.Popen([node, str(HERE / "identity.mjs")], stdin=pipe, stdout=pipe, text=True, cwd=HERE, env=environment)

    def ask(self, what: str, **told: Any) -> dict[str, Any]:
        """One command of ``identity.mjs`` and its answer."""
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(json.dumps({"do": what, **told}) + "\n")
        self._node.stdin.flush()
        while not (line := self._node.stdout.readline()).startswith("{"):  # oidc-provider prints notices about its test settings
            if not line:
                raise RuntimeError(f"The providers ended ({self._node.wait(timeout=10)}).")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self) -> None:
        """End node and wait for it."""
        assert self._node.stdin
        self._node.stdin.close()
        self._node.wait(timeout=20)
