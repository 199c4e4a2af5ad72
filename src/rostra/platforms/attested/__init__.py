"""Settings that no interface shows, as a person read them off the screen: one record for each setting of an account.

A version is a value that differs from the one before. What is the same again is a sighting, whatever pictures come with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote

import orjson

from rostra.platforms.attested.guides import Step, steps_for
from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Restriction, Source

__all__ = [
    "CHOICES",
    "OPEN",
    "PROFANITY",
    "SCHEME",
    "SEALED",
    "Attested",
    "Setting",
    "Step",
    "item",
    "restrictions",
    "setting_of",
    "steps_for",
]

SCHEME: Final = "urn:rostra:setting:"
SEALED: Final = "urn:rostra:words:"  # the same of filter words: no public address leads to these records, they may name somebody
PROFANITY: Final = "profanity:"  # with the level: what stands in the place of a filter word


class Setting(StrEnum):
    """A setting of an account that bears on who may speak there, and what of it is seen."""

    COMMENTING = "commenting"
    PROFANITY = "profanity"
    WORDS = "words"
    AUDIENCE = "audience"
    COUNTRIES = "countries"
    AGE = "age"


CHOICES: Final[Mapping[Setting, tuple[str, ...]]] = {
    Setting.COMMENTING: ("everyone", "approved", "followers", "followed", "verified", "mentioned", "nobody"),
    Setting.PROFANITY: ("off", "medium", "strong"),
    Setting.AUDIENCE: ("everyone", "followers", "some"),
    Setting.AGE: ("none", "13", "16", "17", "18", "19", "21"),
}
"""The values of a setting, the most open first. The others hold any number of lines."""

OPEN: Final[Mapping[Setting, tuple[str, ...]]] = {each: (CHOICES[each][0],) if each in CHOICES else () for each in Setting}
"""The value with which a setting keeps nobody out."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What was read off. ``seen``: when, as the person says (UTC); ``evidence``: SHA-256 of the files handed over with it, hexadecimal."""

    network: str
    account: Identity
    seen: str
    evidence: Sequence[str]


def uri_of(network: str, account: str, setting: Setting) -> str:
    """The stable address of a setting."""
    return f"{SEALED if setting is Setting.WORDS else SCHEME}{quote(network, safe='')}:{quote(account, safe='')}:{setting.value}"


def setting_of(uri: str) -> Setting | None:
    """Which setting the record with this address is of; None where it is of none."""
    name = uri.rpartition(":")[2]
    return Setting(name) if uri.startswith((SCHEME, SEALED)) and name in {*Setting} else None


def item(setting: Setting, values: Sequence[str], told: Attested, source: Source) -> Item:
    """The item of one setting."""
    what = {"account": told.account.id, "network": told.network, "setting": setting.value, "values": list(values)}
    said = orjson.dumps(list(values)).decode()
    return Item(
        uri=uri_of(told.network, told.account.id, setting), kind=Kind.SETTING, account=told.account.id, author=told.account,
        raw=_canonical({**what, "seen": told.seen, "evidence": list(told.evidence)}), media_type="application/json", source=source,
        evidence=Evidence.ATTESTED, revision=told.seen, text=f"{setting.value}: {', '.join(values) or 'none'}", subject=said,
        sameness=_canonical(what),
    )  # fmt: skip


def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
    """What a captured setting keeps out; nothing where it keeps nobody out, is no setting, or is broken. Offline and pure."""
    setting = setting_of(uri)
    values = _values(raw)
    if setting is None or not values or values == OPEN[setting]:
        return ()
    if setting is Setting.WORDS:
        return tuple(Restriction(Act.FILTER, word) for word in dict.fromkeys(values))
    if setting is Setting.PROFANITY:
        level = CHOICES[setting].index(values[0]) if values[0] in CHOICES[setting] else 0
        return (Restriction(Act.FILTER, f"{PROFANITY}{level}"),) if level else ()
    return (Restriction(Act.CLOSE_COMMENTS, f"{uri}#{'+'.join(values)}"),)


def _values(raw: bytes) -> tuple[str, ...]:
    try:
        values = orjson.loads(raw)["values"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ()
    return tuple(each for each in values if isinstance(each, str) and each) if isinstance(values, list) else ()


def _canonical(said: Mapping[str, object]) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
