"""Input of the desk's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser

from rostra.people.models import User


class SignInForm(AuthenticationForm):
    """Address and password. The answer never tells which of the two was wrong, nor whether the address is known."""

    error_messages = {
        "invalid_login": "The e-mail address and the password do not fit together, or this person may not sign in.",
        "inactive": "The e-mail address and the password do not fit together, or this person may not sign in.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": not self.is_bound})
        self.fields["username"].widget.attrs["maxlength"] = 254

    def clean_username(self) -> str:
        """In one case, so that failed attempts are counted together however the address is written."""
        return str(self.cleaned_data["username"]).strip().casefold()

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Somebody without any role gets the same answer as a wrong password."""
        if not isinstance(user, User) or not user.is_active or not user.as_actor().roles:
            raise self.get_invalid_login_error()


class NoteForm(forms.Form):
    """A note on a gap."""

    note = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened and what was done. It stands on the public coverage page; the gap itself cannot be deleted.",
    )
