"""By which names official accounts are known on their networks, in small letters: those that they have, and those that they had."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower

from rostra.accounts.models import Account, Handle


def official_handles() -> set[str]:
    """Every handle. One query."""
    now = Account.objects.order_by().values_list("handle")
    return {handle.lower() for (handle,) in now.union(Handle.objects.order_by().values_list("handle")) if handle}


def official_among(names: Iterable[str]) -> set[str]:
    """Of these names those that are identities or handles of official accounts. One query."""
    asked = sorted({name.lower() for name in names})
    first, *others = (
        table.objects.order_by().annotate(low=Lower(column)).filter(low__in=asked).values_list("low")
        for table, column in ((Account, "identity"), (Account, "handle"), (Handle, "handle"))
    )
    return {name for (name,) in first.union(*others)}
