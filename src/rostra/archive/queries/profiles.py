"""How an official account showed itself on its network, and when that changed: the versions of its profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.db.models import F, QuerySet

from rostra.accounts.models import Account
from rostra.archive.models import Attachment, Version
from rostra.archive.queries.records import with_attachments
from rostra.archive.queries.segments import Damaged, committed_values
from rostra.archive.queries.withheld import as_public
from rostra.archive.states.entries import SCHEMAS, EntryType
from rostra.archive.states.withholding import Part
from rostra.platforms.base import Kind

MOST = 200  # versions that are shown
_AUTHOR = SCHEMAS[EntryType.CAPTURE, 1].index("author")
_HREF = re.compile(r'href="([^"]+)"')
_BARE = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shot:
    """A profile as it was from ``version.seen`` on. ``changed``: what differs from the one before; empty for the first, and for one that
    tells what was held already.
    """

    version: Version
    name: str  # "" where the kept bytes cannot be read
    links: tuple[str, ...]
    changed: tuple[str, ...] = ()

    @property
    def pictures(self) -> list[Attachment]:
        """The pictures of the profile, in order."""
        return self.version.attached


def profile_history(account: Account) -> list[Shot]:
    """The profile of an account in all its versions, the newest first; at most the newest 200. Three queries."""
    kept = Version.objects.filter(record__account=account, record__kind=Kind.PROFILE, record__official=True)
    versions = with_attachments(
        as_public(list(kept.select_related("record__account", "segment", "entry").order_by("-seen", "-number")[:MOST]))
    )
    shots = [_shot(version) for version in versions]
    return [_compared(shot, before) for shot, before in zip(shots, [*shots[1:], None], strict=True)] if shots else []


def current_profiles() -> QuerySet[Version]:
    """The newest version of each profile of an official account, with record and account."""
    current = Version.objects.filter(record__kind=Kind.PROFILE, record__official=True, number=F("record__current"))
    return current.select_related("record__account")


def links_of(version: Version) -> tuple[str, ...]:
    """The addresses in a text, marked as links or not, each once, in order."""
    marked = [unescape(href) for href in _HREF.findall(version.html)]
    return tuple(dict.fromkeys([*marked, *_BARE.findall(version.text)]))


def _shot(version: Version) -> Shot:
    links = () if version.withheld.why(Part.LINKS) else links_of(version)
    if why := version.withheld.why(Part.AUTHOR, Part.NAME):
        return Shot(version, why, links)
    try:
        name = str(committed_values(version)[_AUTHOR][2])
    except (Damaged, IndexError, TypeError):
        name = ""
    return Shot(version, name, links)


def _compared(shot: Shot, before: Shot | None) -> Shot:
    if before is None or shot.version.again:
        return shot
    pairs = {
        "name": (shot.name, before.name),
        "description": (shot.version.text, before.version.text),
        "links": (shot.links, before.links),
        "pictures": (_pictures(shot), _pictures(before)),
    }
    return Shot(shot.version, shot.name, shot.links, tuple(what for what, (now, then) in pairs.items() if now != then))


def _pictures(shot: Shot) -> list[tuple[int | None, str]]:
    """What tells the pictures of two versions apart: the bytes, and the place."""
    return [(each.medium_id, each.alt) for each in shot.pictures]
