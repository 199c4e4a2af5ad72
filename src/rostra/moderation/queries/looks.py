"""How it was looked for what accounts do against somebody's speech, and what of the network's own records everybody may have."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_under_way
from rostra.archive.models import Record
from rostra.moderation.queries.register import Line
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Act, Kind, Method
from rostra.platforms.consent import acts_shown

SPEECH = (Kind.POST, Kind.REPLY, Kind.QUOTE, Kind.REPOST, Kind.PROFILE)


class Way(StrEnum):
    """By which way it is known what an account does against somebody's speech."""

    RECORDS = "records"  # the network publishes it, and it is read there
    EXPORT = "export"  # a list that the account's holder took out of it
    ATTESTED = "attested"  # its settings were read off by a person, and no list was handed in: blocks are not seen so
    NOTHING = "nothing"  # the network shows it to nobody but the holder, and no list was handed in


@dataclass(frozen=True, slots=True)
class Look:
    """How one account was looked at. ``last``: with success; None: never."""

    account: Account
    way: Way
    acts: tuple[Act, ...]  # that this way can show, the least restrictive first
    last: dt.datetime | None
    found: int  # acts that are on record, those that were undone too


@dataclass(frozen=True, slots=True)
class Export:
    """The newest complete list of one act that was taken in of an account: from when it is, as its holder says."""

    act: str
    at: dt.datetime


def looks(
    last_success: Mapping[int, dt.datetime | None],
    exports: Mapping[int, Sequence[Export]],
    lines: Iterable[Line],
    attested: Mapping[int, dt.datetime],
    connected: Collection[int],
) -> list[Look]:
    """Every account in use, by name. What capture knows is told by account: when it succeeded, which lists were handed in, when settings
    were read off, whose holder has consented. One query."""
    found: Counter[int] = Counter()
    for line in lines:
        found[line.account.pk] += line.counts.all
    return [
        look_at(
            each, last_success.get(each.pk), exports.get(each.pk, ()), found[each.pk], attested.get(each.pk), connected=each.pk in connected
        )
        for each in accounts_under_way()
    ]


def look_at(
    account: Account,
    last_success: dt.datetime | None,
    exports: Sequence[Export],
    found: int = 0,
    attested: dt.datetime | None = None,
    *,
    connected: bool,
) -> Look:
    """How one account was looked at."""
    platform = PLATFORMS.get(account.network)
    live = platform is not None and bool(platform.capabilities.methods & {Method.POLL, Method.STREAM})
    acts = acts_shown(platform, connected=connected) if live else frozenset()
    if acts:
        return Look(account, Way.RECORDS, tuple(each for each in Act if each in acts), last_success, found)
    handed_in = tuple(each for each in Act if each in {export.act for export in exports})
    if attested and not handed_in:
        return Look(account, Way.ATTESTED, (Act.CLOSE_COMMENTS, Act.FILTER), attested, found)
    last = max((export.at for export in exports), default=None)
    return Look(account, Way.EXPORT if handed_in else Way.NOTHING, handed_in, last, found)


def names_somebody(record: Record) -> bool:
    """Whether a record is an entry of a list of an official account that names whom it is against. No page and no table says whom.

    What a thread gate or a setting is about is the account's own. What no network publishes is for nobody: ``archive.queries.public``.
    """
    return record.official and record.kind not in {*SPEECH, Kind.THREAD_GATE, Kind.SETTING}
