"""TikTok, as far as an account's owner hands over its data: the JSON, or the ZIP with it, that TikTok makes on request."""

from rostra.platforms.tiktok.export import TikTokExport

__all__ = ["TikTokExport"]
