"""Ten thousand blocks in a signed repository, as a server hands it over: two snapshots, exact differences, and nothing by half of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.test_checks import due_again
from tests.platforms.bluesky.repos import CITY, REVISIONS, Repo, encode
from tests.platforms.bluesky.servers import Reply, Web, json, web
from tests.platforms.bluesky.test_client import document

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.capture.actions.checks import check_next
from rostra.capture.models import Run, Schedule
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Outcome, Work
from rostra.core import clock
from rostra.core.profile.capture import BlueskyTerms
from rostra.platforms.base import Kind
from rostra.platforms.bluesky import car, parse

pytestmark = pytest.mark.skipif(connection.vendor == "postgresql", reason="the full size is shown once, on SQLite")
MANY, LIFTED, ADDED = 10_000, 700, 450


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as running:
        yield running


@pytest.fixture
def city(register: Register, site: Web, settings: Settings) -> Account:
    """An account whose server is asked for its lists alone."""
    made: Account = register("city", network="bluesky", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=CITY, handle="city.example")
    terms = BlueskyTerms.model_validate({"plc": site.url, "resolver": site.url, "allow_http": True})
    settings.PROFILE = settings.PROFILE.model_copy(update={"bluesky": terms})
    Schedule.objects.create(account=made, work=Work.SNAPSHOT, due=clock.now())
    return made


def block(number: int) -> tuple[str, bytes]:
    subject = f"did:plc:{number:024d}"
    return f"{parse.BLOCK}/{number:013d}", encode({"$type": parse.BLOCK, "subject": subject, "createdAt": "2026-07-01T12:00:00.000Z"})


def look(account: Account, site: Web, body: bytes) -> Run:
    """One snapshot of what the server hands over."""
    site.xrpc("com.atproto.sync.getRepo", Reply(200, body))
    due_again(account, Work.SNAPSHOT)
    assert check_next(Connections())
    return Run.objects.latest("pk")


def counted(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ("outcome", "new", "gone", "refused")}


def present() -> set[str]:
    held = Record.objects.filter(kind=Kind.BLOCK, status="present").values_list("uri", flat=True)
    return {uri.removeprefix(f"at://{CITY}/") for uri in held}


def test_ten_thousand_blocks_by_snapshots_of_a_signed_repository(city: Account, site: Web) -> None:
    repo = Repo(records=dict(map(block, range(MANY))), revision=REVISIONS[5])
    site.answers[f"/{CITY}"] = Reply(body=document(repo, site.url))
    site.xrpc("com.atproto.identity.resolveHandle", json({"did": CITY}))
    assert counted(look(city, site, repo.car())) == {"outcome": Outcome.DONE, "new": MANY, "gone": 0, "refused": 0}
    assert present() == set(repo.records)

    for number in range(LIFTED):
        del repo.records[block(number)[0]]
    repo.records |= dict(map(block, range(MANY, MANY + ADDED)))
    repo.revision = REVISIONS[6]
    commit, blocks = repo.blocks()
    before = present()
    lacking = car.cid_of(block(MANY - 1)[1])
    by_half = car.write([commit], [entry for entry in blocks.items() if entry[0] != lacking])
    run = look(city, site, by_half)  # one record of all is not there: this is no list
    assert (run.gone, Absence.objects.count(), before <= present()) == (0, 0, True)
    held = Version.objects.count()
    whole = car.write([commit], blocks.items())
    run = look(city, site, whole[: len(whole) // 2])  # cut off on the way
    assert (run.outcome == Outcome.DONE, run.gone, run.new) == (False, 0, 0)
    assert (Absence.objects.count(), Version.objects.count()) == (0, held)

    look(city, site, whole)
    assert present() == set(repo.records)
    gone = Absence.objects.filter(certainty="observed").values_list("record__uri", flat=True)
    assert {uri.removeprefix(f"at://{CITY}/") for uri in gone} == {block(number)[0] for number in range(LIFTED)}
    assert Version.objects.count() == MANY + ADDED
    assert Record.objects.filter(kind=Kind.BLOCK, versions=1).count() == MANY + ADDED
    assert set(Version.objects.values_list("evidence", flat=True)) == {"author-signed"}
