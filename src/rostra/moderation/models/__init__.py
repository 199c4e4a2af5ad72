"""Tables of moderation: what was seen, and what counsel allowed; what residents ask and report."""

from rostra.moderation.models.exceptions import BlockException
from rostra.moderation.models.inquiries import Inquiry
from rostra.moderation.models.reports import BlockReport, ReportDraft, ReportFile, ReportMessage
from rostra.moderation.models.restrictions import Restriction

__all__ = ["BlockException", "BlockReport", "Inquiry", "ReportDraft", "ReportFile", "ReportMessage", "Restriction"]
