"""The laws on which something may be withheld, what the system holds that nobody gets, and what looks as if it should be withheld.

Delivered ones (``withholding.toml``: Minnesota's) with what the city's profile adds to them, or puts in their place by the same key.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from rostra.archive import states
from rostra.core.profile import Basis, Held, Pattern

R = TypeVar("R", bound=Basis | Held | Pattern)


def bases() -> list[Basis]:
    """The known laws."""
    return _joined([Basis.model_validate(row) for row in _delivered()["basis"]], settings.PROFILE.classification.basis)


def basis_of(key: str) -> Basis | None:
    """The known law of this key."""
    return next((basis for basis in bases() if basis.key == key), None)


def held_kinds() -> list[Held]:
    """Kinds of data that nobody gets by default."""
    return _joined([Held.model_validate(row) for row in _delivered()["held"]], settings.PROFILE.classification.held)


def patterns() -> list[Pattern]:
    """What looks as if it should be withheld."""
    return _joined([Pattern.model_validate(row) for row in _delivered()["pattern"]], settings.PROFILE.classification.pattern)


@cache
def _delivered() -> dict[str, Any]:
    return tomllib.loads((Path(states.__file__).parent / "withholding.toml").read_text(encoding="utf-8"))


def _joined(delivered: list[R], own: list[R]) -> list[R]:
    """Those delivered, but one's own in the place of one with the same key."""
    return [*(row for row in delivered if row.key not in {each.key for each in own}), *own]
