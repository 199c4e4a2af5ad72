"""What is told of an appeal against an act of moderation for which a hold stands."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from rostra.core.actor import Actor
from rostra.moderation.rules.appeals import may_see_appeals
from rostra.retention.rules.matters import Matter, matter_teller


@matter_teller("appeal")
def tell_of_appeals(actor: Actor, references: Collection[str]) -> dict[str, Matter]:
    """All of them, to who sees appeals."""
    if not may_see_appeals(actor):
        return {}
    numbers = {reference: int(reference.partition(":")[2]) for reference in references}
    return {reference: Matter(f"Appeal {number}", reverse("moderation:appeal", args=[number])) for reference, number in numbers.items()}
