"""Input about persons who sign in. What is valid is decided in ``rules`` and the actions."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings

from rostra.core.refusals import SLUG_ERRORS
from rostra.people.forms.naming import PersonField
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, units_on
from rostra.people.queries.naming import namesakes
from rostra.people.states import Category, OfficeAttribute, Role, UnitKind

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
_PASSWORD_HINT = "At least 8 characters, not a common one and not like the name. Hand it over in person."  # noqa: S105 -- a hint


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """Address and password. The answer never tells which of the two was wrong, nor whether the address is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": not self.is_bound})
        self.fields["login"] = forms.EmailField(label="E-mail address", max_length=254, widget=address)
        password = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"] = forms.CharField(label="Password", max_length=1000, strip=False, widget=password)

    def clean_login(self) -> str:
        """In one case, so that failed attempts are counted together however the address is written."""
        return str(self.cleaned_data["login"]).strip().casefold()


class AddressForm(forms.Form):
    """Where a link is sent to."""

    address = forms.EmailField(
        label="Your e-mail address", max_length=254, help_text="The one that the city has of you. The link is sent there and nowhere else."
    )


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Twelve letters and digits. Capital or small letters, hyphens and spaces make no difference.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class PurposeForm(forms.Form):
    """What somebody looks for."""

    purpose = forms.CharField(label="Purpose", max_length=200, help_text="For instance: records request 2026-114.")


class UserForm(forms.Form):
    """Somebody who may sign in: a person on the rolls, or one who is entered now."""

    person = PersonField(
        among=Person.objects.all,
        label="Person on the rolls",
        required=False,
        help_text="Empty for somebody who is not on the rolls yet.",
    )
    name = forms.CharField(label="Name", required=False, max_length=200, help_text="Only for somebody who is not on the rolls yet.")
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="They sign in with it.")
    password = forms.CharField(label="First password", widget=_PASSWORD, help_text=_PASSWORD_HINT)

    def clean_name(self) -> str:
        """Exactly one of person and name."""
        name = str(self.cleaned_data["name"])
        if "person" in self.cleaned_data and bool(name) == bool(self.cleaned_data["person"]):
            raise forms.ValidationError("Choose a person on the rolls, or write the name of somebody new: one of the two.")
        return name


class RoleForm(forms.Form):
    """A role to be granted."""

    role = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *((role.value, role.value) for role in Role)])


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(label="New password", widget=_PASSWORD, help_text=_PASSWORD_HINT)


_DAY = forms.DateInput(attrs={"type": "date"})
_CATEGORIES = [(category.value, category.value.replace("-", " ")) for category in Category]


class RosterForm(forms.Form):
    """What is looked for on the roster."""

    q = forms.CharField(label="Name, number or position", required=False, max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.order_by("name"), label="Unit", required=False, empty_label="Every unit")
    category = forms.ChoiceField(label="Category", required=False, choices=[("", "Every category"), *_CATEGORIES])

    def __init__(self, within: set[int] | None, *args: Any, **kwargs: Any) -> None:
        """``within``: the units that may be chosen; None for all."""
        super().__init__(*args, **kwargs)
        if within is not None:
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=within).order_by("name")  # type: ignore[attr-defined] # a ModelChoiceField's


class AppointForm(forms.Form):
    """A position that a person takes up."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", empty_label="Choose a unit")
    title = forms.CharField(
        label="Position", max_length=200, help_text="As in “Deputy Clerk”. It is entered where the unit has none of this title."
    )
    category = forms.ChoiceField(label="Category of the policy", choices=[("", "Choose a category"), *_CATEGORIES])
    begins = forms.DateField(label="First day", widget=_DAY)
    ends = forms.DateField(label="Last day", required=False, widget=_DAY, help_text="If it is known already.")
    supervisor = PersonField(label="Supervisor", required=False)
    on_official_accounts = forms.BooleanField(
        label="Works on official accounts",
        required=False,
        help_text="Contractors and consultants are covered by the policy only while they do.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_on(city_day())  # type: ignore[attr-defined] # a ModelChoiceField's

    def clean_category(self) -> Category:
        """The category itself."""
        return Category(self.cleaned_data["category"])


class NewcomerForm(AppointForm):
    """Somebody who is entered by hand, with their first position."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail address", required=False, help_text="Nobody needs one.")
    another = forms.BooleanField(label="Enter another one of that name", required=False, widget=forms.HiddenInput)
    field_order = ("name", "email")

    def clean(self) -> dict[str, Any]:
        """Asks before somebody of the same name gets the same position: it may be the same form, sent twice."""
        told = self.cleaned_data
        known = {"name", "unit", "title"} <= told.keys() and not told.get("another")
        if known and (there := namesakes(told["name"], told["unit"], told["title"], city_day())):
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error("another", f"There is one already: {'; '.join(there)}. Enter another one of that name?")
        return told


