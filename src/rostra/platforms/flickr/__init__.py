"""Flickr: an account's photos and the comments on them, by its interface."""

from rostra.platforms.flickr.platform import Flickr

__all__ = ["Flickr"]
