"""Flickr, as far as an account's owner hands over its data: the ZIPs that Flickr makes on request."""

from rostra.platforms.flickr.export import FlickrExport

__all__ = ["FlickrExport"]
