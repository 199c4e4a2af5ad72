"""A campaign that asks everybody to acknowledge the policy in force, as it stands in its sixth week; and a yearly training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from rostra.config.demo.policies import POLICY
from rostra.config.demo.sign_ins import STAFF
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.mail_states import MailState
from rostra.core.models import Mail
from rostra.people.models import Person, Unit, User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions import acknowledging, campaigns, training
from rostra.policy.actions.acknowledging import Given, as_person
from rostra.policy.actions.campaigns import Plan
from rostra.policy.actions.training import NewModule
from rostra.policy.models import Campaign, Module, Recipient, Version
from rostra.policy.states.asking import CampaignState, Route
from rostra.policy.tasks import keep_recipients

OPENED, TERM = 45, 30  # days before the last one; days to answer
REFUSES, EXCEPTED, ASKS = "cornelius-tapp", "petra-nakagome", "orrin-velasquillo"
OVERDUE = {"halvard-quist", "gus-malinkowicz", "lamont-birchwater"}
ON_PAPER = {"fern-calloway", "archibald-nunez"}  # of boards, without a sign-in
AT_KIOSK = {"ahmed-shirwacade", "emeka-stellan"}
LATE_TRAINING = {"yolanda-finch", "gus-malinkowicz"}
QUIZ = """Who owns an official account?
* The city
- Whoever posts on it

A resident disagrees with a post, rudely. What may you do?
* Leave it standing
- Hide it
- Block them
"""
MODULE = "safe-accounts"

Deed = Callable[[], object]


def asking(last_day: dt.date) -> Iterator[tuple[float, Deed]]:
    """What was done: how many days before the last one, and what."""
    yield OPENED + 0.4, partial(_open, last_day)
    slugs = sorted(slug for slug in _people(last_day) if slug not in OVERDUE | ON_PAPER | {REFUSES, EXCEPTED, ASKS})
    for number, slug in enumerate(slugs):
        yield OPENED - 1.3 - (number * 37 % 29), partial(_acknowledge, slug)
    yield (
        OPENED - 6.2,
        partial(_decline, REFUSES, "refuse", "I read it, and do not agree that comments on my own page are anybody's business."),
    )
    yield OPENED - 9.2, partial(_decline, EXCEPTED, "ask", "On parental leave until spring.")
    yield OPENED - 10.1, partial(_grant, last_day)
    yield OPENED - 26.2, partial(_decline, ASKS, "ask", "I would like to read it in large print first.")
    yield OPENED - 20.5, _enter_sheets
    yield from ((OPENED - days - 0.1, _remind) for days in (0, 16, 27, 37, 44))
    yield 700.2, _enter_module
    yield from ((days, partial(_train, days)) for days in (690.1, 330.1))


def _people(last_day: dt.date) -> list[str]:
    return list(Person.objects.filter(appointments__ends__isnull=True, appointments__begins__lte=last_day).values_list("slug", flat=True))


def _officer() -> Actor:
    return User.objects.get(person__slug=STAFF[Role.SOCIAL_MEDIA_OFFICER]).as_actor()


def _open(last_day: dt.date) -> None:
    version = Version.objects.get(document__slug=POLICY, number=2)
    message = "Please take ten minutes for our social media policy. It says what is the city's, what is yours, and whom to ask."
    plan = Plan(
        due=last_day - dt.timedelta(days=OPENED - TERM),
        newcomer_days=30,
        pass_mark=100,
        remind=(-14, -3, 7),
        escalate=14,
        message=message,
        quiz=QUIZ,
    )
    campaigns.open_campaign(campaigns.add_campaign(version, plan, actor=_officer()), actor=_officer())


def sign_before_custody(person: Person) -> None:
    """Who is to answer for an account signs the policy in force before: a campaign of their own, on paper."""
    version = Version.objects.get(document__slug=POLICY, number=2)
    positions = [each.position for each in person.appointments.select_related("position")]
    plan = Plan(due=city_day() + dt.timedelta(days=TERM), newcomer_days=30, pass_mark=100, positions=positions)
    campaign = campaigns.open_campaign(campaigns.add_campaign(version, plan, actor=_officer()), actor=_officer())
    given = Given(Route.PAPER, campaign.text_digest, signed=city_day(), scan="Clerk's office, binder 2")
    acknowledging.enter_sheets(acknowledging.recipients_named(campaign, [person.slug]), given, actor=_officer())
    campaigns.close_campaign(campaign, actor=_officer())


def _recipient(slug: str) -> Recipient:
    found = Recipient.objects.select_related("person", "campaign__version__document")
    return found.get(person__slug=slug, campaign__state=CampaignState.OPEN)


def _given(recipient: Recipient, reason: str = "") -> Given:
    slug = recipient.person.slug
    route = Route.KIOSK if slug in AT_KIOSK else Route.PAGE if slug in STAFF.values() else Route.LINK
    return Given(route, recipient.campaign.text_digest, reason=reason)


def _acknowledge(slug: str) -> None:
    found = _recipient(slug)
    acknowledging.acknowledge(found, _given(found), picked={0: 0, 1: 0}, actor=as_person(found.person))


def _decline(slug: str, move: str, reason: str) -> None:
    found = _recipient(slug)
    act = acknowledging.refuse if move == "refuse" else acknowledging.ask_exception
    act(found, _given(found, reason), actor=as_person(found.person))


def _grant(last_day: dt.date) -> None:
    until = last_day + dt.timedelta(days=110)
    acknowledging.decide_exception(_recipient(EXCEPTED), reason="After the leave.", until=until, actor=_officer())


def _enter_sheets() -> None:
    campaign = Campaign.objects.get(state=CampaignState.OPEN)
    given = Given(Route.PAPER, campaign.text_digest, signed=city_day() - dt.timedelta(days=1), scan="Clerk's office, binder 4, sheet 2")
    acknowledging.enter_sheets(acknowledging.recipients_named(campaign, sorted(ON_PAPER)), given, actor=_officer())


def _remind() -> None:
    """What the worker did that day. The example city has no mail server: its mail counts as taken, so that none ever leaves."""
    while keep_recipients():
        pass
    Mail.objects.filter(state=MailState.QUEUED).update(state=MailState.SENT, sent=clock.now())


def _enter_module() -> None:
    told = NewModule(
        slug=MODULE,
        title="Safe official accounts",
        cadence_months=12,
        newcomer_days=60,
        begins=city_day(),
        text="Passwords, second factors, and what to do when an account is lost. Online, forty minutes.",
        units=list(Unit.objects.filter(slug__in=["communications", "police", "library", "mayor"])),
    )
    training.add_module(told, actor=_officer())


def _train(days: float) -> None:
    """Everybody of the audience in the first year; in the second, all but a few."""
    module = Module.objects.get(slug=MODULE)
    missing = LATE_TRAINING if days < 365 else set[str]()
    people = Person.objects.filter(appointments__position__unit__in=module.units.all(), appointments__ends__isnull=True)
    training.record_completions(
        module, list(people.exclude(slug__in=missing).distinct()), day=city_day(), evidence=f"Attendance {city_day():%Y}", actor=_officer()
    )
