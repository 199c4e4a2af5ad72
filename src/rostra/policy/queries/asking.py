"""Reads of campaigns and answers: who has acknowledged which text, how many in which unit, who is still asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from rostra.core import clock
from rostra.core.mail_states import MailState
from rostra.core.models import Event, Mail
from rostra.core.small_numbers import Part, untold
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, covered_on
from rostra.policy.models import Acknowledgement, Campaign, Document, Recipient, Version
from rostra.policy.queries.texts import version_in_force
from rostra.policy.states.asking import DUE, REMINDED, AnswerState, CampaignState, Standing, shown_text
from rostra.policy.states.markdown import digest, readable

_DUE = Q(answer__in=DUE)


def campaigns() -> QuerySet[Campaign]:
    """Every campaign, the newest first, with its text."""
    return Campaign.objects.select_related("version__document").defer("version__source")


def history_of_campaign(campaign: Campaign) -> QuerySet[Event]:
    """What was done with a campaign, the newest first; its many mails are figures (``mail_figures``)."""
    found = Event.objects.filter(action__startswith="policy.campaign.", facts__campaign=campaign.pk)
    return found.exclude(action="policy.campaign.reminded").order_by("-id")


def text_of(campaign: Campaign) -> str:
    """What everybody who is asked is shown, on every route."""
    version = campaign.version
    return shown_text(version.document.title, version.number, readable(version.source), campaign.statement)


def text_digest(campaign: Campaign) -> str:
    """SHA-256 of what is shown, in hex."""
    return digest(text_of(campaign))


def standing_of(word: str) -> Standing | AnswerState:
    """What a list is filtered by: a standing, or who asks for an exception. Raises ValueError."""
    return AnswerState.ASKED if word == AnswerState.ASKED else Standing(word)


def stands(standing: Standing | AnswerState, day: dt.date) -> Q:
    """Which recipients count so on ``day``, or have just this answer."""
    if isinstance(standing, AnswerState):
        return Q(answer=standing)
    conditions = {
        Standing.ACKNOWLEDGED: Q(answer=AnswerState.ACKNOWLEDGED),
        Standing.REFUSED: Q(answer=AnswerState.REFUSED),
        Standing.EXCEPTED: Q(answer=AnswerState.GRANTED, due__gte=day),
        Standing.WAITING: Q(answer=AnswerState.ASKED) | Q(answer__in=[AnswerState.NONE, AnswerState.DECLINED], due__gte=day),
        Standing.OVERDUE: Q(answer__in=REMINDED, due__lt=day),
    }
    return conditions[standing]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a unit, or of the whole."""

    unit: Unit | None
    asked: int
    standings: dict[Standing, int]
    asking: int  # for an exception, of those who are waiting

    @property
    def share(self) -> int:
        """Percent that acknowledged, rounded down: 100 means everybody."""
        return 100 * self.standings[Standing.ACKNOWLEDGED] // self.asked if self.asked else 0


def dashboard(campaign: Campaign, day: dt.date, within: set[int] | None = None) -> list[Row]:
    """How a campaign stands on ``day`` by unit, by name; those who left are not counted. ``within``: only these units. Two queries."""
    counted: dict[str, Any] = {standing.value: Count("pk", filter=stands(standing, day)) for standing in Standing}
    asked = Recipient.objects.filter(campaign=campaign, left__isnull=True).order_by()
    asked = asked if within is None else asked.filter(unit__in=within)
    rows: dict[int, Any] = {
        row["unit"]: row
        for row in asked.values("unit").annotate(asked=Count("pk"), asking=Count("pk", filter=Q(answer=AnswerState.ASKED)), **counted)
    }
    units = Unit.objects.filter(pk__in=rows).order_by("name")
    return [_row(unit, rows[unit.pk]) for unit in units]


def _row(unit: Unit, told: Mapping[str, int]) -> Row:
    return Row(unit, told["asked"], {each: told[each.value] for each in Standing}, told["asking"])


def total(rows: Sequence[Row]) -> Row:
    """All rows in one."""
    standings = {each: sum(row.standings[each] for row in rows) for each in Standing}
    return Row(None, sum(row.asked for row in rows), standings, sum(row.asking for row in rows))


