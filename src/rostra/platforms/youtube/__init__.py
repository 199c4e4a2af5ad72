"""YouTube: a channel's videos and the comments on them, by the Data API, and from the Takeout that its owner hands over."""

from rostra.platforms.youtube.export import YouTubeExport
from rostra.platforms.youtube.platform import YouTube

__all__ = ["YouTube", "YouTubeExport"]
