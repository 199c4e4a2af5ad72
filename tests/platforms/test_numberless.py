"""Which addresses of exports stand for a post without its number, and what they tell."""

from __future__ import annotations

import pytest

from rostra.platforms import EXPORTS
from rostra.platforms.files.exported import Numberless, Sort

META = "urn:rostra:export:facebook:100:"
HASH = ":0123456789abcdef"


@pytest.mark.parametrize(
    ("network", "uri", "known"),
    [
        ("facebook", f"{META}post:1700000000", Numberless(Sort.POST, alone=True)),
        ("facebook", f"{META}post:1700000000{HASH}", Numberless(Sort.POST, alone=False)),
        ("facebook", f"{META}video:1700000000", Numberless(Sort.POST, alone=False)),
        ("facebook", f"{META}comment:1700000000", Numberless(Sort.REPLY, alone=True)),
        ("instagram", "urn:rostra:export:instagram:a%3Ab:story:1700000000", Numberless(Sort.STORY, alone=True)),
        ("facebook", f"{META}profile", None),
        ("facebook", "https://www.facebook.com/100_1", None),
        ("facebook", "urn:rostra:message:facebook:100:1:2", None),
        ("tiktok", "tiktok:-000abc/post/2023-11-14T22:13:20Z", Numberless(Sort.POST, alone=True)),
        ("tiktok", "tiktok:-000abc/profile", None),
        ("tiktok", "https://www.tiktokv.com/share/video/7395912345678901234/", None),
        ("x", "https://x.com/i/status/1", None),
    ],
)
def test_an_address_tells_it(network: str, uri: str, known: Numberless | None) -> None:
    assert EXPORTS[network].numberless(uri) == known
