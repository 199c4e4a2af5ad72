"""The example city from its founding to its last day: every step taken at its own time, through the doors that everybody uses."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from rostra.accounts.actions import note_handle
from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.media import keep
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Record, Version
from rostra.config.demo import asking, attested, blocks, cases, exports, holds, lives, moderated, people, policies, records, register, units
from rostra.config.demo.records import Network, Seen
from rostra.config.demo.register import EXPORTED_PLANS, LIVE_PLANS
from rostra.config.demo.residents import RESIDENTS
from rostra.config.demo.said import Said
from rostra.config.demo.sign_ins import enter_sign_ins
from rostra.config.demo.timeline import DAYS, everything_said
from rostra.config.demo.watch import Ledger, outage_before, through
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Person, Unit
from rostra.platforms.base import Absence, Identity
from rostra.search.actions import follow

OPERATOR, CAPTURE = system("command line"), system("capture")
WINDOW = dt.timedelta(minutes=20)  # what was seen within so long goes in together
RENAMED, NEW_HANDLE = "public-works", f"public-works.{people.DOMAIN}"
_A_DAY = dt.timedelta(days=1)
_PICTURE_LIMIT = 10_000_000  # bytes

Progress = Callable[[int, int], None]  # steps done, steps in all


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done at a moment."""

    at: dt.datetime
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now."""

    accounts: int
    records: int
    versions: int
    sign_in: Path


def make_city(*, until: dt.datetime, scale: float = 1.0, progress: Progress = lambda _done, _all: None) -> Made:
    """Make the city with the three years before ``until``, in an empty installation that is ready. The same every time but for keys.

    ``scale`` thins out the day-to-day posts.
    """
    history = _History(until, scale)
    with tempfile.TemporaryDirectory() as folder:
        steps = sorted(history.steps(Path(folder)), key=lambda step: step.at)
        for number, step in enumerate(steps, 1):
            with clock.frozen(step.at):
                step.act()
            progress(number, len(steps))
    _publish()
    return Made(Account.objects.count(), Record.objects.count(), Version.objects.count(), history.sign_in)


def _publish() -> None:
    """Bring the log and the index up to what was taken in."""
    while follow_events():
        pass
    Sequencer().drain()
    blocks.keep_register()
    while follow():
        pass


class _History:
    """The three years as steps."""

    def __init__(self, until: dt.datetime, scale: float) -> None:
        self._until = until
        self._begin = until - dt.timedelta(days=DAYS + 9)
        self._said = [
            each for each in everything_said(until, settings.PROFILE.city.zone, scale) if each.at < lives.last_post(each.account, until)
        ]
        self.persons: dict[str, Person] = {}
        self._accounts = self._found()
        self._plans = {plan.slug: plan for plan in LIVE_PLANS}
        self._live = {plan.slug: self._accounts[plan.slug] for plan in LIVE_PLANS}
        self._ledger = Ledger(self._live, CAPTURE)

    def _found(self) -> dict[str, Account]:
        """Units, persons and accounts, as the city entered them when it began."""
        with clock.frozen(self._begin):
            entered = units.enter_units(OPERATOR)
            self.persons = people.enter_people(entered, self._until.date(), OPERATOR)
            opened = self._begin.date() - 1200 * _A_DAY
            accounts = register.enter_register(entered, self.persons, opened, OPERATOR)
            self.sign_in = enter_sign_ins(self.persons, OPERATOR, settings.ROSTRA_DATA)
            lives.open_accounts(accounts, self.persons, OPERATOR)
            lives.enter_parts(accounts, self.persons, OPERATOR)
            lives.enter_authority()
            return accounts

    def steps(self, folder: Path) -> Iterator[Step]:
        """Everything that happens after the founding, in no order."""
        yield from self._life_of_accounts()
        for days, act in policies.policies_of(Unit.objects.get(slug="communications"), self._until.date()):
            yield self._ago(days, act)
        for days, act in asking.asking(self._until.date()):
            yield self._ago(days, act)
        for days, act in blocks.deeds(self._until.date()):
            yield self._ago(days, act)
        yield from (Step(at, act) for at, act in moderated.deeds(self._until))
        for days, act in [*attested.deeds(), *cases.deeds(), *holds.deeds()]:
            yield self._ago(days, act)
        yield from (Step(at, blocks.keep_register) for at in blocks.moments(self._said) if at < self._until)
        yield from self._watching()
        yield from self._live_steps()
        yield from self._export_steps(folder)

    def _ago(self, days: float, act: Callable[[], object]) -> Step:
        return Step(self._until - days * _A_DAY, act)

    def _life_of_accounts(self) -> Iterator[Step]:
        renamed = self._accounts[RENAMED]
        yield self._ago(500.2, lambda: note_handle(renamed, NEW_HANDLE, seen=clock.now(), actor=CAPTURE))
        yield self._ago(4.3, partial(lives.ask_for_one_more, self.persons, self._accounts["health"].unit))
        for days, act in lives.lives_of(self._accounts, self.persons, OPERATOR):
            yield self._ago(days, act)

    def _watching(self) -> Iterator[Step]:
        ledger, outage = self._ledger, outage_before(self._until)
        second = dt.timedelta(seconds=1)
        yield Step(self._begin + second, ledger.begin)
        yield Step(self._begin + 2 * second, self._take_profiles)
        yield Step(outage.begins, ledger.go_on)
        yield Step(outage.begins + 90 * second, ledger.lose)
        yield Step(outage.ends, ledger.come_back)
        yield Step(outage.healed + 600 * second, ledger.heal)
        falters = self._until - 88 * _A_DAY
        yield from (
            Step(falters, ledger.go_on),
            Step(falters + 31 * second, ledger.falter),
            Step(falters + 2400 * second, ledger.come_back),
        )
        yield Step(falters + 2460 * second, ledger.replay)
        for quarter in exports.quarters(self._begin, self._until)[1::2]:
            yield Step(quarter + second, ledger.go_on)
            yield Step(quarter + 2 * second, ledger.hand_in)
        yield from (self._ago(days + 0.1, ledger.check) for days in range(89))
        yield Step(self._until, ledger.end)

    def _take_profiles(self) -> None:
        shown = {plan.slug: plan.purpose if plan.slug == "transit" else f"{plan.purpose} {lives.NOTICE}" for plan in LIVE_PLANS}
        items = [records.profile(self._author_of(slug, clock.now()), text, clock.now()) for slug, text in shown.items()]
        take_in([Captured(item) for item in items], accounts=self._by_identity(), actor=CAPTURE)

    def _by_identity(self) -> dict[str, Account]:
        return {account.identity: account for account in self._live.values()}

    def _author_of(self, slug: str, at: dt.datetime) -> Identity:
        """The account as the network shows it then."""
        plan = self._plans[slug]
        renamed = slug == RENAMED and at >= self._until - 500.2 * _A_DAY
        return Identity(plan.identity, NEW_HANDLE if renamed else plan.full_handle, plan.name)

    def _live_steps(self) -> Iterator[Step]:
        network = Network({slug: account.identity for slug, account in self._live.items()})
        said = [each for each in self._said if each.account in self._live]
        seen = [event for each in said for event in network.events(each, self._speaker(each))]
        for batch in _together(sorted(through(outage_before(self._until), sorted(seen, key=_when)), key=_when)):
            yield Step(batch[-1].at + dt.timedelta(seconds=1), partial(self._take, batch))

    def _speaker(self, said: Said) -> Identity:
        return RESIDENTS[said.resident].identity if said.resident else self._author_of(said.account, said.at)

    def _take(self, batch: Sequence[Seen]) -> None:
        take_in([_with_media(each) for each in batch], accounts=self._by_identity(), actor=CAPTURE)

    def _export_steps(self, folder: Path) -> Iterator[Step]:
        moments = exports.quarters(self._begin, self._until)
        for network in sorted({plan.network for plan in EXPORTED_PLANS}):
            plans = [plan for plan in EXPORTED_PLANS if plan.network == network]
            own = [each for each in self._said if each.account in {plan.slug for plan in plans}]
            for since, until in zip([self._begin, *moments], moments, strict=False):
                part = [each for each in own if since <= each.at < until]
                if part:
                    yield Step(until, partial(exports.take_in_export, network, plans, part, folder, OPERATOR))


def _when(seen: Seen) -> dt.datetime:
    return seen.at


def _together(seen: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Batches of what was seen within a window."""
    batch: list[Seen] = []
    for each in seen:
        if batch and each.at - batch[0].at > WINDOW:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _with_media(seen: Seen) -> Captured | Absence:
    if isinstance(seen.event, Absence):
        return seen.event
    media = tuple(keep(iter([picture]), ref, limit=_PICTURE_LIMIT) for picture, ref in zip(seen.pictures, seen.event.media, strict=True))
    return Captured(seen.event, media)
