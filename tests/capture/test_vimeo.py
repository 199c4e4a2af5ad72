"""From an account on Vimeo to records and versions; and what stands when its holder takes the consent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.following import consented, look_again
from tests.platforms.vimeo.server import CITY, TOKEN, Site, vimeo

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import queries
from rostra.capture.models import Connection, Gap
from rostra.capture.states import CaptureStatus, Work
from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.vimeo.uris import comment_uri, user_uri, video_uri


@pytest.fixture
def site() -> Iterator[Site]:
    with vimeo() as running:
        running.start = clock.now() - dt.timedelta(hours=11)  # only what is new is looked at again
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    return consented(register, settings, "vimeo", CITY, site.url, Tokens(TOKEN))


@pytest.mark.django_db(transaction=True)  # media are fetched by other threads, each with a look at the tokens of its own
def test_what_an_account_does_is_kept_until_its_consent_is_taken_back(city: Account, site: Site) -> None:
    video, other = site.upload("The pool opens at nien"), site.upload("Another")
    comment = site.say(video, "Nine?")
    look_again(city, Work.POLL)
    post, reply = video_uri(video), comment_uri(video, comment)
    assert dict(Record.objects.values_list("uri", "kind")) == {
        user_uri(CITY): "profile", post: "post", video_uri(other): "post", reply: "reply",
    }  # fmt: skip
    media = [each.medium is not None for each in Attachment.objects.filter(version__record__uri=post).order_by("pk")]
    assert media == [True, False]  # the picture, and what is not given

    site.edit(video, name="The pool opens at nine")
    look_again(city, Work.POLL)
    said = Version.objects.filter(record__uri=post).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]

    del site.videos[other]
    look_again(city, Work.PROBE)
    assert [absence.record.uri for absence in Absence.objects.all()] == [video_uri(other)]

    site.tokens_of.clear()
    look_again(city, Work.POLL)
    assert Connection.objects.get().state == "lapsed"
    assert Gap.objects.get().ends is None
    assert queries.standing_of(city).standing is CaptureStatus.NOT_ARCHIVING
