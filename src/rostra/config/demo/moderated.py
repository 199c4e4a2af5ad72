"""How comments were moderated: what was hidden and left up, who was told, who appealed, and the second look at a sample of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Version
from rostra.config.demo.blocks import keep_register
from rostra.config.demo.residents import RESIDENTS
from rostra.config.demo.said import Said
from rostra.config.demo.sign_ins import STAFF
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.appeals import Said as Appealed
from rostra.moderation.actions.appeals import decide_appeal, receive_appeal
from rostra.moderation.actions.notices import Way, give_notice
from rostra.moderation.actions.samples import answer_blind_review, draw_sample, take_blind_review
from rostra.moderation.models import Appeal, ModerationAct
from rostra.moderation.queries.samples import waiting_to
from rostra.moderation.rules.acts import NewAct, latest_review
from rostra.moderation.rules.samples import last_period
from rostra.moderation.states.appeals import Route
from rostra.moderation.states.samples import Outcome
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.base import Act, Kind

ANSWERED = 6  # of the second looks; the others wait
_DAY, _HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Comment:
    days: float  # before the end of the quarter
    account: str
    resident: str
    text: str
    ground: str
    met: str
    left_up: bool = False
    appeal: str = ""
    second: Outcome | None = None  # what the second look finds, where that is not what was decided


_POSTS = {
    "water": "Your water bill has a new look. Nothing else about it is new, we are sorry to say.",
    "parks": "The skating rink opens on Saturday at ten. Bring a friend and a mug.",
    "police": "Found on Harbor Avenue: one tuba, in good voice. Describe the dent to claim it.",
}
_SPAM, _PHISHING, _THREAT = "automated-spam", "malware", "true-threat"
_COMMENTS = (
    _Comment(70, "parks", "shades4u", "SUNGLASSES 90 % OFF TODAY ONLY shades.example", _SPAM, "Under forty posts in a minute."),
    _Comment(62, "water", "billhelp", "Overdue? Pay within the hour: water-exampleville.example", _PHISHING, "A copy of the city's page."),
    _Comment(55, "parks", "luckyday", "You have WON a voucher, claim at luckyday.example", _SPAM, "Eighty accounts were told so today."),
    _Comment(
        48, "police", "nightshift", "Whoever wrote this ticket should be ashamed and out of a job.", _THREAT, "It threatens nobody.",
        left_up=True,
    ),
    _Comment(41, "water", "growfast", "Followers, cheap and real: growfast.example", _SPAM, "Posted by a machine, every nine seconds."),
    _Comment(
        34, "parks", "oldmill", "Fresh rolls at the rink on Saturday, half price for skaters!", _SPAM, "It advertises.",
        appeal="I wrote it myself, once, about Saturday at the rink.", second=Outcome.LEAVE_UP,
    ),
    _Comment(
        27, "police", "mossgrove", "I will wait for the tuba's thief behind the band shell tonight, and he will not play again.", _THREAT,
        "It names a place and a night.", appeal="It was a joke about a tuba.",
    ),
    _Comment(20, "water", "coinfall", "Double your coins by noon. coinfall.example", _SPAM, "The same text in eleven towns."),
    _Comment(
        13, "parks", "pothole", "The rink's parking lot is a disgrace, and I have the map. Again.", _SPAM, "A resident, by hand.",
        left_up=True,
    ),
    _Comment(9, "police", "fastvisa", "Visa in two days, no questions: fastvisa.example", _PHISHING, "It asks for passports."),
)  # fmt: skip


def quarter_end(until: dt.datetime) -> dt.datetime:
    """When the last quarter ended that is over for a week at least."""
    zone = settings.PROFILE.city.zone
    return clock.start_of_day(last_period(clock.in_zone(until, zone).date() - 7 * _DAY)[1], zone)


def said(until: dt.datetime) -> Iterator[Said]:
    """The posts and the comments below them."""
    end = quarter_end(until)
    for account, text in _POSTS.items():
        yield Said(key=f"moderated-{account}", account=account, at=end - 75 * _DAY, text=text)
    for number, each in enumerate(_COMMENTS):
        post = f"moderated-{each.account}"
        yield Said(
            key=f"moderated-{number}", account=each.account, at=_at(each, end), text=each.text, resident=each.resident, kind=Kind.REPLY,
            reply_to=post, thread=post,
        )  # fmt: skip


def deeds(until: dt.datetime) -> Iterator[tuple[dt.datetime, Deed]]:
    """Each comment as it was decided, the appeals, and the second looks after the quarter was over."""
    end = quarter_end(until)
    for each in _COMMENTS:
        yield _at(each, end) + _HOUR, partial(_propose, each)
        if not each.left_up:
            yield _at(each, end) + 5 * _HOUR, partial(_carry_out, each)
        if each.appeal:
            yield _at(each, end) + 2 * _DAY, partial(_appeal, each)
    yield (
        _at(_COMMENTS[5], end) + 6 * _DAY,
        partial(_decide, _COMMENTS[5], "grant", "One offer, once, by hand, about the event: no machine."),
    )
    yield (
        _at(_COMMENTS[6], end) + 8 * _DAY,
        partial(_decide, _COMMENTS[6], "uphold", "A place, a night and a person are named. It is no joke to him."),
    )
    yield end + 2 * _DAY, _look_again


def _at(each: _Comment, end: dt.datetime) -> dt.datetime:
    return end - each.days * _DAY + 14 * _HOUR


def _propose(each: _Comment) -> None:
    keep_register()
    version = Version.objects.select_related("record__account").filter(
        record__account__slug=each.account, record__author_id=RESIDENTS[each.resident].identity.id, text=each.text
    ).latest("pk")  # fmt: skip
    told = NewAct(
        Act.HIDE, each.ground, each.met, neutral=not each.left_up, review_on=latest_review(city_day()) - 30 * _DAY, version=version
    )
    record_act(told, actor=_as(Role.MODERATOR), leave_up=each.left_up)


def _carry_out(each: _Comment) -> None:
    act = _act(each)
    if not act.alone:
        act = move_act(act, "approve", actor=_as(Role.SOCIAL_MEDIA_OFFICER), reason="The test is met.")
    move_act(act, "apply", actor=_as(Role.MODERATOR))
    give_notice(act, Way(Route.BY_HAND), actor=_as(Role.MODERATOR))


def _appeal(each: _Comment) -> None:
    receive_appeal(_act(each), Appealed(each.appeal), actor=PUBLIC)


def _decide(each: _Comment, move: str, reason: str) -> None:
    act = _act(each)
    decide_appeal(Appeal.objects.get(act=act), move, reason=reason, actor=_as(Role.COMMUNICATIONS_DIRECTOR))
    if move == "grant":
        move_act(act, "restore", actor=_as(Role.MODERATOR), reason="Shown again below the post.")


def _look_again() -> None:
    """The sample is drawn by the log, so which ones are in it differs from city to city."""
    follow_events()
    keep_register()
    draw_sample(actor=system("moderation"))
    counsel, found = _as(Role.CITY_ATTORNEY), {each.text: each for each in _COMMENTS}
    while (left := waiting_to(counsel).count()) and _drawn() - left < ANSWERED:
        review = take_blind_review(actor=counsel)
        comment = found[review.act.version.text] if review.act.version else None
        outcome = (comment.second if comment else None) or (Outcome.LEAVE_UP if review.left_up else Outcome.ACT)
        answer_blind_review(review, outcome, review.act.ground, actor=counsel)


def _drawn() -> int:
    return ModerationAct.objects.filter(blind_review__isnull=False).count()


def _act(each: _Comment) -> ModerationAct:
    return ModerationAct.objects.select_related("account").get(version__text=each.text, version__record__account__slug=each.account)


def _as(role: Role) -> Actor:
    return User.objects.get(person__slug=STAFF[role]).as_actor()
