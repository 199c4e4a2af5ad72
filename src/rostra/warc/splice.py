"""Rewrite a segment without some of its versions: what lawful destruction does to a file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rostra.warc.read import versions
from rostra.warc.segment import PartFile, Segment


def splice(source: Path, name: str, drop: Collection[int]) -> tuple[Segment, dict[int, int]]:
    """Write a new segment ``name`` beside ``source``, without the versions at the offsets in ``drop``.

    All other members are copied byte for byte. Returns the new segment, published and durable, and the new offset of each kept version
    by its old one. The source stays: the caller removes it once nothing refers to it. Raises Damage where the source is damaged,
    ValueError where no version begins at an offset to drop, FileExistsError where the name is taken; nothing is left behind then.
    """
    file = PartFile(source.parent, name)
    try:
        moved = _copy_kept(source, file, frozenset(drop))
        return file.publish(), moved
    finally:
        file.discard()


def _copy_kept(source: Path, file: PartFile, drop: frozenset[int]) -> dict[int, int]:
    moved: dict[int, int] = {}
    seen: set[int] = set()
    with source.open("rb") as old:
        for version in versions(source):
            offset, length = version.location
            if not seen:  # what lies before the first version is the warcinfo
                file.write(old.read(offset))
            seen.add(offset)
            if offset not in drop:
                moved[offset] = file.size
                old.seek(offset)
                file.write(old.read(length))
        if not seen:
            file.write(old.read())  # it holds no version: the warcinfo is all
    if unknown := drop - seen:
        raise ValueError(f"no version begins at byte {min(unknown):,} of {source}")
    return moved
