"""The desk's pages of holds, as each role gets them."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import records, rolls
from tests.retention.conftest import Office

from rostra.archive.models import Record
from rostra.core.actor import system
from rostra.people.states import Role
from rostra.retention.actions.matters import hold_matter, release_matter
from rostra.retention.models import Hold
from rostra.retention.rules.holding import Things
from rostra.retention.urls import urlpatterns

pytestmark = pytest.mark.django_db
KEEPER = system("disputes")


def there(office: Office, role: Role) -> Client:
    """A browser of somebody in this role."""
    return rolls.signed_in(office.user(role))


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_every_address_checks_a_rule() -> None:
    assert [pattern.name for pattern in urlpatterns if not hasattr(pattern.callback, "rule")] == []


@pytest.mark.parametrize("role", Role)
def test_who_gets_the_list(office: Office, record: Record, role: Role) -> None:
    office.hold(record)
    sees = role in {Role.CLERK, Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR}
    for path in ("/desk/holds", "/desk/holds.csv", "/desk/holds.json", f"/desk/hold/{Hold.objects.get().pk}"):
        assert ("Flood of 2026" in text(there(office, role), path, 200 if sees else 403)) is sees
    assert ('href="/desk/holds"' in text(there(office, role), "/desk/")) is sees


def test_nobody_who_did_not_sign_in_gets_anything(office: Office, record: Record, client: Client) -> None:
    hold = office.hold(record)
    for path in ("/desk/holds", "/desk/holds.csv", "/desk/holds.json", f"/desk/hold/{hold.pk}", "/desk/holds/place"):
        assert client.get(path).status_code == 302


def test_a_hold_is_placed_extended_and_released_by_the_pages(office: Office, record: Record) -> None:
    other = records.make_record(text="Another one.")
    clerk, counsel = there(office, Role.CLERK), there(office, Role.CITY_ATTORNEY)
    told = {
        "matter": "Flood <b>2026</b>",
        "reason": "A claim.",
        "records": f"{record.pk}\nhttps://here.example/record/{other.pk}/v/1\n",
        "account": "",
    }
    assert clerk.post("/desk/holds/place", told).status_code == 302
    hold = Hold.objects.get()
    assert {thing.record_id for thing in hold.things.all()} == {record.pk, other.pk}
    page = text(clerk, f"/desk/hold/{hold.pk}")
    assert "Flood &lt;b&gt;2026&lt;/b&gt;" in page
    assert f"/record/{record.pk}" in page
    assert "Release it: Only city attorney may do this." in page
    assert clerk.post(f"/desk/hold/{hold.pk}/extend", {"records": "", "account": record.account.slug}).status_code == 302
    assert "The whole account" in text(clerk, f"/desk/hold/{hold.pk}")
    assert clerk.post(f"/desk/hold/{hold.pk}/step/release", {"reason": "Over."}).status_code == 403
    assert clerk.post(f"/desk/hold/{hold.pk}/step/request-release", {"reason": "Over?"}).status_code == 302
    assert "Release it, or keep it." in text(counsel, "/desk/")
    assert counsel.post(f"/desk/hold/{hold.pk}/step/release", {"reason": ""}).status_code == 422
    assert counsel.post(f"/desk/hold/{hold.pk}/step/release", {"reason": "It is settled."}).status_code == 302
    assert "It is settled." in text(there(office, Role.AUDITOR), f"/desk/hold/{hold.pk}")
    assert counsel.post(f"/desk/hold/{hold.pk}/extend", {"records": str(record.pk), "account": ""}).status_code == 409
    assert counsel.get(f"/desk/hold/{hold.pk}/step/vanish").status_code == 404
    assert counsel.get("/desk/hold/9999").status_code == 404


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "It would cover nothing"),
        ("77", "no such record: 77"),
        ("<script>", "no such record: &lt;script&gt;"),
        ("1\n" * 201, "at most 200"),
    ],
)
def test_what_cannot_be_held_is_said_before_anything_is_kept(office: Office, record: Record, lines: str, says: str) -> None:
    told = {"matter": "Flood", "reason": "A claim.", "records": lines, "account": ""}
    answer = there(office, Role.CLERK).post("/desk/holds/place", told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Hold.objects.exists()


def test_the_tables_say_what_the_page_says(office: Office, record: Record) -> None:
    hold = office.hold(record, accounts=(record.account,), matter="=1+1")
    hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    clerk = there(office, Role.CLERK)
    rows = clerk.get("/desk/holds.json").json()["holds"]
    by_hand = next(row for row in rows if row["number"] == hold.pk)
    assert (by_hand["matter"], by_hand["records"], by_hand["accounts"], by_hand["by_itself"]) == ("=1+1", 1, 1, False)
    kept = next(row for row in rows if row["by_itself"])
    assert (kept["matter"], kept["records"], kept["accounts"], kept["state"]) == (None, None, None, "active")
    lines = list(csv.DictReader(io.StringIO(text(clerk, "/desk/holds.csv"))))
    assert {line["matter"] for line in lines} == {"'=1+1", ""}
    release_matter("dispute:7", reason="Over.", actor=KEEPER)
    assert len(clerk.get("/desk/holds.json?state=released").json()["holds"]) == 1
    assert len(clerk.get("/desk/holds.json?state=standing").json()["holds"]) == 1
    assert clerk.get("/desk/holds.json?state=release-requested").json()["holds"] == []


def test_of_a_matter_of_which_nobody_tells_nothing_is_told(office: Office, record: Record) -> None:
    hold_matter("dispute:7", Things([record]), reason="Evidence in a dispute.", actor=KEEPER)
    for role in (Role.CLERK, Role.CITY_ATTORNEY, Role.AUDITOR):
        for path in ("/desk/holds", f"/desk/hold/{Hold.objects.get().pk}"):
            page = text(there(office, role), path)
            assert "dispute" not in page
            assert str(record.pk) not in page
            assert "matter" in page


def test_a_record_says_nothing_of_a_hold(office: Office, record: Record, client: Client) -> None:
    """Not on its page, nor in its data: byte for byte the same."""
    records.publish_log()
    paths = (f"/record/{record.pk}", f"/record/{record.pk}/v/1", f"/api/v1/records/{record.pk}")
    before = [client.get(path).content for path in paths]
    hold_matter("dispute:7", Things([record]), reason="Evidence.", actor=KEEPER)
    office.hold(record)
    assert [client.get(path).content for path in paths] == before


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_for_one_as_for_three(
    office: Office, record: Record, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = there(office, Role.CLERK)
    several = [records.make_record(text=f"Post {number}") for number in range(count)]
    for number in range(count):
        hold = office.hold(*several, matter=f"Flood {number}")
        hold_matter(f"dispute:{number}", Things(several), reason="Evidence.", actor=KEEPER)
    with django_assert_num_queries(7):
        clerk.get("/desk/holds")
    with django_assert_num_queries(6):
        clerk.get("/desk/holds.json")
    with django_assert_num_queries(7):
        clerk.get(f"/desk/hold/{hold.pk}")
