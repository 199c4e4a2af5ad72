"""The life of an official account."""

from enum import StrEnum

from rostra.core.graph import Move, StateGraph


class AccountState(StrEnum):
    """Where an account stands in its life as the city's."""

    REGISTERED = "registered"  # on the list; capture is not proven yet
    ACTIVE = "active"  # in use and captured
    SUSPENDED = "suspended"  # not to be used for a time; still captured
    RETIRED = "retired"  # closed; the archive stays


CAPTURED = frozenset({AccountState.ACTIVE, AccountState.SUSPENDED})

ACCOUNT_LIFE = StateGraph(
    AccountState,
    initial=AccountState.REGISTERED,
    moves=[
        Move.of("connect", [AccountState.REGISTERED], AccountState.ACTIVE),
        Move.of("suspend", [AccountState.ACTIVE], AccountState.SUSPENDED),
        Move.of("resume", [AccountState.SUSPENDED], AccountState.ACTIVE),
        Move.of("retire", [AccountState.REGISTERED, AccountState.ACTIVE, AccountState.SUSPENDED], AccountState.RETIRED),
    ],
    terminal=[AccountState.RETIRED],
)
