"""A post by its network's interface and by its owner's export, which states its number: a version by another route is no edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from tests.capture.conftest import OPERATOR, Register
from tests.capture.numbered import AT, NETWORKS, Place, Places
from tests.platforms.x.archives import pack
from tests.records import publish_log

from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Record, Version
from rostra.archive.queries.holdings import holdings, holdings_by_account
from rostra.archive.rules.everything import record_flaws
from rostra.capture.queries.due import items_to_probe
from rostra.capture.queries.ledger import account_ledger
from rostra.capture.rules.routes import route_findings
from rostra.core import clock
from rostra.core.months import month_of
from rostra.platforms.base import Kind
from rostra.search.actions import follow
from rostra.search.queries import find


@pytest.fixture
def places(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    folder = tmp_path / "exports"
    folder.mkdir()
    with ExitStack() as running:
        yield Places(running, register, folder, monkeypatch)


def the_post() -> Record:
    """The only one there is."""
    return Record.objects.get(kind=Kind.POST)


def edited(place: Place) -> list[int]:
    """How often, as everybody who counts it says: the account's holdings and those of all, the ledger's months, search, the page's list."""
    publish_log()
    while follow():
        pass
    months = [month_of(AT, "UTC"), month_of(clock.now(), "UTC")]
    ledger = sum(line.numbers["edited"] for line in account_ledger(place.account, months).lines)
    found = len(find("is:edited").record_ids)
    return [holdings(place.account).edited, holdings_by_account([place.account])[place.account.pk].edited, ledger, found]


def current() -> str:
    """What the post says now."""
    post = the_post()
    return post.all_versions.get(number=post.current).text


@pytest.mark.database
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("live_first", [True, False])
def test_the_same_words_by_both_routes_are_one_post_that_nobody_edited(network: str, live_first: bool, places: Places) -> None:
    place = places.of(network)
    place.say("Snow tonight")
    if live_first:
        place.look()
        done = place.hand_over()
        assert (done.items > 0, done.new, done.edited) == (True, 0, 0)
    else:
        place.hand_over()
        looked = place.look()
        assert looked.edited == 0
    assert holdings().posts == 1
    assert edited(place) == [0, 0, 0, 0]
    assert find("snow").record_ids == [the_post().pk]
    assert not list(route_findings())
    assert not list(record_flaws())

    held = Version.objects.count()
    again, looked = place.hand_over(), place.look()
    assert (again.new, again.edited, looked.new, looked.edited) == (0, 0, 0, 0)
    assert Version.objects.count() == held


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("live_first", [True, False])
def test_an_edit_between_the_two_counts_once_whoever_tells_it_again(network: str, live_first: bool, places: Places) -> None:
    place = places.of(network)
    place.say("Snow tonight")
    steps = [place.look, place.hand_over] if live_first else [place.hand_over, place.look]
    steps[0]()
    place.say("Ice tonight")
    told = steps[1]()
    assert told.edited == 1
    assert edited(place) == [1, 1, 1, 1]
    for step in steps:
        assert step().edited == 0
    assert edited(place) == [1, 1, 1, 1]
    assert current() == the_post().all_versions.filter(text__startswith="Ice").first().text  # type: ignore[union-attr]
    assert not list(record_flaws())


@pytest.mark.parametrize("network", NETWORKS)
def test_an_export_from_before_an_edit_brings_no_old_words_back(network: str, places: Places) -> None:
    place = places.of(network)
    place.say("Snow tonight")
    place.look()
    old = place.packed()
    place.say("Ice tonight")
    place.look()
    said = current()
    assert place.hand_over(old).edited == 0
    assert current() == said
    assert said.startswith("Ice tonight")
    assert edited(place) == [1, 1, 1, 1]


@pytest.mark.parametrize("live_first", [True, False])
def test_what_x_cuts_off_is_no_edit_and_no_finding(live_first: bool, places: Places) -> None:
    place = places.of("x")
    place.say("Snow emergency. " * 30)
    steps = [place.look, place.hand_over]
    for step in steps if live_first else steps[::-1]:
        assert step().edited == 0
    assert edited(place) == [0, 0, 0, 0]
    assert len(current()) > 280
    assert the_post().versions == 2
    assert not list(route_findings())


