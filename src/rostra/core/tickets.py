"""Cookies that open one thing for a short time, to whoever began it: an inquiry, a draft, a report, a key. They name nobody."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

R = TypeVar("R", bound=HttpResponse)


def ticket_of(request: HttpRequest, name: str) -> str:
    """The ticket that the browser sent, "" for none."""
    return request.COOKIES.get(name, "")[:200]


def give_ticket(response: R, name: str, ticket: str, *, path: str, minutes: int) -> R:
    """Let the browser keep it below ``path``; no script reads it, and no other site can send it."""
    response.set_cookie(
        name, ticket, max_age=minutes * 60, path=path, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )
    return response


def take_ticket(response: R, name: str, *, path: str) -> R:
    """Let the browser forget it."""
    response.delete_cookie(name, path=path, samesite="Strict")
    return response


def private(response: R) -> R:
    """Nothing of this page is kept anywhere, and nothing leads to it."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
