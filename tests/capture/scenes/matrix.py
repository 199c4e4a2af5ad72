"""Which scenario is shown on which network, and why it is not on the others: what docs/reference/platform-scenarios.md is made of."""

from __future__ import annotations

from collections.abc import Mapping

NETWORKS = (
    "activitypub", "bluesky", "facebook", "flickr", "instagram", "linkedin", "mastodon", "rss", "threads", "tiktok", "vimeo", "x", "youtube",
)  # fmt: skip

NO_COMMENTS = {"rss": "", "tiktok": ""}
NO_TOKEN = {"activitypub": "", "bluesky": "", "rss": ""}
LACKING: Mapping[str, Mapping[str, str]] = {
    "parent": NO_COMMENTS,
    "story": dict.fromkeys(set(NETWORKS) - {"facebook", "instagram", "threads"}, ""),
    "poll": dict.fromkeys(("bluesky", "facebook", "flickr", "instagram", "rss", "tiktok", "vimeo", "youtube"), ""),
    "carousel": dict.fromkeys(("flickr", "rss", "tiktok", "vimeo", "youtube"), ""),
    "quote": dict.fromkeys(("flickr", "instagram", "rss", "tiktok", "vimeo", "youtube"), ""),
    "elsewhere": dict.fromkeys(("facebook", "flickr", "instagram", "linkedin", "rss", "tiktok", "vimeo", "youtube"), ""),
    "suspended": dict.fromkeys(("linkedin", "tiktok"), ""),
    "revoked": NO_TOKEN,
    "hidden": dict.fromkeys(("activitypub", "flickr", "linkedin", "mastodon", "rss", "tiktok", "vimeo", "x"), ""),
}
