"""Every network on a stage of its own, by name: what happens there, for ``test_scenarios``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.capture.scenes.bluesky import RepositoryScene
from tests.capture.scenes.fediverse import ActivityPubScene, MastodonScene
from tests.capture.scenes.films import TikTokScene, VimeoScene, YouTubeScene
from tests.capture.scenes.meta import FacebookScene, InstagramScene, ThreadsScene
from tests.capture.scenes.pages import FeedScene, FlickrScene, LinkedInScene
from tests.capture.scenes.scene import Scene, Stage
from tests.capture.scenes.x import XScene

SCENES: Mapping[str, Callable[[Stage], Scene]] = {
    kind.network: kind
    for kind in (
        ActivityPubScene, MastodonScene, FeedScene, XScene, FacebookScene, InstagramScene, ThreadsScene, YouTubeScene, LinkedInScene,
        TikTokScene, FlickrScene, VimeoScene,
    )
} | {"bluesky repository": RepositoryScene}  # fmt: skip
