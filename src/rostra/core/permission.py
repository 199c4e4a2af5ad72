"""The answer of every ``may_*`` rule: yes, or no with the reason that the person is shown."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Permission:
    """True when ``reason`` is empty; else ``reason`` says why not, for people.

    ``later``: not the person stands in the way, but the state of the thing or the day; a page answers 409 then, and not 403.
    """

    reason: str = ""
    later: bool = False

    def __bool__(self) -> bool:
        return not self.reason

    def require(self) -> None:
        """Nothing when allowed. Raises Forbidden with the reason."""
        if self.reason:
            raise Forbidden(self.reason)


ALLOWED = Permission()


def not_now(reason: str) -> Permission:
    """What the state of the thing, or the day, does not allow whoever asks; allowed where ``reason`` is empty."""
    return Permission(reason, later=True) if reason else ALLOWED
