"""What the public pages show of what the archive holds. The archive itself holds everything, and staff see all of it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from rostra.core.profile.sections import Section, Slug

Shown = Literal["full", "fact", "withheld"]
DEFAULT = "default"  # stands for every network that is not named


class DisplayTerms(Section):
    """Whether replies are shown, whether residents are named, and what is shown of removed items, network by network."""

    replies: bool = False  # what is said by others than the city's own accounts
    replies_reason: str = ""  # why they are not shown; empty: the delivered words
    mask_handles: bool = True  # of residents, wherever they stand
    removed: dict[Slug, Shown] = {}  # network, or "default": what is shown of items that are gone there
    reason: dict[Slug, str] = {}  # network, or "default": why not all of it

    def of_removed(self, network: str) -> Shown:
        """What is shown of an item that is gone from this network."""
        return self.removed.get(network) or self.removed.get(DEFAULT, "full")

    def reason_of(self, network: str) -> str:
        """Why not all of it is shown."""
        return self.reason.get(network) or self.reason.get(DEFAULT, "")

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        for network, shown in self.removed.items():
            if shown != "full" and not self.reason_of(network).strip():
                raise ValueError(f"removed.{network} is {shown!r}, and no reason is given: everybody is told it ([display.reason])")
        return self
