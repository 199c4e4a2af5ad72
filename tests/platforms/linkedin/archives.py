"""Archives of LinkedIn of our own making. The member and everybody in it are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from tests.platforms.tables import table

ACCOUNT = "exampleville-mayor"
URN = "urn:li:share:7448081445065035776"
SECRET = "plantedsecret-of-a-member"
SHARES = ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"]
COMMENTS = ["Date", "Link", "Message"]
_PRIVATE = ("messages.csv", "Connections.csv", "Profile.csv", "Email Addresses.csv", "Invitations.csv", "Reactions.csv", "Rich_Media.csv",
            "Articles/Articles/secret.html", "guide_messages.csv", "Ad_Targeting.csv")  # fmt: skip


def link(urn: str) -> str:
    """The address of a post as LinkedIn writes it."""
    return f"https://www.linkedin.com/feed/update/{quote(urn, safe='')}"


def share(urn: str = URN, text: str = "Snow emergency", visibility: str = "MEMBER_NETWORK", shared: str = "") -> list[str]:
    return ["2026-05-07 16:41:18", link(urn), text, shared, "", visibility]


def comment(address: str | None = None, text: str = "Thank you", date: str = "2026-05-08 09:10:11") -> list[str]:
    return [date, link("urn:li:activity:7401794121226567681") if address is None else address, text]


def files(shares: Sequence[Sequence[str]] = (), comments: Sequence[Sequence[str]] = ()) -> dict[str, bytes]:
    """An archive by member."""
    return {"Shares.csv": table(SHARES, shares), "Comments.csv": table(COMMENTS, comments)}


def with_secrets(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The archive with what in it is not public."""
    return {**members, **{name: table(["A", "B"], [[SECRET, SECRET]]) for name in _PRIVATE}}
