"""Rostra: official social media accounts, captured, proved and shown to the public."""

__version__ = "0.1.0"
