"""Who may run campaigns, read answers and decide about exceptions; what stands in the way; what is out of order among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.measures import Reading, group, measure
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, units_headed_by
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Relation, Right
from rostra.policy.models import Campaign, Recipient, Version
from rostra.policy.queries import effective_versions
from rostra.policy.queries.asking import never_asked, nothing_missing_by_unit, overdue_shares
from rostra.policy.queries.audiences import Wanted, why_nobody
from rostra.policy.rules.texts import subject
from rostra.policy.states.asking import ANSWER_LIFE, CAMPAIGN_LIFE, AnswerState, CampaignState, answer_said, said
from rostra.policy.states.life import DocumentKind
from rostra.policy.states.life import said as version_said

KEEPER = "acknowledgements"  # the part of the system that follows the roster and reminds


def may_see_campaigns(actor: Actor) -> Permission:
    """Campaigns and their figures: who may read every answer, and who heads a unit."""
    return may(actor, Right.READ, Function.ACKNOWLEDGEMENT, also=actor.relations)


def may_read_answers(actor: Actor, person: Person, unit: Unit | None) -> Permission:
    """Single answers of a unit by name (of all units, if none is told): who may read every answer, and the unit's head."""
    allowed = may(actor, Right.READ, Function.ACKNOWLEDGEMENT)
    if allowed or unit is None or unit.pk not in units_headed_by(person, city_day()):
        return allowed
    return may(actor, Right.READ, Function.ACKNOWLEDGEMENT, also=[Relation.DEPARTMENT_HEAD])


def may_run_campaigns(actor: Actor) -> Permission:
    """Write, open and close campaigns, print codes, open a kiosk, enter signed sheets; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.ACKNOWLEDGEMENT)


def may_edit_campaign(actor: Actor, campaign: Campaign) -> Permission:
    """Change a campaign: until it is opened."""
    told = "It was opened: from then on nothing of it changes. Close it, and begin another one."
    return may_run_campaigns(actor) and not_now("" if campaign.state == CampaignState.DRAFT else told)


def may_move_campaign(actor: Actor, campaign: Campaign, move: str) -> Permission:
    """Open or close a campaign, where its state allows it."""
    state = CampaignState(campaign.state)
    return may_run_campaigns(actor) and CAMPAIGN_LIFE.may_follow(move, state, f"The campaign is {said(state)}")


def may_answer(recipient: Recipient, move: str) -> Permission:
    """Answer for oneself, by whatever route: while the campaign is open and one is asked. An acknowledgement is final."""
    if recipient.campaign.state != CampaignState.OPEN:
        return not_now("The campaign is closed: no more answers are taken.")
    if recipient.left is not None:
        return not_now("By the roster you are not asked any more.")
    if move not in {each.name for each in ANSWER_LIFE.moves_from(AnswerState(recipient.answer))}:
        return not_now(f"{answer_said(recipient.answer)}: that cannot follow.")
    return ALLOWED


def sheet_problem(recipient: Recipient, move: str) -> str:
    """Why the answer of somebody on a signed sheet cannot be entered, after their number; empty when it can."""
    if recipient.answer == AnswerState.ACKNOWLEDGED:
        return "has acknowledged it already."
    return may_answer(recipient, move).reason


def signature_problem(campaign: Campaign, signed: dt.date | None) -> str:
    """What is wrong with the day on which a sheet of this campaign was signed: there are none before it was opened."""
    if signed is None or signed > city_day():
        return "The day lies in the future: a signature is entered when it was given."
    opened = clock.in_zone(campaign.opened, settings.PROFILE.city.zone).date() if campaign.opened else signed
    if signed < opened:
        return f"The campaign was opened on {in_words(opened)}: before that day nobody could sign its text."
    return ""


def may_decide_exception(actor: Actor, recipient: Recipient, move: str) -> Permission:
    """Grant or decline an exception: never one's own."""
    user = getattr(recipient.person, "user", None)
    if user is not None and actor.ref == f"user:{user.pk}":
        return Permission("Nobody decides about an exception of their own.")
    return may_answer(recipient, move) and may_run_campaigns(actor)


def may_keep_recipients(actor: Actor) -> Permission:
    """Only the part of the system that follows the roster and reminds."""
    return (
        ALLOWED if actor.is_system and actor.ref == KEEPER else Permission("This follows from the roster and the day; nobody decides it.")
    )


def audience_problem(wanted: Wanted, day: dt.date) -> str:
    """Why nobody would be asked; empty where somebody would."""
    return why_nobody(wanted, day)


def opening_problems(campaign: Campaign, wanted: Wanted, day: dt.date) -> dict[str, str]:
    """Why a campaign cannot be opened, by field."""
    problems = {}
    if campaign.due < day:
        problems["due"] = "The due date is over: name a later one."
    if not asks_for_valid_text(campaign.version, day):
        problems["version"] = (
            f"{campaign.version} is {version_said(campaign.version.state)}: only a text that is published is laid before people."
        )
    if nobody := audience_problem(wanted, day):
        problems["categories"] = nobody
    return problems


def asks_for_valid_text(version: Version, day: dt.date) -> bool:
    """Whether the version is published, and not over by ``day``."""
    return version.published is not None and (version.superseded is None or version.superseded > day)


@finding_source
def findings() -> Iterable[Finding]:
    """W005: many are overdue. W006: nobody was ever asked about a policy in force. W007: a campaign asks for a text that is over."""
    today = city_day()
    for campaign, asked, late in overdue_shares(today):
        yield from _about_open(campaign, asked, late, today)
    for version in never_asked(policies_on(today)):
        text = f"{version} is in force, and nobody was asked to acknowledge it."
        yield Finding("policy.W006", Level.WARNING, text, "Begin a campaign for it.", subject(version.document))


def _about_open(campaign: Campaign, asked: int, late: int, today: dt.date) -> Iterable[Finding]:
    most = settings.PROFILE.acknowledgement.most_overdue
    about = subject(campaign.version.document)
    if asked and late > most * asked:
        text = f"{campaign.version}: of {asked:,} who are asked to acknowledge it, {late:,} are overdue."
        hint = "Open the campaign: by unit, who is overdue, whose mail came back, and who gets a printed letter."
        yield Finding("policy.W005", Level.WARNING, text, hint, about)
    if not asks_for_valid_text(campaign.version, today):
        text = f"{campaign.version} is no longer in force, and people are still asked to acknowledge it."
        yield Finding(
            "policy.W007", Level.WARNING, text, "The worker closes it: look whether it runs. Begin a campaign for the text in force.", about
        )


def policies_on(day: dt.date) -> list[Version]:
    """The policies in force on ``day``, each in its version. Two queries."""
    return [version for version in effective_versions(day) if version.document.kind == DocumentKind.POLICY]


@measure(
    "people-without-acknowledgement",
    counts="people who have not acknowledged every policy in force that they were asked about",
    among="people whom the policy covers",
    of_people=True,
)
def people_without_acknowledgement() -> Reading:
    """Of those covered today who has not acknowledged what they are asked about, by unit; nothing where no campaign was ever opened.

    Six queries at most.
    """
    policies = policies_on(city_day())
    silent = never_asked(policies)
    asked = [version for version in policies if version not in silent]
    figures = nothing_missing_by_unit(asked, city_day()) if asked else []
    found = [(each.unit, (each.covered or 0) - (each.acknowledged or 0), each.covered or 0) for each in figures]
    rows = tuple(group(unit.name, f"unit/{unit.slug}", missing, covered) for unit, missing, covered in found)
    return Reading(sum(missing for _, missing, _ in found), sum(covered for _, _, covered in found), rows)
