"""YouTube, as far as a channel's owner hands over its data: the ZIPs that Google makes on request (Takeout)."""

from rostra.platforms.youtube.export import YouTubeExport

__all__ = ["YouTubeExport"]
