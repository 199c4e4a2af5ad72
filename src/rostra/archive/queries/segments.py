"""What lies in the segments: the exact bytes of a version, and the values its entry commits to."""

from __future__ import annotations

from typing import Any

import orjson

from rostra.archive.models import Absence, Statement, Version
from rostra.archive.queries.stores import segment_directory
from rostra.core.errors import RostraError
from rostra.warc.read import Damage, read_version
from rostra.warc.read import Version as Members
from rostra.warc.segment import Location


class Damaged(RostraError):
    """A segment cannot be read where a row says that something lies."""


def members_of(thing: Version | Absence | Statement) -> Members:
    """The records that are kept of this. Raises Damaged, naming file and place."""
    path = segment_directory() / thing.segment.name
    try:
        return read_version(path, Location(thing.offset, thing.length))
    except (Damage, OSError) as error:
        raise Damaged(str(error), hint="run 'rostra fsck'; bring the file back from a backup") from error


def raw_bytes(version: Version) -> bytes:
    """The item's own bytes, exactly as received."""
    return members_of(version).resource.block


def committed_values(thing: Version | Absence | Statement) -> list[Any]:
    """The values that the entry commits to, in the order of its schema."""
    values: list[Any] = orjson.loads(members_of(thing).metadata.block)["values"]
    return values
