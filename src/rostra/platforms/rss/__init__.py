"""Feeds in RSS and Atom, as a city's own pages and blogs have them."""

from rostra.platforms.rss.platform import Rss

__all__ = ["Rss"]
