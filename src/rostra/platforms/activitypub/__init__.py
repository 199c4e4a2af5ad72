"""Servers that speak ActivityPub and have no interface of Mastodon's for strangers: what an account's outbox shows to everybody."""

from rostra.platforms.activitypub.platform import ActivityPub

__all__ = ["ActivityPub"]
