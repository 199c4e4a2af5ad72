"""What is set on official accounts, as the public interface answers it: from the same reads as the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import official_accounts
from rostra.api.queries import addresses
from rostra.api.queries import moderation_shapes as shapes
from rostra.api.queries.shapes import Moment
from rostra.archive.queries.settings import SettingValue, setting_values
from rostra.capture.queries import checked
from rostra.capture.queries.lists import newest_complete
from rostra.capture.queries.settings import last_attested
from rostra.moderation.queries.looks import Export
from rostra.moderation.queries.settings import AccountSettings, FilterWord, Known, settings_board


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A line of the table: a value of a setting, a filter word, or how many threads are limited."""

    account: str
    network: str
    setting: Annotated[str, "as in ModerationSetting; filter-word or threads-limited"]
    values: list[str]
    since: Moment
    until: dt.datetime | None
    known: str
    url: str


def board() -> shapes.ModerationSettingsBoard:
    """Every account. Ten queries at most."""
    return shapes.ModerationSettingsBoard(settings.PROFILE.city.government, [_shaped(each) for each in _every()])


def of_account(slug: str) -> shapes.ModerationSettings:
    """One account. Raises Account.DoesNotExist."""
    account = official_accounts().get(slug=slug)
    exports = {account.pk: [Export(*each) for each in newest_complete(account).get(account.pk, ())]}
    success, connected = checked(account)
    (found,) = settings_board(setting_values(account), last_attested(account), success, exports, connected, account)
    return _shaped(found)


def rows() -> Iterator[SettingRow]:
    """The same as a table, what was before too."""
    return (row for each in _every() for row in _rows(each))


def _every() -> list[AccountSettings]:
    exports = {account: [Export(*each) for each in of] for account, of in newest_complete().items()}
    success, connected = checked()
    return settings_board(setting_values(), last_attested(), success, exports, connected)


def _rows(of: AccountSettings) -> Iterator[SettingRow]:
    about, page = (of.account.slug, of.account.network), _page(of.account)
    if of.limits:
        yield SettingRow(*about, "threads-limited", [str(of.limits.threads)], of.limits.since, None, Known.RECORDS.value, page)
    for value in [*of.now, *of.before]:
        shown = _value(value)
        yield SettingRow(*about, shown.setting, shown.values, shown.since, shown.until, Known.ATTESTED.value, shown.url)
    for word in of.words:
        url = addresses.absolute(f"moderation/{word.number}")
        yield SettingRow(*about, "filter-word", [word.word] if word.word else [], word.since, word.until, word.known.value, url)


def _shaped(of: AccountSettings) -> shapes.ModerationSettings:
    return shapes.ModerationSettings(
        account=of.account.slug,
        network=of.account.network,
        url=_page(of.account),
        known=of.known.value,
        checked=of.checked,
        attested=of.attested,
        listed=of.listed,
        threads_limited=(of.limits.threads if of.limits else 0) if of.known is Known.RECORDS else None,
        threads_since=of.limits.since if of.limits else None,
        settings=[_value(each) for each in of.now],
        before=[_value(each) for each in of.before],
        words=[_word(each) for each in of.words],
    )


def _page(account: Account) -> str:
    return addresses.absolute(f"moderation/settings/{account.slug}")


def _value(of: SettingValue) -> shapes.ModerationSetting:
    url = addresses.absolute(f"record/{of.record}/v/{of.version}")
    return shapes.ModerationSetting(of.setting.value, list(of.values), of.since, of.until, url)


def _word(of: FilterWord) -> shapes.ModerationFilterWord:
    return shapes.ModerationFilterWord(of.number, of.word, of.since, of.until, of.known.value, of.allowed)
