"""Where things are kept in the data directory. Who may steal or change what, and what then: docs/explanation/what-is-kept.md."""

from __future__ import annotations

import hmac
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from rostra.archive.models import Medium
from rostra.core.errors import Misconfigured


def segment_directory() -> Path:
    """WARC segments."""
    return Path(settings.ROSTRA_DATA) / "segments"


def media_directory() -> Path:
    """Media by keyed hash."""
    return Path(settings.ROSTRA_DATA) / "media"


def submitted_directory() -> Path:
    """What people handed over by themselves, by keyed hash: no public address leads there."""
    return Path(settings.ROSTRA_DATA) / "submitted"


def submitted_path(digest: bytes) -> Path:
    """Where a file lies that somebody handed over."""
    name = media_name(digest)
    return submitted_directory() / name[:2] / name


def incoming_directory() -> Path:
    """Media on their way in: on the same volume, so that placing one is a rename."""
    return Path(settings.ROSTRA_DATA) / "incoming"


def public_log_directory() -> Path:
    """The log's public files, as served under /tlog/."""
    return Path(settings.ROSTRA_DATA) / "tlog"


def key_directory() -> Path:
    """Keys; none ever reaches the database."""
    return Path(settings.ROSTRA_DATA) / "keys"


def read_key(name: str) -> str:
    """A key's text. Raises Misconfigured when it is not there."""
    path = key_directory() / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise Misconfigured(
            f"the key {name!r} is missing at {path}",
            id="archive.E001",
            hint="run 'rostra prepare' on a new installation; on an old one bring the key back from its sealed copy",
        ) from None


def media_name(digest: bytes) -> str:
    """The keyed hash that names a medium's file: without the key, a path confirms no guess of its content."""
    return hmac.new(bytes.fromhex(read_key("media-key")), digest, sha256).hexdigest()


def media_path(medium: Medium) -> Path:
    """Where a medium lies."""
    return path_of_name(medium.name)


def path_of_name(name: str) -> Path:
    """Where a medium of this name lies: ``aa/bb/<name>``."""
    return media_directory() / name[:2] / name[2:4] / name
