"""Records as JSON Lines, for taking away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries import shapes
from rostra.api.queries.records import shaped
from rostra.archive.models import Version
from rostra.archive.queries.log import proof_of
from rostra.archive.queries.records import versions_in


@dataclass(frozen=True, slots=True)
class Proven:
    """A record with its offline proof."""

    record: shapes.Record
    proof: Annotated[str | None, shapes.told("A C2SP .tlog-proof; null while there is none yet, or when its secret was destroyed.")]


def json_lines(batches: Iterable[Sequence[int]], *, all_versions: bool, proofs: bool) -> Iterator[list[bytes]]:
    """The records with these identifiers, a batch of lines at a time: a line for the newest version of each, or for every one."""
    for ids in batches:
        versions = versions_in(ids, all_versions=all_versions)
        place = {record_id: position for position, record_id in enumerate(ids)}
        versions.sort(key=lambda version: place[version.record_id])
        yield [_line(record, version, proofs=proofs) for record, version in zip(shaped(versions), versions, strict=True)]


def _line(record: shapes.Record, version: Version, *, proofs: bool) -> bytes:
    return shapes.encoded(Proven(record, proof_of(version)) if proofs else record) + b"\n"
