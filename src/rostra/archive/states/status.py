"""Whether a record is still on the platform, as far as we know."""

from enum import StrEnum


class Status(StrEnum):
    """Present until an asserted or observed absence; present again when it is seen again."""

    PRESENT = "present"
    GONE = "gone"
