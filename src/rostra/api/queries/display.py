"""What the city keeps and does not show, as the public interface answers it: the same numbers as on the pages."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.api.queries import shapes
from rostra.archive.queries import display


def kept_back(account: Account | None = None) -> list[shapes.KeptBack]:
    """What is kept and not shown, or not whole, of everything or of one account. Two queries at most."""
    return [shapes.KeptBack(each.what, each.policy.value, each.number, each.reason) for each in display.kept_back(account)]
