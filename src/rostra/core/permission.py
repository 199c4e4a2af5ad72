"""The answer of every ``may_*`` rule: yes, or no with the reason that the person is shown."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Permission:
    """True when ``reason`` is empty; else ``reason`` says why not, for people."""

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def require(self) -> None:
        """Nothing when allowed. Raises Forbidden with the reason."""
        if self.reason:
            raise Forbidden(self.reason)


ALLOWED = Permission()
