"""What Threads exports on request: a folder in the ZIP of Instagram."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import ClassVar

from rostra.platforms.base import Capabilities, Method
from rostra.platforms.files.exported import Contents
from rostra.platforms.instagram import layout as instagram
from rostra.platforms.meta.export import CANNOT, Layout, MetaExport, Part
from rostra.platforms.threads.parse import post


class ThreadsExport(MetaExport):
    """The platform of the part of an export of Instagram that is of Threads."""

    name: ClassVar[str] = "threads"
    network: ClassVar[str] = "threads"
    reading: ClassVar[bytes] = sha256(b"export of Threads, read 1").digest()
    layout: ClassVar[Layout] = Layout(
        of="Threads",
        parts=(
            Part(
                re.compile(instagram.ACTIVITY + r"threads/threads_and_replies(?:_[0-9]{1,4})?\.json"),
                {"": post, "text_post_app_text_posts": post},
            ),
        ),
        media=instagram.LAYOUT.media,
        hint="your_instagram_activity/threads/threads_and_replies.json",
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        reaches="all",
        cannot=(
            "What an export of Threads holds is what the account's owner hands over, and nothing in it is signed.",
            *CANNOT,
            "To which post a reply on Threads answers stands in no export.",
        ),
    )

    def named(self, archive: Contents) -> tuple[str, str]:
        """Threads has the handle of Instagram."""
        return instagram.named(archive)
