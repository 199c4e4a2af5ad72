"""Classification: the laws on which something is withheld, the patterns that suggest it, and how soon somebody decides."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rostra.core.profile.sections import Section, Slug

NotPublic = Literal["private", "nonpublic", "confidential", "protected-nonpublic"]
Needs = Literal["nothing", "until", "order"]


class Basis(Section):
    """A law on which something may be withheld. One with the key of a delivered one stands in its place."""

    key: Slug
    law: str = Field(min_length=1, max_length=200)  # as it is cited
    words: str = Field(min_length=1)  # what it protects, for everybody
    classes: list[NotPublic] = Field(min_length=1)
    needs: Needs = "nothing"  # a last day, or the order of a court


class Held(Section):
    """A kind of data that the system holds and nobody gets by default: for the public inventory."""

    key: Slug
    name: str = Field(min_length=1)
    held_as: NotPublic
    law: str = Field(min_length=1)
    words: str = Field(min_length=1)  # what it is, and what for


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


class Pattern(Section):
    """What looks as if it should be withheld. It is proposed; a person decides."""

    key: Slug
    name: str = Field(min_length=1, max_length=60)
    expression: Annotated[str, AfterValidator(_is_pattern)] = Field(min_length=1, max_length=1000)
    basis: Slug = ""  # proposed with it


class ClassificationTerms(Section):
    """Who answers for what is withheld, and its clocks."""

    responsible_authority: str = ""  # its title; empty: the records office
    compliance_official: str = ""  # of data practices
    confirm_within: int = Field(default=3, ge=0, le=60)  # business days until what was withheld must be confirmed, or is lifted
    ends_soon: int = Field(default=30, ge=1, le=366)  # days before a temporary classification ends
    contest: str = ""  # how to ask for what is withheld, in the city's words; empty: the delivered ones
    basis: list[Basis] = []
    held: list[Held] = []
    pattern: list[Pattern] = []
    region: str = Field(default="US", pattern=r"^[A-Z]{2}$")  # whose telephone numbers are known without their country's code

    @model_validator(mode="after")
    def _once(self) -> Self:
        for rows in (self.basis, self.held, self.pattern):
            keys = [row.key for row in rows]
            if doubled := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(f"two have the key {doubled[0]!r}")
        return self
