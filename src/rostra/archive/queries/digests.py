"""What is held under a digest: an item's own bytes, or a picture or video."""

from __future__ import annotations

from rostra.archive.models import Version
from rostra.archive.queries.public import PUBLIC_VERSIONS


def by_digest(digest: str, limit: int = 20) -> list[Version]:
    """The versions whose own bytes, or one of whose media, have this SHA-256 (64 hexadecimal digits), newest record first. Two queries.

    Only what everybody may see: whose name stands on a list cannot be found out by trying.
    """
    wanted = bytes.fromhex(digest)
    found = Version.objects.filter(PUBLIC_VERSIONS).select_related("record__account", "entry", "segment").order_by("-record_id", "-number")
    return [*found.filter(digest=wanted)[:limit], *found.filter(attachments__medium__digest=wanted)[:limit]][:limit]
