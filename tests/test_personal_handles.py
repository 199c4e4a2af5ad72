"""Nothing can hold the name or address of somebody's own account, and nothing can point capture at one.

The tests walk everything there is: each column of each table, each field of each form, each heading of each file that is read, each
attribute of provisioning, each address and what it takes, and what capture points to. What could hold such a name stands in a list here,
with the reason why it does not. So whoever adds a column, a field or an address has to say why, in this file, or the build fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pydantic import BaseModel
from tests import rolls
from tests.factories import make_account

import rostra
from rostra.accounts.models import Account
from rostra.archive.actions.keys import make_keys
from rostra.archive.models import Forwarded, Record
from rostra.capture.models import (
    Connection,
    Coverage,
    Gap,
    ImportShare,
    Inactivity,
    ListExport,
    Presence,
    Reconciliation,
    RejectedPart,
    Run,
    Schedule,
    SettingsAttestation,
    Subscription,
    Telling,
)
from rostra.core import clock, profile
from rostra.people import actions as people
from rostra.people.models import Person, User
from rostra.people.queries.scim_shapes import CoveredPerson, Group
from rostra.people.states import Category, Role

NAMES_AN_ACCOUNT = re.compile(
    r"handle|account|ur[il]|link|profile|user_?name|screen|social|alias|identi|address|network|web|homepage|twitter|facebook|instagram"
)
OFFICIAL = "of an official account: the register's own"
FOUND = "of an account that may be the city's; deleted when it is declared personal (accounts.FoundDecision keeps nothing of it)"
REPORTED = "of an account that pretends to be the city's, as a resident reports it; emptied when the report is dismissed as somebody's own"
ASKED = "a resident's own, to ask or report about an account of the city; deleted with the question, or after the city's term"
TO_REGISTER = "points to the register of official accounts"
SIGNS_IN = "how somebody signs in to Rostra: at the city's own identity provider, or by e-mail"
PUBLIC_SAID = "who said what the archive holds: an official account, or the public in reply to one"
SERVER = "a server or network, of no person"
BY = "who did it, by the reference or name they have here"
WORDS_OF_OFFICE = "a text about the office or the account of the city, by staff who answer for it with their name"
LIST_COLUMN = "the heading of a column in a list of whom an official account blocks"
CODE = "one of a few words of ours, a digest, or a key"
ROSTER = "who somebody is in the city's service: from the personnel office"
OWN_ANSWER = "what somebody says about a text of the city"
IN_A_CASE = "what is said in a case of the city; emptied where counsel finds that it is about an account of somebody's own"
FORWARDED = "the owner's own forwarded item: the one exception. Words they chose to hand over; no field for an account"

COLUMNS = {  # whose names look like it
    "accounts.Account": {"network": OFFICIAL, "identity": OFFICIAL, "handle": OFFICIAL, "url": OFFICIAL},
    "accounts.Handle": {"account": TO_REGISTER, "handle": OFFICIAL},
    "accounts.Found": {"network": FOUND, "address": FOUND},
    "accounts.Impersonation": {"network": REPORTED, "address": REPORTED, "evidence": REPORTED},
    "accounts.AccountRequest": {"network": OFFICIAL, "handle": OFFICIAL, "account": TO_REGISTER},
    **{f"accounts.{name}": {"account": TO_REGISTER} for name in ("Custody", "Provision", "Attestation", "Manifest", "FoundDecision")},
    "moderation.Inquiry": {"network": ASKED, "handle": ASKED, "identity": ASKED},
    "moderation.BlockReport": {"account": TO_REGISTER, "handle": ASKED},
    "moderation.ReportDraft": {"network": ASKED, "handle": ASKED},
    "archive.Classification": {
        "uri": "the address of a record that is withheld",
        "url": "the same, where it stands on its network",
        "author_handle": "who said it, as the record names them: no link of others leads there",
    },
    "archive.SaidParty": {"account": TO_REGISTER},
    "archive.Subject": {"alias": "the name of an account of the register in the log"},
    "archive.Record": {"uri": PUBLIC_SAID, "account": TO_REGISTER, "author_handle": PUBLIC_SAID},
    **{
        f"capture.{name}": {"account": TO_REGISTER}
        for name in (
            "Schedule",
            "Subscription",
            "Presence",
            "Run",
            "Coverage",
            "Gap",
            "Inactivity",
            "ImportShare",
            "ListExport",
            "SettingsAttestation",
            "Reconciliation",
            "Connection",
            "Telling",
            "RejectedPart",
        )
    },
    "capture.ReceivedCall": {"network": SERVER, "account": TO_REGISTER},
    **{f"moderation.{name}": {"account": TO_REGISTER} for name in ("BlockException", "Restriction")},
    "capture.StreamSource": {"network": SERVER, "address": SERVER, "accounts": TO_REGISTER},
    "capture.ConsentApp": {"network": SERVER},
    **{f"moderation.{name}": {"account": TO_REGISTER} for name in ("BlockException", "FilterTerm", "ModerationAct", "Restriction")},
    "cases.Case": {"account": TO_REGISTER, "said_account": TO_REGISTER, "screened": "a day"},
    "search.Document": {"account": TO_REGISTER},
    "retention.HeldThing": {"account": TO_REGISTER},
    "core.MutedAddress": {"address": "an e-mail address to which nothing is sent"},
    "people.Appointment": {"on_official_accounts": "yes or no"},
    "people.Provision": {"user_name": SIGNS_IN},
    "people.Invitation": {"link": "SHA-256 of a link that lets in"},
    "account.EmailConfirmation": {"email_address": SIGNS_IN},
    "socialaccount.SocialToken": {"account": SIGNS_IN},
    **{
        f"axes.{name}": {"username": SIGNS_IN, "ip_address": "of who tried to sign in"}
        for name in ("AccessAttempt", "AccessFailureLog", "AccessLog")
    },
}
TEXTS = {  # every column with words, of each table that tells of a person
    "people.Person": {"slug": ROSTER, "name": ROSTER, "email": ROSTER, "number": ROSTER},
    "people.Appointment": {"source": CODE},
    "people.User": {"password": CODE, "email": SIGNS_IN},
    "people.RoleGrant": {"role": CODE},
    "people.Provision": dict.fromkeys(("user_name", "external_id"), SIGNS_IN)
    | dict.fromkeys(("display_name", "formatted", "given", "family", "title", "department", "user_type"), ROSTER),
    "people.Invitation": {"link": CODE, "code": CODE},
    "people.View": {"function": CODE, "subject": CODE, "purpose": "what somebody of the staff looked for, as they say"},
    "account.EmailAddress": {"email": SIGNS_IN},
    "mfa.Authenticator": {"type": CODE, "data": "a second factor's public key or sealed secret"},
    "socialaccount.SocialAccount": {
        "provider": SIGNS_IN,
        "uid": SIGNS_IN,
        "extra_data": "always empty: what the provider tells of the person is not kept",
    },
    "usersessions.UserSession": {"session_key": CODE, "user_agent": "the browser", "data": CODE},
    "policy.Comment": {
        "key": CODE,
        "about": "a clause of the city's text",
        "answered_by": BY,
        "answer": WORDS_OF_OFFICE,
        "text": OWN_ANSWER,
    },
    "policy.Recipient": {"answer": CODE},
    "policy.Acknowledgement": dict.fromkeys(("version_digest", "text_digest", "answer", "route"), CODE)
    | {"reason": OWN_ANSWER, "by": BY, "scan": "where a signed sheet lies"},
    "policy.Completion": {"evidence": "where the list of who took part lies", "by": BY},
    "accounts.Account": dict.fromkeys(("slug", "network", "identity", "handle", "name", "url", "state"), OFFICIAL)
    | {"purpose": WORDS_OF_OFFICE, "look_alike_reason": WORDS_OF_OFFICE},
    "accounts.Custody": {"part": CODE},
    "accounts.Provision": {"escrow": "where credentials lie sealed", "notice": WORDS_OF_OFFICE},
    "accounts.AccountRequest": dict.fromkeys(("network", "handle", "name"), OFFICIAL)
    | dict.fromkeys(("justification", "audience", "terms"), WORDS_OF_OFFICE)
    | {"state": CODE, "by_ref": BY, "by_name": BY, "decided_by": BY},
    "accounts.Authority": dict.fromkeys(("topic", "instrument", "section", "evidence"), WORDS_OF_OFFICE) | {"basis": CODE, "by_ref": BY},
    "cases.Case": dict.fromkeys(
        ("number", "channel", "language", "answer_in", "state", "outcome", "arbitration", "track", "kind", "key", "measure"), CODE
    )
    | {"clause": "of a text of the city", "complainant": IN_A_CASE, "contact": IN_A_CASE, "capacity": CODE},
    "cases.Participant": {"part": CODE, "reason": IN_A_CASE, "added_by": BY, "ended_by": BY},
    "archive.Forwarded": {"text": FORWARDED, "business": CODE, "evidence": CODE, "digest": CODE},
}
NOT_OF_PERSONS = {  # columns with words, in tables that tell of nobody, that staff fill
    "people.Unit": {"name": "of a department", "slug": "of a department"},
    "people.ScimToken": {"name": "of an identity provider"},
    "policy.Document": {"title": "of a text of the city", "slug": "of a text of the city"},
    "cases.Entry": {"text": IN_A_CASE},
    "archive.Breach": {"happened": "what happened to data that are not public, in the words of staff"},
    "core.Event": {"subject": "the thing that was changed: one of those above, by its name in addresses"},
}
FIELDS = {  # of forms, whose names look like it
    "AddressForm": {"network": OFFICIAL, "address": OFFICIAL, "identity": OFFICIAL},
    "AccountForm": {"network": OFFICIAL, "handle": OFFICIAL, "identity": OFFICIAL, "url": OFFICIAL},
    "RequestForm": {"network": OFFICIAL, "handle": OFFICIAL},
    "FoundForm": {"network": FOUND, "address": FOUND},
    "FilterForm": {"account": TO_REGISTER},
    "InquiryForm": {"network": ASKED, "handle": ASKED},
    "BlockReportForm": {"account": TO_REGISTER, "handle": ASKED},
    "CaseReportForm": {"account": TO_REGISTER, "link": IN_A_CASE},
    **{name: {"network": "narrows a list of what is held"} for name in ("CoverageForm", "GapForm", "NarrowForm", "RegisterForm")},
    **{name: {"account": TO_REGISTER} for name in ("FilterForm", "FilterWordForm", "FindForm", "EmergencyForm")},
    **{name: {"account": TO_REGISTER} for name in ("EnterForm", "TriageForm", "PlaceForm", "ThingsForm")},
    "WordForm": {"screened": "a day"},
    "NoticeForm": {"address": "an e-mail address to which a notice goes: it stands on the message, and nowhere else"},
    "ImpersonationForm": {"network": REPORTED, "address": REPORTED, "evidence": REPORTED},
    "ExportForm": {"identity": LIST_COLUMN, "handle": LIST_COLUMN},
    **{name: {"on_official_accounts": "yes or no"} for name in ("AppointForm", "NewcomerForm")},
}
# fmt: off
HEADINGS = {  # of files that are read
    "RosterColumns": {"number", "name", "given", "family", "email", "unit", "title", "category", "begins", "ends", "supervisor",
        "on_official_accounts"},
    "InventoryColumns": {"network", "address", "identity", "name", "unit", "custodian", "purpose"},  # official, found
}
# fmt: on
PROVISIONED = {  # every attribute that an identity provider can bring
    "schemas",
    "id",
    "external_id",
    "meta",
    "user_name",
    "name.formatted",
    "name.family_name",
    "name.given_name",
    "display_name",
    "title",
    "user_type",
    "active",
    "emails.value",
    "emails.type",
    "emails.primary",
    "EnterpriseUser.employee_number",
    "EnterpriseUser.department",
    "EnterpriseUser.manager.value",
    "EnterpriseUser.manager.display_name",
    "EnterpriseUser.schemas",
}  # fmt: skip
IN_ADDRESSES = {  # every variable of every address: a number, or a name that we gave
    "slug", "name", "number", "since", "month",
    "ordinal", "place", "path", "key", "token", "code", "origin_hash", "provider_id", "organization_slug",
    "pk", "reference", "revision", "network",
}  # fmt: skip
NOT_ALLOWED = 405
MARK = "own-account-of-somebody"


def every_column() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObjectRel) and (getattr(field, "column", None) or field.many_to_many):
                yield model, field


def tells_of_a_person(model: type[models.Model]) -> bool:
    return model is Person or any(of is model and field.related_model in (Person, User) for of, field in every_column())


def holds_words(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def listed(wanted: Callable[[type[models.Model], Any], bool]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for model, field in every_column():
        if wanted(model, field):
            found.setdefault(model._meta.label, set()).add(field.name)
    return found


def names_of(told: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    return {name: set(reasons) for name, reasons in told.items()}


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(rostra.__path__, "rostra."):
        if not any(part in found.name for part in (".migrations", ".demo", "__main__", ".wsgi", ".platforms.testing")):
            yield importlib.import_module(found.name)


def every_form() -> set[type[forms.BaseForm]]:
    classes = (each for module in modules() for each in vars(module).values() if inspect.isclass(each))
    return {each for each in classes if issubclass(each, forms.BaseForm) and each.__module__.startswith("rostra.")}


def every_address(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


# tables


def test_every_column_that_could_name_an_account_is_listed_with_its_reason() -> None:
    assert listed(lambda _, field: bool(NAMES_AN_ACCOUNT.search(field.name)) or isinstance(field, models.URLField)) == names_of(COLUMNS)


def test_every_text_about_a_person_is_listed_with_its_reason() -> None:
    assert listed(lambda model, field: holds_words(field) and tells_of_a_person(model)) == names_of(TEXTS)


def test_the_walk_would_see_a_new_column() -> None:
    """The tests above compare all that is found: prove that the search itself finds."""
    assert [name for name in ("twitter_handle", "profile_url", "bluesky_username", "homepage") if not NAMES_AN_ACCOUNT.search(name)] == []
    assert tells_of_a_person(Person)
    assert tells_of_a_person(Forwarded)
    assert not tells_of_a_person(Record)


# forms, files, provisioning, addresses


def test_every_field_of_a_form_that_could_name_an_account_is_listed() -> None:
    found: dict[str, set[str]] = {}
    for form in every_form():
        for name, field in getattr(form, "base_fields", {}).items():
            if NAMES_AN_ACCOUNT.search(name) or isinstance(field, forms.URLField):
                found.setdefault(form.__name__, set()).add(name)
    assert found == names_of(FIELDS)


def test_the_form_of_the_exception_asks_for_no_account() -> None:
    form = next(form for form in every_form() if form.__name__ == "ForwardForm")
    assert set(getattr(form, "base_fields", {})) == {"business", "written", "text", "files"}


def test_the_files_that_are_read_have_no_heading_for_it() -> None:
    kinds = {name: kind for name, kind in vars(profile).items() if name.endswith("Columns")}
    assert {name: set(kind.model_fields) for name, kind in kinds.items()} == HEADINGS


def attributes(kind: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in kind.model_fields.items():
        inner = next((each for each in _kinds(field.annotation) if before.count(".") < 2 and each.__module__.startswith("rostra.")), None)
        yield from attributes(inner, f"{before}{name}.") if inner else [f"{before}{name}"]


def _kinds(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _kinds(each)


def test_an_identity_provider_cannot_bring_it() -> None:
    """What it sends beyond these is dropped unread; tests/people tries every attribute of the standard against every table."""
    assert set(attributes(CoveredPerson)) == PROVISIONED
    assert set(attributes(Group)) <= PROVISIONED


def test_no_address_takes_an_account_by_its_name() -> None:
    variables = {name for path, _ in every_address() for name in re.findall(r"<(?:\w+:)?(\w+)>", path)}
    assert {name for name in variables if not name.endswith("_id")} <= IN_ADDRESSES


def fitting(field: forms.Field) -> Any:
    """Something that a field takes: the mark wherever words are taken."""
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first() if field.queryset is not None else None
        return first.pk if first else ""
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _ in field.choices if value), "")
    if isinstance(field, forms.DateField | forms.IntegerField | forms.BooleanField | forms.EmailField | forms.FileField):
        told = {forms.DateField: "2026-01-05", forms.IntegerField: "1", forms.BooleanField: "on", forms.EmailField: f"{MARK}@example.org"}
        return next((value for kind, value in told.items() if isinstance(field, kind)), "")
    return f"https://{MARK}.example" if isinstance(field, forms.URLField) else MARK


def everything_that_can_be_sent() -> Iterator[tuple[str, dict[str, Any]]]:
    """For each form its app, and what fits it; and what no form asks for."""
    more = dict.fromkeys(("personal_handle", "twitter", "profile_url", "screen_name", "website", "x", "links", "ims", "photos"), MARK)
    for form in sorted(every_form(), key=lambda each: (each.__module__, each.__name__)):
        if fields := getattr(form, "base_fields", {}):
            yield form.__module__.split(".")[1], more | {name: fitting(field) for name, field in fields.items()}


@pytest.mark.django_db
def test_no_address_keeps_what_it_is_sent_in_a_place_that_is_not_listed(data_directory: Path) -> None:
    """Every address gets, from somebody who may do almost everything, the mark of a personal account in all that any form asks for."""
    rolls.user("first-administrator", Role.ADMINISTRATOR)
    user = rolls.user("pat-sample", Role.ADMINISTRATOR, Role.SOCIAL_MEDIA_OFFICER, Role.CLERK, Role.CITY_ATTORNEY)
    seat = people.add_position("officer", "Officer", rolls.unit(), Category.STAFF, actor=rolls.OPERATOR)
    people.appoint(user.person, seat, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    make_keys()
    sent = list(everything_that_can_be_sent())
    for path, pattern in every_address():
        if path.startswith(("desk/", "acknowledge")) and not path.startswith(("desk/auth", "desk/sign")) and "<" not in path:
            client = Client(raise_request_exception=False)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # again: opening a kiosk signs out
            takes_in = client.post(f"/{path}", {}).status_code != NOT_ALLOWED
            of = {pattern.callback.__module__.split(".")[1], "accounts" if path.startswith("desk/accounts") else ""}
            for values in [values for app, values in sent if takes_in and app in of]:
                client.post(f"/{path}", values)
    found = holders_of_the_mark()
    assert ("archive.Forwarded", "text") in found  # so it was tried
    listed_here = {(label, name) for told in (COLUMNS, TEXTS, NOT_OF_PERSONS) for label, reasons in told.items() for name in reasons}
    assert found <= listed_here


def holders_of_the_mark() -> set[tuple[str, str]]:
    """Every column that holds the mark now, sessions and traces of attempts to sign in apart."""
    found = set()
    for model, field in every_column():
        if holds_words(field) and model.objects.filter(**{f"{field.name}__icontains": MARK}).exists():  # type: ignore[attr-defined]
            found.add((model._meta.label, field.name))
    return found


# capture


POINTING = (
    Schedule,
    Subscription,
    Presence,
    Run,
    Coverage,
    Gap,
    Inactivity,
    ImportShare,
    ListExport,
    SettingsAttestation,
    Reconciliation,
    Connection,
    Telling,
    Record,
    RejectedPart,
)


@pytest.mark.parametrize("model", POINTING, ids=lambda model: model.__name__)
@pytest.mark.django_db
def test_the_database_lets_capture_point_at_the_register_alone(model: type[models.Model]) -> None:
    """The column is a foreign key to the register, and cannot be empty."""
    table, register = model._meta.db_table, Account._meta.db_table
    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, table)
        nullable = {column.name: column.null_ok for column in connection.introspection.get_table_description(cursor, table)}
    assert relations["account_id"][:2] == ("id", register)
    assert not nullable["account_id"]


def test_capture_has_no_other_table_that_could_point_anywhere() -> None:
    tables = set(apps.get_app_config("capture").get_models())
    others = {model.__name__ for model in tables - set(POINTING)}
    # a server; a file; a picture; how a server knows us; a call, of an account of the register or of nobody yet
    assert others == {"StreamSource", "Import", "AttestedFile", "ConsentApp", "ReceivedCall"}
    assert listed(lambda model, field: model in tables and field.related_model is Account) == {
        model._meta.label: {"account"} for model in POINTING if model in tables
    } | {"capture.StreamSource": {"accounts"}, "capture.ReceivedCall": {"account"}}


@pytest.mark.django_db
def test_the_database_refuses_a_schedule_for_what_is_in_no_register() -> None:
    make_account()
    for account in (None, 10_000_000):
        with pytest.raises(DatabaseError):
            _schedule(account)
    assert not Schedule.objects.exists()


def _schedule(account: int | None) -> None:
    with transaction.atomic():
        Schedule.objects.create(account_id=account, work="poll", due=clock.now())
        connection.check_constraints()
