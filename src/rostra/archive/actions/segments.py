"""Drafts into segments: one file a batch, more where a batch is over the size of one."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rostra.archive.models import Segment
from rostra.archive.queries.drafts import Draft
from rostra.archive.queries.stores import segment_directory
from rostra.core import clock
from rostra.warc.segment import SUFFIX, Location
from rostra.warc.write import SegmentWriter


class Placed(NamedTuple):
    """A draft with its place."""

    draft: Draft
    segment: Segment
    location: Location


_moment = lru_cache(maxsize=1)(dt.datetime.fromisoformat)  # a batch has one, and its hash is made once


def write_segments(drafts: Sequence[Draft]) -> list[Placed]:
    """Write drafts durably; where each lies. The segments' rows are made here too, in the caller's transaction."""
    placed: list[Placed] = []
    pending = iter(drafts)
    while batch := _write_one(pending):
        placed += batch
    return placed


def _write_one(drafts: Iterator[Draft]) -> list[Placed]:
    """One segment, until it is full or the drafts are at their end."""
    draft = next(drafts, None)
    if draft is None:
        return []
    now = clock.now()
    folder = segment_directory() / f"{now:%Y}" / f"{now:%m}"
    folder.mkdir(parents=True, exist_ok=True)
    located: list[tuple[Draft, Location]] = []
    with SegmentWriter(folder, f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(5)}", now) as writer:
        while draft is not None:
            located.append((draft, _add(writer, draft)))
            draft = None if writer.full else next(drafts, None)
        closed = writer.close()
    name = f"{now:%Y}/{now:%m}/{closed.name}{SUFFIX}"
    segment = Segment.objects.create(name=name, size=closed.size, digest=bytes.fromhex(closed.sha256), closed=now)
    return [Placed(draft, segment, location) for draft, location in located]


def _add(writer: SegmentWriter, draft: Draft) -> Location:
    return writer.add(
        uri=draft.uri,
        media_type=draft.media_type,
        block=draft.raw,
        seen=_moment(draft.at),
        metadata=draft.metadata,
        proof=draft.proof,
    )
