"""Who attests settings that no interface shows, what must be said, and which attestations are overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_in, custody_on, person_of
from rostra.accounts.queries.custody import STEWARDS
from rostra.accounts.rules import subject
from rostra.accounts.rules.orphans import IN_USE
from rostra.archive.states.submitted import Handed
from rostra.capture.models import SettingsAttestation
from rostra.capture.queries.settings import last_attested, steps_of
from rostra.capture.rules.capturing import may_capture
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import Permission
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.queries import city_day
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right
from rostra.platforms.attested import CHOICES, Setting, steps_for
from rostra.platforms.attested.guides import NOTHING_TO_READ

AHEAD = 14  # days before an attestation is due from which it waits
LONGEST = 100  # characters of a line
MOST_LINES = 2_000
_HINT = "Who looks after it goes through the settings and reads them off: “Settings, read off”, on the account’s page."


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody read off, when, with pictures of it."""

    seen: dt.datetime
    values: Mapping[Setting, tuple[str, ...]]
    files: Sequence[Handed]


def may_attest_settings(actor: Actor, account: Account, *, also: Collection[Relation] = ()) -> Permission:
    """Who looks after the account, and who keeps the register; never a part of the system: it saw nothing."""
    if actor.is_system:
        return Permission("Settings are read off by a person.")
    if not steps_for(account.network):
        return Permission("There is nothing to read off: what is set on this network is captured from it.")
    return may(actor, Right.WRITE, Function.REGISTER, also=also) and may_capture(account)


def attestation_problems(account: Account, told: Told, last: SettingsAttestation | None) -> dict[str, str]:
    """What is wrong, by field."""
    asked = [Setting(step.setting) for step in steps_of(account)]
    problems = {setting.value: _value_problem(setting, told.values.get(setting)) for setting in asked}
    problems["seen"] = _seen_problem(told.seen, last)
    problems["files"] = _files_problem(told.files)
    return {name: problem for name, problem in problems.items() if problem}


def _value_problem(setting: Setting, values: tuple[str, ...] | None) -> str:
    if values is None:
        return "Say what stands there."
    if setting in CHOICES:
        return "" if len(values) == 1 and values[0] in CHOICES[setting] else "Choose one of the values."
    if len(values) > MOST_LINES or any(not 0 < len(line) <= LONGEST or not line.isprintable() for line in values):
        return f"One a line, at most {LONGEST} characters each, without hidden characters; {MOST_LINES:,} lines at most."
    return ""


def _seen_problem(seen: dt.datetime, last: SettingsAttestation | None) -> str:
    if seen > clock.now():
        return "This moment is not over yet."
    if last is not None and seen <= last.seen:
        return f"It was seen {clock.stamp(last.seen)} already: what is attested now was seen later."
    return ""


def _files_problem(files: Sequence[Handed]) -> str:
    terms = settings.PROFILE.capture
    if not files:
        return "Add a picture of what you saw."
    if len(files) > terms.most_pictures:
        return f"At most {terms.most_pictures} files."
    large = [file.name for file in files if file.size > terms.largest_picture]
    return f"“{large[0]}” is larger than {terms.largest_picture // 1_000_000} MB." if large else ""


@finding_source
def attestation_findings() -> Iterable[Finding]:
    """W009: nobody has attested the settings of an account for longer than the profile asks. Two queries."""
    every = settings.PROFILE.capture.attest_settings_every
    attested = last_attested()
    for account in accounts_in(*IN_USE).exclude(network__in=NOTHING_TO_READ) if every else ():
        days = (clock.now() - attested.get(account.pk, account.registered)).days
        if days > every:
            text = f"{account}: nobody has read its settings off for {days} days."
            yield Finding("capture.W009", Level.WARNING, text, _HINT, subject(account), settings.PROFILE.moderation.clause)


@waiting
def attestations_waiting(actor: Actor) -> Iterable[Queue]:
    """Accounts whose settings are to be read off: for who looks after them, and who keeps the register."""
    every = settings.PROFILE.capture.attest_settings_every
    if not every:
        return
    last = Coalesce(Max("settings_attestations__seen"), "registered")
    rows = _looked_after(actor).exclude(network__in=NOTHING_TO_READ).annotate(last=last).order_by("last", "pk")
    since = clock.now() - dt.timedelta(days=every - min(AHEAD, every // 2))
    due = queue("settings to read off", reverse("desk:accounts"), rows.filter(last__lte=since), _attestation)
    first = None if due.total else rows.first()
    coming = _day_due(first) if first else None
    yield Queue(due.name, due.address, due.first, due.total, coming)


def _looked_after(actor: Actor) -> QuerySet[Account]:
    rows = accounts_in(*IN_USE)
    if may(actor, Right.WRITE, Function.REGISTER):
        return rows
    person = person_of(actor)
    return rows.filter(pk__in=custody_on(city_day()).filter(person=person, part__in=STEWARDS).values("account")) if person else rows.none()


def _attestation(row: Account) -> Waiting:
    last: dt.datetime = row.last  # type: ignore[attr-defined] # annotated so
    reason = "Read off what is set there: who may comment, filters, limits. Add pictures."
    address = reverse("desk:settings", args=[row.slug])
    return Waiting(f"Settings: {row.name}", address, reason, last, _day_due(row), row.custodian.name)


def _day_due(row: Account) -> dt.date:
    last: dt.datetime = row.last  # type: ignore[attr-defined] # annotated so
    day = clock.in_zone(last, settings.PROFILE.city.zone).date()
    return day + dt.timedelta(days=settings.PROFILE.capture.attest_settings_every)
