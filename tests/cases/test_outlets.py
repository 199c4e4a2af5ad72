"""Every outlet of the desk over kinds, states and readers: what is printed is what the law lets this reader have, and nothing else."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client
from tests import rolls
from tests.cases.conftest import City
from tests.cases.test_classes import public_of

from rostra.cases.actions.file import add_participant
from rostra.cases.models import Case, Entry
from rostra.cases.rules.viewing import facts_of, may_open_file, openable_cases
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import Arbitration, CaseState, Outcome
from rostra.cases.states.words import Part, Track
from rostra.core import clock
from rostra.core.models import Event, Mail
from rostra.people import actions as people
from rostra.people.models import Person, Position, User
from rostra.people.states import Category, Role

pytestmark = pytest.mark.django_db
F = CaseField
KINDS = ("employee", "public-official", "elected", "appointee", "volunteer", "contractor")
STANDS: list[dict[str, object]] = [
    {"state": CaseState.INVESTIGATING},
    {"state": CaseState.NOT_SUSTAINED, "outcome": Outcome.NOT_SUSTAINED},
    {"state": CaseState.ARBITRATION, "outcome": Outcome.DISCIPLINE, "arbitration": Arbitration.PENDING},
    {"state": CaseState.FINAL_DISPOSITION, "outcome": Outcome.DISCIPLINE, "jeopardises": True},
    {"state": CaseState.CLOSED, "outcome": Outcome.DISCIPLINE, "arbitration": Arbitration.UPHELD},
    {"state": CaseState.CLOSED, "outcome": Outcome.DISCIPLINE, "sources": True},
    {"state": CaseState.CLOSED, "outcome": Outcome.DISCIPLINE, "civil_action": True},
    {"state": CaseState.CLOSED, "outcome": Outcome.DISCIPLINE, "arbitration": Arbitration.REVERSED},
    {"state": CaseState.APPEALED, "outcome": Outcome.NO_DISCIPLINE},
]
COLUMNS = {F.EXISTENCE, F.STATUS, F.EVIDENCE, F.PARTICIPANTS}
EVERYTHING = set(CaseField)


def mark(part: CaseField) -> str:
    return f"MARK-{part.value}-"


def marks_in(text: str) -> set[CaseField]:
    return {part for part in CaseField if mark(part) in text}


def marked(city: City, kind: str) -> Case:
    """A case in whose every part a mark stands."""
    case, now = city.triaged(kind), clock.now()
    Person.objects.filter(pk=case.respondent_id).update(name=mark(F.RESPONDENT))
    Case.objects.filter(pk=case.pk).update(complainant=mark(F.COMPLAINANT), clause=mark(F.CLAUSE))
    for part in EVERYTHING - COLUMNS - {F.RESPONDENT, F.COMPLAINANT, F.CLAUSE}:
        Entry.objects.create(case=case, part=part, text=mark(part), at=now)
    return case


def readers(city: City, case: Case, office: Role) -> dict[str, tuple[User, set[CaseField] | None]]:
    """Who looks, and what they read of what is not public; None: they get no file."""
    decides = city.office(case.kind)
    found: dict[str, tuple[User, set[CaseField] | None]] = {}
    for role in (
        Role.HR,
        Role.ETHICS_OFFICER,
        Role.CITY_ATTORNEY,
        Role.ADMINISTRATOR,
        Role.COMMUNICATIONS_DIRECTOR,
        Role.MODERATOR,
        Role.AUDITOR,
    ):
        city.actor(role)
        found[role.value] = city.users[role], None
    found[office.value] = city.users[office], EVERYTHING - {F.ADVICE}
    found[Role.CITY_ATTORNEY.value] = city.users[Role.CITY_ATTORNEY], EVERYTHING
    for slug, role, part, reads in (
        ("olive-officer", Role.SOCIAL_MEDIA_OFFICER, Part.FACTS, {F.EVIDENCE, F.CLAUSE, F.REMEDIES}),
        ("cleo-clerk", Role.CLERK, Part.INVESTIGATOR, EVERYTHING - {F.ADVICE}),
        ("sam-sample", Role.AUDITOR, Part.SAMPLE, EVERYTHING - {F.ADVICE}),
    ):
        user = rolls.user(slug, role)
        add_participant(case, user.person, part, reason=mark(F.PARTICIPANTS), actor=decides)
        found[slug] = user, reads
    assert case.respondent is not None
    himself = people.add_user(case.respondent, email="himself@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    boss = rolls.user("the-boss")
    for user in (himself, boss):
        for role in (office, Role.CITY_ATTORNEY):
            rolls.grant(user, role)
    seat = people.add_position("boss-seat", "Director", city.unit, Category.STAFF, actor=rolls.OPERATOR)
    Position.objects.filter(pk=seat.pk).update(heads_unit=True)
    people.appoint(boss.person, seat, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    return found | {"himself": (himself, None), "the-boss": (boss, None)}


def below_the_name(text: str) -> str:
    """Without the head of the page, on which the reader's own name stands."""
    return text.partition('id="desk-page"')[2] or text


