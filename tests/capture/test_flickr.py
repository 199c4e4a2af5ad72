"""From an account on Flickr to records and versions, with the installation's key alone, and with its holder's consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.following import consented, look_again
from tests.platforms.flickr.server import APP, CITY, SECRET, TOKEN, Site, flickr

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import queries
from rostra.capture.models import Connection
from rostra.capture.states import CaptureStatus, Work
from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.flickr.addresses import comment_uri, photo_uri
from rostra.platforms.flickr.uris import people_uri


@pytest.fixture
def site() -> Iterator[Site]:
    with flickr() as running:
        running.start = clock.now() - dt.timedelta(hours=11)  # only what is new is looked at again
        running.secrets[TOKEN] = SECRET
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    settings.PLATFORM_APPS = {"flickr": APP}
    return consented(register, settings, "flickr", CITY, site.url, Tokens(TOKEN, secret=SECRET))


@pytest.mark.django_db(transaction=True)  # media are fetched by other threads, each with a look at the tokens of its own
def test_what_an_account_does_is_kept_and_goes_on_without_its_consent(city: Account, site: Site) -> None:
    photo = site.upload("The pool opens at nien", safe=False)
    comment = site.say(photo, "Nine?")
    look_again(city, Work.POLL)
    post, reply = photo_uri(CITY, photo), comment_uri(photo, comment)
    assert dict(Record.objects.values_list("uri", "kind")) == {people_uri(CITY): "profile", post: "post", reply: "reply"}
    assert Attachment.objects.get(version__record__uri=post).medium is not None

    site.edit(photo, title="The pool opens at nine", safe=True)
    look_again(city, Work.POLL)
    said = Version.objects.filter(record__uri=post).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]

    site.secrets.clear()  # taken back at Flickr
    look_again(city, Work.POLL)
    assert Connection.objects.get().state == "lapsed"
    public = site.upload("For everybody")
    look_again(city, Work.POLL)
    assert Record.objects.filter(uri=photo_uri(CITY, public)).exists()
    assert queries.standing_of(city).standing is not CaptureStatus.NOT_ARCHIVING

    del site.photos[photo]
    look_again(city, Work.PROBE)
    assert [(absence.record.uri, absence.certainty) for absence in Absence.objects.all()] == [(post, "observed")]
