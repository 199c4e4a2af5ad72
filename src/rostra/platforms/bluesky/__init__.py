"""Bluesky and all of the AT Protocol's network: what an account published, as its author signed it."""

from rostra.platforms.bluesky.export import BlueskyExport
from rostra.platforms.bluesky.platform import Bluesky

__all__ = ["Bluesky", "BlueskyExport"]
