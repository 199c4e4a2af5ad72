"""Media against the digests they were committed under."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from rostra.archive.models import ForwardedFile, Medium
from rostra.archive.queries.stores import media_directory, media_name, media_path, submitted_directory, submitted_path
from rostra.archive.rules.flaws import Flaw


def media_flaws() -> Iterator[Flaw]:
    """Missing, altered, misnamed and unreferenced files."""
    names = set()
    for medium in Medium.objects.order_by("pk").iterator():
        names.add(medium.name)
        yield from _medium_flaws(medium)
    for path in sorted(media_directory().glob("*/*/*")):
        if path.name not in names:
            yield Flaw("archive.W304", f"media/{path.relative_to(media_directory())}", "no row refers to this file")


def submitted_flaws() -> Iterator[Flaw]:
    """The same of what people handed over by themselves."""
    held = {bytes(digest) for digest in ForwardedFile.objects.values_list("digest", flat=True)}
    for digest in sorted(held):
        yield from _file_flaws(f"submitted {media_name(digest)}", submitted_path(digest), digest)
    names = {media_name(digest) for digest in held}
    for path in sorted(submitted_directory().glob("*/*")):
        if path.name not in names:
            yield Flaw("archive.W304", f"submitted/{path.relative_to(submitted_directory())}", "no row refers to this file")


def _medium_flaws(medium: Medium) -> Iterator[Flaw]:
    place = f"media {medium.name}"
    if media_name(bytes(medium.digest)) != medium.name:
        yield Flaw("archive.E301", place, "the row's digest does not give the row's name")
    yield from _file_flaws(place, media_path(medium), bytes(medium.digest))


def _file_flaws(place: str, path: Path, digest: bytes) -> Iterator[Flaw]:
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").digest()
    except FileNotFoundError:
        yield Flaw("archive.E302", place, "the file is missing")
        return
    if found != digest:
        yield Flaw("archive.E303", place, "the file is not the one that was kept")
