"""What an element of an export of Instagram says: pure, so that the same bytes always say the same."""

from __future__ import annotations

import datetime as dt
import re

from rostra.platforms.base import Kind
from rostra.platforms.files.exported import BadElement
from rostra.platforms.hostile import int_at, list_at, maps_in, read_time, text_at, value_at
from rostra.platforms.meta.export import Said, medium_at, moment_at, repaired, said_at

_COMMENT, _OWNER = "Comment", "Media Owner"  # in the language of the account; so the first in order counts where they are called otherwise
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}")
_WITHOUT_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def post(found: dict[str, object]) -> Said:
    """A post, a reel or a video. Of one picture the words stand with it, of several with the post."""
    return _said("post", found)


def story(found: dict[str, object]) -> Said:
    """A story, which was public for a day; mostly a picture alone."""
    return _said("story", found)


def picture(found: dict[str, object]) -> Said:
    """A picture of the profile."""
    return _said("profile", found, Kind.PROFILE)


def comment(found: dict[str, object]) -> Said:
    """A comment of the account's own. Raises BadElement where its labels do not tell which the comment is."""
    told = {repaired(label): value for label, value in _map(found).items()}
    moments = filter(None, (moment_at(value, "timestamp") for value in told.values() if int_at(value, "timestamp")))
    return Said("comment", Kind.REPLY, next(moments, None), _comment(told))


def old_post(found: dict[str, object]) -> Said:
    """A picture or video of the years before 2021. Of several pictures each stood there alone."""
    return _old("post", found)


def old_story(found: dict[str, object]) -> Said:
    """A story of the years before 2021."""
    return _old("story", found)


def old_picture(found: dict[str, object]) -> Said:
    """A picture of the profile, of the years before 2021."""
    return _old("profile", found, Kind.PROFILE)


def _said(what: str, found: dict[str, object], kind: Kind = Kind.POST) -> Said:
    media = list(maps_in(list_at(found, "media"))) or [found]
    text = said_at(found, "title") or said_at(media[0], "title")
    moment = moment_at(found, "creation_timestamp") or moment_at(media[0], "creation_timestamp")
    shown = (medium_at(said_at(medium, "uri"), _words(medium, text)) for medium in media)
    return Said(what, kind, moment, text, media=tuple(filter(None, shown)))


def _words(medium: dict[str, object], text: str) -> str:
    """What is said of one picture of several."""
    words = said_at(medium, "title")
    return words if words != text else ""


def _old(what: str, found: dict[str, object], kind: Kind = Kind.POST) -> Said:
    shown = medium_at(said_at(found, "path"), "")
    moment, text = _taken(text_at(found, "taken_at")), said_at(found, "caption")
    return Said(what, kind, moment, text, media=(shown,) if shown else ())


def _taken(text: str) -> dt.datetime | None:
    """When it was posted, in UTC, which the exports before 2019 do not say."""
    return read_time(f"{text}+00:00" if _WITHOUT_ZONE.fullmatch(text) else text)


def _map(found: dict[str, object]) -> dict[str, object]:
    told = value_at(found, "string_map_data")
    if not isinstance(told, dict):
        raise BadElement("it is no comment in a form that is known")
    return told


def _comment(told: dict[str, object]) -> str:
    if _COMMENT in told:
        return said_at(told, _COMMENT, "value")
    words = [said_at(value, "value") for label, value in told.items() if label != _OWNER and not int_at(value, "timestamp")]
    if not words or (len(words) == 1 and _HANDLE.fullmatch(words[0])):
        raise BadElement("its labels do not tell which of its values the comment is")
    return words[0]
