"""Moments in bulk, as text: a million of them cost Django's converters 10 µs each, and parsing a tenth of it, where it is needed at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast


def as_text(column: str) -> Cast:
    """A column of moments (or of JSON) as the database writes it."""
    return Cast(column, TextField())


def moment_of(text: str) -> dt.datetime:
    """The moment in a text of ``as_text``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def text_format() -> Callable[[str], str]:
    """How a stamp (``core.clock``) stands in a text of ``as_text``."""
    return _postgres_text if connection.vendor == "postgresql" else sqlite_text


def _postgres_text(stamp: str) -> str:
    moment = f"{stamp[:10]} {stamp[11:-1]}"
    return (moment.rstrip("0").rstrip(".") if "." in moment else moment) + "+00"


def sqlite_text(stamp: str) -> str:
    """How SQLite holds a stamp."""
    return f"{stamp[:10]} {stamp[11:-1]}".removesuffix(".000000")
