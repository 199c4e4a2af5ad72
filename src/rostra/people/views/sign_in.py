"""Signing in and out: by password, by passkey, through an identity provider."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.saml import views as saml
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from rostra.people.views.access import INVALID

log = logging.getLogger(__name__)


class SignIn(LoginView):  # type: ignore[misc] # allauth has no types
    """Address and password, and the other ways. Too many failures lock the pair of address and host out for a while (django-axes)."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The same page, with 422."""
        return self.render_to_response(self.get_context_data(form=form), status=INVALID)  # type: ignore[no-any-return]

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        """With the providers of the profile, and where to go afterwards."""
        providers = [(app.told.name, _address(app)) for app in settings.IDENTITY_APPS]
        alone = bool(settings.PROFILE.sign_in.password_alone)
        return {**super().get_context_data(**told), "providers": providers, "password_alone": alone, "next": self.get_next_url() or ""}


def _address(app: Any) -> str:
    """Where signing in by this provider begins."""
    return reverse("openid_connect_login", args=[app.key]) if app.told.kind == "openid" else reverse("saml_login", args=[app.told.slug])


def _answered(view: Callable[..., HttpResponse], request: HttpRequest, name: str) -> HttpResponse:
    """What the page of a provider answers; where it fails, the sign-in page says so."""
    try:
        return view(request, name)
    except OSError as error:  # of the library that asks the provider: it is away, or answers nonsense
        log.warning("the identity provider %s cannot be reached: %s", name, error)
        messages.error(request, "This way of signing in does not answer at present. Take another one, or try again later.")
        return redirect("account_login")
    except PermissionDenied:  # an answer that this browser did not ask for, or that was used before
        return failed(request)


def openid_begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to an OpenID provider."""
    return _answered(openid.login, request, provider_id)


def openid_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from an OpenID provider."""
    return _answered(openid.callback, request, provider_id)


def saml_finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Back from a SAML provider."""
    return _answered(saml.finish_acs, request, organization_slug)


def not_offered(_request: HttpRequest, **_named: object) -> HttpResponse:
    """An address that allauth needs to name and that does not exist here: signing up, signing out by a provider."""
    raise Http404


def failed(request: HttpRequest) -> HttpResponse:
    """Nothing came of signing in through a provider."""
    messages.error(request, "You were not signed in. Try again, or take another way.")
    return redirect("account_login")
