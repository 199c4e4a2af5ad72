"""Direct messages of an account, for who may see them: its conversations, what stands in one, and who takes part. None is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from rostra.accounts.models import Account
from rostra.archive.models import Record, SaidParty, Version
from rostra.archive.queries.withheld import in_force, newest_rows
from rostra.archive.states.parties import STRICTEST, PartyKind
from rostra.archive.states.withheld import Withheld
from rostra.core.data_class import DataClass
from rostra.people.queries import city_day
from rostra.people.queries.rolls import appointments_on
from rostra.people.states import Category
from rostra.platforms.base import Identity, Kind
from rostra.platforms.messages import parties_in


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part. ``said``: what staff said of them, if that is how they are known."""

    identity: Identity
    kind: PartyKind
    said: SaidParty | None = None

    @property
    def shown(self) -> str:
        """As people read them."""
        return self.identity.name or (f"@{self.identity.handle}" if self.identity.handle else self.identity.id)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is told of a conversation in a list. ``number``: of its first record; ``classes``: of its messages, with how many of each."""

    uri: str
    number: int
    messages: int
    first: dt.datetime
    last: dt.datetime
    parties: tuple[Identity, ...]
    classes: tuple[tuple[DataClass, int], ...]


def messages_of(account: Account) -> QuerySet[Record]:
    """Every direct message that is held of an account."""
    return Record.objects.filter(account=account, kind=Kind.MESSAGE.value)


def conversation_rows(account: Account) -> QuerySet[Record, Any]:
    """By conversation: address, number, how many, first and last, and the newest record; the latest conversation first."""
    rows = messages_of(account).order_by().values("thread")
    spans = rows.annotate(number=Min("pk"), held=Count("pk"), first=Min("published"), last=Max("published"), newest=Max("pk"))
    return spans.order_by("-last", "thread")


def told(account: Account, rows: Sequence[Any]) -> list[Conversation]:
    """What a list tells of these rows. Two queries."""
    newest = _current(Q(record__in=[row["newest"] for row in rows])).values_list("record", "context")
    subjects = {record: context.get("subject", "") for record, context in newest}
    classes = _classes(account, [row["thread"] for row in rows])
    return [_told(row, subjects, classes) for row in rows]


def conversation_at(account: Account, record_id: int) -> Conversation | None:
    """The conversation in which this message of the account stands. Four queries."""
    found = messages_of(account).filter(pk=record_id).values_list("thread", flat=True).first()
    return told(account, list(conversation_rows(account).filter(thread=found)))[0] if found else None


def versions_in(account: Account, conversation: str) -> QuerySet[Version]:
    """The messages of a conversation as they were captured last, in the order in which they were written."""
    found = _current(Q(record__account=account, record__kind=Kind.MESSAGE.value, record__thread=conversation))
    return found.select_related("record", "entry").prefetch_related("attachments__medium").order_by("record__published", "record_id")


def message_version(account: Account, record_id: int, number: int) -> Version | None:
    """One version of a message of this account."""
    found = Version.objects.filter(record__account=account, record__kind=Kind.MESSAGE.value, record=record_id, number=number)
    return found.select_related("record", "entry", "segment").first()


def parties_of(account: Account, conversation: str) -> list[Party]:
    """Who takes part, the account itself first: as staff said of this conversation, else as the register knows them. Five queries."""
    newest = versions_in(account, conversation).order_by("-record_id").first()
    others = parties_in(newest.context.get("subject", "")) if newest else ()
    own = Identity(account.identity, account.handle, account.name)
    said = {row.party: row for row in SaidParty.objects.filter(account=account, conversation=conversation).order_by("pk")}
    registered = Account.objects.filter(network=account.network, identity__in=[own.id, *(each.id for each in others)])
    known = {each.identity: _kind_of(each) for each in registered.select_related("unit", "custodian")}
    return [_party(each, said.get(each.id), known) for each in (own, *others)]


def class_of(withheld: Withheld) -> DataClass:
    """The class of a message as a whole."""
    held = [reason.held_as for reason in withheld.reasons if reason.whole_record]
    return min(held, key=STRICTEST.index, default=DataClass.PUBLIC)


def _party(identity: Identity, said: SaidParty | None, known: dict[str, PartyKind]) -> Party:
    return Party(identity, PartyKind(said.kind) if said else known.get(identity.id, PartyKind.UNKNOWN), said)


def _kind_of(account: Account) -> PartyKind:
    """An account of an elected official: an elected office is of its unit, or who answers for it holds one."""
    office = Q(position__unit=account.unit_id) | Q(person=account.custodian_id)
    elected = appointments_on(city_day()).filter(office, position__category=Category.ELECTED).exists()
    return PartyKind.ELECTED_OFFICIAL if elected else PartyKind.OFFICIAL_ACCOUNT


def _current(condition: Q) -> QuerySet[Version]:
    return Version.objects.filter(condition, number=F("record__versions"))


def _classes(account: Account, conversations: Iterable[str]) -> dict[str, dict[DataClass, int]]:
    """Of each conversation how many messages are withheld whole, by class. One query."""
    rows = in_force(newest_rows(), city_day()).filter(
        part="whole", version__isnull=True, record__account=account, record__kind=Kind.MESSAGE.value, record__thread__in=list(conversations)
    )
    found: dict[str, dict[DataClass, int]] = {}
    for thread, held_as, number in rows.order_by().values_list("record__thread", "held_as").annotate(number=Count("record", distinct=True)):
        found.setdefault(thread, {})[DataClass(held_as)] = number
    return found


def _told(row: dict[str, Any], subjects: dict[int, str], classes: dict[str, dict[DataClass, int]]) -> Conversation:
    withheld = classes.get(row["thread"], {})
    counts = {**withheld, DataClass.PUBLIC: row["held"] - sum(withheld.values())}
    found = tuple((each, counts[each]) for each in STRICTEST if counts.get(each, 0) > 0)
    parties = parties_in(subjects.get(row["newest"], ""))
    return Conversation(row["thread"], row["number"], row["held"], row["first"], row["last"], parties, found)
