"""Threads: accounts, read live with the consent of whoever holds them; and what stands of them in an export of Instagram."""

from rostra.platforms.threads.export import ThreadsExport
from rostra.platforms.threads.platform import Threads

__all__ = ["Threads", "ThreadsExport"]
