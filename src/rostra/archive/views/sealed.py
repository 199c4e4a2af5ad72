"""Handing out a file that somebody handed in: to be saved, under a name of ours, and so that it cannot run here."""

from __future__ import annotations

from django.http import HttpResponse

from rostra.archive.states.submitted import SUFFIXES, FileKind

INERT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


def hand_out(content: bytes, media_type: str, name: str) -> HttpResponse:
    """The file as ``name``, whose suffix follows from its kind. No page shows it inline."""
    named = f"{name}.{SUFFIXES[FileKind(media_type)]}"
    headers = {**INERT, "Content-Disposition": f'attachment; filename="{named}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
