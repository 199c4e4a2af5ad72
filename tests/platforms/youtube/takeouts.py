"""Takeouts of YouTube of our own making, in several languages and forms. The channel and everybody in it are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.platforms.tables import table

CHANNEL = "UCExamplevilleCityHall_01"[:24]
OTHER = "UCSomebodyElse0000000000"
VIDEO, HIDDEN = "dQw4w9WgXcQ", "hiddenVideo"
COMMENT = "UgxExampleville1F4AaABAg"
MADE = "2024-05-06T07:08:09.123456+00:00"
SECRETS = {  # below the folder of YouTube: what must be seen nowhere
    "history/watch-history.json": '[{"title": "plantedsecret-of-the-history"}]',
    "history/search-history.html": "<html>plantedsecret-of-a-search</html>",
    "subscriptions/subscriptions.csv": table(
        ["Channel Id", "Channel Url", "Channel Title"],
        [[OTHER, f"http://www.youtube.com/channel/{OTHER}", "plantedsecret-of-a-subscription"]],
    ),
    "playlists/plantedsecret-videos.csv": table(["Video ID", "Playlist Video Creation Timestamp"], [["secretVideo", MADE]]),
    "playlists/playlists.csv": table(
        ["Playlist ID", "Add new videos to top", "Playlist Title (Original)", "Playlist Create Timestamp", "Playlist Visibility"],
        [["PLplantedsecretofaplaylist000000000000000", "True", "plantedsecret-list", MADE, "Private"]],
    ),
    "music (library and uploads)/music library songs.csv": table(
        ["Song URL", "Song Title"], [["https://x.example", "plantedsecret-of-a-song"]]
    ),
}


class Language(NamedTuple):
    """The labels in one language."""

    folder: str
    channel: tuple[str, list[str]]
    videos: tuple[str, list[str]]
    comments: tuple[str, list[str]]
    chats: tuple[str, list[str]]
    files: str
    public: str
    private: str
    unlisted: str


_VIDEO_NAMES = ["Video ID", "Approx Duration (ms)", "Video Audio Language", "Video Category", "Video Description (Original)"]
ENGLISH = Language(
    "Takeout/YouTube and YouTube Music",
    ("channels/channel.csv", ["Channel ID", "Channel Title (Original)", "Channel Visibility"]),
    (
        "video metadata/videos.csv",
        [*_VIDEO_NAMES, "Channel ID", "Tag 1", "Video Title (Original)", "Privacy", "Video State", "Video Create Timestamp",
         "Video Publish Timestamp"],
    ),
    (
        "comments/comments.csv",
        ["Comment ID", "Channel ID", "Comment Create Timestamp", "Price", "Parent Comment ID", "Post ID", "Video ID", "Comment Text",
         "Top-Level Comment ID"],
    ),
    ("live chats/live chats.csv", ["Live Chat ID", "Channel ID", "Live Chat Create Timestamp", "Price", "Video ID", "Live Chat Text"]),
    "videos", "Public", "Private", "Unlisted",
)  # fmt: skip
GERMAN = Language(
    "Takeout/YouTube und YouTube Music",
    ("Kanäle/Kanal.csv", ["Kanal-ID", "Kanaltitel (Original)", "Sichtbarkeit des Kanals"]),
    (
        "Video-Metadaten/Videos.csv",
        ["Video-ID", "Ungefähre Dauer (ms)", "Audiosprache des Videos", "Videokategorie", "Videobeschreibung (Original)", "Kanal-ID", "Tag",
         "Videotitel (Original)", "Datenschutz", "Videostatus", "Zeitstempel bei Videoerstellung", "Zeitstempel bei Videoveröffentlichung"],
    ),
    (
        "Kommentare/Kommentare.csv",
        ["Kommentar-ID", "Kanal-ID", "Zeitstempel", "Preis", "Übergeordnete Kommentar-ID", "Beitrags-ID", "Video-ID", "Kommentartext",
         "Kommentar-ID der obersten Ebene"],
    ),
    ("Livechats/Livechats.csv", ["Livechat-ID", "Kanal-ID", "Zeitstempel", "Preis", "Video-ID", "Livechat-Text"]),
    "Videos", "Öffentlich", "Privat", "Nicht gelistet",
)  # fmt: skip
JAPANESE = Language(
    "Takeout/YouTube と YouTube Music",
    ("チャンネル/チャンネル.csv", ["チャンネル ID", "チャンネルのタイトル（オリジナル）", "チャンネルの公開設定"]),
    (
        "動画のメタデータ/動画.csv",
        ["動画 ID", "おおよその長さ（ミリ秒）", "音声の言語", "カテゴリ", "動画の説明（オリジナル）", "チャンネル ID", "タグ 1",
         "動画のタイトル（オリジナル）", "プライバシー", "動画の状態", "作成のタイムスタンプ", "公開のタイムスタンプ"],
    ),
    (
        "コメント/コメント.csv",
        ["コメント ID", "チャンネル ID", "タイムスタンプ", "価格", "親コメント ID", "投稿 ID", "動画 ID", "コメントのテキスト", "最上位"],
    ),
    ("ライブチャット/ライブチャット.csv", ["ID", "チャンネル ID", "タイムスタンプ", "価格", "動画 ID", "テキスト"]),
    "動画", "公開", "非公開", "限定公開",
)  # fmt: skip
LANGUAGES = {"English": ENGLISH, "German": GERMAN, "Japanese": JAPANESE}


def segments(*parts: Mapping[str, object]) -> str:
    return ",".join(json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts)


def video(
    number: str = VIDEO, title: str = "Council", privacy: str = "Public", text: str = "All of it", channel: str = CHANNEL
) -> list[str]:
    return [
        number,
        "60000",
        "en",
        "People",
        text,
        channel,
        "snow",
        title,
        privacy,
        "Processed",
        "2024-05-01T00:00:00Z",
        "2024-05-02T00:00:00Z",
    ]


def comment(
    number: str = COMMENT, text: str = "", parent: str = "", below: str = VIDEO, channel: str = CHANNEL, post: str = "", made: str = MADE
) -> list[str]:
    return [number, channel, made, "0", parent, post, below, text or segments({"text": "Thank you"}), ""]


def chat(text: str = "", below: str = VIDEO, channel: str = CHANNEL) -> list[str]:
    return ["ChwKGkNQaXVleGFtcGxldmlsbGU%3D", channel, MADE, "0", below, text or segments({"text": "Welcome"})]


def files(
    videos: Sequence[Sequence[str]] = (),
    comments: Sequence[Sequence[str]] = (),
    chats: Sequence[Sequence[str]] = (),
    language: Language = ENGLISH,
    **more: bytes,
) -> dict[str, bytes]:
    """A Takeout by member. ``more``: files of videos by the name they have without its ending."""
    folder = language.folder
    tables = ((language.videos, videos), (language.comments, comments), (language.chats, chats))
    listed = {f"{folder}/{name}": table(header, rows) for (name, header), rows in tables}
    name, header = language.channel
    listed[f"{folder}/{name}"] = table(header, [[CHANNEL, "City of Exampleville", language.public]])
    return {**listed, **{f"{folder}/{language.files}/{stem}.mp4": content for stem, content in more.items()}}


def with_secrets(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The Takeout with what in it is not public."""
    planted = {f"{ENGLISH.folder}/{name}": value if isinstance(value, bytes) else value.encode() for name, value in SECRETS.items()}
    return {**members, **planted}
