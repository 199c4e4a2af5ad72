"""Settings of official accounts as they were attested: every value with the time in which it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from django.db.models import Max

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Version
from rostra.platforms.attested import Setting, setting_of
from rostra.platforms.base import Kind


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A value of a setting. ``since``: when it was seen first, as who attested it says; ``until``: when another was; None: it stands."""

    account: int
    setting: Setting
    values: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    record: int
    version: int


def setting_values(account: Account | None = None) -> list[SettingValue]:
    """Every value of every setting, or of those of one account: by record, the oldest first. Two queries."""
    versions = Version.objects.filter(record__kind=Kind.SETTING, record__official=True)
    if account is not None:
        versions = versions.filter(record__account=account)
    rows = list(versions.select_related("record").order_by("record_id", "number"))
    gone = Absence.objects.filter(record__kind=Kind.SETTING).order_by().values_list("record").annotate(last=Max("revision"))
    return list(_values(rows, dict(gone)))


def values_now(account: Account) -> dict[Setting, tuple[str, ...]]:
    """How the settings of an account stand, as far as they were attested. Two queries."""
    return {each.setting: each.values for each in setting_values(account) if each.until is None}


def _values(rows: list[Version], gone: dict[int, str]) -> Iterator[SettingValue]:
    for place, row in enumerate(rows):
        setting = setting_of(row.record.uri)
        following = rows[place + 1] if place + 1 < len(rows) else None
        if setting is not None:
            later = following.revision if following and following.record_id == row.record_id else gone.get(row.record_id, "")
            until = dt.datetime.fromisoformat(later) if later > row.revision else None
            values = tuple(orjson.loads(row.context["subject"]))
            since = dt.datetime.fromisoformat(row.revision)
            yield SettingValue(row.record.account_id, setting, values, since, until, row.record_id, row.number)
