"""Reminders: each step once, latest alone after a pause, word to supervisors; ten thousand with a worker that is killed midway."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as when
from hypothesis import strategies as st
from tests import rolls
from tests.config.installation import ROOT, Installation
from tests.core.post_office import PostOffice, free_port, post_office
from tests.policy import asked
from tests.policy import texts as given

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.mail import mute, send_due
from rostra.core.models import Event, Mail
from rostra.people.models import Unit
from rostra.policy.actions import acknowledging
from rostra.policy.actions.acknowledging import as_person
from rostra.policy.queries.asking import on_paper, returned_mail
from rostra.policy.states.asking import Route
from rostra.policy.states.reminders import StepKind, pending, steps
from rostra.policy.tasks import keep_recipients

A_DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC)


@pytest.fixture
def parks(db: None) -> Unit:
    return rolls.unit()


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with post_office() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def keys() -> list[str]:
    """What was queued so far, without campaign and person."""
    return [key.split(":", 3)[3] for key in Mail.objects.order_by("pk").values_list("key", flat=True)]


def live(days: int, begin: dt.datetime = MONDAY) -> None:
    """Let the worker run every day, three times a day."""
    for day in range(days):
        for hour in (0, 1, 2):
            with clock.frozen(begin + dt.timedelta(days=day, hours=hour)):
                keep_recipients()


@pytest.mark.django_db
def test_each_step_goes_out_once_on_its_day_and_the_supervisor_is_told_last(parks: Unit) -> None:
    boss = asked.member("boss", parks)
    asked.member("pat", parks, supervisor=boss)
    asked.member("kim", parks, supervisor=boss)
    with clock.frozen(MONDAY):
        campaign = asked.running(due=MONDAY.date() + 20 * A_DAY)
        acknowledging.acknowledge(asked.recipient(campaign, boss), asked.by(Route.PAGE, campaign), actor=as_person(boss))
    live(60)
    assert Counter(keys()) == {
        "invitation": 2, "reminder-14-before": 2, "reminder-3-before": 2, "reminder-7-after": 2, "escalation": 1
    }  # fmt: skip
    told = Mail.objects.get(key__endswith="escalation")
    assert told.to == "boss@exampleville.example"
    assert "2 people who report to you" in told.body
    assert all(name in told.body for name in ("Kim", "Pat", "due March 22, 2026"))
    first = Mail.objects.filter(key__endswith="invitation").order_by("to").last()
    assert first
    assert "/acknowledge/" in first.body
    assert "answer by March 22, 2026:" in first.body
    assert "Kim" not in first.body
    assert "You need no account." in first.body
    assert Mail.objects.get(key__endswith="7-after", to__startswith="kim").subject == "Reminder: please read: Social Media"
    reminded = Event.objects.filter(action="policy.campaign.reminded").first()
    assert reminded
    assert reminded.facts == {"campaign": campaign.pk, "invitation": 2}


@pytest.mark.django_db
def test_after_a_pause_of_the_worker_only_the_latest_is_sent(parks: Unit) -> None:
    asked.member("pat", parks)
    with clock.frozen(MONDAY):
        asked.running(due=MONDAY.date() + 20 * A_DAY)
    live(1, MONDAY + 30 * A_DAY)
    assert keys() == ["reminder-7-after"]


@pytest.mark.django_db
def test_who_answered_is_left_alone_and_who_has_no_address_is_on_the_printed_list(parks: Unit) -> None:
    pat, kim = asked.member("pat", parks), asked.member("kim", parks)
    vic = asked.member("vic", parks, email=False)
    with clock.frozen(MONDAY):
        campaign = asked.running(due=MONDAY.date() + 20 * A_DAY, escalate=None)
        keep_recipients()
        acknowledging.acknowledge(asked.recipient(campaign, pat), asked.by(Route.PAGE, campaign), actor=as_person(pat))
        acknowledging.refuse(asked.recipient(campaign, kim), asked.by(Route.PAGE, campaign, reason="No."), actor=as_person(kim))
    live(40)
    assert keys() == ["invitation", "invitation"]
    assert [row.person for row in on_paper(campaign, MONDAY.date())] == [vic]


@pytest.mark.django_db
def test_after_an_exception_the_reminders_begin_anew_and_while_it_is_asked_for_nobody_is_reminded(parks: Unit) -> None:
    pat = asked.member("pat", parks)
    with clock.frozen(MONDAY):
        campaign = asked.running(due=MONDAY.date() + 20 * A_DAY, escalate=None, remind=[-3])
        keep_recipients()
        acknowledging.ask_exception(asked.recipient(campaign, pat), asked.by(Route.PAGE, campaign, reason="Away."), actor=as_person(pat))
    live(25)
    assert keys() == ["invitation"]
    with clock.frozen(MONDAY + 25 * A_DAY):
        until = MONDAY.date() + 60 * A_DAY
        acknowledging.decide_exception(asked.recipient(campaign, pat), reason="Yes.", until=until, actor=given.OFFICER)
    live(70)
    assert keys()[2:] == ["reminder-3-before:2026-05-01"]


@pytest.mark.django_db
def test_a_muted_and_a_returned_address_are_shown_and_put_on_the_printed_list(parks: Unit, office: PostOffice) -> None:
    for name in ("pat", "kim", "lee"):
        asked.member(name, parks)
    mute("kim@exampleville.example", reason="asked for it", actor=system("test"))
    office.answers = {"lee@exampleville.example": "550 no such person"}
    campaign = asked.running()
    keep_recipients()
    send_due()
    assert office.addresses == ["pat@exampleville.example"]
    assert [(mail.to[:3], mail.state) for mail in returned_mail(campaign)] == [("kim", "muted"), ("lee", "failed")]
    assert [row.person.slug for row in on_paper(campaign, campaign.due)] == ["kim", "lee"]


@pytest.mark.django_db
def test_while_the_mail_server_is_away_reminders_wait_and_then_go_out_once(parks: Unit, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    asked.member("pat", parks)
    with clock.frozen(MONDAY):
        asked.running()
        keep_recipients()
        assert send_due() == 0
    with post_office(settings.EMAIL_PORT) as office, clock.frozen(MONDAY + dt.timedelta(minutes=2)):
        keep_recipients()
        while send_due():
            pass
        assert office.addresses == ["pat@exampleville.example"]


@when(
    st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1)),
    st.integers(0, 90),
    st.lists(st.integers(-60, 60), max_size=6),
    st.none() | st.integers(1, 60),
    st.sets(st.integers(0, 200), max_size=40),
)
def test_whenever_the_worker_looks_no_step_is_taken_twice_and_none_before_its_day(
    begun: dt.date, term: int, remind_on: list[int], escalate: int | None, looks: set[int]
) -> None:
    found = steps(begun, begun + dt.timedelta(days=term), remind_on, escalate)
    taken: dt.date | None = None
    names = []
    for look in sorted(looks):
        today = begun + dt.timedelta(days=look)
        due, following = pending(found, taken, today)
        assert all(step.day <= today for step in due)
        assert sum(step.kind is not StepKind.ESCALATION for step in due) <= 1
        assert following is None or following > today
        names += [step.name for step in due]
        taken = today
    assert len(names) == len(set(names))
    if looks and max(looks) > 160:
        assert pending(found, taken, taken or begun)[1] is None
        assert escalate is None or found[-1].day <= begun or "escalation" in names or not any(s.name == "escalation" for s in found)


# a real worker


SETUP = """
import django; from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite(); django.setup()
"""
ASK = (
    SETUP
    + """
