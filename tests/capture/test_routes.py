"""Two routes that tell of one edit in different words are a finding; two that agree, or tell of two edits, are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.archive.items import item, source
from tests.capture.conftest import OPERATOR, Register

from rostra.accounts.models import Account
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.models import Record
from rostra.capture.rules import routes
from rostra.capture.rules.routes import disagreements, route_findings
from rostra.platforms.base import Evidence, Method

LIVE = (Method.POLL, Evidence.PLATFORM_API)
SIGNED = (Method.STREAM, Evidence.AUTHOR_SIGNED)
EXPORT = (Method.IMPORT, Evidence.OWNER_EXPORT)
PICTURE = (Method.IMPORT, Evidence.BROWSER_CAPTURE)

Route = tuple[Method, Evidence]


@pytest.fixture
def city(register: Register) -> Account:
    made = register("city")
    Account.objects.filter(pk=made.pk).update(identity="did:plc:mayor")
    made.refresh_from_db()
    return made


def tell(account: Account, *told: tuple[str, str, Route], number: int = 1) -> None:
    """Take in texts with their revision, each by a route, one after the other."""
    for text, revision, (method, evidence) in told:
        event = replace(item(text, number, revision=revision, evidence=evidence), source=source(method))
        take_in([Captured(event)], accounts={account.identity: account}, actor=OPERATOR)


@pytest.mark.database
@pytest.mark.parametrize("live", [LIVE, SIGNED])
@pytest.mark.parametrize("exported_first", [True, False])
@pytest.mark.parametrize("revision", ["r1", ""])
def test_an_export_that_says_otherwise_is_a_finding(city: Account, live: Route, exported_first: bool, revision: str) -> None:
    told = [("We were right", revision, EXPORT), ("We were wrong", revision, live)]
    tell(city, *(told if exported_first else told[::-1]))
    export, network = (1, 2) if exported_first else (2, 1)
    (found,) = route_findings()
    record = Record.objects.get()
    says = "the author's signed record" if live == SIGNED else "the network's interface"
    of = ", both of revision r1" if revision else ""
    assert found.text == (
        f"Record {record.pk} reads otherwise by two routes: version {export} by the owner's export (import), "
        f"version {network} by {says} ({live[0].value}){of}."
    )
    assert (found.id, found.subject) == ("capture.W015", "account:city")


@pytest.mark.database
@pytest.mark.parametrize(
    "told",
    [
        [("Same", "r1", LIVE), ("Same", "r1", EXPORT)],
        [("Same", "r1", EXPORT), ("Same", "r1", LIVE)],
        [("Old", "r1", EXPORT), ("New", "r2", LIVE)],
        [("Old", "r1", LIVE), ("New", "r2", EXPORT)],
        [("Old", "", EXPORT), ("Old", "", LIVE), ("New", "", LIVE)],
        [("Old", "", LIVE), ("New", "", LIVE), ("Old", "", EXPORT)],
        [("One", "r1", EXPORT), ("Other", "r1", EXPORT)],
        [("One", "r1", LIVE), ("Other", "r1", LIVE)],
        [("Shown", "r1", PICTURE), ("Said", "r1", LIVE)],
        [("Alone", "r1", EXPORT)],
    ],
)
def test_what_agrees_or_tells_of_another_edit_is_none(city: Account, told: list[tuple[str, str, Route]]) -> None:
    tell(city, *told)
    assert list(route_findings()) == []


@pytest.mark.database
def test_it_costs_one_query_and_names_the_newest(city: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST", 2)
    for number in range(1, 5):
        tell(city, (f"Said {number}", "r1", LIVE), (f"Handed over {number}", "r1", EXPORT), number=number)
    with CaptureQueriesContext(connection) as asked:
        found = [each.text for each in route_findings()]
    assert len(asked) == 1
    newest = list(Record.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    assert [text.split()[1] for text in found[:2]] == [str(pk) for pk in newest]
    assert found[2] == "More than 2 records read otherwise by two routes; the newest are named above."
    assert len(disagreements(10)) == 4
