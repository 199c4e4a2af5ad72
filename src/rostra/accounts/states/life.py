"""The life of an official account, and what becomes of one that is found and stands in no register."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class AccountState(StrEnum):
    """Where an account stands in its life as the city's. Before it is approved there is no account, only a request."""

    APPROVED = "approved"  # it may exist; who holds its keys is not on record yet
    PROVISIONED = "provisioned"  # two city administrators, second factor, escrow, notice; capture is not proven yet
    ACTIVE = "active"  # in use and captured
    SUSPENDED = "suspended"  # not to be used for a time; still captured
    TRANSITION = "transition"  # its custodian leaves; still captured
    CLOSING = "closing"  # the last steps; still captured
    LOST = "lost"  # removed by the network, or in somebody else's hands; still captured
    ARCHIVED = "archived"  # closed for good; the archive stays
    REGISTERED = APPROVED  # its name in the first register, which the first migration knows; no state of its own


class Part(StrEnum):
    """What part a person has in an account. The account is the city's; nobody owns it."""

    CUSTODIAN = "custodian"  # answers for it: the office-holder, or who heads the unit
    STEWARD = "steward"  # looks after it from day to day
    BACKUP = "backup-steward"
    POSTER = "poster"  # may post


class Attested(StrEnum):
    """What a person says, on record, that they have seen to: no program can look it up."""

    SECOND_FACTOR = "second-factor"  # every administrator signs in with one
    CREDENTIALS_ROTATED = "credentials-rotated"  # passwords changed, sessions ended, delegates removed
    IN_ORDER = "in-order"  # once a year: parts, administrators, escrow, notice and purpose are what stands here
    HOLDS_CHECKED = "holds-checked"  # nothing about the account must wait for a hold


class FoundState(StrEnum):
    """What was decided about an account that is in no register and may be the city's."""

    FOUND = "found"
    ADOPTED = "adopted"  # it was the city's all along
    CONVERTED = "converted"  # it was somebody's own, and its owner gives it to the city
    CLOSED = "closed"  # it was the city's, and is closed at once
    DECLARED_PERSONAL = "declared-personal"  # it is not the city's: nothing is kept but that this was decided


_SAID = {
    AccountState.PROVISIONED: "prepared and not yet in use",
    AccountState.ACTIVE: "in use",
    AccountState.TRANSITION: "in transition",
    AccountState.CLOSING: "being closed",
}


def said(state: str) -> str:
    """A state as it goes into a sentence: "The account is …"."""
    return _SAID.get(AccountState(state), state)


CAPTURED = frozenset(AccountState) - {AccountState.ARCHIVED}
BEFORE_USE = frozenset({AccountState.APPROVED, AccountState.PROVISIONED})
_CLOSABLE = (*BEFORE_USE, AccountState.ACTIVE, AccountState.SUSPENDED, AccountState.TRANSITION)

ACCOUNT_LIFE = StateGraph(
    AccountState,
    initial=AccountState.APPROVED,
    moves=[
        Move.of("provision", [AccountState.APPROVED], AccountState.PROVISIONED),
        Move.of("activate", [AccountState.PROVISIONED], AccountState.ACTIVE),
        Move.of("suspend", [AccountState.ACTIVE], AccountState.SUSPENDED),
        Move.of("resume", [AccountState.SUSPENDED], AccountState.ACTIVE),
        Move.of("begin-transition", [AccountState.ACTIVE], AccountState.TRANSITION),
        Move.of("hand-over", [AccountState.TRANSITION], AccountState.ACTIVE),
        Move.of("lose", [*_CLOSABLE, AccountState.CLOSING], AccountState.LOST),
        Move.of("recover", [AccountState.LOST], AccountState.SUSPENDED),
        Move.of("close", _CLOSABLE, AccountState.CLOSING),
        Move.of("archive", [AccountState.CLOSING], AccountState.ARCHIVED),
        Move.of("give-up", [AccountState.LOST], AccountState.ARCHIVED),
    ],
    terminal=[AccountState.ARCHIVED],
)

FOUND_LIFE = StateGraph(
    FoundState,
    initial=FoundState.FOUND,
    moves=[
        Move.of("adopt", [FoundState.FOUND], FoundState.ADOPTED),
        Move.of("convert", [FoundState.FOUND], FoundState.CONVERTED),
        Move.of("close", [FoundState.FOUND], FoundState.CLOSED),
        Move.of("declare-personal", [FoundState.FOUND], FoundState.DECLARED_PERSONAL),
    ],
    terminal=[FoundState.ADOPTED, FoundState.CONVERTED, FoundState.CLOSED, FoundState.DECLARED_PERSONAL],
)
