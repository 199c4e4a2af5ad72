"""Retention: the series of the city's schedule, and which of them is whose."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rostra.core.profile.sections import Section, Slug


class Series(Section):
    """A row of a retention schedule: how long what belongs to it is kept at least, from its trigger on."""

    key: Slug
    name: str = Field(min_length=1, max_length=200)
    years: int = Field(ge=0, le=200)
    authority: str = Field(min_length=1)  # the schedule with its edition and row


class RetentionTerms(Section):
    """The schedule as far as it is named, and the series of what is closed. What is in no series is kept."""

    series: list[Series] = []
    cases: Slug | Literal[""] = ""  # the series of closed cases; empty: they are kept

    @model_validator(mode="after")
    def _named(self) -> Self:
        keys = [each.key for each in self.series]
        if len(set(keys)) < len(keys):
            raise ValueError("two series have the same key")
        if self.cases and self.cases not in keys:
            raise ValueError(f"cases: there is no [[retention.series]] with the key {self.cases!r}; there are: {', '.join(keys) or 'none'}")
        return self
