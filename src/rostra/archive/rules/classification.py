"""Who may withhold something, who decides it, and what is wrong with what is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from rostra.archive.models import Classification, Record, Version
from rostra.archive.queries.bases import basis_of
from rostra.archive.queries.classifications import ending, is_lifted, unconfirmed, was_decided
from rostra.archive.queries.elsewhere import come_back
from rostra.archive.queries.withheld import is_in_force
from rostra.archive.states.withholding import CLASSIFIED, OF_RECORD, OF_VERSION, Part
from rostra.core.actor import Actor
from rostra.core.business_days import add_business_days
from rostra.core.clock import in_zone
from rostra.core.data_class import DataClass
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.core.waiting import MOST, Queue, Waiting, queue, waiting
from rostra.people.queries import city_day
from rostra.people.rules import has_one_of, may
from rostra.people.states import Function, Right

LONGEST_LAW = 200
MESSAGE_RULES = "message rules"  # the part of the system that holds direct messages as the city's rules say, and does nothing else
_WITHHOLDING = ((Right.APPROVE, Function.REDACTION), (Right.WRITE, Function.REDACTION))


@dataclass(frozen=True, slots=True)
class Target:
    """What is classified. ``version`` None: all versions; ``span``: a half-open range of the version's text."""

    record: Record
    part: Part
    version: int | None = None
    ordinal: int | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a court."""

    number: str
    court: str
    day: dt.date

    @property
    def cited(self) -> str:
        """As it follows the law."""
        return f" ({self.court}, {self.number}, {self.day.isoformat()})"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A class with what it rests on. ``basis``: a key of the known laws, or empty; then ``law`` cites another, and ``reason`` says why."""

    held_as: DataClass
    basis: str
    law: str = ""
    reason: str = field(default="", repr=False)
    until: dt.date | None = None
    order: Order | None = None

    @property
    def cited(self) -> str:
        """The law as it is cited; of a court's order with the order."""
        known = basis_of(self.basis)
        cited = known.law if known else self.law.strip()
        return f"{cited}{self.order.cited}" if self.order else cited


def may_see_classifications(actor: Actor) -> Permission:
    """That something is withheld, of which record, on which law; not what."""
    return may(actor, Right.READ, Function.REDACTION)


def may_classify(actor: Actor) -> Permission:
    """Withhold something: who works on redactions, who decides them, and the city's rules on messages."""
    return ALLOWED if _are_rules(actor) else has_one_of(actor, *_WITHHOLDING)


def may_decide_classification(actor: Actor) -> Permission:
    """Confirm what somebody else withheld, or open it again."""
    return ALLOWED if _are_rules(actor) else may(actor, Right.APPROVE, Function.REDACTION)


def _are_rules(actor: Actor) -> bool:
    return actor.is_system and actor.ref == MESSAGE_RULES


def may_see_withheld(actor: Actor) -> Permission:
    """What is withheld, once they have said what for: who reads the restricted archive, and who classifies."""
    return has_one_of(actor, (Right.READ, Function.RESTRICTED_ARCHIVE), *_WITHHOLDING)


def may_lift_classification(actor: Actor, row: Classification) -> Permission:
    """Open it again: who decides; and who set it, while nobody has decided."""
    if is_lifted(row) or row.held_as == DataClass.PUBLIC:
        return not_now("It is open already.")
    if row.by_ref == actor.ref and may_classify(actor) and not was_decided(row):
        return ALLOWED
    return may_decide_classification(actor)


def may_classify_again(actor: Actor, before: Classification | None) -> Permission:
    """Put another class, law or day in the place of what stands: what was decided and is in force only who decides."""
    decides = may_decide_classification(actor)
    if before is None or not is_in_force(before) or not was_decided(before) or decides:
        return ALLOWED
    return not_now(f"Somebody who decides has decided this: only who decides changes it. {decides.reason}")


def may_confirm_classification(actor: Actor, row: Classification) -> Permission:
    """Confirm it: who decides."""
    if row.confirmed or is_lifted(row):
        return not_now("There is nothing to confirm.")
    return may_decide_classification(actor)


def may_be_classified(record: Record) -> Permission:
    """What people say, in messages too. Lists of blocked and settings have their own rule: what of them is not public never is shown."""
    if record.kind in CLASSIFIED:
        return ALLOWED
    return Permission("Whom a list names is never shown, and settings are the city’s own: there is nothing to withhold here.")


