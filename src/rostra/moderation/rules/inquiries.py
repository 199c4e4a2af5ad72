"""What a resident who asks must say, when they are told what, and what counts as a proof."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from django.conf import settings

from rostra.moderation.models import Inquiry
from rostra.moderation.models.inquiries import LOOKS
from rostra.moderation.states.inquiries import Stage
from rostra.people.states.codes import printed
from rostra.platforms.base import Identity

QUANTUM = dt.timedelta(seconds=10)  # what came of a look is told this long after it was asked for, or a multiple of it: never earlier
_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:%@-]{0,252}[A-Za-z0-9]")  # letters that look like others are no handle of any network


def handle_in(typed: str) -> str:
    """The handle as it is asked about: small letters, without a leading @. Raises ValueError for what can be none."""
    handle = typed.strip().removeprefix("@")
    if not _HANDLE.fullmatch(handle):
        raise ValueError("Give the handle as your profile shows it, for example nadia.example.com: letters, digits, dots and hyphens.")
    return handle if handle.startswith("did:") else handle.lower()


def most_looks() -> int:
    """How often we look for one code."""
    return min(settings.PROFILE.residents.looks, LOOKS)


def told_from(asked: dt.datetime, looked: dt.datetime) -> dt.datetime:
    """From when on it is told what came of a look: the same for a quick no, a slow no, and a yes."""
    return asked + QUANTUM * max(1, math.ceil((looked - asked) / QUANTUM))


def stage_of(inquiry: Inquiry, now: dt.datetime) -> Stage:
    """Where an inquiry stands for who asks."""
    if inquiry.asked is not None and (inquiry.looked is None or now < told_from(inquiry.asked, inquiry.looked)):
        return Stage.LOOKING if inquiry.looked is not None or now < inquiry.expires else Stage.EXPIRED
    if inquiry.proven is not None:
        return Stage.PROVEN
    if now >= inquiry.expires:
        return Stage.EXPIRED
    return Stage.BEGUN if inquiry.asked is None else Stage.NOT_FOUND


def proven_identity(inquiry: Inquiry, seen: Identity | None, profile: str, replied: Iterable[Identity]) -> str:
    """Who proved to be the one who asks; "" for nobody.

    ``seen``: who has this handle now, as the network says; None where it does not say. ``profile``: what they write of themselves.
    ``replied``: who showed the code in a reply that was captured.
    """
    shown = {each.id: each for each in replied}
    if seen is not None and inquiry.handle in {seen.handle.lower(), seen.id}:
        return seen.id if printed(inquiry.code) in profile.upper() or seen.id in shown else ""
    if seen is not None:  # the network names somebody else than who was asked about
        return ""
    return next((each.id for each in shown.values() if inquiry.handle in {each.handle, each.id}), "")
