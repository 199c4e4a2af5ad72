"""What Facebook exports of a Page or a profile on request, as a ZIP of JSON."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import Capabilities, Method
from rostra.platforms.facebook.layout import LAYOUT, named
from rostra.platforms.files.exported import Contents
from rostra.platforms.meta.export import CANNOT, Layout
from rostra.platforms.meta.inbox import InboxExport


class FacebookExport(InboxExport):
    """The platform of one export of Facebook."""

    name: ClassVar[str] = "facebook"
    network: ClassVar[str] = "facebook"
    reading: ClassVar[bytes] = sha256(b"export of Facebook, read 1").digest()
    layout: ClassVar[Layout] = LAYOUT
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        reaches="all",
        cannot=(
            "What an export of Facebook holds is what the account's owner hands over, and nothing in it is signed.",
            *CANNOT,
            "Direct messages are read from such an export only where who hands it over says so, and nobody finds them in public.",
            "For whom a post was visible stands in no export of Facebook.",
            "What an account wrote in groups is not read.",
        ),
    )

    def named(self, archive: Contents) -> tuple[str, str]:
        """See ``MetaExport.named``."""
        return named(archive)
