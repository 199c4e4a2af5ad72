"""Signing in, and one's own sign-in. The names without a namespace are those by which allauth finds its pages.

Only what is used is mounted: nobody signs up, asks for a password by mail, or links a provider by themself.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.saml import views as saml
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from rostra.people.views import changes, own, purpose, sign_in
from rostra.people.views.access import signed_in

urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out", require_POST(account.logout), name="account_logout"),
    path("auth/", own.index, name="mfa_index"),
    path("auth/password", own.password, name="account_change_password"),
    path("auth/sessions/<int:session_id>/end", own.end_session, name="auth_end_session"),
    path("auth/sessions/end-others", own.end_others, name="auth_end_others"),
    path("auth/typing", own.typing, name="auth_typing"),
    path("auth/purpose/<slug:name>", purpose.ask, name="auth_purpose"),
    path("auth/again", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("auth/again/code", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path("auth/again/passkey", signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("auth/second", factor.authenticate, name="mfa_authenticate"),
    path("auth/passkey", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("auth/app", signed_in(changes.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("auth/app/remove", signed_in(changes.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("auth/passkeys/add", signed_in(changes.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("auth/passkeys/<int:pk>/remove", signed_in(changes.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("auth/codes", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("auth/codes/new", signed_in(changes.NewCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("auth/openid/<str:provider_id>/login", sign_in.openid_begin, name="openid_connect_login"),
    path("auth/openid/<str:provider_id>/callback", sign_in.openid_callback, name="openid_connect_callback"),
    path("auth/saml/<slug:organization_slug>/login", saml.login, name="saml_login"),
    path("auth/saml/<slug:organization_slug>/acs", saml.acs, name="saml_acs"),
    path("auth/saml/<slug:organization_slug>/acs/finish", sign_in.saml_finish, name="saml_finish_acs"),
    path("auth/saml/<slug:organization_slug>/metadata", saml.metadata, name="saml_metadata"),
    path("auth/saml/<slug:organization_slug>/sls", sign_in.not_offered, name="saml_sls"),
    path("auth/failed", sign_in.failed, name="socialaccount_login_error"),
    path("auth/cancelled", sign_in.failed, name="socialaccount_login_cancelled"),
]
