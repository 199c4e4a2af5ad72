"""What Instagram exports on request, as a ZIP of JSON."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import Capabilities, Method
from rostra.platforms.files.exported import Contents
from rostra.platforms.instagram.layout import LAYOUT, named
from rostra.platforms.meta.export import CANNOT, Layout
from rostra.platforms.meta.inbox import InboxExport


class InstagramExport(InboxExport):
    """The platform of one export of Instagram."""

    name: ClassVar[str] = "instagram"
    network: ClassVar[str] = "instagram"
    reading: ClassVar[bytes] = sha256(b"export of Instagram, read 1").digest()
    layout: ClassVar[Layout] = LAYOUT
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        reaches="all",
        cannot=(
            "What an export of Instagram holds is what the account's owner hands over, and nothing in it is signed.",
            *CANNOT,
            "Direct messages are read from such an export only where who hands it over says so, and nobody finds them in public.",
            "Whom an account of Instagram blocks or restricts is not read from its export: these lists are handed over by themselves.",
        ),
    )

    def named(self, archive: Contents) -> tuple[str, str]:
        """See ``MetaExport.named``."""
        return named(archive)
