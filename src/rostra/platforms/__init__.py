"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.activitypub import ActivityPub
from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.exported import Exported
from rostra.platforms.linkedin import LinkedIn
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.tiktok import TikTok
from rostra.platforms.x import XExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "activitypub": ActivityPub, "bluesky": Bluesky, "linkedin": LinkedIn, "lists": Lists, "mastodon": Mastodon, "rss": Rss, "table": Table,
    "tiktok": TikTok, "x": XExport,
}  # fmt: skip
EXPORTS: Final[dict[str, type[Exported]]] = {"x": XExport}  # what a network hands an account's owner as one file
