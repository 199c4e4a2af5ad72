"""What accounts of the city did against somebody's speech, beside the block of the stories.

One block that stands, one thread that was closed for a time, and a threat for which the city attorney allowed a block.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from rostra.accounts.models import Account
from rostra.archive.actions.log import Sequencer
from rostra.archive.models import Record
from rostra.config.demo.residents import RESIDENTS
from rostra.config.demo.said import Removal, Said
from rostra.config.demo.sign_ins import STAFF
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.mail_states import MailState
from rostra.core.models import Mail
from rostra.moderation.actions.exceptions import Wanted, expire_exceptions, move_exception, request_exception
from rostra.moderation.actions.following import follow
from rostra.moderation.models import BlockException
from rostra.people.models import User
from rostra.people.states import Role
from rostra.platforms.base import Act, Kind

AGAINST_SPEECH = (Kind.BLOCK, Kind.THREAD_GATE)
THREATENED, THREATENS = "water", "taxpayer"
LAST_DAY = 105  # of the exception, days before the city's last one
SETTLED = dt.timedelta(minutes=21)  # after which what was seen has gone in
_DAY = dt.timedelta(days=1)

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Beat:
    days: float  # before the last moment
    account: str
    text: str = ""
    resident: str = ""
    kind: Kind = Kind.POST
    to: int | None = None
    about: str = ""
    stands: float = 0  # days; 0: for ever


_BEATS = (
    _Beat(120.1, THREATENED, "Crews work on the main under Ditto Street until Friday. Please keep clear of the trench."),
    _Beat(
        120.05,
        THREATENED,
        "Tell the one with the red truck that I know where he parks, and that on Friday he will not drive home.",
        THREATENS,
        Kind.REPLY,
        to=0,
    ),
    _Beat(118.02, THREATENED, kind=Kind.BLOCK, about=THREATENS, stands=15.1),
    _Beat(40.1, "police", "Linden Avenue is closed between 3rd and 5th after a crash. Nobody is badly hurt. Please take Harbor Avenue."),
    _Beat(40.09, "police", kind=Kind.THREAD_GATE, about="against-speech-3", stands=1.9),
    _Beat(12.1, "parks", "The goose in the reading room is not lost. Please leave the door open behind it."),
    _Beat(12.08, "parks", "I was reading. Your signs say that everyone is welcome.", "gerald", Kind.REPLY, to=5),
    _Beat(12.03, "parks", kind=Kind.BLOCK, about="gerald"),
)


def said(until: dt.datetime) -> Iterator[Said]:
    """All of it, at its days before ``until``."""
    for number, beat in enumerate(_BEATS):
        answers = "" if beat.to is None else _key(beat.to)
        yield Said(
            key=_key(number),
            account=beat.account,
            at=until - beat.days * _DAY,
            text=beat.text,
            resident=beat.resident,
            kind=beat.kind,
            reply_to=answers,
            thread=answers,
            about=beat.about,
            removal=Removal(beat.stands * _DAY) if beat.stands else None,
        )


def _key(number: int) -> str:
    return f"against-speech-{number}"


def deeds(last_day: dt.date) -> Iterator[tuple[float, Deed]]:
    """How the exception was asked for, allowed and ended: how many days before the last one, and what."""
    yield 119.1, partial(_ask, last_day)
    yield 119.05, partial(_move, "recommend", "The reply names a person, a place and a day.", Role.COMMUNICATIONS_DIRECTOR)
    yield (
        118.1,
        partial(_move, "allow", "A true threat. Two weeks, until the work is done; the police have the report.", Role.CITY_ATTORNEY),
    )
    yield LAST_DAY - 1.9, expire_exceptions


def moments(everything: Iterable[Said]) -> Iterator[dt.datetime]:
    """When something against somebody's speech, or its end, had been seen."""
    for each in everything:
        if each.kind in AGAINST_SPEECH:
            yield each.at + SETTLED
            if each.removal:
                yield each.at + each.removal.after + SETTLED


def keep_register() -> None:
    """What the worker does all the time. The example city has no mail server: its mail counts as taken, so that none ever leaves."""
    Sequencer().drain()
    while follow():
        pass
    Mail.objects.filter(state=MailState.QUEUED).update(state=MailState.SENT, sent=clock.now())


def _ask(last_day: dt.date) -> None:
    whom = RESIDENTS[THREATENS].identity.id
    account = Account.objects.get(slug=THREATENED)
    wanted = Wanted(
        account, Act.BLOCK, whom, "true-threat",
        "The reply says where a member of the crew parks, and that he will not drive home on Friday.",
        "To ignore it: the crew is afraid. To mute it: the crew reads the replies for reports of leaks. The police were told first.",
        last_day - dt.timedelta(days=LAST_DAY),
        [Record.objects.filter(account=account, author_id=whom, kind=Kind.REPLY).latest("published")],
    )  # fmt: skip
    request_exception(wanted, actor=_as(Role.SOCIAL_MEDIA_OFFICER))


def _move(move: str, reason: str, role: Role) -> None:
    move_exception(BlockException.objects.get(), move, actor=_as(role), reason=reason)


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
