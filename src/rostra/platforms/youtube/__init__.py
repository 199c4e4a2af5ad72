"""YouTube: a channel's videos and the comments on them, by the Data API."""

from rostra.platforms.youtube.platform import YouTube

__all__ = ["YouTube"]
