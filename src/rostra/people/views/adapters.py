"""Where allauth asks us: who may sign in, by what, and what is written down about it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rostra.core import clock
from rostra.core.errors import Forbidden
from rostra.core.sealing import cipher
from rostra.people.actions import sign_in
from rostra.people.models import User
from rostra.people.queries import user_by_email, user_of_identity
from rostra.people.rules import may_enter_desk
from rostra.people.views.factors import provider_settings
from rostra.people.views.marks import PREVIOUS_VISIT

_FACTORS = "second factors"
REFUSED = "The e-mail address and the password do not fit together, or this person may not sign in."
NOT_KNOWN = "You are not known here, or may not sign in. An administrator of the archive enters people, with their e-mail address."


def typed_address(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """By which attempts are counted (``AXES_USERNAME_CALLABLE``): the address in small letters, known or not."""
    return str((credentials or {}).get("email") or request.POST.get("login", "")).strip().casefold()[:254]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Passwords and sessions. Nobody signs up."""

    error_messages = {**DefaultAccountAdapter.error_messages, "email_password_mismatch": REFUSED}

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: an administrator enters people."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failures are counted by django-axes, in the database, for all processes together."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whom address and password show. Somebody whom the desk does not let in gets the same answer as a wrong password."""
        user = super().authenticate(request, **credentials)
        if user is None or may_enter_desk(user.as_actor()):
            return user  # type: ignore[no-any-return]
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Written down for persons; what fails for addresses that nobody has stays in the table of attempts, not in the public log."""
        failures = getattr(request, "axes_failures_since_start", None) or 0
        if failures > settings.AXES_FAILURE_LIMIT:
            return  # locked out, and trying on: that is written down already
        if user := user_by_email(str(credentials.get("email", ""))):
            sign_in.note_failure(user, what="password", locked=failures == settings.AXES_FAILURE_LIMIT)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of ``user``."""
        return bool(authenticate(self.request, email=user.email, password=password) == user)

    def is_reauthentication_required(self, **_told: str) -> bool:
        """Not within five minutes of having proved who one is."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(record["at"] > clock.now().timestamp() - 300 for record in records)

    def pre_login(self, request: HttpRequest, user: User, **_told: Any) -> HttpResponse | None:
        """Before any sign-in, by whatever way."""
        if user.is_active and may_enter_desk(user.as_actor()):
            return None
        sign_in.note_failure(user, what="may not sign in")
        messages.error(request, NOT_KNOWN)
        return redirect("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and remember when that was the time before."""
        before = user.last_login
        super().login(request, user)
        request.session[PREVIOUS_VISIT] = clock.exact_stamp(before) if before else ""

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Write it down."""
        by = [str(record.get("type") or record["method"]) for record in get_authentication_records(request, user)]
        sign_in.note_sign_in(user, by=by, actor=user.as_actor())
        return super().post_login(request, user, **told)  # type: ignore[no-any-return]

    def logout(self, request: HttpRequest) -> None:
        """Write it down, and end the session."""
        if isinstance(request.user, User):
            sign_in.note_sign_out(request.user, actor=request.user.as_actor())
        super().logout(request)


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Identity providers of the city's profile: only whom an administrator has entered gets in, and no role comes from outside."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        """Never: an administrator enters people."""
        return False

    def list_apps(self, _request: HttpRequest | None, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The providers of the profile; none from the database, where whoever writes there could enter one."""
        apps = [SocialApp(**provider_settings(app)) for app in settings.IDENTITY_APPS]
        return [app for app in apps if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom we know by issuer and subject; link whom the provider shows by a verified address, once. Else refuse."""
        sociallogin.state["process"] = "login"
        app = next(app for app in settings.IDENTITY_APPS if app.key == sociallogin.account.provider)
        told, sociallogin.account.extra_data = sociallogin.account.extra_data, {}
        if app.told.kind == "openid" and not is_of_issuer(told, app.told.issuer):
            raise self._refusal(request)
        user = user_of_identity(app.key, sociallogin.account.uid)
        if user is None:
            user = self._link(request, sociallogin)
        SocialAccount.objects.filter(user=user, provider=app.key).update(extra_data={})  # what the provider tells is not kept
        sociallogin.user = user

    def _link(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        """The user with a verified address of this identity, linked from now on."""
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        user = next(filter(None, map(user_by_email, verified)), None)
        if user is None or not user.is_active:
            raise self._refusal(request)
        account = sociallogin.account
        try:
            sociallogin.account = sign_in.link_identity(user, provider=account.provider, subject=account.uid, actor=user.as_actor())
        except Forbidden:
            sign_in.note_failure(user, what=f"another identity of {account.provider}")
            raise self._refusal(request) from None
        return user

    def _refusal(self, request: HttpRequest) -> ImmediateHttpResponse:
        messages.error(request, NOT_KNOWN)
        return ImmediateHttpResponse(redirect("account_login"))


def is_of_issuer(told: dict[str, Any], issuer: str) -> bool:
    """Whether the token is of the issuer that the profile names, and both answers are about one subject (OpenID Connect Core, 5.3.2)."""
    token, info = told.get("id_token") or {}, told.get("userinfo") or {}
    return str(token.get("iss", "")).rstrip("/") == issuer.rstrip("/") and info.get("sub") == token.get("sub")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors. Their secrets lie encrypted in the database, under a key that does not."""

    def encrypt(self, text: str) -> str:
        """For the database."""
        return cipher(_FACTORS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return cipher(_FACTORS).decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The name under which an app lists the codes."""
        return f"{settings.PROFILE.city.short_name} Social Media Archive"


def _failed(user: User, authenticator: Authenticator, **_signal: object) -> None:
    sign_in.note_failure(user, what=authenticator.type)


authentication_failed.connect(_failed, dispatch_uid="rostra.people")
