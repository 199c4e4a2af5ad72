"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky, BlueskyExport
from rostra.platforms.exported import Exported
from rostra.platforms.facebook import FacebookExport
from rostra.platforms.flickr import FlickrExport
from rostra.platforms.instagram import InstagramExport
from rostra.platforms.linkedin import LinkedInExport
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon, MastodonExport
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.threads import ThreadsExport
from rostra.platforms.tiktok import TikTokExport
from rostra.platforms.webpages import Captures
from rostra.platforms.x import XExport
from rostra.platforms.youtube import YouTubeExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky,
    "facebook": FacebookExport,
    "flickr": FlickrExport,
    "instagram": InstagramExport,
    "linkedin": LinkedInExport,
    "lists": Lists,
    "mastodon": Mastodon,
    "rss": Rss,
    "table": Table,
    "threads": ThreadsExport,
    "tiktok": TikTokExport,
    "web": Captures,
    "x": XExport,
    "youtube": YouTubeExport,
}
EXPORTS: Final[dict[str, type[Exported]]] = {  # what a network hands an account's owner as one archive
    "bluesky": BlueskyExport,
    "facebook": FacebookExport,
    "flickr": FlickrExport,
    "instagram": InstagramExport,
    "linkedin": LinkedInExport,
    "mastodon": MastodonExport,
    "threads": ThreadsExport,
    "tiktok": TikTokExport,
    "x": XExport,
    "youtube": YouTubeExport,
}
