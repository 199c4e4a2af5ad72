"""Where things lie in an export of Instagram, in each form it has had."""

from __future__ import annotations

import re

from rostra.platforms.files.exported import Contents
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at
from rostra.platforms.instagram.parse import comment, old_picture, old_post, old_story, picture, post, story
from rostra.platforms.meta.export import ROOT, Layout, Part, read_small, repaired, said_at

ACTIVITY = rf"{ROOT}(?:your_instagram_activity/)?"

_MEDIA = ACTIVITY + r"(?:media|content)/"
_PERSON = re.compile(rf"{ROOT}(?:(?:personal_information|account_information)/){{1,2}}personal_information\.json|{ROOT}profile\.json")
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}")
_HANDLES = ("Username", "Benutzername", "Nombre de usuario", "Nom d'utilisateur", "Nom d’utilisateur", "Nome de usuário", "Brugernavn")
_NAMES = ("Name", "Nombre", "Nom", "Nome", "Navn")

LAYOUT = Layout(
    of="Instagram",
    parts=(
        Part(re.compile(_MEDIA + r"posts(?:_[0-9]{1,4})?\.json"), {"": post, "ig_posts": post}),
        Part(re.compile(_MEDIA + r"reels(?:_[0-9]{1,4})?\.json"), {"": post, "ig_reels_media": post}),
        Part(re.compile(_MEDIA + r"igtv_videos(?:_[0-9]{1,4})?\.json"), {"": post, "ig_igtv_media": post}),
        Part(re.compile(_MEDIA + r"stories(?:_[0-9]{1,4})?\.json"), {"": story, "ig_stories": story}),
        Part(re.compile(_MEDIA + r"profile_photos\.json"), {"": picture, "ig_profile_picture": picture}),
        Part(
            re.compile(ACTIVITY + r"comments/(?:post|reels)_comments(?:_[0-9]{1,4})?\.json"),
            {"": comment, "comments_media_comments": comment, "comments_reels_comments": comment},
        ),
        Part(
            re.compile(ROOT + r"media\.json"),
            {"photos": old_post, "videos": old_post, "stories": old_story, "profile": old_picture, "direct": None},
        ),
    ),
    media=re.compile(ROOT + r"(?:media/.+|(?:photos|videos|stories|profile)/.+)\.[A-Za-z0-9]{2,5}(?<!\.json)(?<!\.html)"),
    hint="your_instagram_activity/media/posts_1.json",
)


def named(archive: Contents) -> tuple[str, str]:
    """Handle and name. Addresses, telephone numbers and much else stand beside them: nothing but these two is ever taken from here."""
    for found in read_small(archive, _PERSON):
        handle, name = text_at(found, "username"), said_at(found, "name")  # before 2021
        for person in maps_in(list_at(found, "profile_user")):
            handle, name = handle or _labelled(person, _HANDLES), name or _labelled(person, _NAMES)
        if handle or name:
            return handle if _HANDLE.fullmatch(handle) else "", name
    return "", ""


def _labelled(person: dict[str, object], labels: tuple[str, ...]) -> str:
    """The value under one of these labels; nothing where the export is in another language."""
    told = value_at(person, "string_map_data")
    values = told.items() if isinstance(told, dict) else ()
    return next((said_at(value, "value") for label, value in values if repaired(label) in labels), "")
