"""Facebook Pages, read live with the consent of whoever holds them."""

from rostra.platforms.facebook.platform import Facebook

__all__ = ["Facebook"]
