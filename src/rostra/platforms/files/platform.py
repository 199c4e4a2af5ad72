"""What is asked of a platform that reads a file, beside what is asked of all."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from rostra.platforms.base import Identity, Platform


class FilePlatform(Platform, Protocol):
    """A platform that can be taken in from a file, made for one file."""

    @property
    def network(self) -> str:
        """Where the file's accounts are."""

    @property
    def reading(self) -> bytes:
        """SHA-256 of how the file is read: the same file read otherwise is another import."""

    def owner(self, source: BinaryIO) -> Identity | None:
        """The account whose file this is; None where each item says whose it is. Raises BadSource."""
