"""The entries of the log: few types, each with a fixed, ordered list of fields it commits to.

An entry holds no content. A schema's number goes up when its list changes; old lists stay, because old leaves need them.
"""

from enum import StrEnum
from typing import Final


class EntryType(StrEnum):
    """What an entry tells of."""

    CAPTURE = "capture"  # a version was taken in
    GONE = "gone"  # a record was found missing
    COVERAGE = "coverage"  # what was checked, and what was missed
    ACCOUNT = "account"  # a change in the register
    HOLD = "hold"  # a hold was placed, or covers more
    RELEASE_HOLD = "release-hold"  # a hold was released
    EVENT = "event"  # any other audit event


SCHEMAS: Final[dict[tuple[EntryType, int], tuple[str, ...]]] = {
    (EntryType.CAPTURE, 1): (
        "account",  # the official account's alias
        "network",
        "uri",
        "kind",
        "author",  # [identity, handle, name]
        "published",  # as stated by the platform, RFC 3339 with microseconds
        "text",
        "languages",
        "context",  # [reply_to, thread, quotes, subject]
        "links",  # [[start, end, href], …]
        "media",  # [[SHA-256 hex or null, media type, alt, ref], …]
        "bytes",  # [SHA-256 hex of the item's own bytes, their media type]
        "evidence",  # [grade, SHA-256 hex of the proof or null]
        "source",  # [method, url, when received]
    ),
    (EntryType.GONE, 1): ("account", "uri", "certainty", "reason", "bytes", "source"),
    (EntryType.COVERAGE, 1): ("account", "from", "to", "checks", "gaps"),
    (EntryType.ACCOUNT, 1): ("account", "action", "actor", "facts"),
    (EntryType.HOLD, 1): ("subject", "action", "actor", "facts"),
    (EntryType.RELEASE_HOLD, 1): ("subject", "action", "actor", "facts"),
    (EntryType.EVENT, 1): ("subject", "action", "actor", "facts"),
}

CURRENT: Final = dict.fromkeys(EntryType, 1)
