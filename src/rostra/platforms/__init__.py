"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from typing import Final

from rostra.platforms.activitypub import ActivityPub
from rostra.platforms.base import Platform
from rostra.platforms.bluesky import Bluesky, BlueskyExport
from rostra.platforms.calls import Hook
from rostra.platforms.consent import Consent
from rostra.platforms.facebook import Facebook, FacebookExport
from rostra.platforms.files.exported import Exported
from rostra.platforms.flickr import Flickr, FlickrExport
from rostra.platforms.instagram import Instagram, InstagramExport
from rostra.platforms.linkedin import LinkedIn, LinkedInExport
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon, MastodonExport
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.threads import Threads, ThreadsExport
from rostra.platforms.tiktok import TikTok, TikTokExport
from rostra.platforms.vimeo import Vimeo
from rostra.platforms.webpages import Captures
from rostra.platforms.x import X, XExport
from rostra.platforms.youtube import YouTube, YouTubeExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "activitypub": ActivityPub,
    "bluesky": Bluesky,
    "facebook": Facebook,
    "flickr": Flickr,
    "instagram": Instagram,
    "linkedin": LinkedIn,
    "lists": Lists,
    "mastodon": Mastodon,
    "rss": Rss,
    "table": Table,
    "threads": Threads,
    "tiktok": TikTok,
    "vimeo": Vimeo,
    "web": Captures,
    "x": X,
    "youtube": YouTube,
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


def consent_of(network: str) -> Consent | None:
    """What the network asks of an account's holder; None where it asks nothing, or is not read live."""
    return getattr(PLATFORMS.get(network), "consent", None)


def hook_of(network: str) -> Hook | None:
    """How the network calls one address for all accounts; None where it does not."""
    return getattr(PLATFORMS.get(network), "hook", None)


def is_told_by_hub(network: str) -> bool:
    """Whether hubs tell of the network's accounts: ``websub.ToldByHub``."""
    return hasattr(PLATFORMS.get(network), "hinted")


def tells_when_asked(network: str) -> bool:
    """Whether the network has to be asked before it tells: ``calls.Asked``."""
    return hasattr(PLATFORMS.get(network), "tell")
