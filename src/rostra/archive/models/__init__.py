"""What the archive holds, and what is known of it: records with their versions, segments, entries of the log; and who writes messages."""

from rostra.archive.models.forwarded import Forwarded, ForwardedFile
from rostra.archive.models.messages import SaidParty
from rostra.archive.models.records import (
    Absence,
    Attachment,
    Breach,
    BreachStep,
    Classification,
    Cosigner,
    Cursor,
    Entry,
    Head,
    LeftOpen,
    Medium,
    Record,
    Segment,
    Statement,
    Subject,
    Version,
    Witnessed,
)

__all__ = [
    "Absence",
    "Attachment",
    "Breach",
    "BreachStep",
    "Classification",
    "Cosigner",
    "Cursor",
    "Entry",
    "Forwarded",
    "ForwardedFile",
    "Head",
    "LeftOpen",
    "Medium",
    "Record",
    "SaidParty",
    "Segment",
    "Statement",
    "Subject",
    "Version",
    "Witnessed",
]
