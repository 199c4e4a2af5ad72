"""The written policy: its terms, what is asked of people, what is shown of it, where it ends."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rostra.core.profile.sections import Section, Slug


class PolicyTerms(Section):
    """How long a policy may stand without being looked at, and how long covered persons may comment on a draft."""

    review_months: int = Field(default=24, ge=1, le=600)
    comment_days: int = Field(default=14, ge=1, le=365)  # proposed when a draft is circulated


class AskingTerms(Section):
    """Campaigns that ask for acknowledgement: what is proposed for a new one, and when one is out of order."""

    due_days: int = Field(default=30, ge=1, le=365)
    newcomer_days: int = Field(default=30, ge=1, le=365)
    remind: list[int] = [-14, -3, 7]  # days after the due date; before it, where negative
    escalate_after: int = Field(default=14, ge=1, le=365)  # days after the due date
    pass_mark: int = Field(default=80, ge=0, le=100)  # percent of the quiz
    most_overdue: float = Field(default=0.1, ge=0, le=1)  # share of a campaign's people; more is a finding
    kiosk_hours: int = Field(default=12, ge=1, le=72)  # for so long an opened device takes answers
    kiosk_idle_seconds: int = Field(default=90, ge=20, le=3600)  # after so long without a sign of anybody, their page is left


class TrainingTerms(Section):
    """Training: what is proposed for a new module."""

    cadence_months: int = Field(default=12, ge=0, le=120)  # 0: once is enough
    newcomer_days: int = Field(default=180, ge=1, le=730)


class Figures(Section):
    """Public figures about people."""

    smallest: int = Field(default=5, ge=1, le=100)  # groups in which fewer would be told apart are not shown


class Evidence(Section):
    """That a measure says something about a clause: it is shown beside it."""

    clause: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=121)  # document/key
    measure: Slug

    @property
    def document(self) -> str:
        """The document's name in addresses."""
        return self.clause.partition("/")[0]

    @property
    def key(self) -> str:
        """The clause's lasting key."""
        return self.clause.partition("/")[2]


class Line(Section):
    """The line between what is the city's and what is somebody's own."""

    guidance: Slug | Literal[""] = ""  # a document whose text in force tells it; empty: the words that come with Rostra
    disclaimer: str = Field(default="", max_length=500)  # that a person may put on an account of their own; empty: none is offered
    forward_days: int = Field(default=20, ge=1, le=365)  # calendar days in which stray city business is forwarded
    largest_file: int = Field(default=20_000_000, ge=100_000)  # bytes
    most_files: int = Field(default=10, ge=1, le=50)
