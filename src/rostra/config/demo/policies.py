"""The city's written policy: the one that grew eight years old, the one in force, a draft out for comment; and the procedures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rostra.config.demo.sign_ins import STAFF
from rostra.core.actor import Actor
from rostra.people.models import Unit, User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions import moves
from rostra.policy.actions.comments import comment_on, resolve_comment
from rostra.policy.actions.moves import Act, bring_into_line
from rostra.policy.actions.texts import add_document, add_version
from rostra.policy.models import Comment, Document, Version
from rostra.policy.queries import version_numbered
from rostra.policy.states import DocumentKind

TEXTS = Path(__file__).with_name("texts")
POLICY, PROCEDURES = "social-media", "social-media-procedures"
OFFICER, DIRECTOR, ATTORNEY, CLERK = Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CITY_ATTORNEY, Role.CLERK
OLD_ADOPTED, ADOPTED, IN_FORCE = 4090, 1000, 840  # days before the last one

Deed = Callable[[], object]


def policies_of(unit: Unit, last_day: dt.date) -> Iterator[tuple[float, Deed]]:
    """What was done about the policy: how many days before the last one, and what."""
    yield 1103.9, partial(_enter_old, unit, last_day)
    yield 1070.2, partial(_draft, POLICY, "policy-2.md")
    yield from _commented(2, 1045.2, (("no-blocking", Role.HR, "May a threat be hidden?"),), "Yes: see what may be removed.", last_day)
    yield 1028.2, lambda: moves.submit_version(_version(2), actor=_as(DIRECTOR))
    yield ADOPTED, lambda: _adopt(2, "4 to 0, 1 absent", city_day(), _before(last_day, IN_FORCE), ("Resolution 2009-114",))
    yield 997, lambda: moves.sign_version(_version(2), day=city_day(), actor=_as(CLERK))
    yield 990, lambda: moves.publish_version(_version(2), day=city_day(), actor=_as(DIRECTOR))
    yield IN_FORCE, bring_into_line
    yield 838.4, partial(_enter_procedures, unit)
    yield 300.4, partial(_approve, "procedures-2.md")
    yield 45.3, partial(_draft, POLICY, "policy-3.md")
    said = (
        ("objections", Role.HR, "Ten business days are short in the summer. Could it be fifteen?"),
        ("removal", Role.MODERATOR, "Who is the second person at night and on weekends?"),
    )
    yield from _commented(3, 9.3, said, "Ten stay: whoever was silenced should not wait longer. A deputy answers in the summer.", last_day)


@dataclass(frozen=True, slots=True)
class _Said:
    number: int
    key: str
    role: Role
    text: str

    def __call__(self) -> object:
        user = _user(self.role)
        return comment_on(_version(self.number), self.key, self.text, person=user.person, actor=user.as_actor())


def _commented(
    number: int, days: float, said: tuple[tuple[str, Role, str], ...], answer: str, last_day: dt.date
) -> Iterator[tuple[float, Deed]]:
    """Reviewed, sent round for a fortnight, commented on; the first comment is answered."""
    yield days + 12, lambda: moves.review_version(_version(number), actor=_as(OFFICER))
    yield days, lambda: moves.circulate_version(_version(number), closes=_before(last_day, int(days) - 14), actor=_as(ATTORNEY))
    for later, (key, role, text) in enumerate(said, 2):
        yield days - later, _Said(number, key, role, text)
    yield days - 5, lambda: resolve_comment(_first_comment(number), answer, actor=_as(OFFICER))


def _enter_old(unit: Unit, last_day: dt.date) -> None:
    """The policy that stood when the city began, with the days it had."""
    add_document(POLICY, "Social Media Policy", DocumentKind.POLICY, unit, actor=_as(OFFICER))
    _draft(POLICY, "policy-1.md")
    moves.review_version(_version(1), actor=_as(OFFICER))
    moves.circulate_version(_version(1), closes=None, actor=_as(ATTORNEY))
    moves.submit_version(_version(1), actor=_as(DIRECTOR))
    adopted = _before(last_day, OLD_ADOPTED)
    _adopt(1, "5 to 0", adopted, adopted + dt.timedelta(days=30))
    moves.sign_version(_version(1), day=adopted + dt.timedelta(days=4), actor=_as(CLERK))
    moves.publish_version(_version(1), day=adopted + dt.timedelta(days=9), actor=_as(DIRECTOR))
    bring_into_line()


def _adopt(number: int, vote: str, day: dt.date, effective: dt.date, repeals: tuple[str, ...] = ()) -> None:
    act = Act("City Council", f"{day:%Y}-{number:02}417", vote, day, repeals)
    moves.adopt_version(_version(number), act, effective=effective, actor=_as(CLERK))


def _enter_procedures(unit: Unit) -> None:
    policy = Document.objects.get(slug=POLICY)
    add_document(PROCEDURES, "Social Media Procedures", DocumentKind.PROCEDURES, unit, policy=policy, actor=_as(OFFICER))
    _approve("procedures-1.md")


def _approve(text: str) -> None:
    version = moves.clear_text(_draft(PROCEDURES, text), actor=_as(ATTORNEY))
    moves.approve_procedures(version, effective=city_day(), actor=_as(DIRECTOR))
    bring_into_line()


def _draft(slug: str, text: str) -> Version:
    return add_version(Document.objects.get(slug=slug), (TEXTS / text).read_text(encoding="utf-8"), actor=_as(OFFICER))


def _version(number: int) -> Version:
    version = version_numbered(Document.objects.get(slug=POLICY), number)
    if version is None:
        raise Version.DoesNotExist
    return version


def _first_comment(number: int) -> Comment:
    return _version(number).comments.order_by("at")[0]


def _user(role: Role) -> User:
    return User.objects.select_related("person").get(person__slug=STAFF[role])


def _as(role: Role) -> Actor:
    return _user(role).as_actor()


def _before(day: dt.date, days: int) -> dt.date:
    return day - dt.timedelta(days=days)
