"""What is shown once and kept nowhere, as a return key is: for some minutes the browser that got it can load it again.

It lies in a cookie of that browser alone, sealed: only we can read it, nobody can make one, and it opens for nothing else. So the answer to
what was sent can be a redirect, and a reload neither loses it nor sends again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest

from rostra.core import clock
from rostra.core.sealing import cipher
from rostra.core.tickets import R, give_ticket

MINUTES = 15  # to find a pen or a printer


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """What was handed over, and until when it can be loaded again."""

    told: dict[str, str] = field(repr=False)
    until: dt.datetime


def give_once(response: R, name: str, told: Mapping[str, str], *, path: str) -> R:
    """Let the browser keep this for the page at ``path``, for ``MINUTES``. ``take_ticket`` lets it forget."""
    sealed = _cipher(name).encrypt_at_time(json.dumps(dict(told)).encode(), int(clock.now().timestamp()))
    return give_ticket(response, name, sealed.decode(), path=path, minutes=MINUTES)


def once_of(request: HttpRequest, name: str) -> ShownOnce | None:
    """What the browser keeps; None where it keeps nothing, where its time is over, and where it is not ours."""
    sealed = request.COOKIES.get(name, "")[:2_000].encode(errors="replace")
    try:
        told = json.loads(_cipher(name).decrypt_at_time(sealed, MINUTES * 60, int(clock.now().timestamp())))
    except InvalidToken:
        return None
    given = dt.datetime.fromtimestamp(_cipher(name).extract_timestamp(sealed), dt.UTC)
    return ShownOnce(told, given + dt.timedelta(minutes=MINUTES))


def _cipher(name: str) -> Fernet:
    return cipher(f"shown once: {name}")
