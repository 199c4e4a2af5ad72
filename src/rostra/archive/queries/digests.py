"""What is held under a digest: an item's own bytes, or a picture or video."""

from __future__ import annotations

from rostra.archive.models import Version
from rostra.archive.queries.public import PUBLIC_VERSIONS
from rostra.archive.queries.records import with_attachments
from rostra.archive.queries.withheld import as_public


def by_digest(digest: str, limit: int = 20) -> list[Version]:
    """The versions whose own bytes, or one of whose media, have this SHA-256 (64 hexadecimal digits), newest record first. Three queries.

    Only what everybody may see: whose name stands on a list, and what was withheld, cannot be found out by trying.
    """
    wanted = bytes.fromhex(digest)
    found = Version.objects.filter(PUBLIC_VERSIONS).select_related("record__account", "entry", "segment").order_by("-record_id", "-number")
    items, showing = list(found.filter(digest=wanted)[:limit]), list(found.filter(attachments__medium__digest=wanted)[:limit])
    as_public([*items, *showing])
    free = [version for version in items if version.withheld.tells_digest]
    return [*free, *(version for version in with_attachments(showing) if _shows(version, wanted))][:limit]


def _shows(version: Version, digest: bytes) -> bool:
    return any(each.medium and bytes(each.medium.digest) == digest for each in version.attached)
