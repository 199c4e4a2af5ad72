"""Which records are one post by two routes, and what the log says of it.

Why: docs/decisions/0046-one-post-by-two-routes.md
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet

from rostra.archive.models import Record, Statement
from rostra.platforms import EXPORTS
from rostra.platforms.files.exported import Numberless

JOINED: Final = "archive.posts.joined"  # the audit event; its facts: the record of an export, and the one that has the number
NETWORKS: Final = frozenset(network for network, export in EXPORTS.items() if not export.states_numbers)


def numberless(network: str, uri: str) -> Numberless | None:
    """What an address tells that an export of this network made for want of a number; None for every other one."""
    return EXPORTS[network].numberless(uri) if network in NETWORKS else None


def may_be_joined(told: Record, post: Record | None) -> bool:
    """Whether a record of an export can be one post with one that stands for it: of one account and second, and this one has a number."""
    if post is None:
        return False
    numbers = numberless(told.account.network, told.uri), numberless(post.account.network, post.uri)
    together = (told.account_id, told.published) == (post.account_id, post.published)
    return together and numbers[0] is not None and numbers[1] is None


def stand_for(record_ids: Collection[int]) -> set[int]:
    """The records that stand for those of exports among these. One query, where there are any."""
    joined = Record.objects.filter(id__in=record_ids, same_as__isnull=False) if record_ids else Record.objects.none()
    return set(joined.values_list("same_as_id", flat=True))


def joined_in(statements: QuerySet[Statement]) -> dict[int, int]:
    """What these statements say: by the record of an export, the one that stands for both. One query."""
    told = statements.filter(values__1=JOINED).order_by("pk").values_list("values", flat=True)
    return {int(record): int(post) for *_, facts in told for record, post in facts.items()}
