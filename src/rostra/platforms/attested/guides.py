"""Where a network shows its settings to the holder of an account: what to open, what to read off.

Networks move their menus: mend them here.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Step(NamedTuple):
    """One setting: its key, the way to it, and what to look at there."""

    setting: str
    open: str
    read: str


_COMMENTING = "Who may comment on what the account posts, as it stands for new posts."
_PROFANITY = "The level of the filter for profanity."
_WORDS = "Every word and phrase on the list, as it stands there. If the list is long, scroll through it and make a picture of each screen."
_AUDIENCE = "Who can see the account and what it posts."
_COUNTRIES = "Which countries can see it, or cannot."
_APPROVED = "Held for review: everyone, after approval."
_AGE = "The youngest age at which somebody can see it."

_OTHER: Final = (
    Step("commenting", "The settings of the account: comments, replies, or privacy.", _COMMENTING),
    Step("profanity", "The settings of the account: moderation of comments.", f"{_PROFANITY} If there is none, it is off."),
    Step("words", "The settings of the account: blocked, hidden or muted words for comments.", _WORDS),
    Step("audience", "The settings of the account: visibility, or privacy.", _AUDIENCE),
    Step(
        "countries", "The settings of the account: visibility by country.", f"{_COUNTRIES} If there is no such setting, there is no limit."
    ),
    Step("age", "The settings of the account: visibility by age.", f"{_AGE} If there is no such setting, there is no limit."),
)

_GUIDES: Final[dict[str, tuple[Step, ...]]] = {
    "facebook": (
        Step(
            "commenting", "Switch to the page. Settings, Followers and public content, “Who can comment on your public posts”.", _COMMENTING
        ),
        Step(
            "profanity",
            "Professional dashboard, Moderation Assist; or Settings, Followers and public content, “Profanity filter”.",
            _PROFANITY,
        ),
        Step(
            "words",
            "Settings, Followers and public content, “Hide comments containing certain words”; and the words in Moderation Assist.",
            _WORDS,
        ),
        Step("audience", "Settings, Page setup, “Page visibility”.", _AUDIENCE),
        Step("countries", "Settings, Followers and public content, “Country restrictions”.", _COUNTRIES),
        Step("age", "Settings, Followers and public content, “Age restrictions”.", _AGE),
    ),
    "instagram": (
        Step("commenting", "Settings and activity, Comments, “Allow comments from”.", _COMMENTING),
        Step(
            "profanity",
            "Settings and activity, Hidden words, “Hide comments” and “Advanced comment filtering”.",
            "Off; medium if the first is on; strong if both are.",
        ),
        Step("words", "Settings and activity, Hidden words, “Manage custom words and phrases”.", _WORDS),
        Step("audience", "Settings and activity, Account privacy, “Private account”.", "Off: everyone. On: followers."),
        Step("countries", "Settings and activity, Business or Creator tools, Minimum age and countries.", _COUNTRIES),
        Step("age", "Settings and activity, Business or Creator tools, “Minimum age”.", _AGE),
    ),
    "x": (
        Step("commenting", "Begin a new post, and look at “… can reply”. Go back without posting.", _COMMENTING),
        Step(
            "profanity",
            "Settings and privacy, Notifications, Filters, “Quality filter”; and Safety mode.",
            "Off; medium if the filter is on; strong if Safety mode is.",
        ),
        Step("words", "Settings and privacy, Privacy and safety, Mute and block, “Muted words”.", _WORDS),
        Step("audience", "Settings and privacy, Privacy and safety, Audience, “Protect your posts”.", "Off: everyone. On: followers."),
    ),
    "threads": (
        Step("commenting", "Begin a new thread, and look at who can reply. Go back without posting.", _COMMENTING),
        Step("profanity", "Settings, Privacy, Hidden words, “Offensive words and phrases”.", "Off, or medium if it is on."),
        Step("words", "Settings, Privacy, Hidden words, “Custom words and phrases”.", _WORDS),
        Step("audience", "Settings, Privacy, “Private profile”.", "Off: everyone. On: followers."),
    ),
    "youtube": (
        Step("commenting", "YouTube Studio, Settings, Community, Defaults, “Comments on new videos”.", f"{_COMMENTING} {_APPROVED}"),
        Step(
            "profanity",
            "YouTube Studio, Settings, Community, Defaults, the level of holding for review.",
            "None: off. Basic: medium. Strict: strong.",
        ),
        Step("words", "YouTube Studio, Settings, Community, Automated filters, “Blocked words”.", _WORDS),
        Step("audience", "YouTube Studio, Settings, Upload defaults, “Visibility”.", _AUDIENCE),
        Step("age", "YouTube Studio, Settings, Channel, Advanced settings, Audience; and age restriction in Upload defaults.", _AGE),
    ),
    "tiktok": (
        Step("commenting", "Settings and privacy, Comments, “Who can comment”.", _COMMENTING),
        Step(
            "profanity",
            "Settings and privacy, Comments, “Comment care mode” and “Filter unwanted comments”.",
            "Off; medium if one is on; strong if all comments are held.",
        ),
        Step("words", "Settings and privacy, Comments, “Filter keywords”.", _WORDS),
        Step("audience", "Settings and privacy, Privacy, “Private account”.", "Off: everyone. On: followers."),
        Step("age", "Settings and privacy, Privacy, Audience controls.", _AGE),
    ),
    "bluesky": (),  # what an account sets against somebody's speech are records of the network
    "rss": (),
}

NOTHING_TO_READ: Final = tuple(network for network, steps in _GUIDES.items() if not steps)


def steps_for(network: str) -> tuple[Step, ...]:
    """The steps through the settings of an account on this network; none where there is nothing to read off."""
    return _GUIDES.get(network, _OTHER)
