"""The answer to "Is this account official?": one function, whoever asks.

It tells of the register, and of what the city has taken up or approved itself. An account that was only found is never told of: it may be
somebody's own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.conf import settings
from django.db.models import F, Q

from rostra.accounts.models import Account, AccountRequest, Found, Handle
from rostra.accounts.queries.names import accounts_named, accounts_with_words, is_no_handle
from rostra.accounts.queries.register import official_accounts
from rostra.accounts.states.life import BEFORE_USE, AccountState
from rostra.accounts.states.likeness import DECEPTIVE, Difference, Likeness, difference, fold
from rostra.accounts.states.networks import LONGEST, Address, read_address, same_page
from rostra.accounts.states.requests import RequestState
from rostra.core import clock

LONGEST_QUESTION = 300  # characters
MOST_LOOK_ALIKES = 5  # shown in an answer


class OfficialStatus(StrEnum):
    """How an account stands that somebody asks about."""

    OFFICIAL = "official"
    LOST = "lost"  # the city's, but not in its hands now
    CLOSED = "closed"  # it was the city's; it is archived
    FORMER_HANDLE = "former-handle"  # a city account had this handle and has another one now
    UNDER_REVIEW = "under-review"  # the city decides about it, or has approved it and does not use it yet
    ALIAS = "alias"  # no handle and no address, but our own name of an account or an office, or words of it
    UNKNOWN = "unknown"  # not on the list
    NOT_NAMED = "not-named"  # words that could be no handle, and that stand in the name of no account


class Word(StrEnum):
    """The answer in a word."""

    YES = "yes"
    YES_UNTIL = "yes-until"
    UNDER_REVIEW = "under-review"
    OUR_NAME = "our-name"
    NOT_OURS = "not-ours"
    NO_SUCH_NAME = "no-such-name"


_WORDS = {
    OfficialStatus.OFFICIAL: Word.YES,
    OfficialStatus.LOST: Word.YES_UNTIL,
    OfficialStatus.CLOSED: Word.YES_UNTIL,
    OfficialStatus.FORMER_HANDLE: Word.YES_UNTIL,
    OfficialStatus.UNDER_REVIEW: Word.UNDER_REVIEW,
    OfficialStatus.ALIAS: Word.OUR_NAME,
    OfficialStatus.UNKNOWN: Word.NOT_OURS,
    OfficialStatus.NOT_NAMED: Word.NO_SUCH_NAME,
}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An account of the register whose handle, ``handle``, looks like the one asked about, and in what it differs."""

    account: Account
    handle: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says about the address that somebody asked about. ``asked`` is their own text, cut to a sane length."""

    asked: str
    address: Address
    standing: OfficialStatus
    accounts: tuple[Account, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    former: tuple[Account, ...] = ()  # that had this handle before those, and have it no more
    until: dt.date | None = None  # the city's day on which it ceased to speak for the city
    namesakes: tuple[Account, ...] = ()  # in use and called so, where what has this handle is not in use yet

    @property
    def word(self) -> Word:
        """The answer in a word."""
        return _WORDS[self.standing]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an account is known by."""

    pk: int
    network: str
    identity: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class _Had:
    """A handle that an account has or had."""

    account_id: int
    network: str
    handle: str
    last_seen: dt.datetime


def check_address(text: str) -> Answer:
    """Whether the account behind a handle, @handle, profile URL, identity or alias is official. Never raises. Eight queries at most."""
    asked = text[:LONGEST].strip()
    address = read_address(asked)
    rows = Account.objects.order_by("name", "network").values_list("pk", "network", "identity", "handle", "url")
    named = [entry for entry in (_Entry(*row) for row in rows) if _is_named(entry, address, asked)]
    if named:
        gone = passed_on() if len(named) > 1 else set()
        current = _accounts(entry.pk for entry in named if entry.pk not in gone)
        former = _accounts(entry.pk for entry in named if entry.pk in gone)
        standing = _status_of(current)
        answer = Answer(asked, address, standing, current, former=former, until=_until(standing, current))
        return _with_namesakes(answer) if standing is OfficialStatus.UNDER_REVIEW else answer
    return _answer_from_history(asked, address)


def passed_on() -> set[int]:
    """The accounts whose last known handle another account of their network has had since: it is theirs no more. One query.

    Networks give handles away again; an inventory may then name two accounts by one. The identity tells them apart; who was seen with it
    last has it.
    """
    holders: defaultdict[tuple[str, str], list[tuple[dt.datetime, int]]] = defaultdict(list)
    rows = Handle.objects.filter(handle=F("account__handle")).values_list("account__network", "handle", "last_seen", "account_id")
    for network, handle, last_seen, account in rows:
        holders[network, fold(handle)].append((last_seen, account))
    return {account for held in holders.values() for _, account in sorted(held)[:-1]}


def question_problem(text: str) -> str:
    """Why this cannot be asked about; "" where it can."""
    if len(text) <= LONGEST_QUESTION:
        return ""
    return f"This has {len(text):,} characters; {LONGEST_QUESTION} at most. Give the handle alone, or the address of the account's page."


def _accounts(ids: Iterable[int]) -> tuple[Account, ...]:
    """These accounts in this order, each once."""
    wanted = list(dict.fromkeys(ids))
    found = official_accounts().in_bulk(wanted) if wanted else {}
    return tuple(found[pk] for pk in wanted)