def target_problems(target: Target) -> dict[str, str]:
    """What is wrong with what is to be classified, by field. One query where it is about one version."""
    if target.part in OF_RECORD and target.version is not None:
        return {"part": "All versions share this: it is withheld of all of them."}
    if target.version is None:
        return {"part": "This stands in one version: name it."} if target.part in OF_VERSION else {}
    version = Version.objects.filter(record=target.record, number=target.version).first()
    if version is None:
        return {"part": "There is no such version."}
    if target.part is Part.ATTACHMENT and target.ordinal not in version.attachments.values_list("ordinal", flat=True):
        return {"part": "This version has no such attachment."}
    return _span_problems(target, version)


def _span_problems(target: Target, version: Version) -> dict[str, str]:
    if (target.part is Part.SPAN) != (target.span is not None):
        return {"words": "Quote the words that are to be withheld."}
    if target.span and not 0 <= target.span[0] < target.span[1] <= len(version.text):
        return {"words": "These characters do not lie within the text."}
    return {}


def basis_problems(told: Proposed) -> dict[str, str]:
    """What is wrong with a class and what it rests on, by field."""
    known = basis_of(told.basis)
    if told.basis and known is None:
        return {"basis": "The city’s profile knows no such law."}
    if told.held_as is DataClass.PUBLIC:
        return {"held_as": "To open something, lift what withholds it."}
    problems = _of_known(told) if known else _of_other(told)
    if told.until and told.until < city_day():
        problems["until"] = "This day is over."
    if told.order and told.order.day > city_day():
        problems["ordered"] = "This day lies in the future."
    if len(told.cited) > LONGEST_LAW:
        problems["law"] = f"At most {LONGEST_LAW} characters, with the order of a court."
    return problems


def _of_known(told: Proposed) -> dict[str, str]:
    known = basis_of(told.basis)
    assert known is not None
    if told.held_as not in known.classes:
        return {"held_as": f"On this law something is {' or '.join(known.classes).replace('-', ' ')}."}
    if known.needs == "until" and told.until is None:
        return {"until": "It is temporary: until which day?"}
    if known.needs == "order" and told.order is None:
        return {"order": "Which order? Its number, the court and the day."}
    return {}


def _of_other(told: Proposed) -> dict[str, str]:
    problems = {}
    if not told.law.strip():
        problems["law"] = "Nothing is withheld without a law: choose one, or cite another."
    if not told.reason.strip():
        problems["reason"] = "This law is none of the known ones: say why it applies."
    return problems


def confirm_by(row: Classification) -> dt.date:
    """The day by which somebody decides what another withheld."""
    day = in_zone(row.at, settings.PROFILE.city.zone).date()
    within = settings.PROFILE.classification.confirm_within
    return add_business_days(day, within, settings.PROFILE.holidays_of(range(day.year, day.year + 2)))


@waiting
def classifications_waiting(actor: Actor) -> Iterable[Queue]:
    """What was withheld and waits for a decision, and what is withheld for a time that ends soon."""
    today, listed = city_day(), reverse("classified:list")
    if may_decide_classification(actor):
        yield queue("classifications to confirm", f"{listed}?shown=unconfirmed", unconfirmed(today), _to_confirm)
    if may_classify(actor):
        soon = today + dt.timedelta(days=settings.PROFILE.classification.ends_soon)
        yield queue("classifications that end soon", f"{listed}?shown=ending", ending(today, soon), _ends)
        again = come_back(today)
        yield Queue("withheld content that came back", listed, [_came_back(row) for row in again[:MOST]], len(again))


def _to_confirm(row: Classification) -> Waiting:
    title, address = f"Withheld: record {row.record_id}", reverse("classified:record", args=[row.record_id])
    return Waiting(title, address, f"{row.by_name} withheld a part of it. Confirm it, or open it again.", row.at, confirm_by(row))


def _came_back(row: Classification) -> Waiting:
    title, address = f"Withheld content came back: record {row.record_id}", reverse("classified:elsewhere", args=[row.pk])
    return Waiting(
        title, address, "What is withheld of one version can be read in another: the post was edited, or captured again.", row.at
    )


def _ends(row: Classification) -> Waiting:
    title, address = f"Withheld for a time: record {row.record_id}", reverse("classified:record", args=[row.record_id])
    return Waiting(title, address, f"{row.law}: it ends by itself, and everybody sees it again.", row.at, row.until)
