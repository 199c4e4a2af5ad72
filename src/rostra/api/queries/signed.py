"""The register as a signed list."""

from __future__ import annotations

from rostra.accounts.queries import official_accounts
from rostra.api.queries import register
from rostra.api.queries.shapes import encoded
from rostra.archive.queries.log import log_signer
from rostra.core import clock
from rostra.tlog.roll import sign_roll

KIND = "official-accounts"


def signed_list() -> bytes:
    """Every account of the register, closed ones too, as a roll of this minute signed with the log's key. Four queries."""
    lines = [encoded(account) for account in register.accounts(official_accounts())]
    return sign_roll(KIND, lines, log_signer(), clock.now().replace(second=0, microsecond=0))
