"""Tables of moderation: what was seen, what counsel allowed, what staff did and what speakers answered."""

from rostra.moderation.models.acts import ModerationAct
from rostra.moderation.models.appeals import Appeal, Notice
from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.models.filters import FilterTerm
from rostra.moderation.models.restrictions import Restriction

__all__ = ["Appeal", "BlockException", "FilterTerm", "ModerationAct", "Notice", "Restriction"]
