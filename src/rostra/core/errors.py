"""The roots of our errors. Each says what to do.

RostraError
├── Forbidden        the actor may not; ``reason`` says why
├── Invalid          the input is wrong; ``problems`` names each field
├── Conflict         it stands against something that is there already
├── IllegalMove      the state does not allow it
├── ReadOnly         the store refuses to be written until somebody has looked
└── Misconfigured    a setting is wrong; ``id`` and ``hint`` tell which and how to mend it
"""

from __future__ import annotations

from collections.abc import Mapping


class RostraError(Exception):
    """Root of our errors. The message is for people; ``hint`` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Forbidden(RostraError):
    """The actor may not do this."""


class Invalid(RostraError):
    """The input is wrong. ``problems`` maps a field to what is wrong with it ("" for the whole)."""

    def __init__(self, problems: Mapping[str, str], *, hint: str = "") -> None:
        super().__init__("; ".join(f"{field}: {text}" if field else text for field, text in problems.items()), hint=hint)
        self.problems = dict(problems)


class Conflict(RostraError):
    """It stands against something that is there already."""


class IllegalMove(RostraError):
    """The state does not allow it."""


class ReadOnly(RostraError):
    """The store refuses to be written until somebody has looked."""


class Misconfigured(RostraError):
    """A setting is wrong. ``id`` is stable and documented."""

    def __init__(self, message: str, *, id: str, hint: str) -> None:  # noqa: A002 -- the field's name in findings too
        super().__init__(message, hint=hint)
        self.id = id
