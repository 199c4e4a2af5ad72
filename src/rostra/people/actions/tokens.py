"""Tokens by which an identity provider is let in."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.db import transaction
from django.db.models import F

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.people import rules
from rostra.people.models import ScimToken
from rostra.people.queries.provisions import open_tokens

PREFIX = "rostra-scim-"  # so that whoever finds one knows what it opens


@transaction.atomic
def make_token(name: str, *, actor: Actor) -> str:
    """A new token of this name. It is told now and never again: only its digest is kept. Raises Forbidden, Conflict, Invalid."""
    rules.may_keep_tokens(actor).require()
    if open_tokens().filter(name=name).exists():
        raise Conflict(f"there is a token {name!r} already", hint=f"'rostra people scim-token {name} --end' ends it")
    token = PREFIX + secrets.token_urlsafe(32)
    ScimToken.objects.create(name=name, digest=_digest(token), made=clock.now())
    record_event(actor=actor, action="people.token.made", subject=f"scim-token:{name}")
    return token


@transaction.atomic
def end_token(name: str, *, actor: Actor) -> None:
    """Let nobody in by the token of this name from now on. Raises Forbidden, Invalid."""
    rules.may_keep_tokens(actor).require()
    if not open_tokens().filter(name=name).update(ended=clock.now()):
        raise Invalid({"name": f"there is no token {name!r}"}, hint="'rostra people scim-tokens' lists them")
    record_event(actor=actor, action="people.token.ended", subject=f"scim-token:{name}")


def admit(token: str) -> ScimToken | None:
    """The token that was shown, if it lets anybody in, with how often it was shown this minute. Takes as long for every wrong one."""
    shown = _digest(token)
    found = None
    for each in open_tokens():
        if hmac.compare_digest(bytes(each.digest), shown):
            found = each
    if found:
        _note_use(found)
    return found


def _note_use(token: ScimToken) -> None:
    minute = clock.now().replace(second=0, microsecond=0)
    is_same = token.used == minute
    ScimToken.objects.filter(pk=token.pk).update(used=minute, asked=F("asked") + 1 if is_same else 1)
    token.used, token.asked = minute, token.asked + 1 if is_same else 1


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
