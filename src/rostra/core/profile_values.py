"""Kinds of values in the city's profile."""

from __future__ import annotations

import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, Field


def _known_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError("not a time zone; use an IANA name such as America/Chicago")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
AddressPattern = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9*-][A-Za-z0-9*.-]{3,}\.[A-Za-z]{2,}(/\S*)?$", max_length=200)
]  # no words: addresses
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
