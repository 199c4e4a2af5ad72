"""How something stands that an official account was seen to do against somebody's speech."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class Standing(StrEnum):
    """A restriction is judged from the moment it is seen until it is gone; what it was is kept for ever."""

    OPEN = "open"  # nobody approved it: a violation, until it is undone
    EXCEPTED = "excepted"  # counsel allowed it, until a day
    EXPLAINED = "explained"  # an act of moderation is recorded for it, or a filter word that counsel allowed
    TOLERATED = "tolerated"  # takes nothing from anybody, as the profile says
    LIFTED = "lifted"  # seen to be gone


WORDS = {
    Standing.OPEN: "to be undone",
    Standing.EXCEPTED: "allowed by counsel",
    Standing.EXPLAINED: "recorded as an act",
    Standing.TOLERATED: "takes nothing from anybody",
    Standing.LIFTED: "undone",
}

STANDINGS = StateGraph(
    Standing,
    initial=Standing.OPEN,
    moves=[
        Move.of("tolerate", [Standing.OPEN], Standing.TOLERATED),
        Move.of("judge-again", [Standing.TOLERATED], Standing.OPEN),
        Move.of("except", [Standing.OPEN], Standing.EXCEPTED),
        Move.of("end-exception", [Standing.EXCEPTED], Standing.OPEN),
        Move.of("explain", [Standing.OPEN], Standing.EXPLAINED),
        Move.of("end-explanation", [Standing.EXPLAINED], Standing.OPEN),
        Move.of("lift", [Standing.OPEN, Standing.EXCEPTED, Standing.EXPLAINED, Standing.TOLERATED], Standing.LIFTED),
    ],
    terminal=[Standing.LIFTED],
)
