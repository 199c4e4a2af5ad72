"""A large JSON is read in the memory of a small one, whatever stands in it besides."""

from __future__ import annotations

import json
from pathlib import Path

from tests.platforms import memory
from tests.platforms.tiktok.exports import ACCOUNT, HANDLE, post

SIZE = 100 << 20  # bytes
WATCHED = json.dumps({"Date": "2024-07-26 17:21:14", "Link": "https://www.tiktokv.com/share/video/7395912345678901234/"}).encode() + b","


def test_100_megabytes_of_which_half_are_posts_are_read_in_40(tmp_path: Path) -> None:
    path = tmp_path / "user_data_tiktok.json"
    count, left = 0, SIZE // 2
    with path.open("wb") as file:
        file.write(b'{"Activity": {"Video Browsing History": {"VideoList": [')
        for _ in range(SIZE // 2 // (len(WATCHED) * 1000)):
            file.write(WATCHED * 1000)
        file.write(b'{}]}}, "Post": {"Posts": {"VideoList": [')
        while left > 0:
            count += 1
            left -= file.write(b"," * (count > 1) + json.dumps(post(str(7 * 10**18 + count), padding="x" * 9000)).encode())
        file.write(f']}}}}, "Profile": {{"Profile Information": {{"ProfileMap": {{"userName": "{HANDLE}"}}}}}}}}'.encode())
    found, peak = memory.read("tiktok", path, ACCOUNT)
    assert found == count
    assert peak < 40
    path.unlink()
