"""The proof that an account is captured, which its activation and its archiving ask for."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.accounts.rules import CaptureProof
from rostra.capture.models import Schedule
from rostra.capture.queries.consent import is_connected
from rostra.capture.queries.platforms import asks_first, is_live
from rostra.capture.states import Work


def proof_of(account: Account, not_captured: str = "", *, whatever_network: bool = False) -> CaptureProof:
    """When the last poll that succeeded began.

    ``not_captured`` counts only where the network has no interface, or shows nothing before its holder consents, who has not; or for a lost
    account (``whatever_network``). Else it is dropped.
    """
    last = Schedule.objects.filter(account=account, work=Work.POLL).values_list("last_success", flat=True).first()
    excused = whatever_network or not is_live(account.network) or (asks_first(account.network) and not is_connected(account))
    return CaptureProof(last, not_captured if excused else "", asked=not excused)