class InviteForm(forms.Form):
    """Whether the link is mailed."""

    by_mail = forms.BooleanField(label="Send the link by e-mail too", required=False)


class EndForm(forms.Form):
    """The last day in a position."""

    ends = forms.DateField(label="Last day in office", widget=_DAY, help_text="It may lie ahead, also while an account is in their hands.")


class FileForm(forms.Form):
    """A file of covered persons, and which list it is."""

    source = forms.ChoiceField(label="Which list is it?", help_text="The lists are declared in the city’s profile.")
    file = forms.FileField(
        label="File (CSV)", help_text="The complete list: who is missing in it has left. In Excel, save it as “CSV UTF-8”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [source.name for source in settings.PROFILE.roster_source]
        self.fields["source"].choices = [("", "Choose a list"), *((name, name) for name in names)]  # type: ignore[attr-defined] # a ChoiceField's
        self.fields["source"].initial = names[0] if len(names) == 1 else None


class LeavingForm(forms.Form):
    """How many leave, said again where they are many."""

    leaving = forms.IntegerField(
        label="How many leave?", required=False, min_value=0, help_text="Only needed where more would leave than a file may end by itself."
    )


class TokenForm(forms.Form):
    """A token for an identity provider."""

    name = forms.SlugField(
        label="Name", max_length=40, help_text="As in “entra”: small letters, digits, hyphens.", error_messages=SLUG_ERRORS
    )


class LeavingAllowanceForm(forms.Form):
    """How many identity providers may end within a day."""

    leaving = forms.IntegerField(
        label="How many may leave within a day?", min_value=0, max_value=1_000_000, help_text="Those who left already count too."
    )


class DayForm(forms.Form):
    """The day on which something is looked at."""

    on = forms.DateField(label="On the day", required=False, widget=_DAY, help_text="Empty: today.")


class UnitForm(forms.Form):
    """A unit that is entered."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose a kind"), *((kind.value, kind.value) for kind in UnitKind)])
    parent = forms.ModelChoiceField(Unit.objects.order_by("name"), label="Below", required=False, empty_label="No unit: the city itself")
    begins = forms.DateField(label="First day", required=False, widget=_DAY, help_text="If it is known.")

    def clean_kind(self) -> UnitKind:
        """The kind itself."""
        return UnitKind(self.cleaned_data["kind"])


class UnitChangeForm(forms.Form):
    """What a unit is called, and where it stands, from a day on."""

    name = forms.CharField(label="Name", max_length=200)
    parent = forms.ModelChoiceField(Unit.objects.order_by("name"), label="Below", required=False, empty_label="As it is")
    since = forms.DateField(label="From the day", widget=_DAY)


class AttributeForm(forms.Form):
    """What counsel says that a position is before the law."""

    attribute = forms.ChoiceField(
        label="The position is",
        choices=[("", "Choose what it is"), *((each.value, each.value.replace("-", " ")) for each in OfficeAttribute)],
        help_text="Public official: Minn. Stat. 13.43, subdivision 2(e). Appointed: to a public body.",
    )
    begins = forms.DateField(label="From the day", widget=_DAY)
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def clean_attribute(self) -> OfficeAttribute:
        """The attribute itself."""
        return OfficeAttribute(self.cleaned_data["attribute"])
