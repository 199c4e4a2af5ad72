"""Provisioning by SCIM 2.0: a client library and the requests of Entra ID and Okta, against the running server."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from django.apps import apps
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import EnterpriseUser, Error, ListResponse, Name, PatchOp, SearchRequest
from scim2_tester import Status, check_server
from tests import rolls
from tests.people.provisioning import ENTERPRISE, PATCH, Person, somebody

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.core.profile import Roster, Scim
from rostra.people import actions
from rostra.people.models import Appointment, Position, Provision, ScimToken, Unit, User
from rostra.people.models import Person as OnRoster
from rostra.people.queries import city_day
from rostra.people.queries.provisions import Told
from rostra.people.states import Role
from rostra.people.urls import provisioning

pytestmark = pytest.mark.django_db
PROVIDER = system("scim")
MORNING = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OWN_WAYS = (  # in which the roster differs from what the library's own tests expect of a store of attributes
    "value for 'emails'",  # one address is kept, and it is the one for work
    f"value for '{ENTERPRISE}'",  # its manager is made up, and only somebody on the roster supervises
    f"value for '{ENTERPRISE}:manager'",
    "remove attribute 'active'",  # nobody is neither active nor inactive
    f"remove attribute '{ENTERPRISE}'",  # the employer's number stays: lists of the personnel office know a person by it
    f"remove attribute '{ENTERPRISE}:employeeNumber'",
)


def sent(http: httpx2.Client, *numbers: int, **told: object) -> list[dict[str, Any]]:
    answers = [http.post("/Users", json=somebody(number, **told)) for number in numbers]
    assert [answer.status_code for answer in answers] == [201] * len(numbers), answers[0].text
    return [answer.json() for answer in answers]


def patch(http: httpx2.Client, key: str, *operations: dict[str, Any]) -> httpx2.Response:
    return http.patch(f"/Users/{key}", json={"schemas": [PATCH], "Operations": list(operations)})


def open_positions(number: int) -> list[tuple[str, str]]:
    held = Appointment.objects.filter(person__number=f"E{number}", ends__isnull=True)
    return list(held.values_list("position__unit__name", "position__title"))


# by the client library


def test_a_person_is_created_read_changed_and_deactivated(scim: SyncSCIMClient) -> None:
    wanted = Person.model_validate(somebody(1))
    made = scim.create(wanted)
    assert isinstance(made, Person)
    assert made.meta
    assert made.meta.location
    assert (made.user_name, made.external_id, made.active, made.title) == (wanted.user_name, "ext-1", True, "Gardener")
    assert made[EnterpriseUser].employee_number == "E1"
    assert open_positions(1) == [("Parks and Gardens", "Gardener")]
    assert Appointment.objects.get().source == "scim"

    made.title, made.name = "Head Gardener", Name(given_name="Pat", family_name="Sample")
    assert scim.replace(made).title == "Head Gardener"
    assert OnRoster.objects.get(number="E1").name == "Pat Sample"
    assert open_positions(1) == [("Parks and Gardens", "Head Gardener")]

    change = PatchOp[Person](operations=[{"op": "replace", "path": "active", "value": False}])
    assert scim.modify(Person, made.id, change).active is False
    assert open_positions(1) == []
    assert Appointment.objects.get().ends == city_day()


def test_persons_are_found_by_filter_and_page(scim: SyncSCIMClient, http: httpx2.Client) -> None:
    keys = [each["id"] for each in sent(http, *range(1, 8))]

    def found(text: str) -> list[str | None]:
        answer = scim.query(Person, query_parameters=SearchRequest(filter=text))
        assert isinstance(answer, ListResponse)
        return [each.id for each in answer.resources or []]

    assert found('userName eq "PERSON.3@exampleville.example"') == [keys[2]]
    assert found('externalId eq "ext-4"') == [keys[3]]
    assert found('externalId eq "EXT-4"') == []
    assert found(f'id eq "{keys[0]}"') == found('id eq "x" or name.familyName ew "number 1"') == [keys[0]]
    assert found('emails[type eq "work" and value co "person.5"]') == [keys[4]]
    assert found(f'{ENTERPRISE}:department eq "Parks and Gardens" and not (name.familyName ne "Number 6")') == [keys[5]]
    assert found("userType pr") == []
    assert found('meta.lastModified lt "2020-01-01T00:00:00Z"') == []
    assert len(found("active eq true")) == 7

    pages = [scim.query(Person, query_parameters=SearchRequest(start_index=start, count=3)) for start in (1, 4, 7)]
    assert [page.total_results for page in pages] == [7, 7, 7]  # type: ignore[union-attr]
    assert [each.id for page in pages for each in page.resources or []] == keys  # type: ignore[union-attr]
    assert http.get("/Users", params={"count": 0}).json()["totalResults"] == 7
    assert http.get("/Users", params={"count": 100_000}).json()["itemsPerPage"] == 7


def test_the_conformance_tests_of_the_library_hold(http: httpx2.Client, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"scim": Scim(new_units=True)})
    results = check_server(SyncSCIMClient(http), resource_types=["User"])
    assert len(results) > 50
    wrong = [str(each.reason) for each in results if each.status not in {Status.SUCCESS, Status.SKIPPED}]
    assert [reason for reason in wrong if not any(known in reason for known in OWN_WAYS)] == []


# as providers send it


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Replace", "path": "active", "value": False},
        {"op": "replace", "value": {"active": False}},
        {"op": "Replace", "value": {"active": "False"}},
    ],
)
def test_every_spelling_of_deactivation_is_one(operation: dict[str, Any], http: httpx2.Client) -> None:
    (made,) = sent(http, 1)
    answer = patch(http, made["id"], operation)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert open_positions(1) == []


def test_entra_changes_department_manager_address_and_what_is_not_kept(http: httpx2.Client) -> None:
    rolls.unit("fire", "Fire")
    boss, made = sent(http, 1, 2)
    for manager in (boss["id"], {"value": boss["id"]}, [{"$ref": "../Users/x", "value": boss["id"]}]):
        assert patch(http, made["id"], {"op": "Remove", "path": f"{ENTERPRISE}:manager"}).status_code == 200
        assert Appointment.objects.get(person__number="E2").supervisor is None
        answer = patch(http, made["id"], {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": manager})
        assert answer.json()[ENTERPRISE]["manager"] == {"value": boss["id"], "displayName": "Person Number 1"}, answer.text
        assert Appointment.objects.get(person__number="E2").supervisor == OnRoster.objects.get(number="E1")
    operations = [
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "fire"},
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "new@exampleville.example"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "555"},
        {"op": "Add", "path": 'emails[type eq "home"].value', "value": "private@somewhere.example"},
        {"op": "Replace", "path": "name.familyName", "value": "Changed"},
        {"op": "Replace", "path": "displayName", "value": "Person Changed"},
    ]
    answer = patch(http, made["id"], *operations)
    assert answer.status_code == 200, answer.text
    assert open_positions(2) == [("Fire", "Gardener")]
    found = OnRoster.objects.get(number="E2")
    assert (found.name, found.email) == ("Person Changed", "new@exampleville.example")
    assert "private" not in answer.text


def test_what_the_roster_has_no_place_for_is_not_kept(http: httpx2.Client) -> None:
    more = {
        "profileUrl": "https://bsky.example/profile/own-handle", "ims": [{"value": "own-handle", "type": "own-handle"}],
        "photos": [{"value": "https://x.example/own-handle"}], "x509Certificates": [{"value": "b3duLWhhbmRsZQ=="}],
        "nickName": "own-handle", "urn:example:custom": {"handle": "own-handle"},
    }  # fmt: skip
    (made,) = sent(http, 1, **more)
    assert not more.keys() & made.keys()
    changes = [{"op": "Add", "path": path, "value": "own-handle"} for path in ("profileUrl", "nickName", 'ims[type eq "x"].value')]
    patch(http, made["id"], *changes, {"op": "Add", "value": {"ims": [{"value": "own-handle"}], "title": "Gardener"}})
    http.put(f"/Users/{made['id']}", json=somebody(1, **more))
    kept = [row for model in apps.get_models() for row in model.objects.values()]  # type: ignore[attr-defined] # every one has it
    assert len(kept) > 10
    assert "own-handle" not in str(kept)
    schemas = http.get("/Schemas").json()["Resources"]
    told = {attribute["name"] for each in schemas for attribute in each["attributes"]}
    assert told == {
        "userName", "name", "displayName", "title", "userType", "active", "emails", "employeeNumber", "department", "manager",
    }  # fmt: skip


def test_whoever_moves_has_left_the_old_position_yesterday(token: str) -> None:
    told = Told("kim", "Kim Sample", title="Gardener", department="parks")
    with clock.frozen(MORNING):
        made = actions.provide(told, actor=PROVIDER)
        actions.change_provision(made, replace(told, title="Caretaker"), actor=PROVIDER)  # mended on the first day
    with clock.frozen(MORNING + 3 * DAY):
        actions.change_provision(made, replace(told, title="Ranger"), actor=PROVIDER)
    held = Appointment.objects.order_by("begins").values_list("position__title", "begins", "ends")
    day = MORNING.date()
    assert list(held) == [("Caretaker", day, day + 2 * DAY), ("Ranger", day + 3 * DAY, None)]


def test_whoever_is_reactivated_the_same_day_never_left(http: httpx2.Client) -> None:
    (made,) = sent(http, 1)
    for active in (False, True):
        patch(http, made["id"], {"op": "replace", "path": "active", "value": active})
    assert Appointment.objects.get().ends is None


def test_a_deactivated_person_cannot_sign_in_not_even_the_last_administrator(http: httpx2.Client) -> None:
    user = rolls.user("jordan-sample", Role.ADMINISTRATOR)
    OnRoster.objects.filter(pk=user.person.pk).update(number="E1")
    (made,) = sent(http, 1)
    patch(http, made["id"], {"op": "Replace", "path": "active", "value": "False"})
    user.refresh_from_db()
    assert not user.is_active
    assert not user.grants.filter(ended__isnull=True).exists()


def test_deletion_deactivates_and_deletes_nobody(http: httpx2.Client) -> None:
    (made,) = sent(http, 1)
    assert http.delete(f"/Users/{made['id']}").status_code == 204
    assert http.get(f"/Users/{made['id']}").status_code == http.delete(f"/Users/{made['id']}").status_code == 404
    assert http.get("/Users").json()["totalResults"] == 0
    assert OnRoster.objects.get(number="E1").appointments.get().ends == city_day()
    (again,) = sent(http, 1)
    assert again["id"] != made["id"]
    assert OnRoster.objects.count() == 1
    assert Provision.objects.count() == 2


def test_somebody_whom_the_list_of_hr_brought_is_the_same_person(http: httpx2.Client) -> None:
    position = Position.objects.filter(title="Director").first() or rolls.officer().appointments.get().position
    actions.appoint(OnRoster.objects.create(slug="kim", name="Kim Sample", number="E7"), position, begins=city_day(), actor=rolls.OPERATOR)
    sent(http, 7, title="Director")
    assert OnRoster.objects.get(number="E7").slug == "kim"
    held = Appointment.objects.get(person__number="E7")
    assert held.source == ""
    (made,) = http.get("/Users").json()["Resources"]
    patch(http, made["id"], {"op": "Replace", "path": "active", "value": "False"})
    held.refresh_from_db()
    assert held.ends is None  # it is not the provider's


# refusals


@pytest.mark.parametrize(
    ("told", "status", "kind", "words"),
    [
        ({"office": {"department": "Nowhere"}}, 400, "invalidValue", "no unit 'Nowhere'"),
        ({"userName": ""}, 400, "invalidValue", "user_name"),
        ({"userName": None}, 400, "invalidValue", "userName"),
        ({"active": "perhaps"}, 400, "invalidValue", "active"),
        ({"emails": [{"value": "no address"}]}, 400, "invalidValue", "email"),
        ({"name": {"formatted": "x" * 300}}, 400, "invalidValue", "200"),
        ({"schemas": ["urn:other"]}, 400, "invalidSyntax", "schemas"),
        ({"userName": "PERSON.1@exampleville.example"}, 409, "uniqueness", "already"),
        ({"office": {"employeeNumber": "E1"}}, 409, "uniqueness", "another person's"),
    ],
)
def test_what_cannot_be_entered_is_told_and_leaves_nothing(
    told: dict[str, object], status: int, kind: str, words: str, http: httpx2.Client
) -> None:
    sent(http, 1)
    before = [model.objects.count() for model in (OnRoster, Provision, Appointment, Unit, Position, Event)]
    answer = http.post("/Users", json=somebody(2, **told))
    error = Error.model_validate(answer.json())
    assert (answer.status_code, error.status, error.scim_type) == (status, status, kind), answer.text
    assert words in (error.detail or "")
    assert [model.objects.count() for model in (OnRoster, Provision, Appointment, Unit, Position, Event)] == before


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/Users", b"{", 400),
        ("POST", "/Users", b"[]", 400),
        ("POST", "/Users", b"[" * 100_000, 400),
        ("GET", "/Users?filter=userName%20eq", b"", 400),
        ("GET", "/Users?filter=handle%20eq%20%22x%22", b"", 400),
        ("GET", "/Users?filter=active%20eq%20%22x%22", b"", 400),
        ("GET", "/Users?filter=" + "not%20(" * 30 + "title%20pr" + ")" * 30, b"", 400),
        ("GET", "/Users?filter=" + "(" * 1500, b"", 400),
        ("GET", "/Users?filter=userName%20eq%20%22" + "x" * 3000 + "%22", b"", 400),
        ("GET", "/Users?filter=id%20sw%20%22x%22", b"", 400),
        ("GET", "/Users?filter=title%20gt%20null", b"", 400),
        ("GET", "/Users?filter=title%20eq%20%22%5Cu0000%22", b"", 400),
        ("POST", "/Users", b'{"userName": "\\u0000"}', 400),
        ("GET", "/Users?count=many", b"", 400),
        ("GET", "/Users/00000000-0000-4000-8000-000000000000", b"", 404),
        ("GET", "/Users/..%2f1", b"", 404),
        ("GET", "/Nothing", b"", 404),
        ("GET", "/Schemas/urn:other", b"", 404),
        ("GET", "/Groups/nothing", b"", 404),
        ("POST", "/Groups", b'{"displayName": "x"}', 501),
        ("PATCH", "/Groups/parks", b"{}", 501),
        ("POST", "/Schemas", b"{}", 405),
        ("DELETE", "/Users", b"", 405),
        ("POST", "/Bulk", b"{}", 501),
        ("POST", "/Users/.search", b"{}", 501),
        ("GET", "/Me", b"", 501),
        ("POST", "/Users", b" " * 200_000, 413),
        ("POST", "/Users", b" " * 6_000_000, 413),
    ],
)
def test_what_is_not_understood_is_refused_in_the_words_of_scim(
    method: str, path: str, body: bytes, status: int, http: httpx2.Client
) -> None:
    answer = http.request(method, path, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    assert Error.model_validate(answer.json()).status == status
    assert Unit.objects.count() == 1


def test_units_are_read_as_groups(http: httpx2.Client) -> None:
    answer = http.get("/Groups", params={"filter": 'displayName eq "parks and gardens"'}).json()
    assert [(each["id"], each["displayName"]) for each in answer["Resources"]] == [("parks", "Parks and Gardens")]
    assert http.get("/Groups/parks").json()["displayName"] == "Parks and Gardens"


# the door


def test_only_an_open_token_opens_and_no_session_does(server: str, token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = ["Users", f"Users/{uuid4()}", "Groups", "Groups/parks", "Schemas", "ServiceProviderConfig", "ResourceTypes", "Nothing"]
    shown = [{}, {"Authorization": "Bearer"}, {"Authorization": f"Bearer {token}x"}, {"Authorization": f"Basic {token}"}]
    with httpx2.Client(base_url=f"{server}/scim/v2") as client:
        for address in addresses:
            for headers in shown:
                answer = client.get(f"/{address}", headers=headers)
                assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="scim"')
                assert not answer.cookies
        assert client.get("/Users", headers={"Authorization": f"bearer {token}"}).status_code == 200
        used = ScimToken.objects.get().used
        client.get("/Users", headers={"Authorization": f"Bearer {token}"})
        assert ScimToken.objects.get().used == used  # noted once a minute
        actions.end_token("entra", actor=rolls.OPERATOR)
        assert client.get("/Users", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert used
    assert token not in caplog.text
    assert token.encode() not in bytes(ScimToken.objects.get().digest)


def test_no_session_opens() -> None:
    browser = Client()
    browser.force_login(rolls.user("jordan-sample", Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/scim/v2/Users").status_code == 401
    assert browser.post("/scim/v2/Users", somebody(1), content_type="application/json").status_code == 401
    assert not Provision.objects.exists()


def test_every_address_is_behind_the_token() -> None:
    assert [pattern for pattern in provisioning if getattr(pattern.callback, "let_in_by", "") != "token"] == []


def test_only_who_lets_people_sign_in_makes_tokens_and_only_the_provider_provides() -> None:
    administrator = rolls.user("jordan-sample", Role.ADMINISTRATOR).as_actor()
    personnel = rolls.user("kim-sample", Role.HR).as_actor()
    for stranger in (personnel, PROVIDER):
        with pytest.raises(Forbidden):
            actions.make_token("x", actor=stranger)
        with pytest.raises(Forbidden):
            actions.end_token("x", actor=stranger)
    with pytest.raises(Invalid):
        actions.end_token("x", actor=rolls.OPERATOR)
    actions.make_token("x", actor=administrator)
    with pytest.raises(Conflict):
        actions.make_token("x", actor=rolls.OPERATOR)
    with pytest.raises(Forbidden):
        actions.provide(Told("x", "X"), actor=administrator)


# records and queries


def test_what_changed_is_on_record_without_names(http: httpx2.Client) -> None:
    (made,) = sent(http, 1)
    patch(http, made["id"], {"op": "Replace", "path": "displayName", "value": "Secret Name"})
    patch(http, made["id"], {"op": "Replace", "path": "displayName", "value": "Secret Name"})
    http.delete(f"/Users/{made['id']}")
    events = Event.objects.filter(actor_ref="scim")
    assert [event.action.removeprefix("people.") for event in events] == [
        "person.added", "provision.made", "position.added", "appointment.made", "provision.changed", "appointment.ended", "provision.ended",
    ]  # fmt: skip
    assert all("Secret" not in str(event.facts) for event in events)


def test_a_page_takes_as_many_queries_however_many_persons(token: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client, headers = Client(), {"Authorization": f"Bearer {token}"}

    def enter(number: int, **told: object) -> str:
        answer = client.post("/scim/v2/Users", somebody(number, **told), content_type="application/json", headers=headers)
        assert answer.status_code == 201
        return str(answer.json()["id"])

    boss = enter(1)
    enter(2, office={"manager": {"value": boss}})
    with django_assert_num_queries(5):
        assert client.get("/scim/v2/Users", headers=headers).json()["totalResults"] == 2
    for number in (3, 4):
        enter(number, office={"manager": {"value": boss}})
    with django_assert_num_queries(5):
        assert client.get("/scim/v2/Users", headers=headers).json()["totalResults"] == 4


def test_manager_is_found_by_user_name_and_number_too(scim: SyncSCIMClient, http: httpx2.Client) -> None:
    sent(http, 1)
    for number, named in ((2, "person.1@exampleville.example"), (3, "E1"), (4, "nobody")):
        wanted = Person.model_validate(somebody(number, office={"manager": {"value": named, "$ref": "../Users/x"}}))
        scim.create(wanted)
    named_ones = Appointment.objects.filter(supervisor__number="E1").values_list("person__number", flat=True)
    assert sorted(named_ones) == ["E2", "E3"]
    assert User.objects.count() == 0


# how many may leave, how often may be asked


def test_a_provider_that_ends_many_is_stopped_until_somebody_has_looked(token: str, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster": Roster(always_leaving=2, most_leaving=0.3)})
    browser = Client(headers={"authorization": f"Bearer {token}"})  # in this thread, where the clock is stopped
    told = [browser.post("/scim/v2/Users", somebody(number), content_type="application/json").json() for number in range(1, 9)]
    keys = [each["id"] for each in told]

    def leave(number: int, *, active: bool = False) -> Any:
        sent = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": active}]}
        return browser.patch(f"/scim/v2/Users/{keys[number]}", sent, content_type="application/json")

    assert [leave(number).status_code for number in (0, 0, 1)] == [200, 200, 200]
    assert "people.W003" in {finding.id for finding in all_findings()}
    refused = leave(2)
    assert (refused.status_code, refused.json()["detail"][:29]) == (403, "2 of 8 have left within a day")
    assert browser.delete(f"/scim/v2/Users/{keys[3]}").status_code == 403
    assert open_positions(3) == open_positions(4) == [("Parks and Gardens", "Gardener")]
    assert browser.delete(f"/scim/v2/Users/{keys[0]}").status_code == 204  # had left
    with pytest.raises(Forbidden):
        actions.allow_leaving(8, actor=PROVIDER)
    actions.allow_leaving(3, actor=rolls.user("kim-sample", Role.HR).as_actor())
    assert [leave(2).status_code, leave(3).status_code] == [200, 403]
    with clock.frozen(clock.now() + DAY + dt.timedelta(seconds=1)):
        assert leave(3).status_code == 200
        assert leave(3, active=True).status_code == 200  # counts no more
        assert [leave(4).status_code, leave(5).status_code, leave(6).status_code] == [200, 200, 403]


def test_nobody_leaves_by_a_department_that_was_lost(http: httpx2.Client) -> None:
    (made,) = sent(http, 1)
    assert patch(http, made["id"], {"op": "Remove", "path": f"{ENTERPRISE}:department"}).status_code == 200
    assert open_positions(1) == [("Parks and Gardens", "Gardener")]


def test_a_token_that_is_shown_too_often_waits_for_the_next_minute(token: str, settings: Settings) -> None:
    browser = Client(headers={"authorization": f"Bearer {token}"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"scim": Scim(requests_a_minute=3)})
    with clock.frozen(MORNING + dt.timedelta(seconds=18)):
        answers = [browser.get("/scim/v2/Schemas") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert (answers[-1].headers["retry-after"], Error.model_validate(answers[-1].json()).status) == ("42", 429)
    with clock.frozen(MORNING + dt.timedelta(seconds=60)):
        assert browser.get("/scim/v2/Schemas").status_code == 200
