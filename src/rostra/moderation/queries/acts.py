"""Acts of moderation: the register, what compares with what, and what explains what the network shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from rostra.accounts.models import Account
from rostra.accounts.queries import custody_on, person_of
from rostra.accounts.queries.custody import STEWARDS
from rostra.archive.models import Record, Version
from rostra.archive.queries.public import PUBLIC_VERSIONS
from rostra.archive.queries.withheld import as_staff
from rostra.core.actor import Actor
from rostra.moderation.models import Appeal, BlockException, FilterTerm, ModerationAct, Notice, Restriction
from rostra.moderation.states.acts import STANDING, ActState
from rostra.moderation.states.appeals import AppealState, Told
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.filters import FilterState
from rostra.people.queries import city_day

COMPARED = 3  # of each ground
_EXPLAINS = (ActState.APPROVED.value, *STANDING)


@dataclass(frozen=True, slots=True)
class Questioned:
    """An act with which something is to be done."""

    act: ModerationAct
    emergency: bool  # that no second person has looked at
    untold: bool  # to its speaker
    unrestored: bool  # reversed, and not known to be undone
    lapsing: bool


def acts() -> QuerySet[ModerationAct]:
    """Every act with its account and the copy, the latest first."""
    return ModerationAct.objects.select_related("account__unit", "version__record", "appeal")


def acts_of_stewards(actor: Actor) -> QuerySet[ModerationAct]:
    """Those of the accounts that ``actor`` looks after today."""
    return acts().filter(account__in=accounts_of_steward(actor))


def accounts_of_steward(actor: Actor) -> QuerySet[Account]:
    """The accounts that ``actor`` looks after today."""
    person = person_of(actor)
    mine = custody_on(city_day()).filter(person=person, part__in=STEWARDS) if person else custody_on(city_day()).none()
    return Account.objects.filter(pk__in=mine.values("account"))


def comparables(grounds: Iterable[str], *, apart_from: Iterable[int] = ()) -> dict[str, list[ModerationAct]]:
    """The latest acts on each of these grounds, also what was left up, with the copies as everybody gets them. Two queries."""
    nth = Window(RowNumber(), partition_by=F("ground"), order_by=[F("made").desc(), F("pk").desc()])
    found = acts().filter(ground__in=list(grounds)).exclude(pk__in=apart_from).annotate(nth=nth).filter(nth__lte=COMPARED)
    by_ground: dict[str, list[ModerationAct]] = {}
    for act in found:
        by_ground.setdefault(act.ground, []).append(act)
    as_staff([act.version for acts in by_ground.values() for act in acts if act.version])
    return by_ground


def act_for(account: Account, act: str, subject: str) -> ModerationAct | None:
    """The act that explains this of this account, by exactly these names: approved, or standing."""
    return ModerationAct.objects.filter(account=account, act=act, subject=subject, state__in=_EXPLAINS).first()


def filter_for(account: Account, term: str, day: dt.date) -> FilterTerm | None:
    """The filter word that counsel allowed, and that is in force on ``day``."""
    return FilterTerm.objects.filter(account=account, term=term, state=FilterState.IN_FORCE, begins__lte=day, until__gte=day).first()


def had_comments(post: str, before: dt.datetime) -> bool:
    """Whether the archive holds a reply by the public to this post from before this moment."""
    earlier = Q(first_seen__lt=before) | Q(published__lt=before)
    return Record.objects.filter(earlier, thread=post, official=False).exists()


def standing_of_subject(account: Account, act: str, subject: str) -> QuerySet[Restriction]:
    """What the network shows of this now."""
    return Restriction.objects.filter(account=account, act=act, subject=subject, ended__isnull=True)


def current_version(record: Record) -> Version:
    """The newest copy of a record."""
    return Version.objects.select_related("record__account").get(record=record, number=record.current)


def record_at(address: str) -> Record | None:
    """The record with this address on its network."""
    return Record.objects.filter(uri=address).select_related("account").first()


def replies_to(account: Account, limit: int) -> list[Version]:
    """What the public said to an account last, as everybody reads it now. Two queries."""
    said = Version.objects.filter(PUBLIC_VERSIONS, record__account=account, record__official=False, number=F("record__current"))
    return as_staff(list(said.select_related("record__account").order_by("-record_id")[:limit]))


def emergencies() -> QuerySet[ModerationAct]:
    """Acts without a copy that no second person has looked at yet."""
    return acts().filter(_EMERGENCY)


def without_notice() -> QuerySet[ModerationAct]:
    """Acts whose speaker has not been told."""
    return acts().filter(_UNTOLD)


def exceptions_without_notice() -> QuerySet[BlockException]:
    """Exceptions in force whose person has not been told."""
    told = Notice.objects.filter(exception=OuterRef("pk"), told=Told.ACT)
    return BlockException.objects.filter(~Exists(told), state=ExceptionState.IN_FORCE).select_related("account")


def to_restore() -> QuerySet[ModerationAct]:
    """Reversed, and not undone as far as anybody knows; the network shows nothing of it by which it could be followed."""
    return acts().filter(_unrestored()).order_by("restore_due", "pk")


def to_act_on() -> QuerySet[ModerationAct]:
    """Acts that need a second person, are to be done, told of, or undone."""
    moves = Q(state__in=(ActState.PROPOSED, ActState.APPROVED))
    return acts().filter(moves | _EMERGENCY | _UNTOLD | _unrestored())


def to_review(day: dt.date) -> QuerySet[ModerationAct]:
    """Acts that lapse by ``day`` unless somebody looks at them again."""
    return acts().filter(_lapsing_by(day)).order_by("review_on", "pk")


def acts_in_question(day: dt.date) -> list[Questioned]:
    """Every act with which something is to be done, and what: each of the above, in one query. ``day``: by which they lapse."""
    asked = {"emergency_open": _EMERGENCY, "untold": _UNTOLD, "unrestored": _unrestored(), "lapsing": _lapsing_by(day)}
    flags = {name: ExpressionWrapper(condition, output_field=BooleanField()) for name, condition in asked.items()}
    found = acts().annotate(**flags).filter(Q(*((name, True) for name in asked), _connector=Q.OR)).order_by("review_on", "pk")
    return [Questioned(act, *(getattr(act, name) for name in asked)) for act in found]


def open_appeals() -> QuerySet[Appeal]:
    """Appeals that nobody has decided, the most urgent first."""
    return appeals().filter(state=AppealState.RECEIVED).order_by("due", "pk")


def appeals() -> QuerySet[Appeal]:
    """Every appeal with what it is about, the latest first."""
    return Appeal.objects.select_related("act__account", "exception__account")


def told_until(thing: ModerationAct | BlockException) -> dt.date | None:
    """The last day for an appeal, as the last notice says; None before the first."""
    return thing.notices.filter(told=Told.ACT).order_by("-made", "-pk").values_list("appeal_until", flat=True).first()


def beyond_appeal(day: dt.date) -> QuerySet[ModerationAct]:
    """Acts whose time for an appeal is over on ``day``, or whose appeal is decided."""
    open_still = Notice.objects.filter(act=OuterRef("pk"), told=Told.ACT, appeal_until__gte=day)
    told = Q(~Exists(open_still), state=ActState.NOTICED)
    return ModerationAct.objects.filter(told | Q(state=ActState.UPHELD))


def seen_to_be_gone() -> Exists:
    """A condition on acts: the network showed it, and shows it no more."""
    same = {"account": OuterRef("account"), "act": OuterRef("act"), "subject": OuterRef("subject")}
    return Exists(Restriction.objects.filter(**same, explained_by=OuterRef("pk"), ended__isnull=False))


def _unrestored() -> Q:
    shown = Restriction.objects.filter(account=OuterRef("account"), act=OuterRef("act"), subject=OuterRef("subject"), ended__isnull=True)
    return Q(~Exists(shown), state=ActState.REVERSED)


def _lapsing_by(day: dt.date) -> Q:
    return Q(state__in=_LAPSING, review_on__lte=day) & ~ENDLESS


_EMERGENCY = ~Q(emergency="") & Q(reviewer="") & ~Q(state=ActState.LEFT_UP)
_UNTOLD = Q(state=ActState.APPLIED)
_LAPSING = (ActState.APPLIED.value, ActState.NOTICED.value, ActState.UPHELD.value)
ENDLESS = Q(act="remove") | Q(alone=True)
"""What does not lapse: what is gone cannot be given back by waiting, and spam stays spam."""
