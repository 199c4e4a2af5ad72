"""Where material comes from: one folder a platform, one interface (``base``), one contract (``testing``)."""

from collections.abc import Callable
from typing import Final

from rostra.platforms.base import FilePlatform, Platform, Source
from rostra.platforms.bluesky import Bluesky
from rostra.platforms.lists import Lists
from rostra.platforms.mastodon import Mastodon
from rostra.platforms.rss import Rss
from rostra.platforms.table import Table
from rostra.platforms.webpages import Captures
from rostra.platforms.x import XExport

PLATFORMS: Final[dict[str, type[Platform]]] = {
    "bluesky": Bluesky, "lists": Lists, "mastodon": Mastodon, "rss": Rss, "table": Table, "web": Captures, "x": XExport,
}  # fmt: skip
EXPORTS: Final[dict[str, Callable[[Source, str], FilePlatform]]] = {"x": XExport}  # what a network hands an account's owner as one file
