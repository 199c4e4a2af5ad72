"""Tables of moderation: what was seen, and what counsel allowed."""

from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.models.restrictions import Restriction

__all__ = ["BlockException", "Restriction"]
