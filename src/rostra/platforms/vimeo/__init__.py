"""Vimeo: an account's videos and the comments on them, by its interface."""

from rostra.platforms.vimeo.platform import Vimeo

__all__ = ["Vimeo"]
