"""Mastodon, and other servers with its client API: what an account shows to everybody, read without a token."""

from rostra.platforms.mastodon.export import MastodonExport
from rostra.platforms.mastodon.platform import Mastodon

__all__ = ["Mastodon", "MastodonExport"]
