"""Input about accounts. What is valid is decided in ``rules``; a form only makes values of the right kind."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify

from rostra.accounts.models import Account
from rostra.accounts.queries import registered, requests_to_register
from rostra.accounts.queries.register import ORDERS
from rostra.accounts.rules import NewAccount, NewAuthority, NewRequest, Provisioning
from rostra.accounts.states import Attested, Basis, Part
from rostra.accounts.states.impersonation import Ground
from rostra.accounts.states.networks import FEEDS, NETWORKS, Address, label, profile_url
from rostra.accounts.states.words import ACCOUNT_STATES
from rostra.core.errors import Invalid
from rostra.people.forms.naming import PersonField, PositionField
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day, units_on
from rostra.platforms.base import Identity

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_EXACT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

GROUNDS = {
    Ground.PERSONAL: "It is somebody’s own account, and does not claim to be the city’s",
    Ground.COMMENT: "It is satire or criticism that nobody takes for the city",
    Ground.NAMESAKE: "It is another place or person of that name",
    Ground.GONE: "It could not be found",
    Ground.MISTAKE: "It is a mistake",
}


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg] # the stubs' parameter is not there at run time
    """An account by its alias; the list tells its name, network and handle."""

    def __init__(self, *, empty_label: Any = "Choose an account", **options: Any) -> None:
        super().__init__(Account.objects.none(), to_field_name="slug", empty_label=empty_label, **options)

    def label_from_instance(self, obj: Account) -> str:
        """What the list says of one."""
        return f"{obj.name} ({label(obj.network)}, {obj.handle})"


def network_choices() -> list[tuple[str, str]]:
    """The networks that the city's profile allows."""
    return [("", "Choose a network"), *((network, label(network)) for network in settings.PROFILE.registry.networks)]


class AddressForm(forms.Form):
    """Step 1: where the account is found."""

    network = forms.ChoiceField(label="Network", choices=network_choices)
    address = forms.CharField(
        label="Handle or web address",
        max_length=500,
        help_text="As it stands on the network: mayor.example.gov, @mayor, or the address of the profile page.",
        widget=forms.TextInput(attrs=_EXACT),
    )
    identity = forms.CharField(
        label="Identity",
        required=False,
        max_length=255,
        help_text="Only if you know it and the network cannot be asked: what never changes there, as in did:plc:… or a number.",
        widget=forms.TextInput(attrs=_EXACT),
    )
    request = forms.ModelChoiceField(
        requests_to_register(), label="Request that it comes of", required=False, empty_label="None: it was in use all along"
    )


