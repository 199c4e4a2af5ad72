"""Where things lie in an export of Facebook, of a Page or of a profile, in each form it has had."""

from __future__ import annotations

import re

from rostra.platforms.facebook.parse import comment, post, video
from rostra.platforms.files.exported import Contents
from rostra.platforms.hostile import text_at, value_at
from rostra.platforms.meta.export import ROOT, Layout, Part, read_small, said_at

_ACTIVITY = rf"{ROOT}(?:your_facebook_activity/|your_activity_across_facebook/|this_profile.s_activity_across_facebook/)?"
_PROFILE = re.compile(rf"{ROOT}(?:personal_information/|about_you/)?profile_information/profile_information\.json")
_HANDLE = re.compile(r"[A-Za-z0-9.]{1,100}")

LAYOUT = Layout(
    of="Facebook",
    parts=(
        Part(
            re.compile(_ACTIVITY + r"posts/(?:profile_posts|your_posts(?:__check_ins__photos_and_videos)?)(?:_[0-9]{1,4})?\.json"),
            {"": post, "status_updates": post},
        ),
        Part(re.compile(_ACTIVITY + r"(?:posts|photos_and_videos)/(?:your_)?videos\.json"), {"videos_v2": video, "videos": video}),
        Part(
            re.compile(_ACTIVITY + r"comments(?:_and_reactions)?/comments(?:_[0-9]{1,4})?\.json"),
            {"comments_v2": comment, "comments": comment},
        ),
    ),
    media=re.compile(_ACTIVITY + r"(?:posts|photos_and_videos|comments|comments_and_reactions)/.+\.[A-Za-z0-9]{2,5}(?<!\.json)(?<!\.html)"),
    hint="posts/profile_posts_1.json or posts/your_posts_1.json",
)


def named(archive: Contents) -> tuple[str, str]:
    """Handle and name. Addresses, telephone numbers and much else stand beside them: nothing but these two is ever taken from here."""
    for found in read_small(archive, _PROFILE):
        for profile in (value_at(found, "profile_v2"), value_at(found, "profile")):
            handle, name = text_at(profile, "username"), said_at(profile, "name", "full_name") or said_at(profile, "name")
            if handle or name:
                return handle if _HANDLE.fullmatch(handle) else "", name
    return "", ""
