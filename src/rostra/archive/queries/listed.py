"""Thousands of values in a condition, handed over as one: Django looks at each parameter of an ``IN`` several times."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db import connection
from django.db.models.expressions import RawSQL


def listed(values: Iterable[str] | Iterable[int]) -> RawSQL:
    """These texts, or these numbers, as a subquery for ``__in``. Texts must be sound Unicode without NUL."""
    found = list(values)
    if connection.vendor == "postgresql":
        of_texts = found and isinstance(found[0], str)
        return RawSQL("SELECT unnest(%s::text[])" if of_texts else "SELECT unnest(%s::bigint[])", [found])  # noqa: S611 -- constants
    return RawSQL("SELECT value FROM json_each(%s)", [orjson.dumps(found).decode()])
