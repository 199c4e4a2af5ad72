"""Threads, as far as an account's owner hands over the export of Instagram in which it lies."""

from rostra.platforms.threads.export import ThreadsExport

__all__ = ["ThreadsExport"]
