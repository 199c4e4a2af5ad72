"""What every table of the profile is made of."""

from __future__ import annotations

import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of the profile: unknown keys are refused, because a typing error must not pass as a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _known_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError("not a time zone; use an IANA name such as America/Chicago")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
AddressPattern = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9*-][A-Za-z0-9*.-]{3,}\.[A-Za-z]{2,}(/\S*)?$", max_length=200)
]  # no words: addresses
Tag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", max_length=12)]  # of a language, in small letters
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
