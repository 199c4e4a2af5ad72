"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.exported import Exported
from rostra.platforms.flickr import Flickr
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.vimeo import Vimeo
from rostra.platforms.x import XExport
from rostra.platforms.youtube import YouTube

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky, "flickr": Flickr, "lists": Lists, "mastodon": Mastodon, "rss": Rss, "table": Table, "vimeo": Vimeo,
    "x": XExport, "youtube": YouTube,
}  # fmt: skip
EXPORTS: Final[dict[str, type[Exported]]] = {"x": XExport}  # what a network hands an account's owner as one file
