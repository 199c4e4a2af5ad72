"""Media on their way in: fetched to a temporary file, hashed, flushed, and moved to their place before any row tells of them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from hashlib import sha256

from rostra.archive.actions.batch import FetchedMedium
from rostra.archive.queries.stores import incoming_directory, media_name, path_of_name
from rostra.platforms.base import MediaRef, PlatformError, RateLimited, Unauthorised, Unreachable
from rostra.warc.segment import sync_folder

_PASSING = (Unreachable, RateLimited, Unauthorised)  # another time it may be had


def keep(chunks: Iterator[bytes], ref: MediaRef, *, limit: int) -> FetchedMedium:
    """Write ``chunks`` to a temporary file, durably. What cannot be had, or is over ``limit`` bytes, is said in ``missing``, and in
    ``again`` whether that may pass.
    """
    folder = incoming_directory()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    digest, size = sha256(), 0
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                _require_within(limit, size)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except PlatformError as error:
        path.unlink(missing_ok=True)
        return FetchedMedium(ref, missing=str(error) or type(error).__name__, again=isinstance(error, _PASSING))
    return FetchedMedium(ref, path, digest.digest(), size)


def _require_within(limit: int, size: int) -> None:
    if size > limit:
        raise PlatformError(f"larger than the limit of {limit:,} bytes")


def place(media: Iterable[FetchedMedium]) -> None:
    """Move fetched files to their place, durably. A file that is there already is left as it is, and the new copy removed."""
    for medium in media:
        if medium.path is None or medium.digest is None:
            continue
        target = path_of_name(media_name(medium.digest))
        if target.exists():
            medium.path.unlink(missing_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        medium.path.chmod(0o440)
        medium.path.rename(target)
        sync_folder(target.parent)
