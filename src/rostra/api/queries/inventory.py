"""The inventory of what is not public, as the public interface answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.conf import settings

from rostra.api.queries.shapes import told
from rostra.archive.queries import inventory


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """A kind of data that is not public."""

    name: Annotated[str, told("What it is.")]
    held_as: Annotated[str, told("Its class: private, nonpublic, confidential or protected-nonpublic.")]
    law: Annotated[str, told("The law on which it is not public.")]
    words: Annotated[str, told("What the law protects, or what it is for, in plain words; may be empty.")]
    records: Annotated[int | None, told("Of how many published records something is withheld so; null for what is never published.")]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is held and not public, who answers for it, and where to ask."""

    government: str
    responsible_authority: str
    compliance_official: str
    email: str
    lines: list[InventoryLine]


def lines() -> list[InventoryLine]:
    """Every kind. One query."""
    return [InventoryLine(each.name, each.held_as.value, each.law, each.words, each.records) for each in inventory.inventory()]


def answer() -> Inventory:
    """The same, with who answers for it. One query."""
    profile = settings.PROFILE
    terms = profile.classification
    authority = terms.responsible_authority or profile.contact.records_office
    return Inventory(profile.city.government, authority, terms.compliance_official or authority, profile.contact.email, lines())
