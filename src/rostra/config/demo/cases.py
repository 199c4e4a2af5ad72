"""Three cases: one that is looked into, one that was none of the city's, and one whose discipline is final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from rostra.accounts.models import Account
from rostra.archive.models import Version
from rostra.archive.states.submitted import Handed
from rostra.cases.actions.cases import enter_case, move_case, open_case, triage_case
from rostra.cases.actions.counsel import give_word, sign_worksheet
from rostra.cases.actions.file import add_evidence, add_participant, write_entry
from rostra.cases.actions.files import Hand, submit_file
from rostra.cases.actions.intake import write_as_complainant
from rostra.cases.actions.notices import note_told
from rostra.cases.actions.remedies import note_remedy_done, order_remedy
from rostra.cases.models import Case
from rostra.cases.rules.deciding import NewCase, Triage
from rostra.cases.rules.word import CounselsWord
from rostra.cases.rules.worksheet import Used, Worksheet
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Capacity, Channel, NoticeWay, Part, RemedyKind
from rostra.config.demo.pictures import draw
from rostra.config.demo.said import Picture
from rostra.config.demo.sign_ins import STAFF
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.people.models import Person, User
from rostra.people.queries import city_day
from rostra.people.states import Role

F = CaseField
LIBRARIAN, MEMBER, NATURALIST = "gus-malinkowicz", "pa-nhia-lorvang", "emeka-stellan"
_DAY = dt.timedelta(days=1)

Deed = Callable[[], object]


def deeds() -> Iterator[tuple[float, Deed]]:
    """How many days before the last one, and what."""
    yield 210.3, _complains_about_a_joke
    yield 208.2, partial(_triage, LIBRARIAN, "social-media/comments", 1, "Posted by somebody of the library, on the library’s account.")
    yield 207.4, partial(_step, LIBRARIAN, "investigate", "")
    yield 190.1, _writes_what_was_found
    yield 189.2, partial(_step, LIBRARIAN, "sustain", "He says so himself.")
    yield 188.3, _may_be_disciplined
    yield 187.1, partial(_step, LIBRARIAN, "decide-discipline", "As the library proposes.", measure="reprimand")
    yield 160.2, partial(_step, LIBRARIAN, "finish", "The time for a grievance has passed.")
    yield 159.2, partial(_put_right, RemedyKind.TRAIN, 21)
    yield 159.1, partial(_step, LIBRARIAN, "close", "Both sides were told.")
    yield 140.4, _trained
    yield 70.2, _asks_about_a_campaign
    yield 68.3, partial(_triage, MEMBER, "", 3, "A council member: the ethics officer’s.")
    yield 66.1, _is_personal
    yield 65.2, partial(_step, MEMBER, "close", "The newspaper was told.", Role.ETHICS_OFFICER)
    yield 11.6, _complains_about_a_block
    yield 11.5, _hands_in_a_picture
    yield 10.2, partial(_triage, NATURALIST, "social-media/no-blocking", 1, "The block came while he looked after the account.")
    yield 9.3, _looks_into_it


def _complains_about_a_joke() -> None:
    told = NewCase(
        Channel.RESIDENT, "The library made fun of how my neighbour speaks. It was gone an hour later, but we all saw it.", language="en",
        account=Account.objects.get(slug="library"), act_day=city_day() - _DAY,
    )  # fmt: skip
    open_case(told, actor=PUBLIC)


def _put_right(kind: RemedyKind, days: int) -> None:
    order_remedy(_about(LIBRARIAN), kind, due=city_day() + days * _DAY, actor=_as(Role.HR))


def _trained() -> None:
    note_remedy_done(_about(LIBRARIAN).remedies.get(kind=RemedyKind.TRAIN), city_day(), actor=_as(Role.HR))


def _asks_about_a_campaign() -> None:
    told = "The Exampleville Courier asks whether a council member may delete comments on the page of her own campaign."
    enter_case(NewCase(Channel.MEDIA, told, "The Exampleville Courier"), actor=_as(Role.COMMUNICATIONS_DIRECTOR))


def _complains_about_a_block() -> None:
    told = NewCase(
        Channel.RESIDENT, "Pregunté por el letrero de la sala de lectura, y desde entonces no veo nada de los parques.", "Gerald",
        language="es", account=Account.objects.get(slug="parks"), act_day=city_day(),
    )  # fmt: skip
    open_case(told, actor=PUBLIC)


def _hands_in_a_picture() -> None:
    screen = draw(Picture("chart", "what the network shows to who is blocked"))
    write_as_complainant(Case.objects.latest("pk"), "Esto es lo que veo.", [Handed("screen.png", len(screen), screen)])


def _triage(slug: str, clause: str, days: int, reason: str) -> None:
    case, person = Case.objects.latest("pk"), Person.objects.get(slug=slug)
    day = case.act_day or city_day() - days * _DAY
    found = Triage(day, person, person.appointments.latest("begins").position, clause, case.account)
    triage_case(case, found, reason=reason, actor=_as(Role.CITY_ATTORNEY))


def _step(slug: str, move: str, reason: str, role: Role = Role.HR, *, measure: str = "") -> None:
    move_case(_about(slug), move, reason=reason, measure=measure, actor=_as(role))


def _writes_what_was_found() -> None:
    case, hr = _about(LIBRARIAN), _as(Role.HR)
    write_entry(case, F.ALLEGATION, "A post that mocks an accent, on the library’s account.", actor=hr)
    note_told(case, NoticeWay.TALK, clock.now() - 3 * _DAY, actor=hr)
    write_entry(case, F.RESPONSE, "I thought that it was my own account. I am sorry.", actor=hr)
    write_entry(case, F.FINDINGS, "He wrote it on the library’s account, during working hours, and removed it within the hour.", actor=hr)
    move_case(case, "hand-in-findings", actor=hr)


def _may_be_disciplined() -> None:
    case, hr = _about(LIBRARIAN), _as(Role.HR)
    write_entry(case, F.DISPOSITION, "A written reprimand.", actor=hr)
    write_entry(case, F.REASONS, "It broke the clause on comments, on an account of the city. It was the first time.", actor=hr)
    write_entry(case, F.REMEDIES, "An apology on the account. Training before he posts again.", actor=hr)
    word = CounselsWord(screened=city_day())
    give_word(case, word, reason="On the city’s account, in the course of his work: not his own speech.", actor=_as(Role.CITY_ATTORNEY))


def _is_personal() -> None:
    case, counsel = _about(MEMBER), _as(Role.CITY_ATTORNEY)
    told = Worksheet(
        Used.NO, Capacity.PERSONAL, "The page asks for votes and donations.", "No business of the city is done there.",
        disclaimer="Paid for by the committee.",
    )  # fmt: skip
    sign_worksheet(case, told, actor=counsel)
    move_case(
        case, "find-no-jurisdiction", reason="The page of a campaign. The city has no say over it, and keeps nothing of it.", actor=counsel
    )


def _looks_into_it() -> None:
    case, hr = _about(NATURALIST), _as(Role.HR)
    move_case(case, "investigate", actor=hr)
    shown = Version.objects.filter(record__account=case.account, record__official=True, record__kind="post").latest("record__published")
    add_evidence(case, shown, remark="The post under which the resident had asked.", actor=hr)
    officer = User.objects.get(person__slug=STAFF[Role.SOCIAL_MEDIA_OFFICER]).person
    add_participant(case, officer, Part.FACTS, reason="Knows who could post on the account that day.", actor=hr)
    write_entry(case, F.NOTES, "Asked the parks for the list of who posts.", actor=hr)
    letter = b"On that day four people could post on the account. Two of them were on leave."
    hand = Hand(F.EVIDENCE, Channel.PAPER, hr.ref, hr.name)
    submit_file(case, Handed("letter.txt", len(letter), letter), hand, remark="The answer of the parks.", actor=hr)


def _about(slug: str) -> Case:
    return Case.objects.get(respondent__slug=slug)


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