def _is_named(entry: _Entry, address: Address, asked: str) -> bool:
    if any(same_page(url, asked) for url in (entry.url, entry.identity) if "/" in url):
        return True
    if address.network and entry.network != address.network:
        return False
    return (bool(address.identity) and entry.identity == address.identity) or _is_handle(entry.handle, address)


def _is_handle(handle: str, address: Address) -> bool:
    return bool(fold(address.handle)) and fold(handle) == fold(address.handle)


def _status_of(current: Iterable[Account]) -> OfficialStatus:
    """Of those that are not closed: lost if one is, official if one is in use. Closed if all are."""
    states = {AccountState(account.state) for account in current} - {AccountState.ARCHIVED}
    if AccountState.LOST in states:
        return OfficialStatus.LOST
    if states - BEFORE_USE:
        return OfficialStatus.OFFICIAL
    return OfficialStatus.UNDER_REVIEW if states else OfficialStatus.CLOSED


def _until(standing: OfficialStatus, accounts: Iterable[Account]) -> dt.date | None:
    if standing not in {OfficialStatus.LOST, OfficialStatus.CLOSED}:
        return None
    ended = [account for account in accounts if account.state in {AccountState.LOST, AccountState.ARCHIVED}]
    return max(account.closed or _day(account.since) for account in ended)


def _day(moment: dt.datetime) -> dt.date:
    return clock.in_zone(moment, settings.PROFILE.city.zone).date()


def _answer_from_history(asked: str, address: Address) -> Answer:
    rows = _handles()
    former = [row for row in rows if address.network in {"", row.network} and _is_handle(row.handle, address)]
    if former:
        return _answer_for_former(asked, address, former)
    if _is_taken_up(address):
        return _with_namesakes(Answer(asked, address, OfficialStatus.UNDER_REVIEW))
    if named := accounts_named(asked):
        return Answer(asked, address, OfficialStatus.ALIAS, tuple(named))
    alike = _alike(address.pose.handle if address.pose else address.handle, rows, MOST_LOOK_ALIKES)
    if not alike and (named := accounts_with_words(asked)):
        return Answer(asked, address, OfficialStatus.ALIAS, tuple(named))
    standing = OfficialStatus.NOT_NAMED if not alike and is_no_handle(asked) else OfficialStatus.UNKNOWN
    return Answer(asked, address, standing, look_alikes=tuple(alike))


def _with_namesakes(answer: Answer) -> Answer:
    """The same answer, with the accounts in use that are called so: what is only being prepared hides none of them."""
    found = accounts_named(answer.asked) or accounts_with_words(answer.asked)
    return replace(answer, namesakes=tuple(each for each in found if _status_of([each]) is OfficialStatus.OFFICIAL))


def _answer_for_former(asked: str, address: Address, former: list[_Had]) -> Answer:
    accounts = _accounts(row.account_id for row in former)
    if all(account.state == AccountState.ARCHIVED for account in accounts):
        return Answer(asked, address, OfficialStatus.CLOSED, accounts, until=_until(OfficialStatus.CLOSED, accounts))
    return Answer(asked, address, OfficialStatus.FORMER_HANDLE, accounts, until=_day(max(row.last_seen for row in former)))


def _is_taken_up(address: Address) -> bool:
    """Whether a request for it was taken up, or approved, by those who decide. While it is noted as found it may be somebody's own: no."""
    taken_up = Q(state=RequestState.UNDER_REVIEW) | Q(state=RequestState.APPROVED)
    rows = AccountRequest.objects.filter(taken_up, account__isnull=True).values_list("network", "handle")
    asked_for = [network for network, handle in rows if address.network in {"", network} and _is_handle(handle, address)]
    return bool(asked_for) and not any(_is_same(address, read_address(text)) for text in Found.objects.values_list("address", flat=True))


def _is_same(address: Address, found: Address) -> bool:
    return _is_handle(found.handle, address) or bool(address.identity and address.identity == found.identity)


def _handles() -> list[_Had]:
    return [_Had(*row) for row in Handle.objects.values_list("account_id", "account__network", "handle", "last_seen")]


def look_alikes(handle: str, network: str) -> list[LookAlike]:
    """The register's handles that ``handle`` on ``network`` could be taken for, former ones too, the closest first.

    On other networks only those count that were chosen to be mistaken (letters or digits that look the same): the same name on two
    networks is what a city wants.
    """
    found = _alike(handle, _handles())
    return [each for each in found if each.account.network == network or each.difference.likeness in DECEPTIVE]


def _alike(handle: str, rows: Iterable[_Had], most: int | None = None) -> list[LookAlike]:
    """The closest one of each account."""
    order = list(Likeness)
    found = [(order.index(differs.likeness), row, differs) for row in rows if (differs := difference(handle, row.handle))]
    found.sort(key=lambda each: (each[0], each[1].account_id))
    closest = list({row.account_id: (row, differs) for _, row, differs in reversed(found)}.values())[::-1][:most]
    accounts = {account.pk: account for account in _accounts(row.account_id for row, _ in closest)}
    return [LookAlike(accounts[row.account_id], row.handle, differs) for row, differs in closest]
