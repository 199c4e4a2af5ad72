"""TikTok: live, with the consent of an account's holder; and the data that TikTok makes for an account's owner on request."""

from rostra.platforms.tiktok.export import TikTokExport
from rostra.platforms.tiktok.platform import TikTok

__all__ = ["TikTok", "TikTokExport"]
