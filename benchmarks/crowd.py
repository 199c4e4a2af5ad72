"""Many accounts that are captured already: as an installation is some time after they were connected.

``python -m benchmarks.crowd STEP`` reads arguments as JSON and writes what comes of it: ``fill``, ``outage``, ``claims``.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import sys
from collections.abc import Callable, Iterator

import httpx

from rostra.config.sqlite import use_fixed_sqlite

use_fixed_sqlite()
importlib.import_module("django").setup()

from django.db.models import F  # noqa: E402

from benchmarks import installation  # noqa: E402 -- all of this needs Django
from benchmarks.instances import OLD_POSTS, Instance  # noqa: E402
from benchmarks.measure import timed  # noqa: E402
from rostra.accounts.models import Account, Handle  # noqa: E402
from rostra.archive.actions.intake import Captured, take_in  # noqa: E402
from rostra.capture import rules  # noqa: E402
from rostra.capture.actions.places import Places  # noqa: E402
from rostra.capture.models import Presence, Schedule  # noqa: E402
from rostra.capture.states import Work  # noqa: E402
from rostra.core import clock  # noqa: E402
from rostra.core.actor import system  # noqa: E402
from rostra.people.models import Person, Unit  # noqa: E402
from rostra.platforms.base import Item  # noqa: E402
from rostra.platforms.mastodon import Mastodon  # noqa: E402

BATCH = 200  # accounts
CLAIMS = 100


def fill(accounts: int, every: int, begun: float, ports: list[int]) -> dict[int, float]:
    """Accounts, what they posted before, and their schedules, each due once within its interval: id to Unix time."""
    unit = Unit.objects.create(slug="city", name="City", kind="government")
    person = Person.objects.create(slug="ada-example", name="Ada Example")
    made = Account.objects.bulk_create(
        Account(
            slug=f"u{number}", network="mastodon", identity=f"http://127.0.0.1:{ports[number % len(ports)]}/users/u{number}",
            handle=f"u{number}@127.0.0.1:{ports[number % len(ports)]}", name=f"Office {number}", unit=unit, custodian=person,
            state="active", opened=dt.date(2022, 1, 1), registered=clock.now(),
        )
        for number in range(accounts)
    )  # fmt: skip
    Handle.objects.bulk_create(Handle(account=each, handle=each.handle, first_seen=clock.now(), last_seen=clock.now()) for each in made)
    Presence.objects.bulk_create(Presence(account=each, active=True, status="active", since=clock.now(), seen=clock.now()) for each in made)
    for first in range(0, accounts, BATCH):
        some = made[first : first + BATCH]
        take_in(
            [event for each in some for event in _held(each, every, begun)], accounts={a.identity: a for a in some}, actor=system("capture")
        )
    installation.log()
    installation.index()
    return _schedules(made)


def _held(account: Account, every: int, begun: float) -> Iterator[Captured]:
    """What the platform yields of an account at first, without waiting for it."""
    instance = Instance(account.identity.rpartition("/users/")[0], every, begun)

    def answer(request: httpx.Request) -> httpx.Response:
        status, media_type, body = instance.answer(request.url.raw_path.decode(), begun - every)
        return httpx.Response(status, headers={"content-type": media_type}, content=body)

    platform = Mastodon(httpx.Client(transport=httpx.MockTransport(answer)), allow_http=True)
    yield from (Captured(event, ()) for event in platform.poll(account.identity, "") if isinstance(event, Item))


def _schedules(accounts: list[Account]) -> dict[int, float]:
    now = clock.now()
    rows = Schedule.objects.bulk_create(
        Schedule(account=account, work=work, last_success=now, cursor=str(OLD_POSTS) if work is Work.POLL else "")
        for account in accounts
        for work in Work
    )
    for row in rows:
        row.due = rules.next_due(row)
    Schedule.objects.bulk_update(rows, ["due"], batch_size=1000)
    return {row.pk: row.due.timestamp() for row in rows if row.due}


def claims() -> dict[str, list[float]]:
    """Milliseconds of a claim where all polls are due: of the first in the row, and where every server is asked enough already."""
    outage()
    free, crowded = Places(1000, long=1000), Places(1, long=1000)
    found = {"free": timed([free.begin] * CLAIMS)}
    while crowded.begin():
        pass
    crowded.look_again()
    found["crowded"] = timed([lambda: (crowded.begin(), crowded.look_again())] * CLAIMS)
    return found


def outage() -> None:
    """All polls are due, as after hours without a worker: each since its own moment."""
    rows = Schedule.objects.filter(work=Work.POLL)
    rows.update(due=F("due") - dt.timedelta(hours=1), claimed_by="", claimed_until=None)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    steps: dict[str, Callable[[], object]] = {"fill": lambda: fill(**told), "claims": claims, "outage": outage}
    json.dump(steps[sys.argv[1]](), sys.stdout)
