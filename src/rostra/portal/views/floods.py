"""How often one network address may do something that anybody may do. A keyed hash is remembered for an hour (``core.tallies``)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from rostra.core.tallies import count_one, counted


def is_flood(request: HttpRequest, act: str, most: int) -> bool:
    """Count this ``act`` of this address; whether it was done more than ``most`` times within the hour."""
    return count_one(_key(request, act)) > most


def was_flood(request: HttpRequest, act: str, most: int) -> bool:
    """Whether it was done ``most`` times already, without counting."""
    return counted(_key(request, act)) >= most


def is_flood_of_all(act: str, most: int) -> bool:
    """The same of everybody together, and without counting."""
    return counted(f"flood-{act}") >= most


def count_wrong(request: HttpRequest, act: str) -> None:
    """One more, of this address and of all."""
    count_one(_key(request, act))
    count_one(f"flood-{act}")


def _key(request: HttpRequest, act: str) -> str:
    return f"flood-{act}-" + salted_hmac(f"flood-{act}", request.META.get("REMOTE_ADDR", ""), algorithm="sha256").hexdigest()
