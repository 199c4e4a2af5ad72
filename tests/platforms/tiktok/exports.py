"""Exports of TikTok of our own making, in each form they have had. The account and everybody in it are invented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.platforms.x.archives import pack

ACCOUNT = "6900000000000000001"
HANDLE = "exampleville.mn"
VIDEO = "7395912345678901234"
SECRET = "plantedsecret-of-an-account"


def post(number: str = VIDEO, **more: Any) -> dict[str, Any]:
    """A post as TikTok writes it."""
    return {
        "Date": "2024-07-26 17:21:14",
        "Link": f"https://www.tiktokv.com/share/video/{number}/",
        "Likes": "12",
        "WhoCanView": "Everyone",
        "AllowComments": "Yes",
        "Sound": "",
        "Title": "Snow emergency",
        **more,
    }


def comment(text: str = "Thank you", date: str = "2024-07-27 08:00:00") -> dict[str, Any]:
    return {"date": date, "comment": text, "photo": "N/A", "url": ""}


def export(posts: Sequence[object], comments: Sequence[object] = (), deleted: Sequence[object] = ()) -> bytes:
    """The JSON of today's form, with what in it is not public."""
    watched = [{"Date": "2024-07-26 17:21:14", "Link": f"https://www.tiktokv.com/share/video/{VIDEO}/", "note": SECRET}] * 3
    whole = {
        "Comment": {"Comments": {"CommentsList": comments}},
        "Direct Message": {"Direct Messages": {"ChatHistory": {"Chat History with x:": [{"Content": SECRET}]}}},
        "Post": {
            "Drafts": {"VideoList": [post(Title=SECRET)]},
            "Posts": {"VideoList": posts},
            "Recently Deleted Posts": {"PostList": deleted},
        },
        "Profile And Settings": {
            "Block List": {"BlockList": [{"UserName": SECRET}]},
            "Profile Info": {"ProfileMap": {"emailAddress": SECRET, "telephoneNumber": SECRET, "userName": HANDLE, "birthDate": SECRET}},
        },
        "Your Activity": {"Watch History": {"VideoList": watched}, "Searches": {"SearchList": [{"SearchTerm": SECRET}]}},
    }
    return json.dumps(whole).encode()


def legacy(posts: Sequence[object], comments: Sequence[object]) -> bytes:
    """The JSON of the form before it was renamed, written for people to look at."""
    whole = {
        "Activity": {"Video Browsing History": {"VideoList": [{"Link": SECRET}]}, "Search History": {"SearchList": []}},
        "App Settings": {"Block": {"BlockList": [{"UserName": SECRET}]}},
        "Comment": {"Comments": {"CommentsList": comments}},
        "Profile": {"Profile Information": {"ProfileMap": {"emailAddress": SECRET, "userName": HANDLE}}},
        "Video": {"Videos": {"VideoList": posts}},
    }
    return json.dumps(whole, indent=2).encode()


def packed(raw: bytes, name: str) -> bytes:
    return pack({name: raw})
