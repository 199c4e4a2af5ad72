"""Where things lie on YouTube: by the ids that its interface for programs uses too."""

from __future__ import annotations

import re

_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_POST = re.compile(r"Ugkx[A-Za-z0-9_-]{10,60}")
_COMMENT = re.compile(r"(?:Ug(?!kx)[A-Za-z0-9_-]{10,40}|z[0-9a-z]{2}[A-Za-z0-9]{15,40})(?:\.[A-Za-z0-9_-]{5,40})?")  # z…: before 2016
_CHAT = re.compile(r"[A-Za-z0-9_.%=-]{20,200}")


def is_channel(text: str) -> bool:
    """Whether this is the id of a channel, which never changes."""
    return _CHANNEL.fullmatch(text) is not None


def is_video(text: str) -> bool:
    """Whether this may be the id of a video."""
    return _VIDEO.fullmatch(text) is not None


def is_post(text: str) -> bool:
    """Whether this is the id of a post of a channel, which is no video."""
    return _POST.fullmatch(text) is not None


def is_comment(text: str) -> bool:
    """Whether this is the id of a comment; that of an answer goes on with a dot."""
    return _COMMENT.fullmatch(text) is not None


def is_chat(text: str) -> bool:
    """Whether this may be the id of a message in a live chat."""
    return _CHAT.fullmatch(text) is not None


def video_uri(video: str) -> str:
    """The stable address of a video."""
    return f"https://www.youtube.com/watch?v={video}"


def post_uri(post: str) -> str:
    """The stable address of a post of a channel."""
    return f"https://www.youtube.com/post/{post}"


def comment_uri(thread: str, comment: str) -> str:
    """The stable address of a comment below the video or the post with this address."""
    return f"{thread}{'&' if '?' in thread else '?'}lc={comment}"


def chat_uri(video: str, message: str) -> str:
    """The stable address of a message in the live chat beside a video."""
    return f"https://www.youtube.com/live_chat?v={video}&lc={message}"
