"""How much of what was read could not be taken in."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from rostra.capture.models import ListExport, RejectedPart


def set_aside(about: Q) -> Counter[int]:
    """By account, how many parts of it were set aside: of files and looks each once, of a list those of its newest export. One query."""
    parts = RejectedPart.objects.filter(about).order_by().values("account").annotate(parts=Count("digest", distinct=True))
    taken_in = ListExport.objects.filter(account=OuterRef("account"), act=OuterRef("act"), ended__isnull=False)
    newest = Subquery(taken_in.order_by("-exported", "-pk").values("pk")[:1])
    entries = ListExport.objects.filter(about, pk=newest).order_by().values("account").annotate(parts=Sum("rejected"))
    found = Counter[int]()
    for account, number in parts.values_list("account", "parts").union(entries.values_list("account", "parts"), all=True):
        found[account] += number
    return found
