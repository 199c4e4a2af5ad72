"""Input about persons who sign in. What is valid is decided in ``rules`` and the actions."""

from __future__ import annotations

from django import forms

from rostra.people.models import Person
from rostra.people.states import Role

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
_PASSWORD_HINT = "At least 8 characters, not a common one and not like the name. Hand it over in person."  # noqa: S105 -- a hint


class UserForm(forms.Form):
    """Somebody who may sign in: a person on the rolls, or one who is entered now."""

    person = forms.ModelChoiceField(
        Person.objects.filter(user__isnull=True), label="Person on the rolls", required=False, empty_label="Not on the rolls yet"
    )
    name = forms.CharField(label="Name", required=False, max_length=200, help_text="Only for somebody who is not on the rolls yet.")
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="They sign in with it.")
    password = forms.CharField(label="First password", widget=_PASSWORD, help_text=_PASSWORD_HINT)

    def clean_name(self) -> str:
        """Exactly one of person and name."""
        name = str(self.cleaned_data["name"])
        if bool(name) == bool(self.cleaned_data.get("person")):
            raise forms.ValidationError("Choose a person on the rolls, or write the name of somebody new: one of the two.")
        return name


class RoleForm(forms.Form):
    """A role to be granted."""

    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *((role.value, role.value) for role in Role)])


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(label="New password", widget=_PASSWORD, help_text=_PASSWORD_HINT)
