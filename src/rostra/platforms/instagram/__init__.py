"""Instagram: professional accounts, read live with the consent of whoever holds them; and what it exports to an account's owner."""

from rostra.platforms.instagram.export import InstagramExport
from rostra.platforms.instagram.platform import Instagram

__all__ = ["Instagram", "InstagramExport"]
