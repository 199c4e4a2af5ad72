"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky, BlueskyExport
from rostra.platforms.exported import Exported
from rostra.platforms.facebook import Facebook, FacebookExport
from rostra.platforms.instagram import Instagram, InstagramExport
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon, MastodonExport
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.threads import Threads, ThreadsExport
from rostra.platforms.x import XExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky,
    "facebook": Facebook,
    "instagram": Instagram,
    "lists": Lists,
    "mastodon": Mastodon,
    "rss": Rss,
    "table": Table,
    "threads": Threads,
    "x": XExport,
}
EXPORTS: Final[dict[str, type[Exported]]] = {  # what a network hands an account's owner as one archive
    "bluesky": BlueskyExport,
    "facebook": FacebookExport,
    "instagram": InstagramExport,
    "mastodon": MastodonExport,
    "threads": ThreadsExport,
    "x": XExport,
}
