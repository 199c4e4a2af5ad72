"""What platforms say that accounts have, beside what is held."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from rostra.accounts.models import Account
from rostra.capture.models import Reconciliation


def newest_counts(account: Account) -> list[Reconciliation]:
    """What the platform said of an account last, of each thing that it counts. One query."""
    return list(_newest().filter(account=account).select_related("account").order_by("what"))


def unreconciled() -> QuerySet[Reconciliation]:
    """The newest of all accounts with a difference that stood at two readings in a row. One query."""
    return _newest().filter(differing__gte=2).select_related("account").order_by("account__slug", "what")


def _newest() -> QuerySet[Reconciliation]:
    later = Reconciliation.objects.filter(account=OuterRef("account"), what=OuterRef("what"), id__gt=OuterRef("id"))
    return Reconciliation.objects.filter(~Exists(later))
