"""How often one network address may do something that anybody may do. What is remembered is a keyed hash, in memory, for an hour."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600


def is_flood(request: HttpRequest, act: str, most: int) -> bool:
    """Count this ``act`` of this address; whether it was done more than ``most`` times within the hour."""
    return _count(request, act) > most


def was_flood(request: HttpRequest, act: str, most: int) -> bool:
    """Whether it was done ``most`` times already, without counting."""
    return bool(cache.get(_key(request, act), 0) >= most)


def is_flood_of_all(act: str, most: int) -> bool:
    """The same of everybody together, and without counting."""
    return bool(cache.get(f"flood-{act}", 0) >= most)


def count_wrong(request: HttpRequest, act: str) -> None:
    """One more, of this address and of all."""
    _count(request, act)
    _add(f"flood-{act}")


def _count(request: HttpRequest, act: str) -> int:
    return _add(_key(request, act))


def _add(key: str) -> int:
    cache.add(key, 0, HOUR)
    return int(cache.incr(key))


def _key(request: HttpRequest, act: str) -> str:
    return f"flood-{act}-" + salted_hmac(f"flood-{act}", request.META.get("REMOTE_ADDR", "")).hexdigest()
