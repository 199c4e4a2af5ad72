"""The life of an account, the networks that are known, and when two handles look alike."""

from rostra.accounts.states.life import ACCOUNT_LIFE, CAPTURED, AccountState

__all__ = ["ACCOUNT_LIFE", "CAPTURED", "AccountState"]
