"""What could not be read as an item is kept aside in a file, with its place and the reason: nothing is lost silently."""

from __future__ import annotations

import base64
import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from rostra.accounts.models import Account
from rostra.capture.models import Import, RejectedPart
from rostra.platforms.base import Rejected

HEADER = ("position", "reason", "raw", "encoding")


def aside_file(name: str) -> Path:
    """The file of what was rejected by the import or platform ``name``."""
    folder: Path = settings.ROSTRA_DATA / "rejected"
    return folder / f"{name}.csv"


def write_aside(path: Path, rejected: Iterable[Rejected], *, at: int | None = None) -> int:
    """Append rows; the length of the file then. With ``at``, what stands after that length is dropped first: it will come again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        if at is not None:
            file.truncate(at)
            file.seek(at)
        rows = csv.writer(file)
        if file.tell() == 0:
            rows.writerow(HEADER)
        rows.writerows((row.position, row.reason, *_readable(row.raw)) for row in rejected)
        return file.tell()


def note_rejected(account: Account, rejected: Iterable[Rejected], *, of: Import | None = None) -> list[Rejected]:
    """Note for the account what was set aside, each once; what was not noted before. ``of``: the file; None: a look for what is new."""
    met = {_digest(each): each for each in rejected}
    known = RejectedPart.objects.filter(account=account, of=of, digest__in=list(met)).values_list("digest", flat=True)
    for digest in known:
        del met[bytes(digest)]
    RejectedPart.objects.bulk_create(
        (RejectedPart(account=account, of=of, digest=digest, rest=each.rest) for digest, each in met.items()), ignore_conflicts=True
    )
    return list(met.values())


def forget_the_rest(account: Account) -> None:
    """What a look for what is new was not given is given now."""
    RejectedPart.objects.filter(account=account, of__isnull=True, rest=True).delete()


def _digest(rejected: Rejected) -> bytes:
    return hashlib.sha256(rejected.raw or rejected.reason.encode()).digest()


def _readable(raw: bytes) -> tuple[str, str]:
    """The bytes as text, or in base64 where they are none."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii"), "base64"
