"""Whether a session was proved by a second factor, and what allauth is told of identity providers."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from rostra.core.actor import Actor
from rostra.people.models import User
from rostra.people.rules import needs_second_factor


def lacks_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Whether what the actor is asks for a second factor and this session was opened without one. No query."""
    return needs_second_factor(actor.roles | actor.relations) and not has_second_factor(request)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether more than a password opened this session. A provider counts where the profile says that it asks for more."""
    vouching = {app.key for app in settings.IDENTITY_APPS if app.told.second_factor}
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" or record.get("provider") in vouching for record in records)


def factor_added(request: HttpRequest, user: User, kind: str) -> None:
    """Who has just set up a factor has shown that they hold it: the session counts as proved by it."""
    record_authentication(request, user, "mfa", type=kind)


def factors_gone(request: HttpRequest) -> None:
    """Who has removed the last factor has proved nothing beside a password any more."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [record for record in records if record["method"] != "mfa"]


def provider_settings(app: Any) -> dict[str, Any]:
    """An identity provider of the profile (``config.identity.IdentityApp``) as allauth describes one."""
    told = app.told
    common = {"name": told.name, "provider_id": app.key}
    if told.kind == "openid":
        terms = {"server_url": told.issuer.rstrip("/"), "oauth_pkce_enabled": True, "verified_email": told.trust_email}
        return {**common, "provider": "openid_connect", "client_id": told.client_id, "secret": app.secret, "settings": terms}
    idp = {"entity_id": told.issuer, "sso_url": told.sso_url, "x509cert": app.certificate}
    advanced = {"want_assertion_signed": True, "reject_idp_initiated_sso": True, "want_name_id": True, "strict": True}
    terms = {"idp": idp, "advanced": advanced, "verified_email": told.trust_email}
    return {**common, "provider": "saml", "client_id": told.slug, "settings": terms}
