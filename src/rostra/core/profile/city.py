"""Who the city is, and how its pages look."""

from __future__ import annotations

import datetime as dt

import holidays as public_holidays
from pydantic import Field, HttpUrl, model_validator

from rostra.core.profile.sections import Section, Tag, Zone


class City(Section):
    """Who runs this installation."""

    name: str = Field(min_length=1, max_length=120)
    short_name: str = Field(min_length=1, max_length=40)
    government: str = Field(min_length=1, max_length=120)  # "City of Exampleville"
    zone: Zone
    languages: list[Tag] = Field(default=["en"], min_length=1)
    motto: str = ""
    website: HttpUrl | None = None


class Contact(Section):
    """Where people turn."""

    records_office: str
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    telephone: str = ""
    address: str = ""


class Holidays(Section):
    """The days on which offices are closed: a jurisdiction's list, with the city's own changes."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    subdivision: str = ""
    also: list[dt.date] = []
    not_: list[dt.date] = Field(default=[], alias="except")

    @model_validator(mode="after")
    def _known(self) -> Holidays:
        known = public_holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"no list of holidays is known for country {self.country!r}")
        if self.subdivision and self.subdivision not in known[self.country]:
            raise ValueError(f"subdivision {self.subdivision!r} is unknown; allowed: {', '.join(known[self.country])}")
        return self


class Appearance(Section):
    """What the pages show of the city."""

    banner: str = ""  # e.g. "An official website of the City of Exampleville"; empty: none is shown
    disclaimer: str = ""