def recipients_of(
    campaign: Campaign,
    day: dt.date,
    *,
    unit: Unit | None = None,
    standing: Standing | AnswerState | None = None,
    within: set[int] | None = None,
) -> QuerySet[Recipient]:
    """Who is asked in a campaign, by name: in this unit, counted so on ``day``, in one of the units ``within``."""
    found = Recipient.objects.filter(campaign=campaign, left__isnull=True).select_related("person", "unit").order_by("person__name", "pk")
    found = found.filter(unit=unit) if unit else found
    found = found if within is None else found.filter(unit__in=within)
    return found.filter(stands(standing, day)) if standing else found


def count_left(campaign: Campaign) -> int:
    """How many left the audience; what they answered is kept."""
    return Recipient.objects.filter(campaign=campaign, left__isnull=False).count()


def asked_of(person: Person) -> QuerySet[Recipient]:
    """What a person is asked now, the next due first, and what they answered in campaigns that are open."""
    found = Recipient.objects.filter(person=person, left__isnull=True, campaign__state=CampaignState.OPEN)
    return found.select_related("campaign__version__document").defer("campaign__version__source").order_by("due", "pk")


def answers_of(person: Person) -> QuerySet[Acknowledgement]:
    """Everything that a person ever answered, the newest first."""
    found = Acknowledgement.objects.filter(person=person).select_related("version__document").defer("version__source")
    return found.order_by("-at", "-pk")


def acknowledged(person: Person, text: Document | Version, on: dt.date | None = None) -> Acknowledgement | None:
    """The acknowledgement by ``person`` of this version, or of the version of this document in force on ``on`` (today, if none is told).

    None where there is none until the end of that day. An account of the person's own is never needed. Two queries at most.
    """
    day = on or city_day()
    version = version_in_force(text, day) if isinstance(text, Document) else text
    if version is None:
        return None
    return _acknowledged_by(day).filter(person=person, version=version).order_by("-at").first()


def asked_among(people: Sequence[int], versions: Sequence[Version]) -> dict[int, list[Version]]:
    """By person, those of these texts that they are asked about, in whatever version. Who is asked about none of them: those that anybody
    was ever asked about, or else all. Two queries.
    """
    documents = {version.document_id for version in versions}
    rows = Recipient.objects.filter(person__in=people, left__isnull=True, campaign__version__document__in=documents)
    pairs = set(rows.exclude(campaign__state=CampaignState.DRAFT).values_list("person_id", "campaign__version__document_id"))
    opened = Campaign.objects.filter(version__document__in=documents).exclude(state=CampaignState.DRAFT)
    ever = set(opened.values_list("version__document_id", flat=True))
    anybody = [version for version in versions if version.document_id in ever] or list(versions)
    return {person: [each for each in versions if (person, each.document_id) in pairs] or anybody for person in people}


def not_acknowledged(people: Sequence[int], versions: Sequence[Version], on: dt.date) -> dict[int, list[Version]]:
    """By person, those of these texts that they had not acknowledged by the end of a day. One query."""
    pairs = set(_acknowledged_by(on).filter(person__in=people, version__in=versions).values_list("person_id", "version_id"))
    return {person: [version for version in versions if (person, version.pk) not in pairs] for person in people}


def _acknowledged_by(day: dt.date) -> QuerySet[Acknowledgement]:
    night = clock.start_of_day(day + dt.timedelta(days=1), settings.PROFILE.city.zone)
    return Acknowledgement.objects.filter(answer=AnswerState.ACKNOWLEDGED, at__lt=night)


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """How many whom the policy covers on a day stand in a unit, and how many of them have acknowledged; None: too few to tell."""

    unit: Unit
    covered: int | None
    acknowledged: int | None


def acknowledgements_by_unit(version: Version, on: dt.date) -> list[UnitFigure]:
    """Who was covered on the day, by unit, and had acknowledged until its end. Everybody counts once. Three queries."""
    units = _units_of_covered(on)
    agreed = units.keys() & set(_acknowledged_by(on).filter(version=version).values_list("person_id", flat=True))
    return _counted(units, agreed)


def nothing_missing_by_unit(versions: Sequence[Version], on: dt.date) -> list[UnitFigure]:
    """Who was covered on the day, by unit, and had acknowledged each of these texts that they are asked about. Four queries."""
    units = _units_of_covered(on)
    asked = Recipient.objects.filter(campaign__version__in=versions, left__isnull=True).values_list("person_id", "campaign__version_id")
    agreed = _acknowledged_by(on).filter(version__in=versions).values_list("person_id", "version_id")
    missing = {person for person, _ in set(asked) - set(agreed)}
    return _counted(units, units.keys() - missing)


