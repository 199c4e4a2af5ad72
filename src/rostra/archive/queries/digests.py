"""What is held under a digest: an item's own bytes, or a picture or video."""

from __future__ import annotations

from rostra.archive.models import Version


def by_digest(digest: str, limit: int = 20) -> list[Version]:
    """The versions whose own bytes, or one of whose media, have this SHA-256 (64 hexadecimal digits), newest record first. Two queries."""
    wanted = bytes.fromhex(digest)
    found = Version.objects.select_related("record__account", "entry", "segment").order_by("-record_id", "-number")
    return [*found.filter(digest=wanted)[:limit], *found.filter(attachments__medium__digest=wanted)[:limit]][:limit]
