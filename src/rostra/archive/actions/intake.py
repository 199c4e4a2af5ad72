"""The one door: what a platform yielded becomes records, versions, absences and entries of the log.

All or nothing, and durable when ``take_in`` returns. The order of durable steps: media files, then the segment (written, fsynced,
renamed), then one transaction with rows and staged entries. A death in between leaves a file that nothing refers to; ``fsck`` names
it, and the same material comes again because nobody was told that it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from rostra.accounts.models import Account
from rostra.archive.actions.authors import given_to_authors
from rostra.archive.actions.batch import Captured, FetchedMedium, Receipt, Refusal, Sealed
from rostra.archive.actions.compose import Composer
from rostra.archive.actions.joining import join_posts
from rostra.archive.actions.known import Known, known_records, touch
from rostra.archive.actions.media import place
from rostra.archive.actions.messages import classify_messages
from rostra.archive.actions.rows import insert
from rostra.archive.actions.seal import seal_version
from rostra.archive.actions.segments import write_segments
from rostra.archive.actions.subjects import locked_counters
from rostra.archive.queries.drafts import Draft
from rostra.archive.queries.joined import NETWORKS
from rostra.archive.states.entries import EntryType
from rostra.archive.states.storable import clean
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.platforms.base import Absence, Certainty
from rostra.platforms.messages import SCHEME

__all__ = ["Captured", "FetchedMedium", "Receipt", "Refusal", "Sealed", "take_in"]

LONGEST_URI = 2000


def take_in(events: Sequence[Captured | Sealed | Absence], *, accounts: Mapping[str, Account], actor: Actor) -> Receipt:
    """Keep a batch of at most some thousand events; what came of it. Durable when it returns; raising, nothing was kept.

    ``accounts`` maps an ``Item.account`` to the registered account: what belongs to none is refused. A capture may have been sealed
    beforehand (``seal_version``). The same content again is a sighting. What another official account wrote is that one's, whoever's thread
    it came with. Entries wait for the sequencer (``archive.actions.log``).
    """
    receipt = Receipt()
    events, accounts = given_to_authors(events, accounts)
    admitted = list(_admit(events, accounts, receipt))
    if not admitted:
        return receipt
    place([medium for event in admitted if isinstance(event, Sealed) for medium in event.media])
    with transaction.atomic():
        counters = locked_counters({accounts[event.account].slug for event in admitted})
        known = known_records([event.uri for event in admitted])
        drafts = _compose(admitted, Composer(accounts, counters, known, clock.exact_stamp(clock.now())), known, receipt)
        if drafts:
            insert(write_segments(drafts), {account.slug: account.pk for account in accounts.values()})
            classify_messages([draft.record for draft in drafts if draft.number == 1 and draft.uri.startswith(SCHEME)])
            counters.save()
        _join(drafts, accounts, receipt, actor)
        touch(known)
        if receipt.kept:
            record_event(actor=actor, action="archive.batch.taken-in", subject="archive", facts=_facts(receipt))
    return receipt


def _admit(events: Sequence[Captured | Sealed | Absence], accounts: Mapping[str, Account], receipt: Receipt) -> Iterator[Sealed | Absence]:
    """The events that belong to a registered account and say something, sealed; the others are refused with a reason."""
    for event in events:
        uri, account = (event.item.uri, event.item.account) if isinstance(event, Captured) else (event.uri, event.account)
        if account not in accounts:
            receipt.refused.append(Refusal(uri, f"{account!r} is no registered official account"))
        elif not 0 < len(uri) <= LONGEST_URI or clean(uri) != uri:
            receipt.refused.append(Refusal(clean(uri[:LONGEST_URI]), f"not an address of 1 to {LONGEST_URI} sound characters"))
        elif isinstance(event, Absence) and event.certainty is Certainty.UNKNOWN:
            receipt.refused.append(Refusal(uri, "an unknown absence is no absence"))
        else:
            yield seal_version(event, accounts[account]) if isinstance(event, Captured) else event


def _compose(events: Sequence[Sealed | Absence], composer: Composer, known: Mapping[str, Known], receipt: Receipt) -> list[Draft]:
    composer.allot_ids(event for event in events if isinstance(event, Sealed) and event.uri not in known)
    drafts = []
    for event in events:
        draft = composer.version(event, receipt) if isinstance(event, Sealed) else composer.absence(event, receipt)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _join(drafts: Sequence[Draft], accounts: Mapping[str, Account], receipt: Receipt, actor: Actor) -> None:
    """Join what of the batch is one post with something else. No query where no network has exports without numbers."""
    new = {draft.record for draft in drafts if draft.type is EntryType.CAPTURE and draft.number == 1}
    if not new or NETWORKS.isdisjoint(account.network for account in accounts.values()):
        return
    receipt.joined = len(join_posts(new, actor=actor).keys() & new)
    receipt.new -= receipt.joined


def _facts(receipt: Receipt) -> dict[str, int]:
    return {"new": receipt.new, "edited": receipt.edited, "gone": receipt.gone, "returned": receipt.returned}
