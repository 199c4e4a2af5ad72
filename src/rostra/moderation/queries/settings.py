"""What official accounts set for everybody, for the public: settings and filter words, since when, how it is known, and what was before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from rostra.accounts.models import Account
from rostra.accounts.queries import accounts_under_way
from rostra.archive.models import Record, Version
from rostra.archive.queries.public import PUBLIC
from rostra.archive.queries.settings import SettingValue
from rostra.core.models import Event
from rostra.moderation.models import Restriction
from rostra.moderation.queries.looks import Export, Way, look_at
from rostra.moderation.states.standing import Standing
from rostra.platforms.attested import OPEN, PROFANITY, SEALED, Setting
from rostra.platforms.base import Act, Kind

NAMES = "names"  # the fact of what a filter word names, in the event that tells that it was found
CRITIC = "critic"


class Known(StrEnum):
    """By which way a setting is known, the strongest first."""

    RECORDS = "records"  # the network's own records, read through its interface
    EXPORT = "export"
    ATTESTED = "attested"  # weaker: a person says so, with pictures
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FilterWord:
    """A filter word as it was seen. ``word``: empty where it is not told."""

    number: int
    account: int
    word: str
    since: dt.datetime
    until: dt.datetime | None
    known: Known
    allowed: bool  # by counsel


@dataclass(frozen=True, slots=True)
class Limits:
    """How many threads of an account are closed or limited, as its own records show, and since when the first of them is."""

    threads: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What is set on one account. ``checked``: when it was looked at last, by its way; ``attested``: when it was read off last."""

    account: Account
    known: Known
    checked: dt.datetime | None
    attested: dt.datetime | None
    listed: dt.datetime | None  # from when the newest whole list of filter words is
    values: tuple[SettingValue, ...]  # every one, by setting, the oldest first
    words: tuple[FilterWord, ...]  # every one, the newest first
    limits: Limits | None

    @property
    def now(self) -> list[SettingValue]:
        """How the settings stand; filter words apart."""
        standing = [each for each in self.values if each.until is None and each.setting is not Setting.WORDS]
        return sorted(standing, key=lambda each: list(Setting).index(each.setting))

    @property
    def closed(self) -> list[SettingValue]:
        """Those that keep somebody out."""
        return [each for each in self.now if each.values != OPEN[each.setting]]

    @property
    def before(self) -> list[SettingValue]:
        """What was set before, the newest first."""
        past = [each for each in self.values if each.until is not None and each.setting is not Setting.WORDS]
        return sorted(past, key=lambda each: (each.since, each.record, each.version), reverse=True)

    @property
    def words_now(self) -> list[FilterWord]:
        """Those that stand."""
        return [each for each in self.words if each.until is None]


def settings_board(
    values: Iterable[SettingValue],
    attested: Mapping[int, dt.datetime],
    last_success: Mapping[int, dt.datetime | None],
    exports: Mapping[int, Sequence[Export]],
    connected: Collection[int],
    account: Account | None = None,
) -> list[AccountSettings]:
    """Every account in use, or one, by name. What archive and capture know is told by account. Four queries; three where no word is set."""
    of: defaultdict[int, list[SettingValue]] = defaultdict(list)
    for value in values:
        of[value.account].append(value)
    words, limits = _words(account), _limits()
    shown = [account] if account else accounts_under_way()
    return [
        _settings(
            each,
            tuple(of[each.pk]),
            words[each.pk],
            limits.get(each.pk),
            attested.get(each.pk),
            last_success.get(each.pk),
            exports.get(each.pk, ()),
            connected=each.pk in connected,
        )
        for each in shown
    ]


def _settings(
    account: Account,
    values: tuple[SettingValue, ...],
    words: list[FilterWord],
    limits: Limits | None,
    attested: dt.datetime | None,
    last_success: dt.datetime | None,
    exports: Sequence[Export],
    *,
    connected: bool,
) -> AccountSettings:
    listed = max((each.at for each in exports if each.act == Act.FILTER), default=None)
    look = look_at(account, last_success, exports, connected=connected)
    if look.way is Way.RECORDS:
        return AccountSettings(account, Known.RECORDS, look.last, attested, listed, values, tuple(words), limits)
    known = Known.ATTESTED if attested else Known.EXPORT if listed else Known.NOTHING
    return AccountSettings(account, known, attested or listed, attested, listed, values, tuple(words), limits)


def _limits() -> dict[int, Limits]:
    closed = Restriction.objects.filter(act=Act.CLOSE_COMMENTS, ended__isnull=True, record__kind=Kind.THREAD_GATE).order_by()
    rows = closed.values_list("account").annotate(threads=Count("pk"), since=Min("begun"))
    return {account: Limits(threads, since) for account, threads, since in rows}


def _words(account: Account | None) -> defaultdict[int, list[FilterWord]]:
    filters = Restriction.objects.filter(act=Act.FILTER).exclude(subject__startswith=PROFANITY)
    rows = list((filters.filter(account=account) if account else filters).select_related("record").order_by("-begun", "-pk"))
    names = what_they_name(rows)
    found: defaultdict[int, list[FilterWord]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(_word(row, names.get(row.pk)))
    return found


def _word(row: Restriction, names: str | None) -> FilterWord:
    told = settings.PROFILE.moderation.tell_filter_words and names is not None and names != CRITIC
    known = Known.ATTESTED if row.record.uri.startswith(SEALED) else Known.EXPORT
    allowed = row.standing == Standing.EXPLAINED or (row.ended is not None and row.filter_term_id is not None)
    return FilterWord(row.pk, row.account_id, row.subject if told else "", row.begun, row.ended, known, allowed)


def standing_words() -> QuerySet[Restriction]:
    """Filter words that stand on a network as far as we know, with their accounts."""
    return Restriction.objects.filter(act=Act.FILTER, ended__isnull=True).select_related("account").order_by("account__name", "pk")


def what_they_name(rows: Iterable[Restriction]) -> dict[int, str]:
    """Of each of these filter words, what it names that no filter word may, as it was judged when it was seen; "": nothing. One query."""
    subjects = {f"restriction:{row.pk}": row.pk for row in rows}
    if not subjects:
        return {}
    found = Event.objects.filter(action="moderation.restriction.found", subject__startswith="restriction:", facts__act=Act.FILTER.value)
    told = found.values_list("subject", f"facts__{NAMES}")
    return {subjects[subject]: names for subject, names in told if subject in subjects and names is not None}


def was_open_to_comments(setting: Record, before: dt.datetime) -> bool:
    """Whether comments had come, or could have: the archive holds one to this account from before, or the setting was another once."""
    came = Record.objects.filter(PUBLIC, account=setting.account_id, official=False, first_seen__lt=before)
    return came.exists() or Version.objects.filter(record=setting, seen__lt=before).exists()
