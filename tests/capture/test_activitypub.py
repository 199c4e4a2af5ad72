"""From an outbox to records and versions: found by its handle, polled, edited, deleted, and missed in part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.activitypub.server import Village, village

from rostra.accounts.models import Account
from rostra.accounts.queries.register import identity_on_network
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions
from rostra.capture.models import Gap, Run
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import Outcome, Work
from rostra.core import clock
from rostra.core.profile import ServerTerms


@pytest.fixture
def site() -> Iterator[Village]:
    with village() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        running.join("city")
        running.join("resident")
        yield running


@pytest.fixture
def city(register: Register, site: Village, settings: Settings) -> Account:
    """An official account, found by its handle and connected."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"activitypub": ServerTerms(allow_http=True)})
    known = identity_on_network("activitypub", f"@city@{site.host}", Connections().platform("activitypub").resolve)
    made: Account = register("city", network="activitypub", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=known.id, handle=known.handle)
    made.refresh_from_db()
    return actions.connect(made, actor=OPERATOR)


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def test_what_an_account_does_is_kept(city: Account, site: Village) -> None:
    picture = {"type": "Document", "mediaType": "image/png", "url": f"{site.url}/media/1.png", "name": "The pool"}
    post = site.say("city", "<p>The pool opens at nien</p>", attachment=[picture])
    reply = site.say("resident", "<p>Nine?</p>", inReplyTo=post)
    check_all(Connections())
    kept = {uri: (kind, official) for uri, kind, official in Record.objects.values_list("uri", "kind", "official")}
    assert kept == {city.identity: ("profile", True), post: ("post", True), reply: ("reply", False)}
    assert Attachment.objects.get(version__record__uri=post).medium is not None

    site.edit(post, "<p>The pool opens at nine</p>")
    look_again(city, Work.POLL)
    look_again(city, Work.PROBE)
    said = Version.objects.filter(record__uri=post).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]

    site.delete(post, tombstone=True)
    look_again(city, Work.PROBE)
    assert (Absence.objects.get().certainty, Record.objects.get(uri=post).status) == ("asserted", "gone")
    assert Run.objects.exclude(outcome=Outcome.DONE).count() == 0


def test_what_an_outbox_does_not_hold_any_more_is_a_gap(city: Account, site: Village) -> None:
    site.shown = 2
    site.say("city", "<p>known</p>")
    check_all(Connections())
    for number in range(4):
        site.say("city", f"<p>post {number}</p>")
    look_again(city, Work.POLL)
    look_again(city, Work.POLL)
    gap = Gap.objects.get()
    assert (gap.account, gap.ends is not None, gap.healed_at) == (city, True, None)
    assert "does not reach back" in gap.reason
    look_again(city, Work.POLL)
    assert Gap.objects.get().healed_at is None
