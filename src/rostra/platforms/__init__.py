"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from collections.abc import Callable
from typing import Final

from rostra.platforms.base import FilePlatform, Platform, Source
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.flickr import FlickrExport
from rostra.platforms.linkedin import LinkedInExport
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.tiktok import TikTokExport
from rostra.platforms.x import XExport
from rostra.platforms.youtube import YouTubeExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky, "flickr": FlickrExport, "linkedin": LinkedInExport, "lists": Lists, "mastodon": Mastodon, "rss": Rss,
    "table": Table, "tiktok": TikTokExport, "x": XExport, "youtube": YouTubeExport,
}  # fmt: skip
EXPORTS: Final[dict[str, Callable[[Source, str], FilePlatform]]] = {  # what a network hands an account's owner as one file
    "flickr": FlickrExport, "linkedin": LinkedInExport, "tiktok": TikTokExport, "x": XExport, "youtube": YouTubeExport,
}  # fmt: skip
