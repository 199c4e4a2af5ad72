"""Pictures that could not be had at first: asked for again while that may pass, by a look at what is held, and recorded when they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_mastodon import look_again
from tests.platforms.bluesky.servers import Reply
from tests.platforms.mastodon.server import PNG, Site, mastodon

from rostra.accounts.models import Account
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Attachment, Record, Version
from rostra.archive.queries.stores import path_of_name
from rostra.archive.rules.everything import all_flaws
from rostra.capture import actions
from rostra.capture.models import Run, Schedule
from rostra.capture.queries.due import items_to_probe
from rostra.capture.states import Outcome, Work
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.profile import ServerTerms
from rostra.retention.actions.aside import guards_set_aside
from rostra.retention.actions.matters import hold_matter
from rostra.retention.rules.holding import Things

DOWN, LIMITED, GONE = Reply(503), Reply(429), Reply(404)
TEST = system("test")


@pytest.fixture
def site() -> Iterator[Site]:
    with mastodon() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        running.join("city")
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    """An official account that is connected, though nothing was captured of it yet."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"mastodon": ServerTerms(allow_http=True)})
    made: Account = register("city", network="mastodon")  # type: ignore[call-arg] # the fixture takes it
    Account.objects.filter(pk=made.pk).update(identity=site.actor("city"), handle=f"city@{site.host}")
    made.refresh_from_db()
    return actions.connect(made, actor=OPERATOR)


def show(site: Site, *names: str, text: str = "The pool opens at nine") -> str:
    """Post pictures; the address of the post."""
    pictures = [{"id": name, "type": "image", "url": f"{site.url}/media/{name}.png", "description": f"Plan {name}"} for name in names]
    return site.say("city", f"<p>{text}</p>", media_attachments=pictures)


def media_host(site: Site, reply: Reply | None, *names: str) -> None:
    """What it answers from now on; None: the pictures, each another one."""
    for name in names:
        site.answers[f"/media/{name}.png"] = reply or Reply(200, PNG + name.encode(), {"content-type": "image/png"})


def asked(site: Site, name: str) -> int:
    return site.asked.count(f"/media/{name}.png")


def shown(uri: str) -> list[tuple[int, bool, str, bool]]:
    """Of each medium of each version: the version's number, whether the medium is held, why not, and whether it is asked for again."""
    found = Attachment.objects.filter(version__record__uri=uri).select_related("version").order_by("version__number", "ordinal")
    return [(each.version.number, each.medium is not None, each.missing[-4:], each.again) for each in found]


def told(uri: str) -> tuple[int, int, int, list[bool]]:
    """How many versions there are, which is current, how many are edits, and which tell again what was held."""
    record = Record.objects.get(uri=uri)
    again = list(Version.objects.filter(record=record).order_by("number").values_list("again", flat=True))
    return record.versions, record.current, record.edits, again


def flaws() -> list[str]:
    Sequencer().drain()
    return [flaw.id for flaw in all_flaws()]


def test_a_picture_comes_with_the_next_look_once_its_server_is_back(city: Account, site: Site, client: Client) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1", "2")
    look_again(city, Work.POLL)
    assert [(held, again) for _, held, _, again in shown(uri)] == [(False, True), (True, False)]
    assert told(uri) == (1, 1, 0, [False])
    record = Record.objects.get(uri=uri)
    assert "could not be kept" in client.get(f"/record/{record.pk}").content.decode()

    media_host(site, None, "1")
    look_again(city, Work.PROBE)
    assert [(number, held) for number, held, *_ in shown(uri)] == [(1, False), (1, True), (2, True), (2, True)]
    assert told(uri) == (2, 2, 0, [False, True])
    assert asked(site, "2") == 1
    assert Run.objects.filter(edited__gt=0).count() == 0
    medium = Attachment.objects.get(version__number=2, version__record=record, ordinal=0).medium
    assert medium is not None
    assert path_of_name(medium.name).read_bytes() == PNG + b"1"
    assert flaws() == []

    page = client.get(f"/record/{record.pk}").content.decode()
    assert f'src="/media/{medium.name}"' in page
    assert "could not be kept" not in page
    assert "told again, no edit" in page
    assert "What changed from version" not in page
    assert "Edited" not in page
    told_by_api = client.get(f"/record/{record.pk}.json").json()
    assert medium.name in told_by_api["media"][0]["url"]
    assert [each["again"] for each in told_by_api["versions"]] == [False, True]

    look_again(city, Work.PROBE, Work.POLL, Work.SNAPSHOT)
    assert told(uri)[0] == 2
    assert asked(site, "1") == 3 + 1


@pytest.mark.database
def test_tables_made_again_and_the_search_say_the_same(city: Account, site: Site) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1")
    look_again(city, Work.POLL)
    media_host(site, None, "1")
    look_again(city, Work.PROBE)
    site.edit(uri, "<p>The pool opens at ten</p>")
    look_again(city, Work.PROBE)
    assert told(uri) == (3, 3, 1, [False, True, False])
    before = told(uri), shown(uri)
    assert flaws() == []
    rebuild(actor=TEST)
    assert (told(uri), shown(uri)) == before
    assert flaws() == []