def test_what_is_told_again_is_no_change_that_is_looked_after(places: Places) -> None:
    place = places.of("bluesky")
    place.say("Snow tonight")
    place.hand_over()
    place.look()
    since = clock.now() - dt.timedelta(hours=1)
    assert items_to_probe(place.account, after=0, since=since, limit=9) == []
    place.say("Ice tonight")
    place.look()
    post = the_post()
    assert items_to_probe(place.account, after=0, since=since, limit=9) == [(post.pk, post.uri)]


def test_other_words_of_one_edit_are_a_finding_and_no_edit(places: Places) -> None:
    place = places.of("x")
    place.say("We were wrong")
    place.look()
    with ZipFile(BytesIO(place.packed())) as export:
        members = {name: export.read(name).replace(b"wrong", b"right") for name in export.namelist()}
    place.hand_over(pack(members))
    (found,) = route_findings()
    assert (found.id, edited(place)) == ("capture.W015", [0, 0, 0, 0])


@pytest.mark.database
@pytest.mark.parametrize("live_first", [True, False])
def test_its_page_says_by_which_route_and_not_that_it_was_edited(live_first: bool, places: Places, client: Client) -> None:
    place = places.of("flickr")
    place.say("Snow tonight")
    steps = [place.look, place.hand_over]
    for step in steps if live_first else steps[::-1]:
        step()
    publish_log()
    post, told = the_post(), Version.objects.get(record__kind=Kind.POST, again=True)
    assert (post.versions, told.evidence) == (2, "owner-export" if live_first else "platform-api")
    page = client.get(f"/record/{post.pk}").content.decode()
    assert "Edited" not in page
    assert "told again, no edit" in page
    assert "What changed" not in page
    assert "nobody edited anything" in client.get(f"/record/{post.pk}/v/{told.number}").content.decode()
    assert [each["again"] for each in client.get(f"/record/{post.pk}.json").json()["versions"]] == [False, True]
    cache.clear()
    assert "Edited: " not in client.get(f"/account/{place.account.slug}").content.decode()


def test_an_export_of_a_live_post_is_no_change_and_no_look(places: Places, client: Client) -> None:
    place = places.of("x")
    place.say("Snow emergency. " * 30)
    place.look()
    seen = the_post().last_seen
    place.hand_over()
    publish_log()
    post = the_post()
    assert (post.versions, post.current, post.last_seen) == (2, 1, seen)
    page = client.get(f"/record/{post.pk}").content.decode()
    assert "No change was found" in page
    assert "What changed" not in page
    assert "nobody edited anything" in page


def test_words_that_only_an_export_tells_were_not_seen_on_the_platform(places: Places, client: Client) -> None:
    place = places.of("mastodon")
    place.say("Snow tonight")
    place.look()
    seen = the_post().last_seen
    place.say("Ice tonight")
    place.hand_over()
    publish_log()
    assert (current(), the_post().last_seen) == ("Ice tonight", seen)
    page = client.get(f"/record/{the_post().pk}").content.decode()
    assert "tells of this version; we did not see it there" in page
    assert "On the platform when last seen" not in page


@pytest.mark.parametrize("live_first", [True, False])
def test_tables_that_are_made_again_say_the_same(live_first: bool, places: Places) -> None:
    place = places.of("flickr")
    place.say("Snow tonight")
    steps = [place.look, place.hand_over]
    for step in steps if live_first else steps[::-1]:
        step()
    place.say("Ice tonight")
    place.look()
    before = settled()
    publish_log()
    rebuild(actor=OPERATOR)
    assert settled() == before
    assert the_post().edits == 1
    assert any(again for *_, again in before)
    assert not list(record_flaws())


def settled() -> list[tuple[object, ...]]:
    """What is written of every version, and of its record."""
    return list(Version.objects.order_by("record_id", "number").values_list("record__current", "record__edits", "number", "again"))
