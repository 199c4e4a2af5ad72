"""Direct messages: how they are held, by who wrote to whom."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rostra.core.profile.classification import NotPublic
from rostra.core.profile.sections import Section, Slug

Party = Literal["resident", "official-account", "elected-official", "employee", "vendor"]


class MessageRule(Section):
    """How what two kinds of parties write to each other is held. Of several about the same two the first counts."""

    between: list[Party] = Field(min_length=2, max_length=2)
    held_as: NotPublic | Literal["public"]
    basis: Slug | Literal[""] = ""  # the law, by its key among those of classification

    @model_validator(mode="after")
    def _on_a_law(self) -> Self:
        if (self.held_as == "public") != (self.basis == ""):
            raise ValueError("what is not public rests on a basis, and what is public on none")
        return self


class MessageTerms(Section):
    """The city's own rules, before the delivered ones."""

    rule: list[MessageRule] = []
