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
from rostra.platforms.base import Method, Rejected

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


def note_rejected(account: Account, rejected: Iterable[Rejected], method: Method, *, of: Import | None = None) -> list[Rejected]:
    """Note for the account what could not be taken in, each once; what was not noted before, remarks among it. ``of``: the file.

    In the transaction in which it is written aside, or a killed process leaves it noted and nowhere.
    """
    remarks = [each for each in rejected if each.remark]
    met = {_digest(each): each for each in rejected if not each.remark}
    known = RejectedPart.objects.filter(account=account, method=method, of=of, digest__in=list(met)).values_list("digest", flat=True)
    for digest in known:
        del met[bytes(digest)]
    parts = (RejectedPart(account=account, method=method, of=of, digest=digest, rest=each.rest) for digest, each in met.items())
    RejectedPart.objects.bulk_create(parts, ignore_conflicts=True)
    return [*met.values(), *remarks]


def forget_what_was_given(account: Account, lacking: Iterable[Rejected]) -> None:
    """What a look for what is new was not given before is given now, save what was ``lacking`` this time too."""
    rest = RejectedPart.objects.filter(account=account, method=Method.POLL, of__isnull=True, rest=True)
    rest.exclude(digest__in=[_digest(each) for each in lacking]).delete()


def forget_what_came(account: Account, uris: Iterable[str]) -> None:
    """What looks could not read at these addresses came in after all."""
    digests = [hashlib.sha256(uri.encode()).digest() for uri in uris]
    RejectedPart.objects.filter(account=account, of__isnull=True, digest__in=digests).delete()


def _digest(rejected: Rejected) -> bytes:
    return hashlib.sha256(rejected.raw or rejected.reason.encode()).digest()


def _readable(raw: bytes) -> tuple[str, str]:
    """The bytes as text, or in base64 where they are none."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii"), "base64"
