"""What the network says of an account itself: its handle now, and whether it is active there."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from rostra.accounts.actions import note_handle
from rostra.accounts.models import Account
from rostra.capture.models import Inactivity, Presence, Schedule
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.errors import Invalid
from rostra.platforms.base import AccountState

ACTOR = system("capture")

log = logging.getLogger(__name__)


@transaction.atomic
def note_presence(account: Account, state: AccountState) -> None:
    """Keep what the network says. An account that came back is asked again at once, even where it was refused before."""
    try:
        note_handle(account, state.identity.handle, seen=state.source.seen, actor=ACTOR)
    except Invalid as error:
        log.warning("%s: %s", account, error)
    status, seen = state.status[:100], state.source.seen
    if Presence.objects.filter(account=account, active=state.active, status=status).update(seen=seen):
        return
    Presence.objects.update_or_create(account=account, defaults={"active": state.active, "status": status, "since": seen, "seen": seen})
    _note_inactivity(account, status, seen, active=state.active)
    facts = {"active": state.active, "status": status}
    record_event(actor=ACTOR, action="capture.presence.changed", subject=f"account:{account.slug}", facts=facts)
    if state.active:
        Schedule.objects.filter(account=account).exclude(trouble="").update(due=clock.now(), failures=0)


def _note_inactivity(account: Account, status: str, seen: dt.datetime, *, active: bool) -> None:
    """End the time in which something else was said, and begin another where it is not active now."""
    open_one = Inactivity.objects.filter(account=account, ends__isnull=True).first()
    if open_one and not active and open_one.status == status:
        return  # another worker heard the same at the same time
    if open_one:
        open_one.ends = max(open_one.begins, seen)  # what came by stream and by poll need not arrive in order
        open_one.save(update_fields=["ends"])
    if not active:
        Inactivity.objects.create(account=account, status=status, begins=seen)
