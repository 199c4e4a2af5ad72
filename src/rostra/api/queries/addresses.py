"""Public addresses, absolute, as they stand in answers, feeds and citations."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """A path of this site (``record/5``) as a whole address."""
    return f"{settings.ROSTRA_URL}/{path}"


def record_url(record_id: int) -> str:
    """The permanent address of a record."""
    return absolute(f"record/{record_id}")


def version_url(record_id: int, number: int) -> str:
    """The address of one version."""
    return absolute(f"record/{record_id}/v/{number}")


def proof_url(record_id: int, number: int) -> str:
    """Where a version's offline proof is."""
    return f"{version_url(record_id, number)}.tlog-proof"


def bytes_url(record_id: int, number: int) -> str:
    """Where a version's own bytes are."""
    return f"{version_url(record_id, number)}/bytes"


def media_url(name: str) -> str:
    """Where a medium's bytes are."""
    return absolute(f"media/{name}")
