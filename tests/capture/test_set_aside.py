"""What could not be taken in counts once, however often it is met, and no longer once what was not reached is there."""

from __future__ import annotations

import csv
import datetime as dt
import importlib
from pathlib import Path

import pytest
from django.apps import apps
from tests.capture.conftest import OPERATOR, Register
from tests.capture.network import Network
from tests.capture.test_checks import check_all, due_again
from tests.platforms.x.archives import OWNER, files, pack, script, tweet, wrapped

from rostra.accounts.models import Account
from rostra.capture.actions.aside import aside_file
from rostra.capture.actions.imports import take_in_file
from rostra.capture.models import Import, ImportShare, ListExport, RejectedPart, Run
from rostra.capture.queries.coverage import coverage_of, coverage_overview
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Work
from rostra.core import clock
from rostra.platforms import EXPORTS
from rostra.platforms.base import Method, Rejected, Source

BAD = tweet("13", created_at="whenever")
EARLY, LATE = (tweet(str(number), created_at=f"Mon May 0{number} 12:00:00 +0000 2026") for number in (4, 5))


@pytest.fixture
def city(register: Register) -> Account:
    made = register("city", network="x", state="archived")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=OWNER)
    made.refresh_from_db()
    return made


def archive(*tweets: object, cut: bool = False) -> dict[str, bytes]:
    """The members of an archive; ``cut``: its posts break off."""
    whole = script("tweets", wrapped(*tweets))  # type: ignore[arg-type]
    return {**files(), "data/tweets.js": whole.rstrip().removesuffix(b"]") + b', {"tweet": {' if cut else whole}


def hand_over(folder: Path, members: dict[str, bytes], *, again: bool = False) -> Import:
    path = folder / "archive.zip"
    path.write_bytes(pack(members))
    return take_in_file(EXPORTS["x"](Source(Method.IMPORT, path.name, clock.now()), ""), path, actor=OPERATOR, again=again)


def missing(account: Account) -> int:
    """How much was found that is not kept: the same on the list of all accounts and on its own page."""
    (row,) = (each for each in coverage_overview() if each.account == account)
    alone = coverage_of(account)
    assert (row.found, row.held) == (alone.found, alone.held)
    return alone.found - alone.held


def test_the_same_part_in_two_archives_is_one(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, archive(EARLY, BAD))
    assert missing(city) == 1
    assert hand_over(tmp_path, archive(EARLY, BAD, LATE)).rejected == 1
    assert missing(city) == 1
    hand_over(tmp_path, archive(EARLY, BAD, LATE, {**BAD, "id_str": "14"}))
    assert missing(city) == 2
    assert hand_over(tmp_path, archive(EARLY, BAD), again=True).rejected == 1
    assert missing(city) == 2


def test_where_an_archive_broke_off_nothing_is_missing_once_another_goes_on(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, archive(EARLY, BAD, cut=True))
    assert missing(city) == 2
    hand_over(tmp_path, archive(EARLY, BAD, LATE))
    assert missing(city) == 1, "what could not be read is still not kept"
    hand_over(tmp_path, archive(EARLY, BAD, cut=True), again=True)
    hand_over(tmp_path, archive(EARLY, cut=True))
    assert missing(city) == 1, "whichever came first"


def test_an_archive_that_ends_earlier_does_not_go_on(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, archive(LATE, EARLY, cut=True))
    hand_over(tmp_path, archive(EARLY))
    assert missing(city) == 1
    hand_over(tmp_path, archive(EARLY, LATE, tweet("6"), cut=True))
    assert missing(city) == 1, "both broke off in the same file of the archive"
    hand_over(tmp_path, archive(EARLY, LATE, tweet("6")))
    assert missing(city) == 0


def test_an_archive_that_holds_less_does_not_go_on(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, archive(EARLY, LATE, cut=True))
    hand_over(tmp_path, archive(tweet("6", created_at="Wed May 06 12:00:00 +0000 2026")))
    assert missing(city) == 1, "it may be another part of the same export"


