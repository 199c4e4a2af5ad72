"""Lists that were handed over: what is held of each, what an export would change, and which were taken in."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.db.models import Max, QuerySet

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.archive.states.status import Status
from rostra.capture.models import ListExport
from rostra.core.clock import stamp
from rostra.platforms.base import Act, Item, Listing, Method, Rejected, Source
from rostra.platforms.lists import Columns, Form, ListOf, Lists

SHOWN = 20  # lines of each kind


@dataclass(slots=True)
class Difference:
    """What an export would change. ``held``: entries of the list that are present before."""

    held: int = 0
    added: list[str] = field(default_factory=list)  # subjects; those that return too
    returned: int = 0
    gone: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[str] = field(default_factory=list)  # reasons
    complete: bool = False

    @property
    def numbers(self) -> dict[str, int]:
        """How many of each."""
        of = {name: len(getattr(self, name)) for name in ("added", "gone", "rejected")}
        return {
            "added": of["added"],
            "returned": self.returned,
            "gone": of["gone"],
            "unchanged": self.unchanged,
            "rejected": of["rejected"],
        }

    def as_facts(self) -> dict[str, Any]:
        """As it is kept and shown: all numbers, and some lines of each kind."""
        lines = {name: [[line] for line in getattr(self, name)[:SHOWN]] for name in ("gone", "added", "rejected")}
        return {"numbers": self.numbers, "held": self.held, "complete": self.complete, "lines": lines}


def platform_of(export: ListExport) -> Lists:
    """The platform that reads this export."""
    account = export.account
    return Lists(
        ListOf(account.network, account.identity, Act(export.act), account.handle),
        Source(Method.IMPORT, f"{export.name} ({stamp(export.exported)})", export.read),
        form=Form(export.form), columns=Columns(**export.columns), exported=export.exported, complete=export.complete,
    )  # fmt: skip


def difference_of(export: ListExport) -> Difference:
    """What the export would change now. Reads the whole file. Raises BadSource."""
    found, listed = Difference(), set[str]()
    platform = platform_of(export)
    for event in platform.take_in(io.BytesIO(export.content), ""):
        if isinstance(event, Item):
            listed.add(event.uri)
        elif isinstance(event, Rejected):
            found.rejected.append(event.reason)
        elif isinstance(event, Listing):
            found.complete = event.complete
    present, gone = (entries_of(export.account, platform.of, status) for status in (Status.PRESENT, Status.GONE))
    found.held, found.unchanged = len(present), len(listed & present)
    found.added, found.returned = _subjects(listed - present, platform.of), len(listed & gone)
    found.gone = _subjects(present - listed, platform.of) if found.complete else []
    return found


def entries_of(account: Account, of: ListOf, status: Status) -> set[str]:
    """Addresses of the entries of a list that we hold as present, or as gone."""
    held = Record.objects.filter(account=account, kind=of.kind.value, uri__startswith=of.within, status=status)
    return set(held.values_list("uri", flat=True))


def last_begun(export: ListExport) -> ListExport | None:
    """The newest other export of the same list that was taken in, if only in part."""
    others = ListExport.objects.filter(account=export.account, act=export.act, started__isnull=False).exclude(pk=export.pk)
    return others.defer("content").first()


def exports_of(account: Account) -> QuerySet[ListExport]:
    """The exports that were handed over for an account, the newest first."""
    return ListExport.objects.filter(account=account).defer("content")


def newest_complete(account: Account | None = None) -> dict[int, list[tuple[str, dt.datetime]]]:
    """By account, or of one, each act of which a complete list was taken in, and from when the newest of them is. One query."""
    taken = ListExport.objects.filter(complete=True, ended__isnull=False).order_by("account", "act")
    rows = (taken.filter(account=account) if account else taken).values_list("account", "act").annotate(newest=Max("exported"))
    found: defaultdict[int, list[tuple[str, dt.datetime]]] = defaultdict(list)
    for of, act, newest in rows:
        found[of].append((act, newest))
    return dict(found)


def _subjects(uris: Iterable[str], of: ListOf) -> list[str]:
    return sorted(unquote(uri.removeprefix(of.within)) for uri in uris)
