"""From a page on LinkedIn to records and versions; and what stands in public once its consent is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.linkedin.server import ACCOUNT, TOKEN, LinkedInSite, linkedin

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import actions
from rostra.capture.models import Connection, Gap, Run
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.coverage import standing_of
from rostra.capture.queries.platforms import Connections
from rostra.capture.rules import version_findings
from rostra.capture.states import CaptureStatus, Work
from rostra.core import clock
from rostra.core.profile import ApiTerms
from rostra.platforms.consent import Tokens
from rostra.platforms.linkedin import LinkedIn

pytestmark = pytest.mark.django_db(transaction=True)  # media are fetched in threads, which look up the token


@pytest.fixture
def site() -> Iterator[LinkedInSite]:
    with linkedin() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        yield running


@pytest.fixture
def council(register: Register, site: LinkedInSite, settings: Settings) -> Account:
    """An official page whose administrator has consented."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"platform": {"linkedin": ApiTerms(api=site.url, allow_http=True)}})
    made: Account = register("council", network="linkedin", state="active")  # type: ignore[call-arg] # the fixture takes them
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


def uri(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}/"


def test_what_a_page_does_is_kept_and_that_it_can_be_read_no_more_is_told(council: Account, site: LinkedInSite, client: Client) -> None:
    image = {"media": {"id": "urn:li:image:C4D", "altText": "The pool"}}
    urn, lost = site.say("The pool opens at nien", content=image), site.say("A slip")
    site.comment(urn, "Nine?")
    check_all(Connections())
    kinds = {(record.kind, record.official) for record in Record.objects.all()}
    assert kinds == {("profile", True), ("post", True), ("reply", False)}
    picture = Attachment.objects.get(version__record__uri=uri(urn))
    assert (picture.alt, picture.medium is not None) == ("The pool", True)

    site.edit(urn, "The pool opens at nine")
    del site.posts[lost]
    look_again(council, Work.POLL, Work.PROBE)
    said = Version.objects.filter(record__uri=uri(urn)).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]
    assert [(each.record.uri, each.certainty) for each in Absence.objects.all()] == [(uri(lost), "observed")]
    assert not Gap.objects.exists()

    site.tokens.clear()
    look_again(council, Work.POLL, Work.PROBE)
    assert Gap.objects.filter(account=council, ends__isnull=True).exists()
    assert standing_of(council).standing is CaptureStatus.NOT_ARCHIVING
    assert Absence.objects.count() == 1
    assert "NOT ARCHIVING" in client.get(reverse("portal:account", args=[council.slug])).content.decode()
    assert not any(TOKEN in f"{run.__dict__}" for run in Run.objects.all())
    assert TOKEN not in f"{Connection.objects.get().__dict__}"


def test_that_the_version_of_the_interface_ends_is_told_in_time(council: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(version_findings())
    for days, level in ((30, "warning"), (-1, "error")):
        monkeypatch.setattr(LinkedIn, "answers_until", clock.today("UTC") + dt.timedelta(days=days))
        assert [(found.id, found.level.value) for found in version_findings()] == [("capture.W014", level)]
