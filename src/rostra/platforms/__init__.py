"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.exported import Exported
from rostra.platforms.facebook import Facebook
from rostra.platforms.instagram import Instagram
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.threads import Threads
from rostra.platforms.x import XExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky, "facebook": Facebook, "instagram": Instagram, "lists": Lists, "mastodon": Mastodon, "rss": Rss, "table": Table,
    "threads": Threads, "x": XExport,
}  # fmt: skip
EXPORTS: Final[dict[str, type[Exported]]] = {"x": XExport}  # what a network hands an account's owner as one file
