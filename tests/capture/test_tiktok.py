"""From an account on TikTok to records and versions; and what stands in public once its consent is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.tiktok.server import ACCOUNT, TOKEN, TikTokSite, tiktok

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions
from rostra.capture.models import Connection, Gap
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.coverage import standing_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import CaptureStatus, Work
from rostra.core import clock
from rostra.core.profile import ApiTerms
from rostra.platforms.consent import Tokens

pytestmark = pytest.mark.django_db(transaction=True)  # media are fetched in threads, which look up the token


@pytest.fixture
def site() -> Iterator[TikTokSite]:
    with tiktok() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        yield running


@pytest.fixture
def city(register: Register, site: TikTokSite, settings: Settings) -> Account:
    """An official account whose holder has consented."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"platform": {"tiktok": ApiTerms(api=site.url, allow_http=True)}})
    made: Account = register("city", network="tiktok", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=ACCOUNT, handle="exampleville")
    made.refresh_from_db()
    now = clock.now()
    kept = {"sealed": sealed(Tokens(TOKEN)), "granted": now, "since": now, "state": "connected", "by_ref": "x", "by_name": "Ada Example"}
    Connection.objects.create(account=made, **kept)
    return actions.connect(made, actor=OPERATOR)


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def test_what_an_account_does_is_kept_with_what_is_not_to_be_had(city: Account, site: TikTokSite) -> None:
    stays, lost = site.post("The pool opens at nien"), site.post("A slip")
    check_all(Connections())
    assert {(record.kind, record.official) for record in Record.objects.all()} == {("profile", True), ("post", True)}
    cover, video = Attachment.objects.filter(version__record__uri=stays).order_by("ref")
    assert (cover.medium is not None, video.medium, "no file of a video" in video.missing) == (True, None, True)

    site.find(stays).update(title="The pool opens at nine", video_description="The pool opens at nine")
    site.delete(lost)
    look_again(city, Work.POLL, Work.PROBE)
    said = Version.objects.filter(record__uri=stays).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]
    assert [(each.record.uri, each.certainty) for each in Absence.objects.all()] == [(lost, "observed")]

    site.tokens.clear()
    look_again(city, Work.POLL, Work.PROBE)
    assert Gap.objects.filter(account=city, ends__isnull=True).exists()
    assert standing_of(city).standing is CaptureStatus.NOT_ARCHIVING
    assert Absence.objects.count() == 1
