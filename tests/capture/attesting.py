"""Somebody who looks after an account reads its settings off."""

from __future__ import annotations

import datetime as dt

from rostra.accounts.models import Account
from rostra.archive.states.submitted import Handed
from rostra.capture.actions import attest_settings
from rostra.capture.models import SettingsAttestation
from rostra.capture.queries.settings import steps_of
from rostra.capture.rules import Told
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.platforms.attested import OPEN, Setting

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SCREEN = Handed("screen.png", len(PNG), PNG)


def told(account: Account, seen: dt.datetime | None = None, **values: str | tuple[str, ...]) -> Told:
    """Everything open but what is given."""
    asked = {Setting(step.setting): OPEN[Setting(step.setting)] for step in steps_of(account)}
    given = {Setting(name): (value,) if isinstance(value, str) else value for name, value in values.items()}
    return Told(seen or clock.now(), {**asked, **given}, [SCREEN])


def attest(account: Account, actor: Actor, **values: str | tuple[str, ...]) -> SettingsAttestation:
    """Read off now."""
    return attest_settings(account, told(account, **values), actor=actor)
