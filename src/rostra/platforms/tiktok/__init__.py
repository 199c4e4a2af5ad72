"""TikTok, read by its interface for programs (Display API, version 2) with the consent of an account's holder."""

from rostra.platforms.tiktok.platform import TikTok

__all__ = ["TikTok"]
