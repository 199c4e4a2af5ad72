"""Flickr: an account's photos and the comments on them, by its interface, and from the ZIPs that its owner hands over."""

from rostra.platforms.flickr.export import FlickrExport
from rostra.platforms.flickr.platform import Flickr

__all__ = ["Flickr", "FlickrExport"]
