"""The life of an account, the networks that are known, and when two handles look alike."""

from rostra.accounts.states.life import ACCOUNT_LIFE, BEFORE_USE, CAPTURED, FOUND_LIFE, AccountState, Attested, FoundState, Part

__all__ = ["ACCOUNT_LIFE", "BEFORE_USE", "CAPTURED", "FOUND_LIFE", "AccountState", "Attested", "FoundState", "Part"]
