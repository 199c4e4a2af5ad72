"""Tables of moderation: what was seen, what counsel allowed, what staff did and what speakers answered; what residents ask and report."""

from rostra.moderation.models.acts import ModerationAct
from rostra.moderation.models.appeals import Appeal, Notice
from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.models.filters import FilterTerm
from rostra.moderation.models.inquiries import Inquiry
from rostra.moderation.models.reports import BlockReport, ReportDraft, ReportFile, ReportMessage
from rostra.moderation.models.restrictions import Restriction
from rostra.moderation.models.samples import BlindReview, Drawing

__all__ = [
    "Appeal",
    "BlindReview",
    "BlockException",
    "BlockReport",
    "Drawing",
    "FilterTerm",
    "Inquiry",
    "ModerationAct",
    "Notice",
    "ReportDraft",
    "ReportFile",
    "ReportMessage",
    "Restriction",
]