def browser(user: User) -> Client:
    made = rolls.signed_in(user)
    session = made.session
    session["purposes"] = dict.fromkeys(("case-of-employee", "case-of-official", "case-intake"), "to decide it")
    session.save()
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_what_each_reader_gets_on_every_page(city: City, kind: str) -> None:
    case = marked(city, kind)
    office = Role.ETHICS_OFFICER if kind in {"elected", "appointee"} else Role.HR
    found = {name: (browser(user), user.as_actor(), reads) for name, (user, reads) in readers(city, case, office).items()}
    for number, stands in enumerate(STANDS):
        if kind in {"volunteer", "contractor"} and number not in {1, 4, 5}:
            continue  # one rule with employees: their turns are in test_classes
        plain = {"outcome": Outcome.NONE, "arbitration": Arbitration.NONE, "jeopardises": False, "sources": False, "civil_action": False}
        Case.objects.filter(pk=case.pk).update(**(plain | stands))
        case = Case.objects.select_related("position").get(pk=case.pk)
        public = public_of(facts_of(case))
        for name, (there, actor, reads) in found.items():
            if reads is None and number not in {1, 5}:
                continue  # they get one page that prints nothing of it: two states are enough
            where = (kind, number, name)
            answer = there.get(f"/desk/case/{case.number}")
            assert answer.status_code == (403 if reads is None else 200), where
            text = below_the_name(answer.content.decode())
            wanted = set() if reads is None else (reads | public) - COLUMNS
            shown = marks_in(text) - COLUMNS
            assert shown == wanted, (where, shown ^ wanted)
            assert (mark(F.PARTICIPANTS) in text) == (reads is not None and F.PARTICIPANTS in reads), where
            assert openable_cases(actor).filter(pk=case.pk).exists() == bool(may_open_file(actor, case)) == (reads is not None), where
            if number == 1 and kind in {"employee", "elected"}:
                only_lines(there, case, exact=reads is not None and F.PARTICIPANTS in reads, opens=reads is not None)
    assert (Mail.objects.count(), len(mail.outbox)) == (0, 0)
    told = json.dumps(
        [[each.actor_name, each.subject, each.action, each.facts] for each in Event.objects.filter(action__startswith="cases.")]
    )
    assert not marks_in(told)
    assert not any(user.person.name in told for user in city.users.values())


def only_lines(there: Client, case: Case, *, exact: bool, opens: bool) -> None:
    """Lists, tables and My work tell that it exists, and to who works on all of it where it stands."""
    for path in (
        "/desk/cases",
        "/desk/cases.csv",
        "/desk/cases.json",
        "/desk/",
        "/desk/cases?track=employee",
        "/desk/cases?track=official",
    ):
        text = below_the_name(there.get(path).content.decode())
        assert not marks_in(text), path
        assert opens or f"case/{case.number}" not in text, path
        assert exact or path == "/desk/cases" or case.state not in text, path
    rows = there.get("/desk/cases.json")
    if rows.status_code == 200:
        assert [each["state"] for each in rows.json()["cases"]] == ([case.state if exact else None] if opens else [])


def test_before_triage_counsel_alone_opens_it(city: City) -> None:
    case = city.received()
    for role in Role:
        answer = browser_of(city, role).get(f"/desk/case/{case.number}")
        assert answer.status_code == (200 if role is Role.CITY_ATTORNEY else 403)
        assert ("He called us names" in answer.content.decode()) == (role is Role.CITY_ATTORNEY)
    assert case.track == Track.UNDECIDED


def browser_of(city: City, role: Role) -> Client:
    city.actor(role)
    return browser(city.users[role])
