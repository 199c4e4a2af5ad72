"""Holds as they are found: all of them, those that stand, the one of a matter, and what they cover."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.retention.models import HeldThing, Hold, HoldStep
from rostra.retention.states import HoldState


def holds() -> QuerySet[Hold]:
    """Every hold, the newest first, each with how many ``records`` and ``accounts`` it covers."""
    records, accounts = Count("things", filter=Q(things__record__isnull=False)), Count("things", filter=Q(things__account__isnull=False))
    return Hold.objects.annotate(records=records, accounts=accounts).order_by("-placed", "-pk")


def hold_numbered(number: int) -> Hold | None:
    """The hold of this number."""
    return holds().filter(pk=number).first()


def standing() -> QuerySet[Hold]:
    """Those that guard what they cover."""
    return Hold.objects.exclude(state=HoldState.RELEASED)


def standing_hold_of(keeper: str, matter: str) -> Hold | None:
    """The one that a part of the system has placed for this matter, if it stands."""
    return standing().filter(keeper=keeper, matter=matter).first()


def held_matters(keeper: str) -> QuerySet[Hold, str]:
    """The matters for which a part of the system has a hold standing."""
    return standing().filter(keeper=keeper).order_by().values_list("matter", flat=True)


def things_of(hold: Hold) -> QuerySet[HeldThing]:
    """What it covers, in the order in which it was added."""
    return hold.things.select_related("record__account", "account")


def steps_of(hold: Hold) -> QuerySet[HoldStep]:
    """What was done about it, the newest first."""
    return hold.steps.order_by("-at", "-pk")


def release_requested() -> QuerySet[Hold]:
    """Those whose release counsel has not decided about, the oldest request first."""
    return Hold.objects.filter(state=HoldState.RELEASE_REQUESTED).order_by("since", "pk")


def held_records() -> QuerySet[Record]:
    """The records on which a hold stands: by themselves, with their account, or as what an export tells of the same post."""
    things = HeldThing.objects.exclude(hold__state=HoldState.RELEASED)
    posts = things.filter(record__isnull=False).values_list(Coalesce("record__same_as", "record"))
    accounts = things.filter(account__isnull=False).values("account")
    return Record.objects.filter(Q(pk__in=posts) | Q(same_as__in=posts) | Q(account__in=accounts))


def held(records: Iterable[Record]) -> frozenset[int]:
    """Of these records those on which a hold stands. One query."""
    return frozenset(held_records().filter(pk__in=[record.pk for record in records]).values_list("pk", flat=True))


def not_covered(hold: Hold, records: Iterable[Record], accounts: Iterable[Account]) -> tuple[list[Record], list[Account]]:
    """Of these those that ``hold`` does not cover yet, each once, in the order given. One query."""
    there = list(hold.things.values_list("record", "account"))
    known = {record for record, _ in there}, {account for _, account in there}
    fresh = {each.pk: each for each in records if each.pk not in known[0]}, {each.pk: each for each in accounts if each.pk not in known[1]}
    return [*fresh[0].values()], [*fresh[1].values()]