def test_one_that_is_still_down_makes_no_version_and_is_asked_for_once_a_look(city: Account, site: Site) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1")
    look_again(city, Work.POLL)
    first = asked(site, "1")
    sightings = Version.objects.get(record__uri=uri).sightings
    for _ in range(4):
        look_again(city, Work.PROBE)
    assert (asked(site, "1"), Version.objects.get(record__uri=uri).sightings) == (first + 4, sightings + 4)
    show(site, "2", text="The rink, too")
    look_again(city, Work.POLL, Work.SNAPSHOT)
    assert asked(site, "1") == first + 4
    assert told(uri) == (1, 1, 0, [False])
    assert not Run.objects.exclude(outcome=Outcome.DONE).exists()
    assert flaws() == []


def test_one_that_is_refused_for_good_is_recorded_so_and_not_asked_for_again(city: Account, site: Site) -> None:
    media_host(site, DOWN, "1", "2")
    uri = show(site, "1", "2")
    look_again(city, Work.POLL)
    media_host(site, GONE, "1")
    look_again(city, Work.PROBE)
    assert shown(uri)[2:] == [(2, False, "404.", False), (2, False, "503.", True)]
    assert told(uri) == (2, 2, 0, [False, True])
    so_far = asked(site, "1")
    media_host(site, None, "1", "2")
    look_again(city, Work.PROBE, Work.PROBE)
    assert asked(site, "1") == so_far
    assert shown(uri)[4:] == [(3, False, "404.", False), (3, True, "", False)]
    assert told(uri) == (3, 3, 0, [False, True, True])
    assert flaws() == []


def test_a_server_that_asks_for_patience_is_left_alone_for_this_look(city: Account, site: Site) -> None:
    names = [str(number) for number in range(12)]
    media_host(site, LIMITED, *names)
    uris = [show(site, name, text=f"Lane {name}") for name in names]
    look_again(city, Work.POLL)
    so_far = sum(asked(site, name) for name in names)
    look_again(city, Work.PROBE)
    assert so_far < sum(asked(site, name) for name in names) <= so_far + 4  # those that were under way side by side
    media_host(site, None, *names)
    look_again(city, Work.PROBE)
    assert {told(uri)[:3] for uri in uris} == {(2, 2, 0)}
    assert all(held for uri in uris for number, held, *_ in shown(uri) if number == 2)


def test_killed_between_the_file_and_the_rows_it_comes_with_the_next_look(
    city: Account, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1")
    look_again(city, Work.POLL)
    media_host(site, None, "1")
    with monkeypatch.context() as patch:
        patch.setattr("rostra.archive.actions.intake.insert", _die)
        with pytest.raises(KeyboardInterrupt):
            look_again(city, Work.PROBE)
    assert told(uri) == (1, 1, 0, [False])
    assert sorted(flaws()) == ["archive.W212", "archive.W304"]
    Schedule.objects.update(claimed_until=None)  # as it runs out
    look_again(city, Work.PROBE)
    assert told(uri) == (2, 2, 0, [False, True])
    assert flaws() == ["archive.W212"]  # of what died


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_hold_on_the_record_keeps_both_and_stops_neither(city: Account, site: Site) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1")
    look_again(city, Work.POLL)
    hold_matter("Flood of 2026", Things([Record.objects.get(uri=uri)]), reason="There will be a claim.", actor=system("disputes"))
    media_host(site, None, "1")
    look_again(city, Work.PROBE)
    assert told(uri) == (2, 2, 0, [False, True])
    before = shown(uri)
    Sequencer().drain()
    with guards_set_aside():
        rebuild(actor=TEST)
    assert shown(uri) == before


def test_a_picture_that_an_edit_took_away_is_kept_with_the_words_that_showed_it(city: Account, site: Site) -> None:
    media_host(site, DOWN, "1")
    uri = show(site, "1")
    look_again(city, Work.POLL)
    site.edit(uri, "<p>The pool stays closed</p>", media_attachments=[])
    media_host(site, None, "1")
    look_again(city, Work.PROBE, Work.PROBE)
    assert [(number, held) for number, held, *_ in shown(uri)] == [(1, False), (2, True)]
    assert told(uri) == (3, 3, 1, [False, True, False])
    assert flaws() == []


def test_a_picture_of_the_profile_that_comes_later_is_no_change_of_it(city: Account, site: Site, client: Client) -> None:
    media_host(site, DOWN, "city")
    look_again(city, Work.POLL)
    media_host(site, None, "city")
    look_again(city, Work.PROBE)
    assert told(city.identity) == (2, 2, 0, [False, True])
    page = client.get(f"/account/{city.slug}/profile").content.decode()
    assert "Nobody changed anything" in page
    assert "Changed:" not in page


def test_an_old_post_without_its_picture_is_looked_at_again_until_that_comes(city: Account, site: Site) -> None:
    site.start = clock.now() - dt.timedelta(days=400)
    media_host(site, DOWN, "1")
    uri, plain = show(site, "1"), site.say("city", "<p>No picture</p>")
    look_again(city, Work.POLL)
    since, later = clock.now() - dt.timedelta(days=30), clock.now() + dt.timedelta(days=1)
    assert Record.objects.filter(uri=plain).exists()
    assert [found for _, found in items_to_probe(city, after=0, since=since, limit=9)] == [uri]  # and nothing else from then
    assert items_to_probe(city, after=0, since=later, limit=9) == []  # as long as anything that changed
    media_host(site, None, "1")
    look_again(city, Work.PROBE)
    assert shown(uri)[-1][:2] == (2, True)
    assert items_to_probe(city, after=0, since=since, limit=9) == []
