"""What can go wrong, in one small tree.

::

    LogError
    ├── Malformed       bytes from outside do not follow the specification
    ├── Unverifiable    well formed, but it proves nothing; `step` says which check failed
    ├── Missing         a tile, a bundle or the checkpoint is not there
    ├── Contradiction   two statements about the log cannot both be true: nothing more may be signed
    ├── ReadOnly        the log refuses to write; `reasons` says exactly why
    └── Refusal         a witness said no
"""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """The checks of an offline proof in their order (`proof.verify`); the last stands alone (two checkpoints against each other)."""

    FORM = 1
    SIGNATURE = 2
    ORIGIN = 3
    WITNESSES = 4
    INDEX = 5
    INCLUSION = 6
    FIELDS = 7
    CONSISTENCY = 8


class LogError(Exception):
    """Anything this package raises on purpose."""


class Malformed(LogError):
    """Bytes from outside do not follow the specification."""


class Unverifiable(LogError):
    """Well formed, but it proves nothing. `step` says which check failed, `reason` why."""

    def __init__(self, step: Step, reason: str) -> None:
        super().__init__(f"step {step.value} ({step.name.lower()}): {reason}")
        self.step = step
        self.reason = reason


class Missing(LogError):
    """A file of the log is not there. `path` is relative to the log's directory."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is missing")
        self.path = path


class Contradiction(LogError):
    """Two statements about the log cannot both be true: nothing more may be signed until a person has looked."""


class ReadOnly(LogError):
    """The log refuses to write. `reasons` says exactly why."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("the log is read-only: " + "; ".join(reasons))
        self.reasons = reasons


class Refusal(LogError):
    """A witness said no. `status` is the HTTP status (0: no usable answer), `size` the tree size it says it holds, if it said one.

    The size is an unsigned claim: it is good for asking again, never for judging our own log.
    """

    def __init__(self, status: int, reason: str, size: int | None = None) -> None:
        super().__init__(f"the witness refused (status {status}): {reason}")
        self.status = status
        self.size = size
