"""Campaigns and people to ask, made by the real actions; many people at once, by bulk rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from tests import rolls
from tests.policy import texts as given

from rostra.people import actions as people
from rostra.people.models import Appointment, Person, Position, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.policy.actions import campaigns
from rostra.policy.actions.acknowledging import Given
from rostra.policy.actions.campaigns import Plan
from rostra.policy.models import Campaign, Document, Recipient, Version
from rostra.policy.states.asking import Route

QUIZ = """Who owns an official account?
* The city
- Whoever posts

May an opinion be a reason to block somebody?
- Yes
* No
"""
RIGHT = {0: 0, 1: 1}
WEEKS = dt.timedelta(days=30)


def version(of: Document | None = None) -> Version:
    """A version that everybody reads, in force since long ago."""
    return given.published(of or given.document(), given.FIRST, dt.date(2020, 1, 6), dt.date(2020, 1, 6))


def plan(**more: Any) -> Plan:
    """A campaign for everybody, due in thirty days."""
    return Plan(**({"due": city_day() + WEEKS, "newcomer_days": 30, "pass_mark": 80, "remind": [-14, -3, 7], "escalate": 14} | more))


def campaign(of: Version | None = None, **more: Any) -> Campaign:
    """A draft."""
    return campaigns.add_campaign(of or version(), plan(**more), actor=given.OFFICER)


def running(of: Version | None = None, **more: Any) -> Campaign:
    """A campaign that is open."""
    return campaigns.open_campaign(campaign(of, **more), actor=given.OFFICER)


def member(
    slug: str,
    unit: Unit,
    *,
    category: Category = Category.STAFF,
    begins: dt.date = rolls.LONG_AGO,
    email: bool = True,
    supervisor: Person | None = None,
) -> Person:
    """Somebody in a position of their own."""
    person = people.add_person(
        slug, slug.replace("-", " ").title(), email=f"{slug}@exampleville.example" if email else "", actor=rolls.OPERATOR
    )
    post = people.add_position(f"{slug}-post", "Clerk", unit, category, actor=rolls.OPERATOR)
    people.appoint(person, post, begins=begins, supervisor=supervisor, actor=rolls.OPERATOR)
    return person


def crowd(count: int, units: int = 20) -> list[Unit]:
    """So many people, evenly in so many units; made as rows."""
    made = Unit.objects.bulk_create(Unit(slug=f"unit-{n}", name=f"Unit {n:02}", kind="department") for n in range(units))
    posts = Position.objects.bulk_create(Position(slug=f"post-{n}", title="Clerk", unit=made[n], category="staff") for n in range(units))
    persons = Person.objects.bulk_create(
        Person(slug=f"p-{n}", name=f"Person {n:05}", number=str(n), email=f"p{n}@exampleville.example") for n in range(count)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, position=posts[n % units], begins=rolls.LONG_AGO) for n, person in enumerate(persons)
    )
    return made


def recipient(campaign: Campaign, person: Person) -> Recipient:
    """The person as one who is asked, fresh from the database."""
    return Recipient.objects.select_related("person", "campaign__version__document").get(campaign=campaign, person=person)


def purposeful(client: Client, purpose: str = "Follow-up with heads") -> Client:
    """The same browser, in which it was said what single answers are looked at for."""
    assert client.post("/desk/auth/purpose/acknowledgement", {"purpose": purpose}).status_code == 302
    return client


def by(route: Route, campaign: Campaign, **more: Any) -> Given:
    """An answer to the text that the campaign shows."""
    return Given(route, campaign.text_digest, **more)
