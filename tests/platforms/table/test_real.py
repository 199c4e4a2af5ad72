import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest

from rostra.platforms.base import Item, Kind, Mark, Method, Rejected, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import load

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("ROSTRA_SHARED", ROOT.parent / "shared"))
POSTS = SHARED / "data" / "posts"
SNOWFLAKE_EPOCH = 1_288_834_974_657  # milliseconds; a post's id holds the moment it was made, in its bits above the 22nd


@pytest.mark.real
@pytest.mark.skipif(not POSTS.is_dir(), reason="the real posts do not lie beside the checkout")
def test_two_real_files_are_read_whole() -> None:
    mapping = load(ROOT / "docs" / "how-to" / "mappings" / "posts-with-counts.toml")
    items: list[Item] = []
    for path in sorted(POSTS.glob("*.csv")):
        source = Source(Method.IMPORT, path.name, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        with path.open("rb") as file:
            events = list(Table(mapping, source).take_in(file, ""))
        assert not [event for event in events if isinstance(event, Rejected)]
        assert sum(isinstance(event, Mark) for event in events) == 4
        items += [event for event in events if isinstance(event, Item)]
    assert len(items) == len({item.uri for item in items}) == 6439
    assert len({item.account for item in items}) == 2
    assert Counter(item.kind for item in items) == {Kind.POST: 6439 - 705, Kind.REPOST: 705}
    assert not [item for item in items if "&amp;" in item.text]
    assert sum(b"&amp;" in item.raw for item in items) == 465
    for item in items:
        made = dt.datetime.fromtimestamp(((int(item.uri.rpartition("/")[2]) >> 22) + SNOWFLAKE_EPOCH) / 1000, dt.UTC)
        assert item.published == made.replace(second=0, microsecond=0)
