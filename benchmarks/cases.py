"""Five thousand cases about a thousand people: what waits, the lists, a search by words, one case, earlier outcomes, the public's numbers.

The size is a large city's over many years, whatever ``--records`` says, unless that is smaller.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from tests.rolls import signed_in

from benchmarks.measure import Figure, latencies, peak_megabytes, timed
from rostra.cases.models import Case, Entry, Participant, Remedy, Step
from rostra.cases.rules.routing import OFFICIALS
from rostra.cases.states.classes import CaseField, RespondentKind
from rostra.cases.states.life import CaseState, Outcome
from rostra.cases.states.words import Channel, RemedyKind, Track
from rostra.config.commands.prepare import make_ready
from rostra.core import clock
from rostra.core.actor import system
from rostra.people.actions import add_person, add_user
from rostra.people.models import Appointment, Person, Position, RoleGrant, Unit, User
from rostra.people.states import Role

WORK = "cases"
ACTOR = system("command line")
MOST, PEOPLE, TIMES = 5_000, 1_000, 50
STATES = [*CaseState]
KINDS = [kind for kind in RespondentKind if kind is not RespondentKind.NOBODY]
MOVES = ("triage", "investigate", "sustain")
WRITTEN = [CaseField.STATEMENT, CaseField.ALLEGATION, CaseField.RESPONSE, CaseField.FINDINGS, CaseField.REASONS, CaseField.NOTES]
PAGES = {
    "my work": "/desk/",
    "list": "/desk/cases",
    "list, last page": "/desk/cases?page=9999",
    "search, many found": "/desk/cases?q=neighbour",
    "search, one found": "/desk/cases?q=number+4242",
    "search, none found": "/desk/cases?q=xylophone",
    "one case": "/desk/case/2024-4243",
    "earlier outcomes": "/desk/case/2024-4243/precedents",
    "whole list as CSV": "/desk/cases.csv",
    "public register": "/cases",
    "public numbers": "/cases/years",
}


def run(records: int, _folder: Path) -> list[Figure]:
    make_ready()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    _fill(min(records, MOST))
    figures = []
    for role in (Role.HR, Role.CITY_ATTORNEY):
        browser = _signed_in(role)
        for name, path in PAGES.items():
            drawn = timed([_ask(browser, path)] * (TIMES + 1))[1:]  # the first one loads templates
            figures += latencies(WORK, f"{name} ({role.value})", drawn)
    return [*figures, Figure(WORK, "peak memory", peak_megabytes(), "MB")]


def _fill(many: int) -> None:
    positions, now = _positions(), clock.now() - dt.timedelta(days=800)
    people = Person.objects.bulk_create(Person(slug=f"p-{n}", name=f"Person {n:04}") for n in range(PEOPLE))
    held = zip(people, itertools.cycle(positions))  # the second has no end
    Appointment.objects.bulk_create(Appointment(person=one, position=post, begins=dt.date(2015, 1, 1)) for one, post in held)
    cases = Case.objects.bulk_create(_case(n, people[n % PEOPLE], positions, now) for n in range(many))
    by = {"at": now, "by_ref": "user:hr", "by_name": "Somebody"}
    entries = (Entry(case=case, part=part, text=_text(n), **by) for n, case in enumerate(cases) for part in WRITTEN)
    Entry.objects.bulk_create(entries, batch_size=2_000)
    steps = (Step(case=case, move=move, state=case.state, reason="So.", **by) for case in cases for move in MOVES)
    Step.objects.bulk_create(steps, batch_size=2_000)
    Participant.objects.bulk_create(
        Participant(case=case, person=people[(n + 7) % PEOPLE], part="investigator", reason="Knows.", added=now, added_by="user:hr")
        for n, case in enumerate(cases)
    )
    Remedy.objects.bulk_create(Remedy(case=case, kind=RemedyKind.TRAIN, due=now.date(), **by) for case in cases[::9])


def _positions() -> list[Position]:
    units = Unit.objects.bulk_create(Unit(slug=f"unit-{n}", name=f"Unit {n:02}", kind="department") for n in range(60))
    return Position.objects.bulk_create(
        Position(slug=f"post-{n}-{category}", title="Clerk", unit=unit, category=category)
        for n, unit in enumerate(units)
        for category in ("staff", "elected", "board-member", "volunteer", "contractor")
    )


def _case(number: int, person: Person, positions: list[Position], now: dt.datetime) -> Case:
    kind, state = KINDS[number % len(KINDS)], STATES[number % len(STATES)] if number % 3 == 0 else CaseState.CLOSED
    made = Case(
        number=f"2024-{number + 1:04}", channel=Channel.RESIDENT, received=now, since=now, state=state, act_day=now.date(),
        due=now.date() + dt.timedelta(days=number % 2_000), complainant="A neighbour" if number % 4 == 0 else "",
    )  # fmt: skip
    if state is not CaseState.RECEIVED:
        made.track, made.kind = Track.OFFICIAL if kind in OFFICIALS else Track.EMPLOYEE, kind
        made.respondent, made.position, made.clause = person, positions[number % len(positions)], f"social-media/2#clause-{number % 20}"
    if state is CaseState.CLOSED:
        made.outcome, made.measure = Outcome.DISCIPLINE, "warning" if number % 2 else "reprimand"
    return made


def _text(number: int) -> str:
    return f"Case number {number}: a neighbour was called names under a post about the boat ramp. " * 3


def _signed_in(role: Role) -> Client:
    person = add_person(f"the-{role.value}", role.value, actor=ACTOR)
    user: User = add_user(person, email=f"{role.value}@exampleville.example", password="a long sentence for tests 7", actor=ACTOR)
    RoleGrant.objects.create(user=user, role=role, granted=clock.now())
    browser = signed_in(user)
    for function in ("case-of-employee", "case-of-official", "case-intake"):
        browser.post(f"/desk/auth/purpose/{function}", {"purpose": "to measure"})
    return browser


def _ask(browser: Client, path: str) -> Callable[[], Any]:
    def ask() -> None:
        answer = browser.get(path)
        if answer.status_code not in {200, 404, 403}:
            raise RuntimeError(f"{path}: {answer.status_code}")
        b"".join(answer) if answer.streaming else answer.content

    return ask
