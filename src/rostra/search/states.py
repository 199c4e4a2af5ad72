"""The orders in which results may come, and what a document is marked with."""

from enum import IntFlag, StrEnum


class Sort(StrEnum):
    """The order of results."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


class Mark(IntFlag):
    """What a document is, beside its words: counted by the facets, and filtered by the tag of the same name."""

    GONE = 1
    EDITED = 2
    REPLY = 4
    MEDIA = 8
    PUBLIC = 16  # said by the public to an official account
