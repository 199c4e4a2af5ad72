"""LinkedIn: pages of organisations, read by its interface for programs with the consent of who administers them."""

from rostra.platforms.linkedin.platform import LinkedIn

__all__ = ["LinkedIn"]
