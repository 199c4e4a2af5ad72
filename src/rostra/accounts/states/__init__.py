"""The life of an account and of a request for one, the networks that are known, and when two handles look alike."""

from rostra.accounts.states.life import ACCOUNT_LIFE, BEFORE_USE, CAPTURED, FOUND_LIFE, AccountState, Attested, FoundState, Part
from rostra.accounts.states.requests import REQUEST_LIFE, Basis, RequestState

__all__ = [
    "ACCOUNT_LIFE",
    "BEFORE_USE",
    "CAPTURED",
    "FOUND_LIFE",
    "REQUEST_LIFE",
    "AccountState",
    "Attested",
    "Basis",
    "FoundState",
    "Part",
    "RequestState",
]
