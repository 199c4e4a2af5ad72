"""Pictures of settings that were read off, against the digests in their rows."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.archive.rules.flaws import Flaw
from rostra.archive.rules.sealed import Sealed, sealed_flaws
from rostra.capture.models import AttestedFile
from rostra.capture.queries.settings import path_of_picture, pictures_directory


def picture_flaws() -> Iterator[Flaw]:
    """Of pictures that came with attestations: missing, altered, left over."""
    ids = "capture.E101", "capture.E102", "capture.W103"
    return sealed_flaws(Sealed(*ids, "picture", AttestedFile.objects.all(), pictures_directory(), path_of_picture))
