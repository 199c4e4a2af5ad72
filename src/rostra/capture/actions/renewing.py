"""The one refresher: tokens are renewed before they end, and are kept before anybody uses them. What cannot be renewed has lapsed.

A platform may void the old tokens with the first look at the new ones. So one worker at a time has a connection, and of a process that is
killed between the platform's answer and our note nothing is left but a consent to be given again: the public page then says so.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.claims import Lease, LeaseLost, claim_first
from rostra.capture.actions.consent import app_of, kept_tokens
from rostra.capture.actions.gaps import open_gap
from rostra.capture.actions.letters import tell_ending, tell_lapsed
from rostra.capture.models import Connection, Schedule
from rostra.capture.queries.consent import connected, connection_of, consenting, due_to_renew, opened
from rostra.capture.queries.platforms import Connections
from rostra.capture.rules.consent import is_given_up, notice_days
from rostra.capture.states import ConnectionState, Outcome
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.errors import RostraError
from rostra.platforms import consent_of
from rostra.platforms.base import Cause, Method, PlatformError, Unauthorised

ACTOR = system("capture")


def renew_next(connections: Connections) -> bool:
    """Renew one token that is due; whether there was one."""
    lease = claim_first(due_to_renew())
    if lease is not None:
        lease.row.refresh_from_db()  # its holder may just have consented anew, which claims nothing
        _renew(lease, connections)
    return lease is not None


def end_and_foretell() -> int:
    """Consents that have run out lapse; of those that end soon it is told. How many lapsed."""
    over = list(connected().filter(ends__lte=clock.now()))
    for found in over:
        lapse(found.account, "It has run out.")
    for found in connected().filter(ends__isnull=False):
        days = notice_days(found)
        if days is not None:
            with transaction.atomic():
                tell_ending(found, days)
    return len(over)


def note_refusal(account: Account, reason: str) -> bool:
    """The platform does not accept the token of an account. It is renewed at once where it can be; else it has lapsed: whether it has."""
    found = connection_of(account)
    if found is None or found.state != ConnectionState.CONNECTED:
        return True
    if found.due is None or is_given_up(found):
        lapse(account, reason)
        return True
    connected().filter(pk=found.pk).update(due=clock.now())
    return False


@transaction.atomic
def lapse(account: Account, reason: str) -> None:
    """The consent is in force no more: the tokens are gone, a gap is open from the last look on, and those who can mend it are told.

    Nothing where it was not in force.
    """
    now = clock.now()
    facts = {"state": ConnectionState.LAPSED, "sealed": "", "due": None, "since": now, "trouble": reason}
    if not connected().filter(account=account).update(**facts):
        return
    record_event(actor=ACTOR, action="capture.account.lapsed", subject=f"account:{account.slug}", facts={"reason": reason})
    told = consent_of(account.network)
    if told and told.needed:
        text = f"The platform does not accept the consent any more: {reason}"
        open_gap(account, Method.POLL, text, cause=Cause.TOKEN, after=dt.timedelta(0))
        Schedule.objects.filter(account=account).update(due=None, trouble=reason)
    tell_lapsed(Connection.objects.select_related("account__custodian").get(account=account))


def _renew(lease: Lease[Connection], connections: Connections) -> None:
    found = lease.row
    account = found.account
    try:
        platform = consenting(account.network, connections.platform(account.network))
        fresh = platform.connecting.renew(app_of(account, platform), account.identity, opened(found.sealed))
        lease.release(**kept_tokens(fresh), renewed=clock.now())
    except LeaseLost:
        return
    except Unauthorised as error:
        lease.release()
        lapse(account, str(error))
    except (PlatformError, RostraError) as error:
        retry = error.retry_after if isinstance(error, PlatformError) else None
        wait = rules.back_off(Outcome.LIMITED, found.failures + 1, retry_after=retry) or 0.0
        lease.release(due=clock.now() + dt.timedelta(seconds=wait), failures=found.failures + 1, trouble=str(error))
