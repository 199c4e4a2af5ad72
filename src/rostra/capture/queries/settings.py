"""What was attested of settings, what is to be attested, and where the pictures lie."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Max, QuerySet

from rostra.accounts.models import Account
from rostra.capture.models import AttestedFile, SettingsAttestation
from rostra.capture.queries.lists import newest_complete
from rostra.core.errors import Conflict
from rostra.platforms.attested import Setting, Step, steps_for
from rostra.platforms.base import Act


def steps_of(account: Account) -> list[Step]:
    """What is to be read off for an account, in order. Filter words are not, where their list was handed over whole. One query."""
    steps = steps_for(account.network)
    exported = any(act == Act.FILTER for act, _ in newest_complete(account).get(account.pk, ()))
    return [step for step in steps if not (exported and step.setting == Setting.WORDS)]


def attestations_of(account: Account) -> QuerySet[SettingsAttestation]:
    """Every attestation of an account's settings, the latest first."""
    return SettingsAttestation.objects.filter(account=account).prefetch_related("files")


def last_attested(account: Account | None = None) -> dict[int, dt.datetime]:
    """By account, when its settings were seen last, as who attested them says. One query."""
    rows = SettingsAttestation.objects.all() if account is None else SettingsAttestation.objects.filter(account=account)
    return dict(rows.order_by().values_list("account").annotate(last=Max("seen")))


def pictures_directory() -> Path:
    """What was handed over with attestations, under names chosen at random: no public address leads there."""
    return Path(settings.ROSTRA_DATA) / "attested"


def path_of_picture(place: str) -> Path:
    """Where a file lies."""
    return pictures_directory() / place


def picture(file: AttestedFile) -> bytes:
    """Its bytes. Raises Conflict where they are not those that were handed over."""
    try:
        content = path_of_picture(file.place).read_bytes()
    except FileNotFoundError:
        raise Conflict("The file is missing.", hint="bring it back from a backup") from None
    if sha256(content).digest() != bytes(file.digest):
        raise Conflict("The file is not the one that was handed over.", hint="bring it back from a backup")
    return content
