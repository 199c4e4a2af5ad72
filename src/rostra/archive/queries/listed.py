"""Thousands of values in a condition, handed over as one: Django looks at each parameter of an ``IN`` several times."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db import connection
from django.db.models.expressions import RawSQL


def listed(values: Iterable[str] | Iterable[int]) -> RawSQL:
    """These texts, or these numbers, as a subquery for ``__in``. Texts must be sound Unicode without NUL."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s)", [list(values)])
    return RawSQL("SELECT value FROM json_each(%s)", [orjson.dumps(list(values)).decode()])
