"""What an address names, or 404; and who asks."""

from __future__ import annotations

from django.http import Http404

from rostra.people.views.access import StaffRequest
from rostra.policy import rules
from rostra.policy.models import Document, Version
from rostra.policy.queries import document_by_slug, version_numbered


def find_document(slug: str) -> Document:
    """The document of this name. Raises Http404."""
    found = document_by_slug(slug)
    if found is None:
        raise Http404("no such document")
    return found


def find_version(request: StaffRequest, slug: str, number: int) -> Version:
    """The version, if the person may read it: who may not is not told that it exists. Raises Http404."""
    found = version_numbered(find_document(slug), number)
    if found is None or not rules.may_read_version(request.actor, request.user.person, found):
        raise Http404("no such version")
    return found
