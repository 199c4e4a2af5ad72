"""From a channel to records and versions; and what stands when its holder takes the consent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.following import consented, look_again
from tests.platforms.bluesky.servers import json
from tests.platforms.youtube.server import CITY, TOKEN, Site, youtube

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.capture import queries
from rostra.capture.models import Connection, Gap, Reconciliation
from rostra.capture.states import CaptureStatus, Work
from rostra.core import clock
from rostra.platforms.consent import Tokens
from rostra.platforms.youtube.addresses import comment_uri, video_uri
from rostra.platforms.youtube.uris import channel_uri


@pytest.fixture
def site() -> Iterator[Site]:
    with youtube() as running:
        running.start = clock.now() - dt.timedelta(hours=11)  # only what is new is looked at again
        yield running


@pytest.fixture
def city(register: Register, site: Site, settings: Settings) -> Account:
    return consented(register, settings, "youtube", CITY, site.url, Tokens(TOKEN))


def test_what_a_channel_does_is_kept(city: Account, site: Site, client: Client) -> None:
    video = site.upload("The pool opens at nien")
    comment = site.say(video, "Nine?")
    held = site.say(video, "You again", status="heldForReview")
    look_again(city, Work.POLL, Work.SNAPSHOT)
    post, reply = video_uri(video), comment_uri(video_uri(video), comment)
    kept = dict(Record.objects.exclude(kind="restriction").values_list("uri", "kind"))
    assert kept == {channel_uri(CITY): "profile", post: "post", reply: "reply"}
    assert Record.objects.get(kind="restriction").uri.endswith(held)
    media = {each.ref: each.medium is not None for each in Attachment.objects.filter(version__record__uri=post)}
    assert media == {f"{site.url}/pictures/{video}.jpg": True, video: False}

    site.videos[video]["snippet"]["title"] = "The pool opens at nine"
    look_again(city, Work.POLL)
    said = Version.objects.filter(record__uri=post).order_by("number").values_list("text", flat=True)
    assert list(said) == ["The pool opens at nien", "The pool opens at nine"]
    assert Version.objects.filter(record__uri=reply).count() == 1  # the same again is no version

    site.upload("Another")
    del site.videos[video]
    site.answers["videos"] = json({"items": []})
    look_again(city, Work.PROBE)
    assert not Absence.objects.exists()  # an empty answer says nothing
    site.answers.clear()
    look_again(city, Work.PROBE)
    assert [(absence.record.uri, absence.certainty) for absence in Absence.objects.all()] == [(post, "observed")]
    assert "The video files are not given" in client.get("/coverage").content.decode()


def test_what_youtube_counts_stands_beside_what_is_held_and_has_a_day_to_agree(city: Account, site: Site, client: Client) -> None:
    site.say(site.upload("Hello"), "By the city", by=CITY)
    site.upload("Not yet", status="private")
    look_again(city, Work.POLL)
    row = Reconciliation.objects.get()
    assert (row.what, row.said, row.present, row.unexplained) == ("post", 1, 1, 0)
    site.uncounted = 1
    site.upload("Just now")
    told = []
    for hours in (0, 1, 25, 26):
        with clock.frozen(clock.now() + dt.timedelta(hours=hours)):
            look_again(city, Work.POLL)
            told.append("Numbers that do not agree" in client.get("/coverage").content.decode())
    assert told == [False, False, False, True]
    row = Reconciliation.objects.latest("pk")
    assert (row.said, row.present, row.unexplained, row.differing) == (1, 2, -1, 2)


def test_a_consent_that_was_taken_back_stands_in_public(city: Account, site: Site, client: Client) -> None:
    site.upload("Hello")
    look_again(city, Work.POLL)
    site.scopes.clear()
    look_again(city, Work.POLL)
    assert Connection.objects.get().state == "lapsed"
    assert Gap.objects.get().ends is None
    assert queries.standing_of(city).standing is CaptureStatus.NOT_ARCHIVING
    assert Record.objects.filter(status="gone").count() == 0
    assert TOKEN not in client.get("/coverage").content.decode()
