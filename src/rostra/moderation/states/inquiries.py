"""Where an inquiry of a resident stands, as far as who asks is told."""

from enum import StrEnum


class Stage(StrEnum):
    """Computed from the inquiry's times alone: nothing of the network, the archive or the register goes into it before there is a proof."""

    BEGUN = "begun"  # a code was given
    LOOKING = "looking"  # somebody asked us to look; what came of it is told at a fixed time
    NOT_FOUND = "not-found"  # we looked, and there was no proof: why, is not told
    PROVEN = "proven"
    EXPIRED = "expired"
