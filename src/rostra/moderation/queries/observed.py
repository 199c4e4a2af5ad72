"""What the archive shows: when an official account's own records began and ceased to restrict whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.moderation.models import Restriction as Shown
from rostra.platforms import PLATFORMS, attested
from rostra.platforms.base import Act, Kind, Platform, Restriction
from rostra.platforms.lists import SCHEME, Lists

KINDS = (Kind.BLOCK.value, Kind.THREAD_GATE.value, Kind.RESTRICTION.value, Kind.SETTING.value)


@dataclass(frozen=True, slots=True)
class Change:
    """What a record restricts from a moment on; nothing from when it is gone."""

    record: Record
    at: dt.datetime
    restricts: tuple[Restriction, ...]


def changes_between(first: int, last: int) -> Iterator[Change]:
    """What entries ``first`` to ``last`` of the log changed, in their order. Reads the bytes of each version from its segment."""
    for thing in _in_order(first, last):
        yield Change(thing.record, thing.seen, restrictions_in(thing) if isinstance(thing, Version) else ())


def restrictions_in(version: Version) -> tuple[Restriction, ...]:
    """Whom or what a version restricts, as the reader of its network, of handed-in lists or of attested settings says; nothing where there
    is no reader."""
    if version.record.kind == Kind.SETTING:
        return attested.restrictions(version.record.uri, raw_bytes(version))
    platform: type[Platform] | None = Lists if version.record.uri.startswith(SCHEME) else PLATFORMS.get(version.record.account.network)
    if platform is None or not platform.capabilities.restrictions:
        return ()
    own = version.record.account.identity
    return tuple(
        shown
        for shown in platform.restrictions(version.record.uri, raw_bytes(version))
        if not (shown.act is Act.HIDE and own in shown.subject)  # what it hides of its own is nobody's
    )


def closings_answered_late(first: int, last: int) -> QuerySet[Shown]:
    """Closed comments that stand, and were judged as closed before there were any: where entries ``first`` to ``last`` brought a reply."""
    said = Version.objects.filter(entry__index__range=(first, last), number=1, record__official=False).exclude(record__thread="")
    closed = Shown.objects.filter(act=Act.CLOSE_COMMENTS, mid_thread=False, ended__isnull=True)
    return closed.filter(subject__in=said.values("record__thread")).select_related("account")


def can_lift(network: str, act: str) -> bool:
    """Whether the network's interface can undo this."""
    platform = PLATFORMS.get(network)
    return platform is not None and Act(act) in platform.capabilities.lifts


def _in_order(first: int, last: int) -> list[Version | Absence]:
    own = {"entry__index__range": (first, last), "record__kind__in": KINDS, "record__official": True}
    related = ("record__account", "segment", "entry")
    versions = Version.objects.filter(**own).exclude(_is_late()).select_related(*related)
    found: list[Version | Absence] = [*versions, *Absence.objects.filter(**own).select_related(*related)]
    return sorted(found, key=lambda thing: thing.entry.index or 0)


def _is_late() -> Exists:
    """An earlier revision that was learnt after a later one says nothing about now."""
    later: QuerySet[Any, Any] = Version.objects.filter(
        record=OuterRef("record"), entry__index__lt=OuterRef("entry__index"), revision__gt=OuterRef("revision")
    )
    return Exists(later)
