"""How a message stands."""

from enum import StrEnum


class MailState(StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"
    SENT = "sent"  # the mail server has taken it
    MUTED = "muted"  # nothing is sent to this address
    FAILED = "failed"  # given up: refused for good, or tried for days
