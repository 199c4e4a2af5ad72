"""Hold direct messages as the city's rules say, by who wrote to whom; and say who somebody is, which can change that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from rostra.accounts.models import Account
from rostra.archive.actions.classify import classify, lift_classification
from rostra.archive.models import Record, SaidParty
from rostra.archive.queries.classifications import standing_on
from rostra.archive.queries.listed import listed
from rostra.archive.queries.messages import conversation_at, messages_of, parties_of
from rostra.archive.queries.withheld import is_in_force
from rostra.archive.rules.classification import MESSAGE_RULES, Proposed, Target
from rostra.archive.rules.messages import held_as, may_say_party
from rostra.archive.states.parties import Decided, PartyKind
from rostra.archive.states.withholding import Part
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.core.data_class import DataClass
from rostra.core.errors import Invalid

_RULES = system(MESSAGE_RULES)
_WHY = "By the city’s rules on who wrote to whom."


def classify_messages(records: Iterable[int]) -> None:
    """Hold these messages as the rules say. To be called in the transaction that takes them in, so that none is ever unclassified."""
    if not (wanted := list(records)):
        return
    by_conversation: dict[tuple[int, str], list[Record]] = defaultdict(list)
    for record in Record.objects.filter(pk__in=listed(wanted)).select_related("account"):
        by_conversation[record.account_id, record.thread].append(record)
    for (_, conversation), found in by_conversation.items():
        decided = held_as(parties_of(found[0].account, conversation))
        for record in found:
            _hold(record, decided)


def say_party(account: Account, number: int, party: str, kind: PartyKind, reason: str, *, actor: Actor) -> SaidParty:
    """Say who ``party`` (an identity) in the conversation of the message ``number`` is; its messages are held by that at once.

    What somebody classified by hand stays. The event says that it was said, and as what; never of whom. Raises Forbidden, Invalid.
    """
    may_say_party(actor, account).require()
    conversation = conversation_at(account, number)
    if conversation is None or party not in {each.identity.id for each in parties_of(account, conversation.uri)}:
        raise Invalid({"kind": "They do not take part in this conversation."})
    if not reason.strip():
        raise Invalid({"reason": "Say how it is known."})
    with transaction.atomic():
        row = SaidParty.objects.create(
            account=account, conversation=conversation.uri, party=party, kind=kind.value, reason=reason.strip(), at=clock.now(),
            by_ref=actor.ref, by_name=actor.name,
        )  # fmt: skip
        facts = {"conversation": conversation.number, "kind": kind.value}
        record_event(actor=actor, action="archive.message.party-said", subject=f"account:{account.slug}", facts=facts)
        decided = held_as(parties_of(account, conversation.uri))
        for record in messages_of(account).filter(thread=conversation.uri).select_related("account"):
            _hold(record, decided)
    return row


def _hold(record: Record, decided: Decided) -> None:
    """Hold one as was decided, unless it is so already, or somebody classified it by hand."""
    row = standing_on(record, Part.WHOLE, None, None, None)
    if row is not None and row.by_ref != _RULES.ref:
        return
    held = row is not None and is_in_force(row)
    if decided.held_as is DataClass.PUBLIC:
        if row is not None and held:
            lift_classification(row, _WHY, actor=_RULES)
    elif row is None or not held or (row.held_as, row.basis) != (decided.held_as, decided.basis):
        classify(Target(record, Part.WHOLE), Proposed(decided.held_as, decided.basis, reason=_WHY), actor=_RULES)
