"""Looking at what is not public: asked what for once, written down each time, shown to whom it concerns, never to the administrator."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests import rolls
from tests.desk.conftest import Staff

from rostra.people.actions import issue_invitation
from rostra.people.models import Person, User, View
from rostra.people.rules import may
from rostra.people.states import Function, Right, Role
from rostra.people.views.access import StaffRequest, staff
from rostra.people.views.purpose import note_look, with_purpose

pytestmark = pytest.mark.django_db
KIND = Function.RESTRICTED_ARCHIVE


@staff(lambda actor: may(actor, Right.READ, KIND))
@with_purpose(KIND)
def page(request: StaffRequest, slug: str) -> HttpResponse:
    """A page of what is not public, as other apps write one."""
    note_look(request, KIND, f"record:{slug}", about=Person.objects.get(slug=slug))
    return HttpResponse("what is not public")


def look(client: Client, user: User, slug: str) -> HttpResponse:
    request = RequestFactory().get(f"/desk/x/{slug}")
    request.session, request.user = client.session, user
    return page(request, slug)


def test_the_purpose_is_asked_once_and_each_look_is_written_down_with_it(staff: Staff) -> None:
    person, client = rolls.officer(), staff.client("records")
    asked = look(client, staff.records, person.slug)
    assert asked.headers["Location"] == "/desk/auth/purpose/restricted-archive?next=%2Fdesk%2Fx%2Fpat-sample"
    assert not View.objects.exists()
    assert client.post(asked.headers["Location"], {"purpose": " "}).status_code == 422
    assert client.post(asked.headers["Location"], {"purpose": "request 114"}).headers["Location"] == "/desk/x/pat-sample"
    for _ in range(2):
        assert look(client, staff.records, person.slug).content == b"what is not public"
    assert list(View.objects.values_list("user", "subject", "purpose", "about")) == [
        (staff.records.pk, "record:pat-sample", "request 114", person.pk)
    ] * 2  # fmt: skip
    guest = Client()
    guest.post(f"/me/with/{issue_invitation(person, actor=rolls.OPERATOR).token}")
    told = guest.get("/me/looks").content.decode()
    assert "request 114" in told
    assert "Records Sample" in told
    assert "request 114" in staff.client("auditor").get("/desk/audit/looks").content.decode()
    for act in (View.objects.update, View.objects.all().delete):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            act(purpose="x") if act == View.objects.update else act()


def test_the_way_back_leads_to_no_other_site(staff: Staff) -> None:
    answer = staff.client("records").post("/desk/auth/purpose/request?next=https://evil.example/", {"purpose": "x"})
    assert answer.headers["Location"] == "/desk/auth/"
    assert staff.client("records").get("/desk/auth/purpose/nothing").status_code == 404


def test_the_administrator_of_the_system_looks_at_nothing_that_is_not_public(staff: Staff) -> None:
    assert look(staff.client("administrator"), staff.administrator, "x").status_code == 403
    page = staff.client("administrator").get("/desk/audit").content.decode()
    assert "people.user.added" in page
    assert "user:" not in page
    assert "about those" not in page
    for function in (
        KIND,
        Function.CASE_OF_EMPLOYEE,
        Function.CASE_OF_OFFICIAL,
        Function.ATTORNEY_SECTION,
        Function.REQUEST,
        Function.REDACTION,
    ):
        assert not any(may(rolls.user(f"a-{function}-{right}", Role.ADMINISTRATOR).as_actor(), right, function) for right in Right)


def test_events_are_found_by_who_what_and_about(staff: Staff) -> None:
    auditor = staff.client("auditor")
    assert auditor.get("/desk/audit?what=role.granted").content.decode().count("Role granted") == 4
    assert "Role granted" not in auditor.get(f"/desk/audit?what=role.granted&about=user:{staff.nobody.pk}x").content.decode()
    assert "Page 1 of" not in auditor.get("/desk/audit?who=nobody-at-all").content.decode()


def test_failed_sign_ins_show_no_address_that_nobody_has(staff: Staff, client: Client, settings: object) -> None:
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]
    for typed in ("records-sample@exampleville.example", "my-secret@password.example"):
        client.post("/desk/sign-in", {"login": typed, "password": "x"})
    page = staff.client("auditor").get("/desk/audit/access").content.decode()
    assert "records-sample@exampleville.example" in page
    assert "my-secret" not in page
    assert "an address that nobody has" in page


def test_who_signs_in_sees_on_their_own_page_who_looked_at_their_data(staff: Staff) -> None:
    assert "Nobody has looked at anything about you" in staff.client("communications").get("/desk/auth/").content.decode()
    client = staff.client("records")
    client.post(look(client, staff.records, staff.communications.person.slug).headers["Location"], {"purpose": "request 115"})
    look(client, staff.records, staff.communications.person.slug)
    assert "request 115" in staff.client("communications").get("/desk/auth/").content.decode()


def test_the_skip_link_of_the_desk_skips_its_navigation(staff: Staff) -> None:
    told = staff.client("communications").get("/desk/auth/").content.decode()
    assert told.index('href="#desk-page"') < told.index('class="desk-nav"') < told.index('id="desk-page"')
