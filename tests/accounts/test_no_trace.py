"""Personal accounts have no place: no table can hold one, none can be captured, and one that was found leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey
from django.urls import reverse
from tests import rolls
from tests.desk.conftest import build_staff

from rostra.accounts import actions
from rostra.accounts.models import Account, Found
from rostra.accounts.rules import NewReport
from rostra.accounts.states.impersonation import Ground
from rostra.capture.models import Schedule, Subscription
from rostra.core.actor import PUBLIC
from rostra.people.models import Person, Unit
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
WRITTEN = "jo_example_4712"
ADDRESS = re.compile(r"handle|url|address|identity|network|profile")
ALLOWED = {  # the register itself, a request for an official account; what waits to be decided about, and what is reported: then emptied
    "accounts.Account", "accounts.Handle", "accounts.AccountRequest", "accounts.Found", "accounts.Impersonation",
}  # fmt: skip


def everything_stored() -> str:
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(bytes(v)) if isinstance(v, memoryview | bytes) else str(v) for row in cursor.fetchall() for v in row]
    return "\n".join(found)


def test_of_an_account_that_is_declared_personal_no_table_holds_a_word() -> None:
    rolls.officer()
    boss = build_staff().client("communications")
    boss.post(reverse("accounts:found"), {"network": "x", "address": "https://x.com/jo_example_77", "unit": Unit.objects.all()[0].pk})
    assert "jo_example_77" in everything_stored()
    boss.get(reverse("accounts:found-take", args=[Found.objects.get().pk, "adopt"]))
    boss.post(reverse("accounts:found-personal", args=[Found.objects.get().pk]))
    assert "jo_example_77" not in everything_stored()
    assert "declared-personal" in everything_stored()


def on_disk() -> bytes:
    """Every byte of the database's files."""
    name = Path(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


def _declared_personal() -> None:
    actions.declare_personal(actions.note_found("x", WRITTEN, rolls.unit(), actor=rolls.OPERATOR), actor=rolls.OPERATOR)


def _dismissed() -> None:
    actor = rolls.user("officer", Role.SOCIAL_MEDIA_OFFICER).as_actor()
    report = actions.report_impersonation(NewReport("x", WRITTEN, "It says that it is the mayor."), actor=PUBLIC)
    actions.dismiss_report(report, next(iter(Ground)), actor=actor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the server's own files are not ours to read")
@pytest.mark.parametrize("decide", [_declared_personal, _dismissed])
def test_what_is_not_kept_stands_in_no_file_of_the_database(decide: Callable[[], None]) -> None:
    noted = actions.note_found("x", "still_waiting_4711", rolls.unit("pools", "Pools"), actor=rolls.OPERATOR)
    decide()
    assert WRITTEN.encode() not in on_disk()
    assert noted.address.encode() in on_disk()


def test_no_table_of_people_or_of_the_register_can_hold_a_personal_account() -> None:
    fields = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model._meta.app_label in {"people", "accounts"}
        for field in model._meta.get_fields()
        if isinstance(field, Field) and not isinstance(field, ForeignKey) and ADDRESS.search(field.name)
    ]
    assert {label for label, _ in fields} <= ALLOWED
    assert not [field.name for field in Person._meta.get_fields() if ADDRESS.search(field.name)]


def test_capture_points_at_accounts_of_the_register_alone() -> None:
    for model in (Schedule, Subscription):
        assert model._meta.get_field("account").related_model is Account
    noted = actions.note_found("x", "pools_example", rolls.unit(), actor=rolls.OPERATOR)
    with pytest.raises(ValueError, match="must be a"):
        Schedule(account=noted, work="poll")
