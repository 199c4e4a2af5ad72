"""The roster's pages: who is let in, what they show, what they change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from tests import rolls
from tests.conftest import Turn
from tests.desk.conftest import Staff
from tests.people.test_roster import SOURCE, as_csv, in_office, person, take_in

from rostra.core.actor import system
from rostra.core.dates import in_words
from rostra.people import actions
from rostra.people.models import Appointment, Invitation, Person, RosterImport, ScimToken, View
from rostra.people.queries.provisions import Told
from rostra.people.states import Role
from rostra.people.urls import urlpatterns

pytestmark = pytest.mark.django_db
SEE = {"administrator", "communications", "records", "auditor"}
CHANGE = {"administrator", "communications"}
LET_IN = {"administrator"}
COUNSEL: set[str] = set()  # none of the desk's usual users: see the attorney's own test
INVITE = {"communications"}
PAGES = {
    "roster": (SEE, "get"), "person": (SEE, "get"), "add": (CHANGE, "get"), "appoint": (CHANGE, "get"), "end": (CHANGE, "get"),
    "invite": (INVITE, "get"), "invitation-end": (INVITE, "post"),
    "import": (CHANGE, "get"), "difference": (CHANGE, "get"), "again": (CHANGE, "post"), "drop": (CHANGE, "post"),
    "providers": (SEE, "get"), "token": (LET_IN, "get"), "token-end": (LET_IN, "post"), "leaving": (CHANGE, "get"),
    "units": (SEE, "get"), "unit": (SEE, "get"), "unit-add": (CHANGE, "get"), "unit-change": (CHANGE, "get"), "position": (SEE, "get"),
    "address": (SEE, "get"), "attributes": ({"auditor"}, "get"), "head": (CHANGE, "post"),
    "attribute": (COUNSEL, "get"), "attribute-end": (COUNSEL, "get"),
}  # fmt: skip

FOR_A_PURPOSE = {"address", "attributes"}  # asked what for before anything is shown


@pytest.fixture(autouse=True)
def _profile(settings: Any) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})


@pytest.fixture
def officer(staff: Staff) -> Client:
    return staff.client("communications")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(name: str) -> str:
    found = Appointment.objects.first() or rolls.officer().appointments.get()
    imported = RosterImport.objects.first() or take_in([person(1)])
    whose, which = [found.person.slug], [imported.pk]
    arguments: dict[str, list[object]] = {
        "person": [*whose],
        "appoint": [*whose],
        "invite": [*whose],
        "invitation-end": [(Invitation.objects.first() or actions.issue_invitation(found.person, actor=rolls.OPERATOR).invitation).pk],
        "end": [found.pk],
        "difference": [*which],
        "again": [*which],
        "drop": [*which],
        "token-end": ["entra"],
        "unit": [found.position.unit.slug],
        "unit-change": [found.position.unit.slug],
        "position": [found.position.slug],
        "head": [found.position.slug],
        "address": [*whose],
        "attributes": [found.position.slug],
        "attribute": [found.position.slug],
        "attribute-end": [1],
    }
    return reverse(f"roster:{name}", args=arguments.get(name, []))


def test_every_address_is_in_the_table_and_checks_a_rule() -> None:
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert set(named) == set(PAGES)
    assert [name for name, pattern in named.items() if not hasattr(pattern.callback, "rule")] == []


@pytest.mark.parametrize("name", PAGES)
def test_right_role_wrong_role_and_stranger(name: str, staff: Staff, turn: Turn) -> None:
    allowed, method = PAGES[name]
    url = address(name)
    for who in ("administrator", "communications", "records", "auditor", "nobody", "stranger"):
        with turn(who):
            answer = getattr(staff.client(who), method)(url)
            onward = method == "post" or name in FOR_A_PURPOSE
            assert answer.status_code == (302 if who == "stranger" or (onward and who in allowed) else 200 if who in allowed else 403)


@pytest.mark.parametrize(
    ("name", "count"),
    [("roster", 7), ("person", 10), ("import", 5), ("difference", 5), ("providers", 9), ("units", 6), ("unit", 9), ("position", 8)],
)
def test_three_rows_take_as_many_queries_as_one(
    name: str, count: int, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    take_in([person(1)])
    url = address(name)
    with django_assert_num_queries(count):
        assert officer.get(url).status_code == 200
    take_in([person(n) for n in range(1, 5)])
    with django_assert_num_queries(count):
        assert officer.get(url).status_code == 200


def test_the_roster_is_narrowed_by_words_unit_and_category(officer: Client) -> None:
    take_in([person(n) for n in range(70)])
    page = text(officer.get("/desk/roster"))
    assert "Page 1 of 3" in page
    assert "Person 69" not in page.split("<tbody>")[1]
    assert "Person 42" in text(officer.get("/desk/roster?q=person+42"))
    narrowed = text(officer.get("/desk/roster?q=officer&category=elected"))
    assert "Nobody on the roster fits" in narrowed
    assert "Page 3 of 3" in text(officer.get("/desk/roster?page=99"))


def test_a_volunteer_is_entered_by_hand_without_an_address(officer: Client) -> None:
    unit = rolls.unit()
    sent = {"name": "Val Sample", "unit": unit.pk, "title": "Gardener", "category": "volunteer", "begins": "2026-03-01"}
    refused = officer.post("/desk/roster/add", {**sent, "category": "wizard", "supervisor": "nobody"})
    assert refused.status_code == 422
    assert "Nobody here has this number" in text(refused)
    assert not Person.objects.filter(name="Val Sample").exists()
    answer = officer.post("/desk/roster/add", sent, follow=True)
    assert "Val Sample is on the roster" in text(answer)
    held = Appointment.objects.get(person__slug="val-sample")
    again = {"unit": unit.pk, "title": "gardener", "category": "volunteer", "begins": "2026-04-01", "supervisor": "val-sample"}
    assert officer.post("/desk/roster/person/val-sample/appoint", again).status_code == 302
    assert Appointment.objects.filter(position=held.position).count() == 2
    wrong = officer.post(f"/desk/roster/appointment/{held.pk}/end", {"ends": "2020-01-01"})
    assert wrong.status_code == 422
    assert "The last day is not before the first, March 1, 2026." in text(wrong)
    officer.post(f"/desk/roster/appointment/{held.pk}/end", {"ends": "2026-05-31"})
    held.refresh_from_db()
    assert str(held.ends) == "2026-05-31"


def test_a_last_day_before_the_first_is_told_at_its_field(officer: Client) -> None:
    sent = {"name": "Val Sample", "unit": rolls.unit().pk, "title": "Gardener", "category": "volunteer", "begins": "2026-03-02"}
    refused = text(officer.post("/desk/roster/add", {**sent, "ends": "2026-03-01"}))
    assert "Last day: The last day is not before the first, March 2, 2026." in refused
    assert "Constraint" not in refused
    assert not Person.objects.filter(name="Val Sample").exists()


def test_somebody_of_one_name_and_position_is_entered_twice_only_when_that_is_meant(officer: Client) -> None:
    sent = {"name": "Val Sample", "unit": rolls.unit().pk, "title": "Gardener", "category": "volunteer", "begins": "2026-03-01"}
    assert 'type="checkbox" name="another"' not in text(officer.get("/desk/roster/add"))
    assert officer.post("/desk/roster/add", sent).status_code == 302
    again = officer.post("/desk/roster/add", {**sent, "name": "val sample", "title": "gardener"})
    assert "There is one already: Val Sample · Gardener · Parks and Gardens · val-sample. Enter another one of that name?" in text(again)
    assert 'type="checkbox" name="another"' in text(again)
    assert Person.objects.filter(name__iexact="Val Sample").count() == 1
    assert officer.post("/desk/roster/add", {**sent, "another": "on"}).status_code == 302
    assert Person.objects.filter(name="Val Sample").count() == 2


def send(client: Client, people: list[dict[str, str]] | bytes) -> Any:
    content = people if isinstance(people, bytes) else as_csv(people)
    return client.post("/desk/roster/import", {"source": "hr", "file": SimpleUploadedFile("people.csv", content)}, follow=True)


def test_a_list_is_looked_at_and_then_applied(officer: Client) -> None:
    page = text(send(officer, [person(1), person(2, Name="<script>x</script>")]))
    assert "What the file would change" in page
    assert "&lt;script&gt;" in page
    assert not in_office()
    imported = RosterImport.objects.get()
    assert "The roster is changed as shown" in text(officer.post(f"/desk/roster/import/{imported.pk}", {"leaving": ""}, follow=True))
    assert len(in_office()) == 2
    assert "applied or dropped before" in text(officer.post(f"/desk/roster/import/{imported.pk}", {"leaving": ""}))


def test_whom_a_list_brought_says_so_in_their_history(officer: Client) -> None:
    first = take_in([person(1)])
    take_in([person(1), person(2, Name="Second Sample")])
    page = text(officer.get(f"/desk/roster/person/{Person.objects.get(number='1').slug}"))
    assert f"Came on to the roster by import {first.pk} of the list “hr” on {in_words(first.applied)}." in page
    assert "Nothing yet." not in page
    by_hand = text(officer.get(f"/desk/roster/person/{rolls.officer().slug}"))
    assert "Came on to the roster by import" not in by_hand


def test_a_head_chooses_among_their_own_units_alone(officer: Client) -> None:
    head, other = rolls.user("robin-head"), rolls.unit("elsewhere", "Elsewhere")
    position = rolls.officer("sam-below", within=rolls.unit()).appointments.get().position
    actions.appoint(head.person, position, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    actions.mark_head(position, heads=True, actor=rolls.OPERATOR)
    assert "Elsewhere" in text(officer.get("/desk/roster"))
    mine = text(rolls.signed_in(head).get("/desk/roster"))
    assert f'<option value="{position.unit.pk}">' in mine
    assert f'<option value="{other.pk}">' not in mine


def test_a_list_that_ends_too_many_asks_how_many(officer: Client) -> None:
    take_in([person(n) for n in range(100)])
    send(officer, [person(n) for n in range(50)])
    url = f"/desk/roster/import/{RosterImport.objects.latest('pk').pk}"
    assert "50 of 100 would leave, more than" in text(officer.get(url))
    refused = officer.post(url, {"leaving": ""})
    assert refused.status_code == 422
    assert "50 of 100 would leave" in text(refused)
    officer.post(url, {"leaving": "50"})
    assert len(in_office()) == 50


def test_a_list_is_read_again_where_the_roster_has_changed_since(officer: Client) -> None:
    send(officer, [person(1), person(2)])
    old = RosterImport.objects.get()
    take_in([person(1)])
    refused = text(officer.post(f"/desk/roster/import/{old.pk}", {"leaving": ""}))
    assert "The roster has changed since this difference was made." in refused
    assert "Change the roster as shown" not in refused
    answer = officer.post(f"/desk/roster/import/{old.pk}/again", follow=True)
    assert "The file was read again." in text(answer)
    made = RosterImport.objects.latest("pk")
    assert (made.pk != old.pk, made.difference["numbers"]["joining"]) == (True, 1)
    assert "The roster is changed as shown" in text(officer.post(f"/desk/roster/import/{made.pk}", {"leaving": ""}, follow=True))
    assert len(in_office()) == 2
    assert "applied or dropped before" in text(officer.post(f"/desk/roster/import/{old.pk}/again", follow=True))


def test_a_file_that_is_no_list_is_refused_on_the_page(officer: Client) -> None:
    answer = send(officer, b"PK\x03\x04 a workbook")
    assert answer.status_code == 422
    assert "CSV UTF-8 (Comma delimited)" in text(answer)
    latin = text(send(officer, b"Number,Name\n1,Jos\xe9\n"))
    assert "Line 2 holds a letter that is not stored in UTF-8" in latin
    assert "In Excel choose File, Save As" in latin
    assert "codec" not in latin
    assert not RosterImport.objects.exists()


def test_a_file_can_be_dropped(officer: Client) -> None:
    send(officer, [person(1)])
    url = f"/desk/roster/import/{RosterImport.objects.get().pk}"
    assert "The file was dropped" in text(officer.post(f"{url}/drop", follow=True))
    assert "dropped" in text(officer.get(url))
    assert "applied or dropped before" in text(officer.post(f"{url}/drop", follow=True))


def test_a_token_is_shown_once_and_ended_by_an_administrator(staff: Staff) -> None:
    administrator = staff.client("administrator")
    answer = administrator.post("/desk/roster/providers/token", {"name": "entra"})
    token = re.findall(r"rostra-scim-[\w-]{43}", text(answer))[0]
    assert "no-store" in answer["Cache-Control"]
    seen = text(administrator.get("/desk/roster/providers"))
    assert "never used" in seen
    assert token not in seen + str(dict(administrator.session)) + str(list(ScimToken.objects.values()))
    asked = Client(headers={"authorization": f"Bearer {token}"})
    assert asked.get("/scim/v2/Users").status_code == 200
    assert "last used" in text(administrator.get("/desk/roster/providers"))
    again = administrator.post("/desk/roster/providers/token", {"name": "entra"})
    assert (again.status_code, "there is a token" in text(again)) == (422, True)
    assert "Nobody is let in" in text(administrator.post("/desk/roster/providers/token/entra/end", follow=True))
    assert asked.get("/scim/v2/Users").status_code == 401
    assert "there is no token" in text(administrator.post("/desk/roster/providers/token/entra/end", follow=True))


def test_more_may_leave_when_somebody_says_so(officer: Client) -> None:
    assert "0 of 0 people whom providers look after left. 20 may." in text(officer.get("/desk/roster/providers"))
    assert officer.post("/desk/roster/providers/leaving", {"leaving": "-1"}).status_code == 422
    assert "312 may" in text(officer.post("/desk/roster/providers/leaving", {"leaving": "312"}, follow=True))


def test_tokens_and_leavers_take_as_many_queries_however_many(officer: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit, provider = rolls.unit(), system("scim")

    def leave(number: int) -> None:
        actions.make_token(f"token-{number}", actor=rolls.OPERATOR)
        told = Told(f"p{number}", f"Person {number}", department=unit.name)
        actions.change_provision(actions.provide(told, actor=provider), replace(told, active=False), actor=provider)

    for count in (1, 3):
        leave(count)
        if count == 3:
            leave(2)
        with django_assert_num_queries(9):
            assert text(officer.get("/desk/roster/providers")).count("never used") == count


def test_a_unit_is_entered_renamed_and_shown_as_it_was(officer: Client) -> None:
    assert officer.post("/desk/roster/units/add", {"name": "Parks", "kind": "wizard"}).status_code == 422
    assert "Parks is on the roster" in text(officer.post("/desk/roster/units/add", {"name": "Parks", "kind": "department"}, follow=True))
    sent = {"name": "Parks and Ponds", "since": "2026-02-01"}
    assert officer.post("/desk/roster/unit/parks/change", {**sent, "name": "Parks"}).status_code == 422
    shown = text(officer.post("/desk/roster/unit/parks/change", sent, follow=True))
    assert "<h1>Parks and Ponds</h1>" in shown
    assert "January 31, 2026" in shown
    assert "Parks and Ponds" not in text(officer.get("/desk/roster/units?on=2026-01-31")).split("<h1>")[1]
    assert "Parks and Ponds" in text(officer.get("/desk/roster/units"))
    assert officer.get("/desk/roster/unit/nothing").status_code == officer.get("/desk/roster/position/nothing").status_code == 404


def say_what_for(client: Client, url: str, kind: str, purpose: str) -> None:
    """Be asked on the way to a page, and answer."""
    asked = client.get(url)
    assert asked.headers["Location"] == f"/desk/auth/purpose/{kind}?next={url.replace('/', '%2F')}"
    client.post(asked.headers["Location"], {"purpose": purpose})


def test_an_address_on_the_roster_is_shown_for_a_purpose_and_its_owner_sees_who_looked(officer: Client, staff: Staff) -> None:
    take_in([person(1, Mail="pat@home.example")])
    found = Person.objects.get(number="1")
    for page in ("roster", "person"):
        url = f"/desk/roster/person/{found.slug}" if page == "person" else "/desk/roster"
        assert "pat@home.example" not in text(officer.get(url))
    assert "pat@home.example" not in text(officer.get(f"/desk/roster/person/{found.slug}/invite"))
    url = f"/desk/roster/person/{found.slug}/address"
    say_what_for(officer, url, "roster", "The post came back")
    assert "pat@home.example" in text(officer.get(url))
    look = View.objects.get()
    assert (look.subject, look.about, look.purpose) == (f"person:{found.slug}", found, "The post came back")
    assert staff.client("nobody").get(url).status_code == 403


def test_a_list_tells_that_an_address_changes_and_not_to_which(officer: Client) -> None:
    take_in([person(1, Mail="old@home.example")])
    page = text(send(officer, [person(1, Mail="new@home.example")]))
    assert "e-mail address: another one" in page
    assert "home.example" not in page


def test_who_keeps_the_roster_says_which_position_heads_its_unit(officer: Client, staff: Staff) -> None:
    head = rolls.user("robin-head")
    position = rolls.officer("sam-below").appointments.get().position
    actions.appoint(head.person, position, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    url = f"/desk/roster/position/{position.slug}"
    assert not head.as_actor().relations
    assert staff.client("auditor").post(f"{url}/head", {"heads": "yes"}).status_code == 403
    asked = text(officer.post(f"{url}/head", {"heads": "yes"}, follow=True))
    assert "2 people hold this position today: each of them heads Parks and Gardens then." in asked
    assert not head.as_actor().relations
    assert "heads Parks and Gardens now" in text(officer.post(f"{url}/head", {"heads": "yes", "sure": "yes"}, follow=True))
    assert "department-head" in head.as_actor().relations
    assert "heads the unit" in text(officer.get(f"/desk/roster/unit/{position.unit.slug}"))
    assert "Nothing was changed" in text(officer.post(f"{url}/head", {"heads": "yes"}, follow=True))
    assert "does not head Parks and Gardens now" in text(officer.post(f"{url}/head", {"heads": "no"}, follow=True))
    assert not head.as_actor().relations


def test_a_second_head_of_a_unit_is_asked_about_and_the_first_named(officer: Client) -> None:
    first, second = (rolls.officer(slug, name).appointments.get().position for slug, name in (("ann", "Ann First"), ("bea", "Bea Second")))
    place = f"/desk/roster/position/{first.slug}/head", f"/desk/roster/position/{second.slug}/head"
    assert officer.post(place[0], {"heads": "yes"}).status_code == 302
    assert "has a head already, who stays one: Ann First." in text(officer.post(place[1], {"heads": "yes"}))
    second.refresh_from_db()
    assert not second.heads_unit
    assert officer.post(place[1], {"heads": "yes", "sure": "yes"}).status_code == 302
    second.refresh_from_db()
    assert second.heads_unit


def test_counsel_alone_says_what_a_position_is_and_not_everybody_reads_the_reason(officer: Client, staff: Staff) -> None:
    position = rolls.officer().appointments.get().position
    counsel = Client()
    counsel.force_login(rolls.user("counsel-sample", Role.CITY_ATTORNEY), backend="django.contrib.auth.backends.ModelBackend")
    url = f"/desk/roster/position/{position.slug}"
    told = {"attribute": "public-official", "begins": "2020-01-01", "reason": "Heads a department"}
    assert officer.post(f"{url}/attribute", told).status_code == 403
    assert counsel.post(f"{url}/attribute", {**told, "reason": " "}).status_code == 422
    assert "public official since January 1, 2020" in text(counsel.post(f"{url}/attribute", told, follow=True))
    say_what_for(counsel, f"{url}/attributes", "position-attributes", "case 12")
    assert "Heads a department" in text(counsel.get(f"{url}/attributes"))
    assert View.objects.values_list("subject", "function", "purpose").get() == (
        f"position:{position.slug}",
        "position-attributes",
        "case 12",
    )
    assert counsel.post(f"{url}/attribute", told).status_code == 422
    row = position.attributes.get()
    assert counsel.post(f"/desk/roster/attribute/{row.pk}/end", {"ends": "2019-01-01"}).status_code == 422
    assert "June 30, 2025" in text(counsel.post(f"/desk/roster/attribute/{row.pk}/end", {"ends": "2025-06-30"}, follow=True))
    assert officer.post(f"/desk/roster/attribute/{row.pk}/end", {"ends": "2025-06-30"}).status_code == 403
    auditor = staff.client("auditor")
    assert "Heads a department" not in text(auditor.get(url)), "nobody sees it in passing"
    say_what_for(auditor, f"{url}/attributes", "position-attributes", "yearly audit")
    assert "Heads a department" in text(auditor.get(f"{url}/attributes"))
    assert officer.get(f"{url}/attributes").status_code == 403
    seen = text(officer.get(url))
    assert "Heads a department" not in seen
    assert "Attribute" not in seen
    assert "Pat Sample" in seen
