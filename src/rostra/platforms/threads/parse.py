"""What an element of an export of Threads says: pure, so that the same bytes always say the same."""

from __future__ import annotations

from dataclasses import replace

from rostra.platforms.base import Kind
from rostra.platforms.hostile import list_at, value_at
from rostra.platforms.instagram import parse as instagram
from rostra.platforms.meta.export import Said


def post(found: dict[str, object]) -> Said:
    """A post, or a reply: older exports do not say which. To what it replies none says."""
    replies = any(value_at(medium, "text_app_post", "is_reply") is True for medium in (found, *list_at(found, "media")))
    said = instagram.post(found)
    return replace(said, kind=Kind.REPLY) if replies else said