def _units_of_covered(on: dt.date) -> dict[int, int]:
    """Whom the policy covers on a day, each with the unit where they are counted."""
    return dict(covered_on(on).order_by("-begins", "-pk").values_list("person_id", "position__unit_id"))


def _counted(units: Mapping[int, int], agreed: Collection[int]) -> list[UnitFigure]:
    every, some = Counter(units.values()), Counter(units[person] for person in agreed)
    return [UnitFigure(unit, every[unit.pk], some[unit.pk]) for unit in Unit.objects.filter(pk__in=every).order_by("name")]


def fit_to_publish(figures: Sequence[UnitFigure], smallest: int) -> list[UnitFigure]:
    """The same figures without those by which single persons could be told apart (``core.small_numbers``)."""
    hidden = untold([Part(figure.acknowledged or 0, figure.covered or 0) for figure in figures], smallest)
    return [UnitFigure(each.unit, None, None) if place in hidden else each for place, each in enumerate(figures)]


def public_figures(version: Version, on: dt.date) -> list[UnitFigure]:
    """What the public sees of ``acknowledgements_by_unit``; nothing where nobody was ever asked. Four queries at most."""
    if never_asked([version]):
        return []
    return fit_to_publish(acknowledgements_by_unit(version, on), settings.PROFILE.figures.smallest)


def returned_mail(campaign: Campaign) -> QuerySet[Mail]:
    """Mail of a campaign that did not arrive, or that was not sent because its address is muted."""
    found = Mail.objects.filter(key__startswith=f"ack:{campaign.pk}:", state__in=[MailState.FAILED, MailState.MUTED])
    return found.order_by("to", "key")


def not_reached(campaign: Campaign) -> list[tuple[str, Mail]]:
    """Mail that did not arrive, each with the names of those whose address it has. Two queries."""
    found = list(returned_mail(campaign))
    names: dict[str, list[str]] = {}
    for person in Person.objects.filter(email__in={each.to for each in found}).order_by("name"):
        names.setdefault(person.email, []).append(person.name)
    return [(", ".join(names.get(each.to, [])) or "somebody whose address changed since", each) for each in found]


def on_paper(campaign: Campaign, day: dt.date) -> QuerySet[Recipient]:
    """Who is still asked and cannot be written to: without an address, or whose mail came back. They are on the printed list."""
    due = recipients_of(campaign, day).filter(_DUE)
    return due.filter(Q(person__email="") | Q(person__email__in=returned_mail(campaign).values("to")))


def mail_figures(campaign: Campaign) -> dict[str, int]:
    """How many messages of a campaign are in which state. One query."""
    rows = Mail.objects.filter(key__startswith=f"ack:{campaign.pk}:").order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def answers_in(campaign: Campaign, person: Person) -> QuerySet[Acknowledgement]:
    """What a person answered in a campaign, the newest first."""
    return Acknowledgement.objects.filter(campaign=campaign, person=person).order_by("-at", "-pk")


def count_exceptions(campaign: Campaign) -> int:
    """How many ask for an exception, and wait for what is decided. One query."""
    return Recipient.objects.filter(campaign=campaign, left__isnull=True, answer=AnswerState.ASKED).count()


def overdue_shares(day: dt.date) -> list[tuple[Campaign, int, int]]:
    """Each open campaign with how many are asked and how many of them are overdue. One query."""
    left = Q(recipients__left__isnull=True, recipients__pk__isnull=False)
    late = left & Q(recipients__answer__in=REMINDED, recipients__due__lt=day)
    found = (
        campaigns().filter(state=CampaignState.OPEN).annotate(asked=Count("recipients", filter=left), late=Count("recipients", filter=late))
    )
    return [(campaign, campaign.asked, campaign.late) for campaign in found]


def never_asked(versions: Sequence[Version]) -> list[Version]:
    """Those of these versions for which no campaign was opened. One query."""
    asked = Campaign.objects.filter(version__in=versions).exclude(state=CampaignState.DRAFT).values_list("version_id", flat=True)
    known = set(asked)
    return [version for version in versions if version.pk not in known]
