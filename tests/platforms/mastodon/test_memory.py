"""A large archive is read in the memory of a small one, also where it is packed so that nothing in it can be found at once."""

from __future__ import annotations

import io
import json
import random
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.platforms import memory
from tests.platforms.mastodon.archives import FILE, actor, create, document, outbox

PICTURES = 80
PICTURE = 2 << 20  # bytes
POSTS = 60 << 20  # bytes


def test_220_megabytes_of_pictures_and_posts_are_read_in_40(tmp_path: Path) -> None:
    path = tmp_path / "large.tar.gz"
    count = _write(path)
    assert path.stat().st_size > PICTURES * PICTURE
    begun = time.monotonic()
    found, needed = memory.read("mastodon", path)
    print(f"{time.monotonic() - begun:.0f} seconds")
    assert found == count
    assert needed < 40
    path.unlink()


def _write(path: Path) -> int:
    """The pictures first, as servers packed them; how many items."""
    posts = list(_posts())
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for number in range(PICTURES):
            _add(archive, _name(number), random.Random(number).randbytes(PICTURE))
        _add(archive, "outbox.json", outbox(posts))
        _add(archive, "actor.json", actor(icon=None))
    return len(posts) + 1


def _name(number: int) -> str:
    return FILE.replace("345", f"{number:03}")


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def _posts() -> Iterator[dict[str, object]]:
    """As many as fill their file; every one of the first shows a picture, in no order."""
    left, number = POSTS, 0
    order = random.Random(0).sample(range(PICTURES), PICTURES)
    words = random.Random(1).randbytes(2000).hex()
    while left > 0:
        shown = [document(_name(order[number]))] if number < PICTURES else []
        post = create(str(number + 1), f"<p>{words}</p>", attachment=shown)
        left -= len(json.dumps(post))
        number += 1
        yield post
