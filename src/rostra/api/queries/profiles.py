"""The profiles of official accounts and their changes, as the public gets them."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.accounts.queries import account_by_slug
from rostra.api.queries import addresses, lookup_shapes
from rostra.api.queries.records import medium
from rostra.archive.queries.profiles import Shot, profile_history


def profile(slug: str) -> lookup_shapes.ProfileHistory:
    """The profile of an account in all its versions. Raises Account.DoesNotExist. Three queries."""
    found = account_by_slug(slug)
    if found is None:
        raise Account.DoesNotExist
    return lookup_shapes.ProfileHistory(slug, list(map(_shot, profile_history(found))))


def _shot(shot: Shot) -> lookup_shapes.ProfileShot:
    version = shot.version
    return lookup_shapes.ProfileShot(
        seen=version.seen,
        last_seen=version.last_seen,
        changed=list(shot.changed),
        name=shot.name,
        text=version.text,
        links=list(shot.links),
        media=list(map(medium, shot.pictures)),
        record=version.record_id,
        version=version.number,
        sha256=bytes(version.digest).hex(),
        url=addresses.version_url(version.record_id, version.number),
        proof_url=addresses.proof_url(version.record_id, version.number),
    )
