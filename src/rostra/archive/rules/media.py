"""Media against the digests they were committed under."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest

from rostra.archive.models import Medium
from rostra.archive.queries.stores import media_directory, media_name, media_path
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


def _medium_flaws(medium: Medium) -> Iterator[Flaw]:
    place = f"media {medium.name}"
    if media_name(bytes(medium.digest)) != medium.name:
        yield Flaw("archive.E301", place, "the row's digest does not give the row's name")
    try:
        with media_path(medium).open("rb") as file:
            digest = file_digest(file, "sha256").digest()
    except FileNotFoundError:
        yield Flaw("archive.E302", place, "the file is missing")
        return
    if digest != bytes(medium.digest):
        yield Flaw("archive.E303", place, "the file is not the one that was kept")
