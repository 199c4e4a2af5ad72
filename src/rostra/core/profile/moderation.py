"""Moderation: the city's rule on blocking, the closed list of grounds, and the terms of both."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from rostra.core.profile.sections import Section, Slug

ActName = Literal["mute", "hide", "remove", "restrict", "close-comments", "filter", "block"]  # platforms.base.Act


class Ground(Section):
    """A ground on which something may be done against somebody's speech. The list is closed: what is not on it is no ground."""

    key: Slug
    name: str = Field(min_length=1, max_length=100)
    test: str = Field(min_length=1)  # how it is told apart, so that two people come to the same answer
    example: str = Field(min_length=1)
    counter_example: str = Field(min_length=1)
    basis: str = Field(min_length=1)  # the law or the clause
    acts: list[ActName] = Field(min_length=1)  # that it can bear
    alone: bool = False  # one moderator is enough: spam and malware


class Amnesty(Section):
    """Blocks from before the rule: those that are found up to a day have longer to be lifted."""

    found_until: dt.date
    lift_by: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lift_by < self.found_until:
            raise ValueError("lift_by lies before found_until")
        return self


class ModerationTerms(Section):
    """The rule and its clocks."""

    blocking: Literal["prohibited", "attorney-exception"] = "prohibited"
    clause: str = ""  # of the city's policy that a block breaks: document/key
    tolerated: list[ActName] = ["mute"]  # takes nothing from anybody: noted, and no violation
    lift_within: int = Field(default=1, ge=0, le=60)  # business days until what nobody approved must be undone
    longest_exception: int = Field(default=30, ge=1, le=366)  # days
    amnesty: Amnesty | None = None
    tolerate_settings_before_comments: bool = True  # closing comments before there are any takes nothing from anybody
    review_within: int = Field(default=180, ge=1, le=3660)  # days until an act lapses unless somebody looks at it again
    notice_within: int = Field(default=2, ge=0, le=60)  # business days until the speaker must have been told
    appeal_open_days: int = Field(default=30, ge=1, le=366)  # days from the notice
    appeal_decided_within: int = Field(default=10, ge=1, le=60)  # business days
    appeals_an_hour_each: int = Field(default=20, ge=1, le=1000)  # codes and appeals from one network address
    longest_filter: int = Field(default=180, ge=1, le=366)  # days that a filter word is in force
    sample_share: int = Field(default=10, ge=0, le=100)  # percent of the decided acts that are looked at a second time, blinded; 0: none
    sample_least: int = Field(default=5, ge=1, le=1000)  # of them, where there are so many
    sample_every: Literal["month", "quarter"] = "quarter"  # of the city's calendar
    sample_within: int = Field(default=20, ge=1, le=120)  # business days until they must be answered
    viewpoint_words: list[str] = []  # that are never filtered, beside names of officials, units, accounts and critics
    tell_filter_words: bool = True  # on the public page
    ground: list[Ground] = []

    @model_validator(mode="after")
    def _sound(self) -> Self:
        keys = [ground.key for ground in self.ground]
        if doubled := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two grounds have the key {doubled[0]!r}")
        if self.blocking == "attorney-exception" and not any("block" in ground.acts for ground in self.ground):
            raise ValueError("attorney-exception needs a closed list: no [[moderation.ground]] has the act 'block'")
        return self

    def grounds_for(self, act: str) -> list[Ground]:
        """The grounds that can bear this act."""
        return [ground for ground in self.ground if act in ground.acts]
