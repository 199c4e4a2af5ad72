"""Joins what an owner's export tells of a post without its number to the record of the post that has it, whichever came first.

Both stay, with their entries and bytes; the one of the export names the other (``Record.same_as``), which stands for both in every list
and number. Nothing is guessed: where several could be meant, a record of an export stands by itself.

Why: docs/decisions/0046-one-post-by-two-routes.md
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from rostra.accounts.models import Account
from rostra.archive.actions.ids import base_id
from rostra.archive.models import Record, Version
from rostra.archive.queries.joined import JOINED, NETWORKS, numberless
from rostra.archive.queries.listed import listed
from rostra.archive.states.alike import plain, says_the_same
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.platforms.base import POSTS, Kind
from rostra.platforms.files.exported import Numberless, Sort

AT_ONCE = 1_000  # records that are looked at again together

_KINDS = [kind.value for kind in POSTS]
_CROWDED = 1 << 20  # identifiers behind the first of a second, up to which its records stand, however many came of it (``ids``)
_STORIES = "/stories/"  # in the address of a story at its network

Pairs = Mapping[int, int]  # the record of an export: the one that has the number


class Held(NamedTuple):
    """A post of an account's own, as far as it is compared."""

    pk: int
    uri: str
    kind: str
    account: int
    network: str
    published: dt.datetime
    same_as: int | None

    @property
    def known_by(self) -> Numberless | None:
        """What its address tells, where it has no number."""
        return numberless(self.network, self.uri)

    @property
    def sort(self) -> Sort:
        """What it is compared with."""
        if known := self.known_by:
            return known.sort
        if self.kind == Kind.REPLY:
            return Sort.REPLY
        return Sort.STORY if _STORIES in self.uri else Sort.POST


_COLUMNS = ("id", "uri", "kind", "account_id", "account__network", "published", "same_as_id")


@dataclass(slots=True)
class Second:
    """What one account published in one second: as exports tell it, and by its number."""

    told: list[Held] = field(default_factory=list)
    posts: list[Held] = field(default_factory=list)

    def add(self, held: Held) -> None:
        """One more."""
        (self.told if held.known_by else self.posts).append(held)

    @property
    def is_open(self) -> bool:
        """Whether there is something to join."""
        return bool(self.posts) and any(each.same_as is None for each in self.told)


def join_posts(record_ids: Iterable[int], *, actor: Actor) -> Pairs:
    """Join those of these new records that are one post with another; those that were joined. At most six queries, however many.

    Must be called inside a transaction: that which took them in.
    """
    fresh = [Held(*row) for row in _posts().filter(id__in=listed(record_ids)).values_list(*_COLUMNS)]
    seconds = [second for second in _seconds(fresh) if second.is_open]
    if not seconds:
        return {}
    texts = _texts([each.pk for second in seconds for each in (*second.told, *second.posts)])
    found = {told: post for second in seconds for told, post in _found(second, texts)}
    pairs = {told: post for told, post in found.items() if post is not None}
    if apart := found.keys() - pairs.keys():
        Record.objects.filter(id__in=listed(apart)).update(apart=True)
    if pairs:
        write_pairs(pairs)
        facts = {str(told): str(post) for told, post in pairs.items()}
        record_event(actor=actor, action=JOINED, subject="archive", facts=facts)
    return pairs


@transaction.atomic
def join_again(account: Account, *, actor: Actor) -> Pairs:
    """The same for everything of an account that is not joined: what came in before there was joining, or what the tables lost.

    Seven queries for each ``AT_ONCE`` records.
    """
    pairs: dict[int, int] = {}
    after = 0
    left = _posts().filter(account=account, same_as__isnull=True).order_by("id").values_list("id", flat=True)
    while found := list(left.filter(id__gt=after)[:AT_ONCE]):
        pairs |= join_posts(found, actor=actor)
        after = found[-1]
    return pairs


def write_pairs(pairs: Pairs) -> None:
    """Write what is joined to what."""
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE archive_record SET same_as_id = %s WHERE id = %s", [(post, told) for told, post in pairs.items()])


def _posts() -> QuerySet[Record]:
    return Record.objects.filter(account__network__in=NETWORKS, official=True, kind__in=_KINDS)


def _seconds(fresh: Sequence[Held]) -> Iterable[Second]:
    """The seconds of these, with everything that the same accounts published in them. One query."""
    if not fresh:
        return ()
    moments = {each.published for each in fresh}
    first, last = base_id(min(moments)), base_id(max(moments)) + _CROWDED
    near = _posts().filter(id__gte=first, id__lt=last, account__in={each.account for each in fresh}, published__in=moments)
    found: defaultdict[tuple[int, dt.datetime], Second] = defaultdict(Second)
    for row in near.values_list(*_COLUMNS):
        held = Held(*row)
        found[held.account, held.published].add(held)
    return found.values()


def _texts(record_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The texts of all versions of these. One query."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for record_id, text in Version.objects.filter(record_id__in=listed(record_ids)).values_list("record_id", "text"):
        found[record_id].append(text)
    return found


def _found(second: Second, texts: Mapping[int, list[str]]) -> Iterator[tuple[int, int | None]]:
    """What of a second is joined to what: to the only one that says the same; or to the only one there is, whatever it says. To None where
    it may be one of them and nobody can tell.

    Of several things of one export only words tell which is which. What another of them says, it is not; where two say it, it may be
    either.
    """
    near = {each.pk: _near(each, second.posts, texts) for each in second.told}
    said = {pk: [post for post in posts if _agree(pk, post, texts)] for pk, posts in near.items()}
    wanted = Counter(said[each.pk][0].pk for each in second.told if not _is_alone(each) and len(said[each.pk]) == 1)
    for each in second.told:
        if each.same_as is not None:
            continue
        alike, could_be = said[each.pk], near[each.pk]
        if not _is_alone(each):
            alike = [post for post in alike if wanted[post.pk] == 1 and any(map(plain, texts[each.pk]))]
            could_be = [post for post in could_be if wanted[post.pk] != 1]
        elif not alike and len(could_be) == 1:
            alike = could_be
        if alike or could_be:
            yield each.pk, alike[0].pk if len(alike) == 1 else None


def _is_alone(held: Held) -> bool:
    return held.known_by is not None and held.known_by.alone


def _near(told: Held, posts: Sequence[Held], texts: Mapping[int, list[str]]) -> list[Held]:
    """What it could be: of its own sort; else a reply in the same words, because older exports of Threads take replies for posts."""
    own = [post for post in posts if post.sort == told.sort]
    if own or told.sort is not Sort.POST:
        return own
    return [post for post in posts if post.sort is Sort.REPLY and any(map(plain, texts[told.pk])) and _agree(told.pk, post, texts)]


def _agree(told: int, post: Held, texts: Mapping[int, list[str]]) -> bool:
    return says_the_same(texts[told], post.kind, texts[post.pk])
