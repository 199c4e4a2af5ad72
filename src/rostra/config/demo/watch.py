"""How the archive watched Exampleville: what it saw as it happened, what it missed, and what it fetched afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from rostra.accounts.models import Account
from rostra.capture.actions.connect import make_due, stop
from rostra.capture.actions.gaps import close_gaps, heal_by_look, heal_by_replay, note_gap, open_gap
from rostra.capture.actions.reports import report
from rostra.capture.actions.runs import cover, write_run
from rostra.capture.models import Gap
from rostra.capture.states import Healing, Outcome
from rostra.config.demo.records import Seen
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.platforms.base import Absence, Cause, Item, Method

LONG = dt.timedelta(days=4000)
NOT_HEALED = frozenset({"police", "ward-2"})
REASON = "The data centre lost power in the ice storm, and the stream could not be followed."
NOTE = "Posts of these days were asked for again, but the account's own server had restored an older copy: some may be missing for good."
HICCUP = "The connection to the stream was lost."


@dataclass(frozen=True, slots=True)
class Outage:
    """Nothing was seen from ``begins`` to ``ends``; at ``healed`` what was still there had been fetched."""

    begins: dt.datetime
    ends: dt.datetime
    healed: dt.datetime


def outage_before(until: dt.datetime) -> Outage:
    """The ice storm: four days in the second to last February."""
    year = until.year - 1 - (1 if until.month < 4 else 0)
    begins = dt.datetime(year, 2, 21, 3, 12, 40, tzinfo=dt.UTC)
    return Outage(begins, begins + dt.timedelta(days=4, hours=6), begins + dt.timedelta(days=4, hours=9))


def through(outage: Outage, seen: Iterable[Seen]) -> Iterator[Seen]:
    """What was seen in spite of the outage. Of its days only what stood there afterwards, and only where it could be fetched."""
    late: dict[str, Seen] = {}
    for each in seen:
        if not outage.begins <= each.at < outage.ends:
            yield each
        elif isinstance(each.event, Absence):
            if late.pop(each.event.uri, None) is None and each.account not in NOT_HEALED:
                yield _late_absence(each, each.event, outage)
        elif each.official and each.account not in NOT_HEALED:
            late[each.event.uri] = _late(each, each.event, outage)
    yield from late.values()


def _late(each: Seen, item: Item, outage: Outage) -> Seen:
    return replace(each, at=outage.healed, event=replace(item, source=replace(item.source, method=Method.SNAPSHOT, seen=outage.healed)))


def _late_absence(each: Seen, absence: Absence, outage: Outage) -> Seen:
    return replace(
        each, at=outage.healed, event=replace(absence, source=replace(absence.source, method=Method.SNAPSHOT, seen=outage.healed))
    )


class Ledger:
    """Writes the coverage of the accounts that are captured live, each step at its own time."""

    def __init__(self, accounts: dict[str, Account], actor: Actor) -> None:
        self._accounts = accounts
        self._actor = actor
        self._reported: dt.datetime | None = None

    def begin(self) -> None:
        """Everything is asked for, and the stream is followed from now on."""
        for account in self._accounts.values():
            make_due(account)
        for method in (Method.POLL, Method.STREAM):
            cover(self._accounts.values(), method, clock.now(), within=dt.timedelta())

    def go_on(self) -> None:
        """The stream was followed until now."""
        cover(self._accounts.values(), Method.STREAM, clock.now(), within=LONG)

    def lose(self) -> None:
        """It is noticed that the stream is lost, in an outage that can only be healed by a difference."""
        self._open(REASON, Cause.OURS, replayable=False)

    def falter(self) -> None:
        """It is noticed that the stream is lost, for a moment that it can send again."""
        self._open(HICCUP, Cause.OUTAGE, replayable=True)

    @transaction.atomic
    def end(self) -> None:
        """The city's networks are invented: nothing is followed any more, and the history says so."""
        self.go_on()
        for account in self._accounts.values():
            stop(account, actor=self._actor)

    def _open(self, reason: str, cause: Cause, *, replayable: bool) -> None:
        for account in self._accounts.values():
            open_gap(account, Method.STREAM, reason, cause=cause, after=dt.timedelta(), replayable=replayable)

    def come_back(self) -> None:
        """The stream is followed again."""
        close_gaps(self._accounts.values(), Method.STREAM)
        self.begin()

    def heal(self) -> None:
        """What was missed has been fetched, where that was possible."""
        for slug, account in self._accounts.items():
            if slug in NOT_HEALED:
                note_gap(Gap.objects.get(account=account), NOTE, actor=self._actor)
            else:
                heal_by_look(account, clock.now(), Healing.DIFFERENCE)

    def replay(self) -> None:
        """The stream has sent again what was missed."""
        heal_by_replay(self._accounts.values())

    @transaction.atomic
    def check(self) -> None:
        """A day's looking whether everything is still there."""
        for account in self._accounts.values():
            write_run(account, Method.PROBE, clock.now() - dt.timedelta(minutes=2), Outcome.DONE, {"items": 30})

    @transaction.atomic
    def hand_in(self) -> None:
        """The coverage since the last report goes into the public log."""
        for account in self._accounts.values():
            report(account, self._reported, clock.now())
        self._reported = clock.now()
