"""How it was looked for what accounts do against somebody's speech, and what of the network's own records everybody may have."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Max

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts
from rostra.accounts.states.life import BEFORE_USE, AccountState
from rostra.archive.models import Record, Version
from rostra.moderation.queries.register import Line
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Act, Evidence, Kind, Method

SPEECH = (Kind.POST, Kind.REPLY, Kind.QUOTE, Kind.REPOST, Kind.PROFILE)
FROM_THE_NETWORK = (Evidence.AUTHOR_SIGNED, Evidence.PLATFORM_SIGNED, Evidence.PLATFORM_API)


class Way(StrEnum):
    """By which way it is known what an account does against somebody's speech."""

    RECORDS = "records"  # the network publishes it, and it is read there
    EXPORT = "export"  # a list that the account's holder took out of it
    NOTHING = "nothing"  # the network shows it to nobody but the holder, and no list was handed in


@dataclass(frozen=True, slots=True)
class Look:
    """How one account was looked at. ``last``: with success; None: never."""

    account: Account
    way: Way
    acts: tuple[Act, ...]  # that this way can show, the least restrictive first; none where that is not declared
    last: dt.datetime | None
    found: int  # acts that are on record, those that were undone too


def looks(last_success: Mapping[int, dt.datetime | None], lines: Iterable[Line]) -> list[Look]:
    """Every account in use, by name. ``last_success``: of live capture, by account. Two queries."""
    found: Counter[int] = Counter()
    for line in lines:
        found[line.account.pk] += line.counts.all
    exported = _exported()
    shown = official_accounts().exclude(state__in={*BEFORE_USE, AccountState.ARCHIVED}).order_by("name", "network")
    return [_look(account, last_success.get(account.pk), exported.get(account.pk), found[account.pk]) for account in shown]


def look_at(account: Account, last_success: dt.datetime | None) -> Look:
    """How one account was looked at; what was found is not counted. One query."""
    return _look(account, last_success, _exported(account).get(account.pk), 0)


def _look(account: Account, live: dt.datetime | None, exported: dt.datetime | None, found: int) -> Look:
    platform = PLATFORMS.get(account.network)
    acts = platform.capabilities.restrictions if platform and platform.capabilities.methods & {Method.POLL, Method.STREAM} else frozenset()
    if acts:
        return Look(account, Way.RECORDS, tuple(each for each in Act if each in acts), live, found)
    return Look(account, Way.EXPORT if exported else Way.NOTHING, (), exported, found)


def _exported(only: Account | None = None) -> dict[int, dt.datetime]:
    entries = Version.objects.filter(record__official=True, method=Method.IMPORT).exclude(record__kind__in=SPEECH)
    of = entries.filter(record__account=only) if only else entries
    return dict(of.order_by().values_list("record__account").annotate(last=Max("last_seen")))


def names_somebody(record: Record) -> bool:
    """Whether a record is an entry of a list of an official account that names whom it is against. No page and no table says whom.

    What a thread gate is about is the account's own post.
    """
    return record.official and record.kind not in {*SPEECH, Kind.THREAD_GATE}


def is_sealed(record: Record, version: Version) -> bool:
    """Whether a version’s bytes, digest, address and proof are for nobody: an entry of a list that no network publishes.

    The address of such an entry may hold whom it is about; its digest and its proof would answer whoever guesses.
    """
    return record.official and record.kind not in SPEECH and version.evidence not in FROM_THE_NETWORK


def not_sealed(versions: Iterable[Version]) -> list[Version]:
    """Those of them that anybody may have."""
    return [version for version in versions if not is_sealed(version.record, version)]
