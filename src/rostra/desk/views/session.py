"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from rostra.core import clock
from rostra.desk.forms import SignInForm
from rostra.people.views.access import INVALID

PREVIOUS_VISIT = "previous-visit"  # in the session: when this person signed in the time before


class SignIn(LoginView):
    """Address and password. Too many failures lock the pair of address and host out for a while (django-axes)."""

    template_name = "desk/sign-in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Remember when the last visit was, then sign in."""
        before = form.get_user().last_login
        response = super().form_valid(form)
        self.request.session[PREVIOUS_VISIT] = clock.exact_stamp(before) if before else ""
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The same page, with 422."""
        return self.render_to_response(self.get_context_data(form=form), status=INVALID)


class SignOut(LogoutView):
    """By POST only, so that no link of another site signs anybody out."""
