"""A campaign of many people, a tenth of the usual number of records: opened, reminded, and its figures drawn for staff and public."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from django.test import Client
from tests.rolls import signed_in

from benchmarks.measure import Figure, latencies, timed
from rostra.config.commands.prepare import make_ready
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.models import Appointment, Person, Position, RoleGrant, Unit, User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions.campaigns import Plan, add_campaign, open_campaign
from rostra.policy.actions.recipients import follow_roster, remind
from rostra.policy.models import Campaign, Document, Recipient, Version
from rostra.policy.states.asking import AnswerState

WORK = "acknowledge"
UNITS, DRAWN = 60, 20
OPERATOR = system("command line")


def run(records: int, _folder: Path) -> list[Figure]:
    make_ready()
    people = max(1, records // 10)
    campaign = _city(people)
    (opened,) = timed([partial(open_campaign, campaign, actor=OPERATOR)])
    (followed,) = timed([follow_roster])
    (reminded,) = timed([_remind_all])
    _answer_half(campaign)
    client = _signed_in()
    drawn = timed([partial(_draw, client, f"/desk/acknowledgements/{campaign.pk}")] * (DRAWN + 1))[1:]  # the first one loads templates
    public = timed([partial(_draw, client, "/policy/social-media")] * (DRAWN + 1))[1:]
    return [
        Figure(WORK, f"open for {people:,} people", opened, "ms"),
        Figure(WORK, "follow an unchanged roster", followed, "ms"),
        Figure(WORK, "reminders queued", people / (reminded / 1000), "messages/s"),
        *latencies(WORK, "dashboard", drawn),
        *latencies(WORK, "public figures", public),
    ]


def _city(people: int) -> Campaign:
    day = dt.date(2020, 1, 1)
    units = Unit.objects.bulk_create(Unit(slug=f"unit-{n}", name=f"Unit {n:02}", kind="department") for n in range(UNITS))
    posts = Position.objects.bulk_create(
        Position(slug=f"post-{n}", title="Clerk", unit=unit, category="staff") for n, unit in enumerate(units)
    )
    made = Person.objects.bulk_create(
        Person(slug=f"p-{n}", name=f"Person {n:06}", number=str(n), email=f"p{n}@exampleville.example") for n in range(people)
    )
    Appointment.objects.bulk_create(Appointment(person=one, position=posts[n % UNITS], begins=day) for n, one in enumerate(made))
    document = Document.objects.create(slug="social-media", title="Social Media", kind="policy", unit=units[0])
    version = Version.objects.create(
        document=document, number=1, state="effective", source="# 1 Purpose\n", digest="0" * 64, created=clock.now(), edited=clock.now(),
        approved=day, signed=day, published=day, effective=day,
    )  # fmt: skip
    return add_campaign(version, Plan(due=city_day() + dt.timedelta(days=30), newcomer_days=30, pass_mark=80), actor=OPERATOR)


def _remind_all() -> None:
    while remind():
        pass


def _answer_half(campaign: Campaign) -> None:
    """As rows: what is measured is how they are counted."""
    half = Recipient.objects.filter(campaign=campaign, pk__lte=Recipient.objects.count() // 2)
    half.update(answer=AnswerState.ACKNOWLEDGED, answered=clock.now())


def _signed_in() -> Client:
    user = User.objects.create(person=Person.objects.create(slug="officer", name="Officer"), email="officer@exampleville.example")
    RoleGrant.objects.create(user=user, role=Role.SOCIAL_MEDIA_OFFICER, granted=clock.now())
    return signed_in(user)


def _draw(client: Client, path: str) -> None:
    answer = client.get(path, HTTP_HOST="127.0.0.1")
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
