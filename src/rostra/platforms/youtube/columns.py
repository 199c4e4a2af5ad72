"""What a row of Takeout is and where its values stand: told by their form, for the labels are in the owner's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from rostra.platforms.files.exported import BadElement
from rostra.platforms.files.rows import Cells
from rostra.platforms.hostile import read_utc
from rostra.platforms.youtube.addresses import is_channel, is_chat, is_comment, is_post, is_video

EVERYBODY = frozenset({
    "public", "publique", "öffentlich", "público", "publica", "pública", "pubblico", "pubblica", "openbaar", "offentlig", "offentligt",
    "julkinen", "publiczny", "publiczne", "veřejné", "herkese açık", "công khai", "открытый доступ", "公開", "公开", "공개", "عام",
    "สาธารณะ",
})  # fmt: skip
OTHERS = frozenset({
    "private", "privat", "privé", "privée", "privado", "privada", "privato", "privata", "yksityinen", "prywatny", "prywatne", "soukromé",
    "gizli", "özel", "riêng tư", "доступ ограничен", "ограниченный доступ", "非公開", "私享", "不公開", "私人", "비공개", "خاص", "ส่วนตัว",
    "unlisted", "nicht gelistet", "non répertoriée", "non répertorié", "oculto", "oculta", "no listado", "no listada", "não listado",
    "não listada", "non in elenco", "verborgen", "niet vermeld", "ikke oppført", "skjult", "olistad", "piilotettu", "niepubliczny",
    "niepubliczne", "neveřejné", "liste dışı", "không công khai", "доступ по ссылке", "限定公開", "不公开列出", "不公開列出", "일부 공개",
    "غير مدرج", "ไม่เป็นสาธารณะ",
})  # fmt: skip
_AUDIENCES = EVERYBODY | OTHERS
_VIDEO_COLUMNS = 8  # at least: id, duration, category, channel, title, privacy, times


class Holds(Enum):
    """What the rows of a file are."""

    CHANNELS = "channels"
    VIDEOS = "videos"
    COMMENTS = "comments"
    CHATS = "live chats"
    UNKNOWN = "unknown"  # it cannot be read far enough to tell


@dataclass(frozen=True, slots=True)
class Video:
    """Where the values of a video stand."""

    id: str
    channel: str
    title: str
    description: str
    audience: str
    times: tuple[str, ...]  # made, and then published, as far as told


def what_is(row: Cells) -> Holds | None:
    """What a row is; None where it is nothing that is read."""
    values = row.values
    if len(values) == 3 and is_channel(values[0]):
        return Holds.CHANNELS if _tells_audience(values[2]) else None
    if not any(map(is_channel, values)) or not any(map(_is_time, values)):
        return None
    if is_video(values[0]):
        return Holds.VIDEOS if len(values) >= _VIDEO_COLUMNS else None
    if any(map(is_comment, values)):
        return Holds.COMMENTS
    return Holds.CHATS if _is_message(values) else None


def _is_message(values: tuple[str, ...]) -> bool:
    return len(values) == 6 and is_chat(values[0]) and is_channel(values[1]) and _is_time(values[2]) and is_video(values[4])


def first(row: Cells, is_one: Callable[[str], bool]) -> str:
    """The first value of this form, or ""."""
    return next(filter(is_one, row.values), "")


def parent_in(row: Cells) -> str:
    """Of an answer to a comment that comment; its own id stands before."""
    return next((value for value in row.values[_place(row, is_comment) + 1 :] if is_comment(value)), "")


def time_in(row: Cells) -> str:
    """The time of a comment or a message, as it is stated."""
    return first(row, _is_time)


def text_in(row: Cells) -> str:
    """The text of a comment or a message: what is written as JSON, else what stands last."""
    written = [value for value in row.values if value.startswith('{"')]
    last = row.values[-1]
    return written[-1] if written else "" if _is_time(last) or is_comment(last) or is_post(last) else last


def video_in(row: Cells) -> Video:
    """A video: its title, who sees it and its state stand before its times, its description before its channel. Raises BadElement."""
    values, channel = row.values, _place(row, is_channel)
    after = max((place for place, value in enumerate(values) if _is_time(value)), default=-1) + 1
    begin = after
    while begin and _is_time(values[begin - 1]):
        begin -= 1
    audience = begin - 1 if begin and _tells_audience(values[begin - 1]) else begin - 2  # its state may stand between
    if not is_video(values[0]) or not 0 < channel < audience - 1:
        raise BadElement("its columns are not those of a video")
    return Video(
        id=values[0],
        channel=values[channel],
        title=values[_original(row, audience - 1, channel + 1)],
        description=values[at] if "(" in _plain(row.names[at := _original(row, channel - 1, 1)]) else "",
        audience=values[audience],
        times=values[begin:after],
    )


def moment_of(video: Video) -> tuple[dt.datetime | None, str]:
    """When a video was published, and as what that is stated."""
    stated = video.times[1] if len(video.times) > 1 else video.times[0]
    return read_utc(stated), stated


def _tells_audience(text: str) -> bool:
    return text.strip().casefold() in _AUDIENCES


def _original(row: Cells, place: int, least: int) -> int:
    """Where the original stands of a text whose translations follow it, under the same label with another language in brackets."""
    label = _stem(row.names[place])
    return next((at for at in range(least, place) if "(" in _plain(row.names[at]) and _stem(row.names[at]) == label), place)


def _stem(name: str) -> str:
    return _plain(name).partition("(")[0].strip().casefold()


def _plain(name: str) -> str:
    return name.replace("\uff08", "(")  # as Chinese and Japanese write it


def _place(row: Cells, is_one: Callable[[str], bool]) -> int:
    """Where the first value of this form stands; -1 where there is none."""
    return next((place for place, value in enumerate(row.values) if is_one(value)), -1)


def _is_time(text: str) -> bool:
    return len(text) >= len("2026-01-01 00:00:00") and text[:4].isdecimal() and read_utc(text) is not None
