"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.exported import Exported
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.x import X, XExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky, "lists": Lists, "mastodon": Mastodon, "rss": Rss, "table": Table, "x": X,
}  # fmt: skip
EXPORTS: Final[dict[str, type[Exported]]] = {"x": XExport}  # what a network hands an account's owner as one file
