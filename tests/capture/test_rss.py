"""From a feed to records and versions: registered by its page, polled, looked at again, found gone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.rss.conftest import Site, entry, rss, site

from rostra.accounts.models import Account
from rostra.accounts.queries.register import identity_on_network
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions
from rostra.capture.models import Coverage, Gap, Run, Schedule
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Healing, Outcome, Work
from rostra.core import clock
from rostra.core.errors import Conflict
from rostra.core.profile import ServerTerms
from rostra.platforms.base import Identity, Method
from rostra.platforms.guard import Guard

__all__ = ["site"]


@pytest.fixture
def feed(register: Register, site: Site, settings: Settings) -> Account:
    """An official feed, found by the page that names it, and connected."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"rss": ServerTerms(allow_http=True)})
    site.put("/feed", rss(entry("n-1")))
    page = site.put("/news", b'<link rel="alternate" type="application/rss+xml" href="/feed">')
    known = identity_on_network("rss", page, Connections().platform("rss").resolve)
    made: Account = register("city", network="rss", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=known.id, handle=known.handle)
    made.refresh_from_db()
    return actions.connect(made, actor=OPERATOR)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_feed_without_https_or_at_home_is_not_asked_unless_the_city_lets_it(scheme: str, settings: Settings, site: Site) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"rss": ServerTerms()})
    address = site.put("/feed", rss(entry("n-1"))).replace("http", scheme)
    with pytest.raises(Conflict, match=r"was not asked: .* the setting allow_http of its network is off") as refused:
        identity_on_network("rss", address, Connections().platform("rss").resolve)
    assert "allow_http under [rss]" in refused.value.hint
    assert "try again" not in refused.value.hint, "later it would be the same"
    assert not site.asked


def test_the_hint_names_the_table_of_the_profile_that_holds_the_setting() -> None:
    with pytest.raises(Conflict) as refused:
        identity_on_network("flickr", "parks", lambda _: Identity(str(Guard().addresses("https://127.0.0.1/"))))
    assert "allow_http under [platform.flickr]" in refused.value.hint


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def test_what_a_feed_shows_is_kept(feed: Account, site: Site) -> None:
    day = clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
    site.put("/rink.jpg", b"picture", content_type="image/jpeg")
    page = site.put("/n/2", b"page")
    more = '<enclosure url="/rink.jpg" type="image/jpeg"/>'
    site.put("/feed", rss(entry("n-1"), entry(page, text="It opens at nien.", day=day, more=more)))
    check_all(Connections())
    assert set(Schedule.objects.values_list("work", flat=True)) == {Work.POLL, Work.PROBE, Work.REPORT}
    assert set(Record.objects.values_list("uri", "kind")) == {
        (feed.identity, "profile"),
        (f"{feed.identity}#id=n-1", "post"),
        (page, "post"),
    }
    assert Attachment.objects.get(version__record__uri=page).medium is not None

    site.put("/feed", rss(entry("n-1"), entry(page, text="It opens at nine.", day=day, more=more)))
    look_again(feed, Work.POLL)
    look_again(feed, Work.POLL)
    said = Version.objects.filter(record__uri=page).order_by("number").values_list("text", flat=True)
    assert [text.split("\n")[-1] for text in said] == ["It opens at nien.", "It opens at nine."]

    site.put("/feed", rss(entry("n-1")))
    look_again(feed, Work.PROBE)
    assert not Absence.objects.exists(), "it left the feed, and its page is there"
    Record.objects.filter(uri__endswith="#id=n-1").update(published=clock.now() - dt.timedelta(days=400))
    look_again(feed, Work.PROBE)
    last = Run.objects.filter(method=Method.PROBE).latest("id")
    assert (last.outcome, last.unknown) == (Outcome.DONE, 0), "a page that stands is an answer"
    site.put("/n/2", b"", 410)
    look_again(feed, Work.PROBE)
    assert Absence.objects.get().record.uri == page
    assert Record.objects.get(uri=page).status == "gone"


def test_a_feed_that_moved_on_is_a_gap_in_the_ledger(feed: Account, site: Site) -> None:
    check_all(Connections())
    site.put("/feed", rss(*(entry(f"n-{number}") for number in range(50, 60))))
    look_again(feed, Work.POLL)
    look_again(feed, Work.POLL)
    gap = Gap.objects.get(account=feed)
    assert "none of the entries" in gap.reason
    assert gap.healed_at is None, "what left the feed no later look brings"


def test_a_feed_that_moved_on_is_not_caught_up_until_it_reaches_back(feed: Account, site: Site) -> None:
    older = [entry(f"n-{number}") for number in range(4)]
    site.put("/feed", rss(*older))
    check_all(Connections())
    newer = [entry(f"n-{number}") for number in range(50, 60)]
    site.put("/feed", rss(*newer))
    look_again(feed, Work.POLL)
    for shown in (newer, [*newer, entry("n-60")], [entry("n-61"), *newer, older[0]]):
        site.put("/feed", rss(*shown))
        look_again(feed, Work.POLL)
        assert Gap.objects.get(account=feed).healed_at is None
    site.put("/feed", rss(*newer, entry("n-7"), *older[:2]))
    look_again(feed, Work.POLL)
    assert Gap.objects.get(account=feed).healed_how == Healing.REACH
    assert Record.objects.filter(uri__endswith="#id=n-7").exists()


def test_words_of_a_failing_server_stand_on_no_public_page(feed: Account, site: Site, client: Client, settings: Settings) -> None:
    check_all(Connections())
    site.put("/feed", b"<b>The mayor is a crook</b>", 503)
    Coverage.objects.update(ends=clock.now() - dt.timedelta(hours=2), begins=clock.now() - dt.timedelta(hours=3))
    look_again(feed, Work.POLL)
    gap = Gap.objects.get(account=feed)
    assert gap.reason == f"{site.url}/feed answered 503."
    assert "is a crook" in Schedule.objects.get(account=feed, work=Work.POLL).trouble
    for path in ("/coverage", "/account/city", "/account/city/coverage", "/account/city/coverage.json", "/coverage.json"):
        assert "crook" not in client.get(path).content.decode()
