"""Which scenario is shown on which network, and why it is not on the others: what docs/reference/platform-scenarios.md is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SCENARIOS: Mapping[str, str] = {
    "edit": "An edit between two looks",
    "brief": "Posted and deleted within two minutes",
    "parent": "A post deleted under 200 replies",
    "story": "A story of 24 hours",
    "poll": "A poll that changes",
    "carousel": "Several pictures with alternative texts",
    "quote": "A quote",
    "elsewhere": "A reply in the thread of somebody else",
    "renamed": "An account that is renamed",
    "suspended": "An account that is suspended",
    "revoked": "A token that is revoked in the middle of a page",
    "hidden": "A comment hidden by a filter, and one hidden by hand",
    "empty": "A server that answers with 200 and an empty page",
}

NETWORKS: Mapping[str, str] = {
    "activitypub": "ActivityPub",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "flickr": "Flickr",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "rss": "Feeds",
    "threads": "Threads",
    "tiktok": "TikTok",
    "vimeo": "Vimeo",
    "x": "X",
    "youtube": "YouTube",
}

_NO_STORIES = "The network has no stories."
_NO_POLLS = "The network has no polls."
_NO_QUOTES = "The network has no quotes."
_ALONE = "Each stands alone, and has no alternative text."
_NO_TOKEN = "Nothing is asked with a token."

# The network has no such thing.
NOT_THERE: Mapping[str, Mapping[str, str]] = {
    "story": dict.fromkeys(("bluesky", "flickr", "linkedin", "mastodon", "rss", "vimeo", "x", "youtube"), _NO_STORIES),
    "poll": dict.fromkeys(("bluesky", "flickr", "rss", "vimeo"), _NO_POLLS),
    "carousel": dict.fromkeys(("flickr", "vimeo"), _ALONE) | {"rss": "The enclosures of an entry have no alternative text."},
    "quote": dict.fromkeys(("flickr", "instagram", "rss", "vimeo", "youtube"), _NO_QUOTES),
    "revoked": dict.fromkeys(("activitypub", "bluesky", "rss"), _NO_TOKEN),
    "hidden": {"mastodon": "A reply cannot be hidden from others: a filter hides it from who has the filter, alone."},
}

# The network has it, or may have it, and shows it to no program: words that stand in what its platform says that it cannot do.
NOT_SHOWN: Mapping[str, Mapping[str, str]] = {
    "parent": {"rss": "do not stand in a feed", "tiktok": "Comments, by the account or by others"},
    "story": {"activitypub": "nor stories", "tiktok": "a story"},
    "poll": {
        "facebook": "polls and messages are not captured",
        "instagram": "Polls are stickers",
        "tiktok": "Of polls and other stickers",
        "youtube": "posts that are no videos",
    },
    "carousel": {"tiktok": "A photo post", "youtube": "posts that are no videos"},
    "quote": {"tiktok": "a duet or stitch"},
    "elsewhere": {
        "facebook": "what the Page writes on other pages",
        "flickr": "what the account writes below photos of others",
        "instagram": "what it writes below theirs",
        "linkedin": "What a page writes below the posts of others",
        "rss": "do not stand in a feed",
        "tiktok": "Comments, by the account or by others",
        "vimeo": "What the account writes below videos of others",
        "youtube": "What the channel writes below videos of others",
    },
    "suspended": {"linkedin": "Whether LinkedIn has restricted a page", "tiktok": "Whether TikTok has suspended the account"},
    "hidden": {
        "activitypub": "Blocks, mutes and filters of an account are private",
        "flickr": "which comments it removed",
        "linkedin": "comments that a page hides or deletes are then not shown",
        "rss": "do not stand in a feed",
        "tiktok": "Comments, by the account or by others",
        "vimeo": "which comments it removed",
        "x": "Which replies an account has hidden cannot be seen",
    },
}


def shown(scenario: str) -> Iterator[str]:
    """The networks on which it is shown."""
    lacking = NOT_THERE.get(scenario, {}).keys() | NOT_SHOWN.get(scenario, {}).keys()
    yield from (network for network in NETWORKS if network not in lacking)