class AccountForm(forms.Form):
    """Step 2: what is registered."""

    network = forms.CharField(widget=forms.HiddenInput)
    request = forms.ModelChoiceField(requests_to_register(), required=False, widget=forms.HiddenInput)
    handle = forms.CharField(label="Handle", max_length=255, widget=forms.TextInput(attrs=_EXACT))
    identity = forms.CharField(label="Identity on the network", max_length=255, widget=forms.TextInput(attrs=_EXACT))
    name = forms.CharField(label="Name of the account", max_length=255)
    slug = forms.CharField(
        label="Alias in the public log",
        max_length=60,
        help_text="Small letters, digits and hyphens. Chosen once: it never changes and is never used again.",
        widget=forms.TextInput(attrs=_EXACT),
    )
    url = forms.CharField(label="Address of the profile page", required=False, max_length=500, widget=forms.URLInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit that it speaks for", empty_label="Choose a unit")
    custodian = PersonField(label="Custodian", help_text="Who answers for the account: somebody who holds a position in the city today.")
    purpose = forms.CharField(
        label="Purpose", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="What the city uses this account for. Public."
    )
    opened = forms.DateField(label="Opened on the network", required=False, widget=_DAY, help_text="As far as it is known.")
    accept_look_alike = forms.CharField(
        label="Why this is right although the handle looks like another one",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The reason is kept with the account.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units_on(city_day())
        known = NETWORKS.get(str(self["network"].value()))
        self.fields["identity"].help_text = f"What never changes there: {known.identity}." if known else ""

    def new_account(self) -> NewAccount:
        """The clean values as the register takes them."""
        told = {key: value for key, value in self.cleaned_data.items() if key not in {"accept_look_alike", "request"}}
        return NewAccount(**told)


class CustodianForm(forms.Form):
    """Another custodian."""

    custodian = PersonField(label="Custodian")


class HandOverForm(forms.Form):
    """Who answers for an account from today."""

    successor = PersonField(label="Successor")


class ReasonForm(forms.Form):
    """Why a request or a report moves on."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PublicReasonForm(ReasonForm):
    """Why an account moves on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "It stands in the history of the account, which is part of the public log."


class ActivateForm(forms.Form):
    """What activation asks for: nothing, where the network was asked with success."""

    not_captured = forms.CharField(
        label="Why it is not captured as it happens",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for a network that cannot be asked: how its posts are kept instead. Public.",
    )


class ArchiveForm(ActivateForm):
    """When an account was closed."""

    closed = forms.DateField(label="Closed on the network", required=False, widget=_DAY, help_text="Today, if you leave it empty.")
    field_order: tuple[str, ...] = ("closed",)


class GiveUpForm(PublicReasonForm, ArchiveForm):
    """Why a lost account is given up."""

    field_order = ("reason", "closed")


class ProvisionForm(forms.Form):
    """Who holds the keys of an account, and what stands on its profile."""

    first_administrator = PersonField(label="First administrator")
    second_administrator = PersonField(label="Second administrator", help_text="One of the two is of communications.")
    second_factor = forms.BooleanField(
        label="Both sign in to the network with a second factor", required=False, help_text="You put your name to it."
    )
    escrow = forms.CharField(
        label="Where the credentials lie sealed",
        max_length=200,
        help_text="As in “Clerk’s safe, envelope 14”. Only the place: no password, key or code may ever stand here.",
        widget=forms.TextInput(attrs=_EXACT),
    )
    notice = forms.CharField(
        label="Notice on the profile",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Official, public record, what is removed and why.",
    )

    def provisioning(self) -> Provisioning:
        """The clean values as the register takes them."""
        return Provisioning(**self.cleaned_data)


def first_values(network: str, address: Address, known: Identity | None) -> dict[str, str]:
    """What the second step shows before anybody typed: what the network told, else what the address says."""
    handle = (known.handle if known else "") or address.handle
    called = known.name if known and known.name and network in FEEDS else handle.partition(".")[0]  # a feed's handle is its address
    return {
        "network": network,
        "handle": handle,
        "identity": known.id if known else address.identity,
        "name": known.name if known else "",
        "slug": slugify(f"{called[:50]}-{network}".replace("_", "-"))[:60].strip("-"),
        "url": profile_url(network, handle) if handle else "",
    }


class RequestForm(forms.Form):
    """What is said when somebody asks for an account."""

    network = forms.ChoiceField(label="Network", choices=network_choices)
    handle = forms.CharField(
        label="Handle", max_length=255, help_text="As it is wanted, or as it is already.", widget=forms.TextInput(attrs=_EXACT)
    )
    name = forms.CharField(label="Name of the account", max_length=255)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit that it speaks for", empty_label="Choose a unit")
    justification = forms.CharField(label="Why the city needs it", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.CharField(label="Whom it is meant to reach", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    custodian = PersonField(label="Custodian", help_text="Who answers for it.")
    steward = PersonField(label="Steward", help_text="Who looks after it from day to day.")
    backup = PersonField(label="Backup steward", required=False, help_text="Without a second owner nobody can approve it.")
    terms = forms.CharField(
        label="The platform’s terms",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who read them for a government’s use, when, and what they found.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units_on(city_day())

    def new_request(self) -> NewRequest:
        """The clean values as an action takes them."""
        return NewRequest(**self.cleaned_data)


class OptionalReasonForm(ReasonForm):
    """A reason that may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class FoundForm(forms.Form):
    """An account that stands in no register."""

    network = forms.ChoiceField(label="Network", choices=network_choices)
    address = forms.CharField(label="Handle or web address", max_length=500, widget=forms.TextInput(attrs=_EXACT))
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit whose it seems to be", empty_label="Choose a unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units_on(city_day())


class PartForm(forms.Form):
    """Who posts, or looks after an account, from when to when."""

    part = forms.ChoiceField(
        label="Part",
        choices=[("", "Choose a part"), *((part.value, part.value.replace("-", " ")) for part in Part if part != Part.CUSTODIAN)],
    )
    person = PersonField(label="Person")
    begins = forms.DateField(
        label="First day", required=False, widget=_DAY, help_text="Today, if you leave it empty; not before the account was registered."
    )
    ends = forms.DateField(label="Last day", required=False, widget=_DAY, help_text="Of posters only, if it is known.")


class EndForm(forms.Form):
    """A last day."""

    ends = forms.DateField(label="Last day", required=False, widget=_DAY, help_text="Today, if you leave it empty.")


class AttestForm(forms.Form):
    """What somebody puts their name to."""

    kind = forms.ChoiceField(
        label="What was seen to", choices=[("", "Choose"), *((kind.value, kind.value.replace("-", " ").capitalize()) for kind in Attested)]
    )
    statement = forms.CharField(
        label="In your words", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="What was done, by whom, and when."
    )


class SuccessorForm(forms.Form):
    """Who comes after the custodian, and from when."""

    successor = PersonField(
        among=lambda: Person.objects.filter(appointments__isnull=False).distinct(),
        label="Successor",
        help_text="Also somebody who takes office later.",
    )
    begins = forms.DateField(label="First day", widget=_DAY)


class AuthorityForm(forms.Form):
    """Who may speak for the city on what, and by what."""

    person = PersonField(label="Person", required=False, help_text="A person in their own name, or the position below: one of the two.")
    position = PositionField(label="Position", required=False, help_text="Whoever holds it.")
    topic = forms.CharField(label="On what", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.ChoiceField(label="By what", choices=[("", "Choose"), *((basis.value, basis.value) for basis in Basis)])
    instrument = forms.CharField(
        label="Instrument", required=False, max_length=300, help_text="Statute, charter, ordinance, resolution, delegation."
    )
    section = forms.CharField(label="Section", required=False, max_length=100)
    evidence = forms.CharField(
        label="Evidence of a custom",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="By whom, since when, how often.",
    )
    begins = forms.DateField(label="First day", widget=_DAY)
    ends = forms.DateField(label="Last day", required=False, widget=_DAY)

    def new_authority(self) -> NewAuthority:
        """The clean values as an action takes them."""
        return NewAuthority(**self.cleaned_data | {"basis": Basis(self.cleaned_data["basis"])})


class NarrowForm(forms.Form):
    """What a list is narrowed to. ``unit`` comes from links."""

    find = forms.CharField(label="Name, handle or unit", required=False, max_length=200)
    network = forms.ChoiceField(label="Network", required=False, choices=lambda: [("", "Every network"), *network_choices()[1:]])
    unit = forms.SlugField(required=False, widget=forms.HiddenInput)
    sort = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="narrow_%s")  # beside a form with fields of the same names

    def wanted(self) -> dict[str, str]:
        """What it is narrowed to, by name; nothing that is not valid, and not in which order."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    def checked(self) -> Self:
        """Itself. Raises Invalid for a value that cannot be chosen: a program sees no form that says so, and would take all for a part."""
        if self.errors:
            raise Invalid({name: " ".join(map(str, told)) for name, told in self.errors.items()})
        return self

    def order(self, orders: Collection[str], usual: str) -> str:
        """The order that is asked for, if there is such a one; else the usual one."""
        self.is_valid()
        asked = str(self.cleaned_data.get("sort", ""))
        return asked if asked in orders else usual


class RegisterForm(NarrowForm):
    """What the register is narrowed to."""

    state = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "Every standing"), *ACCOUNT_STATES.items()],
    )

    def chosen_order(self) -> str:
        """In which order the public asks for them."""
        return self.order(ORDERS, "unit")

    def listed(self) -> QuerySet[Account]:
        """Those that the public asks for, in the order that it asks for."""
        return registered(**self.wanted()).order_by(*ORDERS[self.chosen_order()])


class GroundForm(forms.Form):
    """Why a report is no impersonation."""

    ground = forms.ChoiceField(label="Why", choices=[("", "Choose"), *((ground.value, text) for ground, text in GROUNDS.items())])


class InventoryForm(forms.Form):
    """An inventory of accounts, and whether the register is to be changed by it."""

    source = forms.ChoiceField(label="Which inventory is it?", help_text="The inventories are declared in the city’s profile.")
    file = forms.FileField(
        label="File (CSV)",
        help_text="Nothing of it is stored: an account in it may turn out to be personal. In Excel, save it as “CSV UTF-8”.",
    )
    apply = forms.BooleanField(
        label="Change the register", required=False, help_text="Look first; then hand the file over again with this ticked."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [source.name for source in settings.PROFILE.inventory_source]
        cast("forms.ChoiceField", self.fields["source"]).choices = [("", "Choose an inventory"), *((name, name) for name in names)]
        self.fields["source"].initial = names[0] if len(names) == 1 else None
