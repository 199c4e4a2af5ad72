"""The staff's pages: who sees what, who is named to whom, what can be done."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests import rolls
from tests.moderation.conftest import OTHER, RESIDENT, WEDNESDAY, Network, settle, standing

from rostra.core import clock
from rostra.core.models import Event
from rostra.moderation.models import BlockException, Restriction
from rostra.people.models import Person, View
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
READERS = {
    Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CLERK, Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR,
}  # fmt: skip
UNDOERS = {Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR}


def client(role: Role) -> Client:
    return rolls.signed_in(rolls.user(f"the-{role.value}", role))


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def give_purpose(client: Client) -> None:
    client.post("/desk/auth/purpose/block-exception", {"purpose": "to undo it"})


@pytest.fixture
def block(network: Network) -> Restriction:
    network.block()
    settle()
    return Restriction.objects.get()


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_register_and_who_may_undo(block: Restriction, role: Role) -> None:
    there = client(role)
    assert (f"/desk/restriction/{block.pk}" in text(there, "/desk/restrictions")) == (role in READERS)
    place = f"/desk/restriction/{block.pk}"
    page = text(there, place, 200 if role in READERS else 404)
    assert ("I undid it by hand" in page) == (role in UNDOERS)
    assert RESIDENT not in page
    for form in ("undone", "../restriction/{}/undo"):
        status = there.get(f"{place}/{form.split('/')[-1]}").status_code
        assert status in ({200} if role in UNDOERS or (form == "undone" and role in READERS) else {403, 404})


def test_a_stranger_is_sent_to_sign_in(block: Restriction) -> None:
    for path in ("/desk/restrictions", f"/desk/restriction/{block.pk}", f"/desk/restriction/{block.pk}/whom", "/desk/exceptions"):
        assert Client().get(path).status_code == 302


def test_the_steward_of_the_account_sees_it_and_the_steward_of_another_does_not(block: Restriction, steward: Person) -> None:
    mine = rolls.people_user(steward)
    rolls.grant(mine, Role.HR)  # a role that gives no right here
    other = rolls.people_user(rolls.officer("otto-other", "Otto Other"))
    rolls.grant(other, Role.HR)
    page = text(rolls.signed_in(mine), f"/desk/restriction/{block.pk}")
    assert "I undid it by hand" in page
    assert "Undo on the network" in page
    assert text(rolls.signed_in(other), f"/desk/restriction/{block.pk}", 404)
    assert "None. Where a network" in text(rolls.signed_in(other), "/desk/restrictions")


def test_whom_it_is_against_is_shown_for_a_purpose_that_is_written_down(block: Restriction) -> None:
    officer = client(Role.SOCIAL_MEDIA_OFFICER)
    place = f"/desk/restriction/{block.pk}/whom"
    assert officer.get(place).headers["Location"].startswith("/desk/auth/purpose/block-exception")
    give_purpose(officer)
    assert RESIDENT in text(officer, place)
    assert View.objects.get().subject == f"restriction:{block.pk}"


def test_a_word_that_it_was_undone_by_hand_closes_nothing(block: Restriction) -> None:
    officer = client(Role.SOCIAL_MEDIA_OFFICER)
    place = f"/desk/restriction/{block.pk}/undone"
    assert officer.post(place, {"statement": " "}).status_code == 422
    assert officer.post(place, {"statement": "In the app, at noon."}).status_code == 302
    assert standing() == [("block", RESIDENT, "open")]
    assert Event.objects.get(action="moderation.restriction.said-to-be-undone").facts["statement"] == "In the app, at noon."
    assert "said to be undone" in text(officer, f"/desk/restriction/{block.pk}")


def test_an_exception_from_the_request_to_the_decision(network: Network) -> None:
    with clock.frozen(WEDNESDAY):
        network.block()
        settle()
        block, post = Restriction.objects.get(), network.post("I will come for you tonight.")
        officer, director, counsel = (
            client(role) for role in (Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CITY_ATTORNEY)
        )
        for each in (officer, director, counsel):
            give_purpose(each)
        place = f"/desk/restriction/{block.pk}/exception"
        told = {
            "ground": "true-threat", "facts": "A threat.", "alternatives": "Muted; it went on.", "until": "2026-03-20",
            "relied_on": f"https://records.exampleville.example/record/{post.pk}",
        }  # fmt: skip
        assert "Automated spam" not in text(officer, place)  # no ground for a block
        assert officer.post(place, {**told, "relied_on": "/record/99"}).status_code == 422
        assert officer.post(place, {**told, "until": "2027-03-20"}).status_code == 422
        assert officer.post(place, told).status_code == 302
        made = BlockException.objects.get()
        assert RESIDENT in text(director, f"/desk/exception/{made.pk}")
        assert officer.get(f"/desk/exception/{made.pk}/recommend").status_code == 403
        assert director.get(f"/desk/exception/{made.pk}/allow").status_code == 403
        assert director.post(f"/desk/exception/{made.pk}/recommend", {"reason": "It is one."}).status_code == 302
        assert counsel.post(f"/desk/exception/{made.pk}/allow", {"reason": "It is one."}).status_code == 302
        page = text(officer, f"/desk/restriction/{block.pk}")
        assert "allowed by counsel" in page
        assert "20 March 2026" in page or "Mar" in page
        assert "Decided" in text(counsel, "/desk/exceptions")


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_the_register_takes_as_many_queries_for_three_as_for_one(network: Network, rows: int, django_assert_num_queries: object) -> None:
    for subject in (RESIDENT, OTHER, "did:plc:tttttttttttttttttttttttt")[:rows]:
        network.block(subject)
    settle()
    officer = client(Role.SOCIAL_MEDIA_OFFICER)
    officer.get("/desk/restrictions")
    with django_assert_num_queries(9 if rows else 8):  # type: ignore[operator]
        page = text(officer, "/desk/restrictions")
    assert page.count("/desk/restriction/") == rows


def test_the_register_is_filtered_by_standing_and_account(network: Network) -> None:
    with clock.frozen(WEDNESDAY - dt.timedelta(days=9)):
        network.gone(network.block())
        settle()
    network.block(OTHER)
    settle()
    officer = client(Role.SOCIAL_MEDIA_OFFICER)
    assert text(officer, "/desk/restrictions?standing=lifted").count("/desk/restriction/") == 1
    assert text(officer, "/desk/restrictions?standing=nonsense").count("/desk/restriction/") == 2
    assert "Select a valid choice" in text(officer, "/desk/restrictions?account=nobody")
