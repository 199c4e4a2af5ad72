"""Listening on the line of a platform that tells of all accounts on one connection. What it tells is taken as if it had called."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import cast

from rostra.capture import rules
from rostra.capture.actions.calls import take_told
from rostra.capture.actions.claims import Lease, LeaseLost, claim
from rostra.capture.actions.streams import lose
from rostra.capture.models import StreamSource
from rostra.capture.queries.platforms import Connections
from rostra.core import clock
from rostra.core.errors import RostraError
from rostra.platforms.base import Cause, PlatformError
from rostra.platforms.calls import Asked

LINE = "line"  # the address under which its row is kept: no account is followed on it, for it replaces no question
LINE_LEASE = dt.timedelta(seconds=90)  # longer than a line may be silent

log = logging.getLogger(__name__)


def listen(network: str, connections: Connections, stop: threading.Event) -> bool:
    """Listen until ``stop``, or until the line is lost; whether we were the ones to listen. Raises only when the database is lost."""
    source, _ = StreamSource.objects.get_or_create(network=network, address=LINE)
    if source.retry and source.retry > clock.now():
        return False
    lease = claim(source, LINE_LEASE)
    if lease is None:
        return False
    try:
        _listen(lease, cast(Asked, connections.platform(network)), stop)
        lease.release(connected=None)
    except LeaseLost as lost:
        log.warning("%s", lost)
    except PlatformError as error:
        lose(lease, error, rules.cause_of(error))
    except RostraError as error:
        lose(lease, PlatformError(str(error), retry_after=60.0), Cause.OURS)
    return True


def _listen(lease: Lease[StreamSource], platform: Asked, stop: threading.Event) -> None:
    network = lease.row.network
    with platform.listen() as line:
        now = clock.now()
        lease.save(connected=now, alive=now, failures=0, trouble="", retry=None)
        for body in line:
            if body:
                take_told(network, body)
                lease.save(alive=clock.now(), last_event=clock.now())
            lease.renew()
            if stop.is_set():
                return
