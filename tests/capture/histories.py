"""Histories by chance, made through the real checks: posts, edits, removals, outages, limits, consents, counts, a worker that sleeps."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from tests.capture.network import Network, source

from rostra.accounts.models import Account
from rostra.capture.actions.checks import check_next
from rostra.capture.models import Schedule
from rostra.capture.queries.platforms import Connections
from rostra.core import clock
from rostra.platforms.base import POSTS, Count, Method, PlatformError, RateLimited, Unauthorised, Unreachable

STEPS = [dt.timedelta(minutes=minutes) for minutes in (3, 4, 5, 5, 6, 8, 37, 9 * 60, 4 * 24 * 60)]
TROUBLES: Sequence[type[PlatformError]] = (Unreachable, RateLimited, Unauthorised)


class History:
    """What happens on a network in memory, step by step, and what the archive sees of it. ``chance`` decides."""

    def __init__(self, network: Network, accounts: Sequence[Account], chance: random.Random) -> None:
        self._network, self._accounts, self._chance = network, accounts, chance
        self._connections = Connections()
        network.counts = self._count

    def live(self, begins: dt.datetime, steps: int) -> dt.datetime:
        """Let so many steps happen; when it ended."""
        now = begins
        for _ in range(steps):
            now += self._chance.choice(STEPS) + dt.timedelta(seconds=self._chance.randrange(60))
            with clock.frozen(now):
                self._happen()
                self._check()
        return now

    def _happen(self) -> None:
        account = self._chance.choice(self._accounts)
        held = [uri for uri, post in self._network.posts.items() if post.account == account.identity]
        match self._chance.randrange(9):
            case 0 | 1 | 2:
                self._network.post(account.identity, str(len(self._network.events)), "a post")
            case 3 if held:
                self._network.post(account.identity, self._chance.choice(held).rpartition("/")[2], "edited")
            case 4 if held:
                self._network.delete(self._chance.choice(held))
            case 5:
                self._network.break_down(self._chance.choice(TROUBLES)("It does not go."))
            case _:
                self._network.come_back()

    def _check(self) -> None:
        """What is due; now and then what was refused is asked again, as somebody would who looks after it."""
        again = Schedule.objects.all() if self._chance.randrange(3) == 0 else Schedule.objects.exclude(due=None)
        again.update(due=clock.now())
        while check_next(self._connections):
            pass

    def _count(self, account: str) -> Count | None:
        there = sum(post.account == account for post in self._network.posts.values())
        hidden = self._chance.choice((0, 0, 2))
        said = max(0, there + hidden + self._chance.choice((0, 0, 1, -1)))
        return Count(account, POSTS, said, source(Method.POLL), min(hidden, said)) if self._chance.randrange(4) else None
