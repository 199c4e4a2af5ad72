import datetime as dt
from pathlib import Path

import pytest

from rostra.warc.segment import Location, Segment
from rostra.warc.write import SegmentWriter

SEEN = dt.datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=dt.UTC)


class Shelf:
    """Writes segments into a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, versions: list[dict[str, object]], name: str = "a") -> tuple[Segment, list[Location]]:
        with SegmentWriter(self.folder, name, SEEN) as writer:
            places = [writer.add(**({"uri": "https://example.org/1", "media_type": "text/plain", "seen": SEEN} | v)) for v in versions]
        return writer.close(), places

    def path(self, name: str = "a") -> Path:
        return self.folder / f"{name}.warc.gz"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
