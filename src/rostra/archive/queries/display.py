"""What the city shows of what the archive holds: the one place that decides it, out of the profile alone. No record changes by it.

Three things ask here. ``queries.withheld.as_public`` asks what of a version is not shown (``undisplayed``); queries of lists and numbers
ask which records stand in none (``listed``, ``Unlisted``); pages ask how many there are, and why (``kept_back``).

Why: docs/decisions/0043-display-is-a-policy.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from rostra.accounts.models import Account
from rostra.archive.models import Record, Version
from rostra.archive.queries.masks import SHOWN, Undisplayed, masked
from rostra.archive.queries.public import PUBLIC
from rostra.archive.states.display import Policy
from rostra.archive.states.status import Status
from rostra.archive.states.withheld import Reason
from rostra.archive.states.withholding import Part
from rostra.core.data_class import DataClass
from rostra.core.profile import DisplayTerms

_KEPT = 60  # seconds
REPLIES: Final = "replies"  # what is kept back, where it is not the removed items of a network


def terms() -> DisplayTerms:
    """The display policy in force."""
    found: DisplayTerms = settings.PROFILE.display
    return found


def replies_reason() -> str:
    """Why replies are not shown."""
    return terms().replies_reason or _("The city shows what its own accounts say. What others answered is kept, and not published.")


def shown_of_removed(network: str) -> Policy:
    """What is shown of items that are gone from a network."""
    return Policy(terms().of_removed(network))


def reason_of_removed(network: str) -> str:
    """Why not all of them is shown; empty where it is."""
    return "" if shown_of_removed(network) is Policy.FULL else terms().reason_of(network)


def policy_of(record: Record) -> tuple[Policy, str]:
    """What is shown of a record, and why not all of it. Reads its account's network, if it is gone; and, of what an export tells of a post,
    the record that stands for it: no more is shown of the one than of the other.
    """
    record = record.same_as or record
    if not record.official and not terms().replies:
        return Policy.WITHHELD, replies_reason()
    if record.status != Status.GONE or not terms().removed:
        return Policy.FULL, ""
    network = record.account.network
    return shown_of_removed(network), reason_of_removed(network)


def shows_content(record: Record) -> bool:
    """Whether its text, pictures and bytes are shown, as far as the city decides it."""
    return policy_of(record)[0] is Policy.FULL


def is_listed(record: Record) -> bool:
    """Whether lists and numbers hold it. A post that came by two routes stands in them once: by its number."""
    return record.same_as_id is None and policy_of(record)[0] is not Policy.WITHHELD


def networks_where(shown: Policy) -> Q | None:
    """Which accounts' removed items are shown in this way: a condition on accounts; None where it is no account's."""
    policies = terms().removed
    named = [network for network, policy in policies.items() if policy == shown and network != "default"]
    if policies.get("default", "full") == shown:
        return ~Q(network__in=[network for network, policy in policies.items() if policy != shown and network != "default"])
    return Q(network__in=named) if named else None


def listed() -> Q:
    """A condition on records: those that stand in lists and numbers."""
    condition = Q(same_as__isnull=True) if terms().replies else Q(same_as__isnull=True, official=True)
    accounts = networks_where(Policy.WITHHELD)
    return condition if accounts is None else condition & ~Q(status=Status.GONE, account__in=Account.objects.filter(accounts))


@dataclass(frozen=True, slots=True)
class KeptBack:
    """So many records are kept, and shown as this policy says, for this reason. ``what``: replies, or the network they are gone from."""

    what: str
    policy: Policy
    number: int
    reason: str

    @property
    def is_replies(self) -> bool:
        """Whether it is about replies by residents."""
        return self.what == REPLIES


def kept_back(account: Account | None = None) -> list[KeptBack]:
    """What is kept and not shown, or not whole, of everything or of one account; at most a minute old. Two queries at most."""
    return _kept_back(str(account.pk), Q(account=account)) if account else _kept_back("", Q())


def kept_back_on(network: str) -> list[KeptBack]:
    """The same of one network."""
    return _kept_back(network, Q(account__network=network))


def _kept_back(name: str, which: Q) -> list[KeptBack]:
    if terms().replies and not terms().removed:
        return []
    found: list[KeptBack] | None = cache.get(f"kept-back-{name}")
    if found is None:
        found = [each for each in (*_replies(which), *_removed(which)) if each.number]
        cache.set(f"kept-back-{name}", found, _KEPT)
    return found


def _replies(which: Q) -> Iterable[KeptBack]:
    if not terms().replies:
        yield KeptBack(REPLIES, Policy.WITHHELD, Record.objects.filter(PUBLIC, which, official=False).count(), replies_reason())


def _removed(which: Q) -> Iterable[KeptBack]:
    if not terms().removed:
        return
    gone = Record.objects.filter(PUBLIC, which, status=Status.GONE)
    gone = gone if terms().replies else gone.filter(official=True)
    for network, number in gone.order_by("account__network").values_list("account__network").annotate(number=Count("pk")):
        if (policy := shown_of_removed(network)) is not Policy.FULL:
            yield KeptBack(network, policy, number, reason_of_removed(network))


def undisplayed(versions: Sequence[Version]) -> dict[int, Undisplayed]:
    """By primary key what the city does not show of each version. At most two queries, where residents are masked."""
    found = {version.pk: _policy_reasons(version) for version in versions}
    whole = [version for version in versions if not found[version.pk].of_record]
    return {pk: each for pk, each in found.items() if each.of_record} | (masked(whole) if terms().mask_handles else {})


def _policy_reasons(version: Version) -> Undisplayed:
    record = version.record
    policy, reason = policy_of(record)
    if policy is Policy.FULL:
        return SHOWN
    uri = record.uri if policy is Policy.WITHHELD else ""
    return Undisplayed((Reason(Part.WHOLE, DataClass.PUBLIC, "", reason, record.first_seen, uri=uri, policy=policy),))
