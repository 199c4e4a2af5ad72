"""The proof that an account is captured, which its activation and its archiving ask for."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.accounts.rules import CaptureProof
from rostra.capture.models import Schedule
from rostra.capture.queries.platforms import is_live
from rostra.capture.states import Work


def proof_of(account: Account, not_captured: str = "", *, whatever_network: bool = False) -> CaptureProof:
    """When the last poll that succeeded began.

    ``not_captured`` counts only where the network has no interface (or for a lost account, ``whatever_network``): else it is dropped.
    """
    last = Schedule.objects.filter(account=account, work=Work.POLL).values_list("last_success", flat=True).first()
    excused = whatever_network or not is_live(account.network)
    return CaptureProof(last, not_captured if excused else "", asked=not excused)
