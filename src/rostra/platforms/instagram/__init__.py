"""Professional accounts of Instagram, read live with the consent of whoever holds them."""

from rostra.platforms.instagram.platform import Instagram

__all__ = ["Instagram"]
