"""Accounts of Threads, read live with the consent of whoever holds them."""

from rostra.platforms.threads.platform import Threads

__all__ = ["Threads"]
