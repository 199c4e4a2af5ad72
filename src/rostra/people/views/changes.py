"""Setting up and removing second factors: allauth's pages, each with its audit event in the same transaction."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from rostra.people.actions.sign_in import note_factor
from rostra.people.queries import has_factor
from rostra.people.views.factors import factor_added, factors_gone


class _Change:
    """What happens to which kind of factor, and what the session knows of it afterwards."""

    change: ClassVar[str]
    kind: ClassVar[str]
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it and write it down."""
        user: Any = self.request.user
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # of the page that stands beside it
            note_factor(user, change=self.change, kind=self.kind, actor=user.as_actor())
        if self.change == "added":
            factor_added(self.request, user, self.kind)
        elif not has_factor(user):
            factors_gone(self.request)
        return response


class SetUpApp(_Change, ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    """An app that shows codes."""

    change, kind = "added", "totp"


class RemoveApp(_Change, DeactivateTOTPView):  # type: ignore[misc]
    """Its codes open nothing any more."""

    change, kind = "removed", "totp"


class AddPasskey(_Change, AddWebAuthnView):  # type: ignore[misc]
    """A passkey, also one for signing in without a password."""

    change, kind = "added", "webauthn"


class RemovePasskey(_Change, RemoveWebAuthnView):  # type: ignore[misc]
    """It opens nothing any more."""

    change, kind = "removed", "webauthn"
    success_url = reverse_lazy("mfa_index")


class NewCodes(_Change, GenerateRecoveryCodesView):  # type: ignore[misc]
    """New recovery codes; the old ones open nothing any more."""

    change, kind = "replaced", "recovery-codes"