def test_what_is_read_again_and_understood_is_not_missing(city: Account, tmp_path: Path) -> None:
    done = hand_over(tmp_path, archive(EARLY, BAD))
    RejectedPart.objects.create(account=city, method=Method.IMPORT, of=done, digest=bytes(32))  # what an older reader could not read
    assert missing(city) == 2
    hand_over(tmp_path, archive(EARLY, BAD), again=True)
    assert missing(city) == 1


def test_a_look_that_meets_it_again_adds_nothing(mayor: Account, network: Network, connections: Connections) -> None:
    for _ in range(3):
        network.told = [Rejected(1, "An entry of the feed cannot be kept.", b"<entry/>")]
        due_again(mayor, Work.POLL)
        check_all(connections)
    assert missing(mayor) == 1
    assert sum(Run.objects.values_list("refused", flat=True)) == 1
    with aside_file("memory-live").open(newline="") as file:
        assert [row["raw"] for row in csv.DictReader(file)] == ["<entry/>"]


def test_a_list_that_is_looked_at_as_a_whole_counts_what_it_could_not_say(
    mayor: Account, network: Network, connections: Connections
) -> None:
    network.unreadable = [Rejected(1, "An entry of a list is none.", b"?")]
    for _ in range(2):
        due_again(mayor, Work.SNAPSHOT)
        check_all(connections)
    assert missing(mayor) == 1


def test_what_could_not_be_reached_is_not_missing_once_it_came(mayor: Account, network: Network, connections: Connections) -> None:
    uri = network.post("mayor", "7", "an answer")
    network.told = [Rejected(1, "It could not be read.", uri.encode())]
    del network.posts[uri]
    check_all(connections)
    assert missing(mayor) == 1
    network.post("mayor", "7", "an answer")
    due_again(mayor, Work.POLL)
    check_all(connections)
    assert missing(mayor) == 0


def test_a_list_that_was_not_given_is_missing_until_it_is(mayor: Account, network: Network, connections: Connections) -> None:
    stories, tagged = (Rejected(0, "A list was not given.", name, rest=True) for name in (b"stories", b"tagged"))
    for told, left in (([stories, tagged], 2), ([tagged], 1), ([], 0)):
        network.told = [*told]
        due_again(mayor, Work.POLL)
        check_all(connections)
        assert missing(mayor) == left


def test_of_a_list_what_its_newest_export_could_not_say(mayor: Account) -> None:
    now = clock.now()
    for day, act, rejected, ended in ((3, "block", 5, now), (1, "block", 2, now), (0, "block", 9, None), (2, "mute", 1, now)):
        ListExport.objects.create(
            account=mayor, act=act, form="csv", exported=now - dt.timedelta(days=day), complete=False, name="list.csv", size=1,
            digest=bytes(32), read=now, started=ended, ended=ended, rejected=rejected,
        )  # fmt: skip
    assert missing(mayor) == 3


@pytest.mark.parametrize("again", [False, True])
def test_what_was_set_aside_before_is_counted_as_it_was(again: bool, mayor: Account, city: Account) -> None:
    now = clock.now()
    started = now + dt.timedelta(days=1) if again else now
    file = Import.objects.create(
        digest=bytes(32), mapping=bytes(32), name="archive.zip", size=1, started=started, ended=started, rejected=3
    )
    ImportShare.objects.create(of=file, account=city, items=1, first=now, last=now)
    for account, method, refused in ((mayor, Method.POLL, 2), (mayor, Method.PROBE, 7), (city, Method.IMPORT, 3)):
        Run.objects.create(account=account, method=method, started=now, ended=now, outcome="done", refused=refused)
    if again:
        Run.objects.create(account=city, method=Method.IMPORT, started=started, ended=started, outcome="done")
    importlib.import_module("rostra.capture.migrations.0012_rejected_parts").tell_what_is_counted(apps, None)
    assert (missing(mayor), missing(city)) == (2, 3)
    assert RejectedPart.objects.filter(of=file).count() == 3
