"""Steps in the life of an account that need what capture knows: that it is captured, and what the archive holds at the end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.accounts import actions as accounts
from rostra.accounts.models import Account
from rostra.accounts.rules import FinalCapture
from rostra.accounts.states.life import AccountState
from rostra.archive.models import Record, Version
from rostra.archive.queries.records import log_size
from rostra.capture.models import Schedule, Subscription
from rostra.capture.queries.proof import proof_of
from rostra.core.actor import Actor


def activate(account: Account, *, not_captured: str = "", actor: Actor) -> Account:
    """Let it be used, now that a check of it has succeeded; ``not_captured``: what to record where the network cannot be asked.

    Raises Forbidden, IllegalMove, Conflict while no check has succeeded.
    """
    return accounts.activate_account(account, proof_of(account, not_captured), actor=actor)


@transaction.atomic
def archive_for_good(account: Account, *, not_captured: str = "", reason: str = "", closed: dt.date | None = None, actor: Actor) -> Account:
    """Archive a closing account, or give up a lost one (with ``reason``), with a manifest of what is held; capture ends.

    Raises Forbidden, IllegalMove, Invalid, Conflict with everything that is still missing.
    """
    lost = account.state == AccountState.LOST
    final = FinalCapture(
        proof_of(account, not_captured, whatever_network=lost),
        records=Record.objects.filter(account=account).count(),
        versions=Version.objects.filter(record__account=account).count(),
        log_size=log_size(),
    )
    if lost:
        accounts.give_up_account(account, final, reason=reason, closed=closed, actor=actor)
    else:
        accounts.archive_account(account, final, closed=closed, actor=actor)
    Schedule.objects.filter(account=account).update(due=None, trouble="")
    Subscription.objects.filter(account=account).delete()
    return account
