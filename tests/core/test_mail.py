"""Mail: queued with the act it tells of, sent once, tried again while the server is away."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.config.installation import ROOT, Installation
from tests.core.post_office import PostOffice, free_port, post_office

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.findings import all_findings
from rostra.core.mail import mute, queue_mail, send_due, unmute
from rostra.core.mail_states import MailState
from rostra.core.models import Event, Mail

NOON = dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC)
ME = system("test")


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with post_office() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def queue(number: int = 1, **more: str) -> bool:
    told = {"key": f"reminder {number}", "to": f"p{number}@exampleville.example", "subject": "Please read", "body": "Dear colleague"}
    with transaction.atomic():
        return queue_mail(**(told | more))


def states() -> dict[str, int]:
    return dict(Counter(Mail.objects.values_list("state", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_it_is_queued_only_within_the_act_it_tells_of() -> None:
    with pytest.raises(RuntimeError):
        queue_mail(key="x", to="a@exampleville.example", subject="x", body="x")


@pytest.mark.django_db
def test_the_same_is_sent_once(office: PostOffice) -> None:
    assert [queue(), queue(), queue(2)] == [True, False, True]
    assert send_due() == 2
    assert send_due() == 0
    assert office.addresses == ["p1@exampleville.example", "p2@exampleville.example"]
    message = office.taken[0][1]
    assert (message["Subject"], message["Auto-Submitted"]) == ("Please read", "auto-generated")
    assert message.get_payload().strip() == "Dear colleague"
    assert states() == {"sent": 2}


@pytest.mark.django_db
def test_no_header_can_be_put_into_a_subject(office: PostOffice) -> None:
    queue(subject="Hello\r\nBcc: everybody@exampleville.example", body="x\r\n.\r\ny")
    send_due()
    message = office.taken[0][1]
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: everybody@exampleville.example"
    assert len(office.taken) == 1


@pytest.mark.django_db
def test_while_the_server_is_away_mail_waits_and_then_goes_out(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with clock.frozen(NOON):
        queue()
        assert send_due() == 0
    assert "cannot be reached" in Mail.objects.get().trouble
    with post_office(settings.EMAIL_PORT) as office:
        with clock.frozen(NOON + dt.timedelta(seconds=30)):
            assert send_due() == 0
        with clock.frozen(NOON + dt.timedelta(minutes=2)):
            assert send_due() == 1
        assert office.addresses == ["p1@exampleville.example"]


@pytest.mark.django_db
def test_refused_for_now_is_tried_again_and_refused_for_good_is_given_up(office: PostOffice) -> None:
    office.answers = {"p1@exampleville.example": "451 later", "p2@exampleville.example": "550 no such person"}
    with clock.frozen(NOON):
        queue(1)
        queue(2)
        assert send_due() == 2
    later, never = Mail.objects.order_by("key")
    assert (later.state, later.tries, later.trouble) == (MailState.QUEUED, 1, "451 later")
    assert (never.state, never.trouble) == (MailState.FAILED, "550 no such person")
    assert [finding.id for finding in all_findings() if finding.id == "core.W003"]
    office.answers = {}
    with clock.frozen(NOON + dt.timedelta(minutes=2)):
        send_due()
    assert office.addresses == ["p1@exampleville.example"]


@pytest.mark.django_db
def test_what_is_refused_for_days_is_given_up(office: PostOffice) -> None:
    office.answers = {"p1@exampleville.example": "451 later"}
    with clock.frozen(NOON):
        queue()
    for day in range(40):
        with clock.frozen(NOON + dt.timedelta(days=day)):
            send_due()
    assert Mail.objects.get().state == MailState.FAILED
    assert Mail.objects.get().tries == 9


@pytest.mark.django_db
def test_nothing_is_sent_to_a_muted_address(office: PostOffice) -> None:
    queue(1)
    queue(2)
    mute("P1@exampleville.example", reason="bounced", actor=ME)
    queue(3, to="p1@exampleville.example")
    send_due()
    assert office.addresses == ["p2@exampleville.example"]
    assert states() == {"muted": 2, "sent": 1}
    unmute("p1@exampleville.example", actor=ME)
    queue(4, to="p1@exampleville.example")
    send_due()
    assert office.addresses[1:] == ["p1@exampleville.example"]
    assert "p1@" not in "".join(str(event.facts) for event in Event.objects.all())


@pytest.mark.django_db
def test_without_a_mail_server_mail_waits_and_a_finding_says_so(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    queue()
    assert send_due() == 0
    assert [finding.text for finding in all_findings() if finding.id == "core.W001"] == ["No mail server is set, so mail waits: 1."]


QUEUE = """
import django; from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from django.db import transaction
from rostra.core.mail import queue_mail
with transaction.atomic():
    for n in range(300):
        queue_mail(key=f"reminder {n}", to=f"p{n}@exampleville.example", subject="Please read", body="x")
"""
SEND = """
import django; from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
from rostra.core import mail
import datetime as dt
mail._LEASE = dt.timedelta(seconds=1)
while mail.send_due(): pass
"""


def test_a_worker_that_is_killed_midway_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    with post_office() as office:
        house = Installation(tmp_path / "var", ROSTRA_MAIL=f"smtp://127.0.0.1:{office.port}")
        house.prepare()
        house.run("-c", QUEUE).check_returncode()
        for kills in range(1, 4):
            sender = subprocess.Popen([sys.executable, "-c", SEND], env=house.environment, cwd=ROOT)
            _wait_until(lambda wanted=kills * 60, ended=sender.poll: len(office.taken) >= wanted or ended() is not None)
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            assert len(office.taken) < 300, "it was killed too late to show anything"
        time.sleep(1.2)  # the lease of what was in hand falls free
        house.run("-c", SEND).check_returncode()
    identities = {str(message["Message-ID"]) for _, message in office.taken}
    assert set(office.addresses) == {f"p{n}@exampleville.example" for n in range(300)}
    assert len(identities) == 300
    repeated = len(office.taken) - 300  # only what was in hand when it was killed, and then under the same Message-ID
    assert repeated <= 3


def _wait_until(true: Any) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it took too long")
