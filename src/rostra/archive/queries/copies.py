"""Copies of the archive, found by what somebody has of them: an address or a number."""

from __future__ import annotations

import re

from django.db.models import F

from rostra.archive.models import Version
from rostra.archive.queries.public import PUBLIC_VERSIONS

_HERE = re.compile(r"(?:^|/)record/(\d{1,16})(?:/v/(\d{1,6}))?/?$|^(\d{1,16})$")


def copy_at(address: str) -> Version | None:
    """The copy at an address of this archive (``…/record/12/v/2``), of a record's number, or of its address on its network.

    Without a version: as it reads now. None where nothing was captured, and for entries of lists, which tell of others.
    """
    told = address.strip()
    here = _HERE.search(told)
    found = Version.objects.filter(PUBLIC_VERSIONS).select_related("record__account")
    if here is None:
        return found.filter(record__uri=told, number=F("record__current")).first()
    record, number = int(here[1] or here[3]), here[2]
    return found.filter(record=record, number=int(number) if number else F("record__current")).first()
