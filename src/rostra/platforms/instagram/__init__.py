"""Instagram, as far as an account's owner hands over what Instagram exports on request."""

from rostra.platforms.instagram.export import InstagramExport

__all__ = ["InstagramExport"]
