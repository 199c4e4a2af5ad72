"""What lies where in Takeout: found by what the files hold, for their names are in the owner's language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from rostra.platforms.base import BadSource, Identity
from rostra.platforms.files.exported import BadElement, Contents, Element, Withheld, is_public
from rostra.platforms.files.exports import Damaged
from rostra.platforms.files.rows import Cells, cells, rows
from rostra.platforms.youtube.addresses import is_channel
from rostra.platforms.youtube.columns import EVERYBODY, OTHERS, Holds, Video, first, video_in, what_is

MOST = 1_000_000  # videos: which of them not everybody can see is held in memory

_TABLES = re.compile(r"(?:[^/]+/)*[^/]*YouTube[^/]*/(?:[^/]+/)*[^/]+\.csv", re.IGNORECASE)
_FILES = re.compile(r"(?:[^/]+/)*[^/]*YouTube[^/]*/[^/]+/([^/]+)\.(?:mp4|m4v|mov|avi|wmv|mkv|webm|mpe?g|3gp|flv)", re.IGNORECASE)
_NUMBERED = re.compile(r".*\([0-9]+\)")  # one of several files of one name: whose it is cannot be told
_CUT_FROM = 45  # characters of a file's name from which it may be the beginning of a title
_LOOKED_AT = 50  # rows, until one tells what a file holds


@dataclass(slots=True)
class Videos:
    """What must be known of all videos before the first one is read."""

    hidden: set[str] = field(default_factory=set)  # of which it is not sure that everybody can see them
    files: dict[str, str] = field(default_factory=dict)  # by video


def parts_of(archive: Contents) -> dict[str, Holds]:
    """The files to read and what they hold, videos first. Raises BadSource where there is none."""
    found = {name: holds for name in archive.names(_TABLES) if (holds := _holds(archive, name))}
    if not {Holds.VIDEOS, Holds.COMMENTS, Holds.CHATS} & set(found.values()):
        raise BadSource(
            "the archive holds no videos, comments or live chats of YouTube: it is no Takeout of it, or a part with the files alone"
        )
    order = list(Holds)
    return dict(sorted(found.items(), key=lambda part: order.index(part[1])))


def channels_in(archive: Contents, parts: dict[str, Holds]) -> dict[str, str]:
    """The channels whose Takeout it is, with their names; of one that lacks the list of them, the one that its rows name first."""
    listed = [name for name, holds in parts.items() if holds is Holds.CHANNELS]
    if listed:
        return {row.values[0]: row.values[1] for name in listed for row in _those(archive, name, Holds.CHANNELS)}
    named = (next(_those(archive, name, holds), None) for name, holds in parts.items())
    return {first(row, is_channel): "" for row in named if row}


def owner_of(channels: dict[str, str], told: str) -> Identity:
    """Whose Takeout it is, or is taken for as a person says. Raises BadSource where it is of several."""
    if told not in channels and len(channels) > 1:
        raise BadSource(f"it is of {len(channels)} channels: say which account of the register is meant (--account)")
    channel = told if told in channels else next(iter(channels))
    return Identity(channel, "", channels[channel])


def videos_in(archive: Contents, parts: dict[str, Holds]) -> Videos:
    """Which videos are not open to everybody, and which file is whose. Raises BadSource where there are too many."""
    found, files, whole = Videos(), _Files(archive), True
    for name in (name for name, holds in parts.items() if holds is Holds.VIDEOS):
        for row in _rows(archive, name):
            whole = _note(row, files, found.hidden) and whole
            if len(found.hidden) > MOST:
                raise BadSource(f"the archive tells of more than {MOST:,} videos that not everybody can see")
    if whole:  # else a file may be that of a private video whose row cannot be read
        found.files = {video: file for video, file in files.claimed() if video not in found.hidden}
    return found


def _note(row: Cells | None, files: _Files, hidden: set[str]) -> bool:
    """Note whose file may be whose, and the video unless it is sure that everybody can see it; whether the row can be read."""
    if row is None:
        return False
    try:
        video = video_in(row)
    except BadElement:
        return False
    files.claim(video.id, video.title)
    if not _visible(video):
        hidden.add(video.id)
    return True


def _visible(video: Video) -> bool:
    try:
        return is_public(video.audience, EVERYBODY, OTHERS)
    except Withheld:
        return False


def _holds(archive: Contents, name: str) -> Holds | None:
    try:
        looked_at = islice(rows(archive.pieces(name)), _LOOKED_AT)
        return next(filter(None, map(what_is, filter(None, map(_cells, looked_at)))), None)
    except Damaged:  # that it is lost is said where it is read
        return Holds.UNKNOWN
    except BadSource:  # no table
        return None


def _rows(archive: Contents, name: str) -> Iterator[Cells | None]:
    """The rows, and None for each that cannot be read; one for all behind a damage. What is wrong is said where they are taken in."""
    try:
        yield from map(_cells, rows(archive.pieces(name)))
    except BadSource:
        yield None


def _those(archive: Contents, name: str, holds: Holds) -> Iterator[Cells]:
    """The rows that are what their file holds."""
    return (row for row in _rows(archive, name) if row and what_is(row) is holds)


def _cells(element: Element) -> Cells | None:
    try:
        return cells(element.raw)
    except BadElement:
        return None


class _Files:
    """The files of videos. They are called by titles, cut and with other signs: one that fits two videos is nobody's."""

    def __init__(self, archive: Contents) -> None:
        self._names: dict[str, str] = {}
        self._cut: set[int] = set()
        self._claims: dict[str, str] = {}
        for name in archive.names(_FILES):
            self._add(name)

    def claim(self, video: str, title: str) -> None:
        """A video of this title there is."""
        key = _key(title)
        for fitting in {key, *(key[:length] for length in self._cut)}:
            if fitting in self._names:
                self._claims[fitting] = "" if fitting in self._claims else video

    def claimed(self) -> Iterator[tuple[str, str]]:
        """Each video that has a file, and the file."""
        return ((video, self._names[key]) for key, video in self._claims.items() if video and self._names[key])

    def _add(self, name: str) -> None:
        found = _FILES.fullmatch(name)
        stem = found[1] if found else ""
        key = _key(stem)
        if not key or _NUMBERED.fullmatch(stem):
            return
        self._names[key] = "" if key in self._names else name
        if len(stem) >= _CUT_FROM:
            self._cut.add(len(key))


def _key(title: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", title).casefold() if sign.isalnum())