import sys
from tests.policy import asked
asked.crowd(int(sys.argv[1]))
asked.running()
"""
)
WORK = (
    SETUP
    + """
from rostra.core import mail
from rostra.policy.actions import recipients
from rostra.policy.tasks import keep_recipients
import datetime as dt
recipients._AT_ONCE = 50
mail._LEASE = dt.timedelta(seconds=1)
while keep_recipients() or mail.send_due(): pass
"""
)
PEOPLE = int(os.environ.get("ROSTRA_TEST_DUE", "300"))


def test_a_worker_that_is_killed_while_it_reminds_asks_everybody_once(tmp_path: Path) -> None:
    """Killed twice while steps are noted, and three times while mail goes out. ``ROSTRA_TEST_DUE=10000`` takes as many people."""
    with post_office() as office:
        house = Installation(tmp_path / "var", ROSTRA_MAIL=f"smtp://127.0.0.1:{office.port}")
        house.prepare()
        house.run("-c", ASK, str(PEOPLE)).check_returncode()
        noted = _kill_while_noting(house)
        assert 0 < noted < PEOPLE, "it was killed too early or too late to show anything"
        for kills in range(1, 4):
            _kill_when(house, lambda wanted=kills * PEOPLE // 5: len(office.taken) >= wanted)
            assert len(office.taken) < PEOPLE, "it was killed too late to show anything"
        time.sleep(1.2)  # the lease of what was in hand falls free
        house.run("-c", WORK).check_returncode()
    assert Counter(set(office.addresses)) == Counter(f"p{n}@exampleville.example" for n in range(PEOPLE))
    assert len({str(message["Message-ID"]) for _, message in office.taken}) == PEOPLE
    assert len(office.taken) - PEOPLE <= 3  # only what was in hand when it was killed, and then under the same Message-ID


def _kill_while_noting(house: Installation) -> int:
    noted = 0
    for _ in range(2):
        _kill_when(house, lambda before=noted: _counts(house)[1] > before)
        mails, noted = _counts(house)
        assert mails == noted, "a step is noted without its message, or the other way round"
    return noted


def _counts(house: Installation) -> tuple[int, int]:
    """Messages that are queued, and recipients whose step is noted."""
    with closing(sqlite3.connect(house.data / "rostra.sqlite3")) as reading:
        found = reading.execute("SELECT (SELECT count(*) FROM core_mail), (SELECT count(*) FROM policy_recipient WHERE taken IS NOT NULL)")
        mails, noted = found.fetchone()
        return int(mails), int(noted)


def _kill_when(house: Installation, true: Any) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORK], env=house.environment, cwd=ROOT)
    for _ in range(6000):
        if true() or worker.poll() is not None:
            break
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
