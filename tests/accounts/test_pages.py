"""The register's own pages: each role and the stranger, what they do, how they refuse, and how many queries they take."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from tests import rolls
from tests.accounts import test_authority, test_requests
from tests.desk.conftest import Staff, build_staff
from tests.desk.test_pages import described, text

from rostra.accounts import actions
from rostra.accounts.models import (
    Account,
    AccountRequest,
    Authority,
    Custody,
    Found,
    FoundDecision,
    Impersonation,
    ImpersonationStep,
    Provision,
)
from rostra.accounts.rules import NewReport
from rostra.accounts.rules.orphans import orphans
from rostra.accounts.states import AccountState, Part, RequestState
from rostra.accounts.urls import urlpatterns
from rostra.core.actor import PUBLIC
from rostra.people.models import Person, Unit, View
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.policy.actions.training import NewModule, add_module, record_completions

pytestmark = pytest.mark.django_db
EVERYBODY = {"administrator", "communications", "records", "auditor"}
OFFICER = {"communications"}
SEES_AUTHORITY = {"communications", "auditor"}
# name of the page: who may, by which method
PAGES: dict[str, tuple[set[str], str]] = {
    "requests": (EVERYBODY, "get"),
    "request": (EVERYBODY, "get"),
    "request-new": (OFFICER, "get"),
    "request-move": (OFFICER, "get"),
    "found": (OFFICER, "get"),
    "found-take": (OFFICER, "get"),
    "found-personal": (OFFICER, "post"),
    "impersonations": (OFFICER, "get"),
    "impersonation": (OFFICER, "get"),
    "impersonation-contact": (OFFICER, "get"),
    "impersonation-move": (OFFICER, "get"),
    "people": (EVERYBODY, "get"),
    "escrow": (OFFICER, "get"),
    "assign": (OFFICER, "post"),
    "keys": (OFFICER, "post"),
    "attest": (OFFICER | {"records"}, "post"),
    "successor": (OFFICER, "get"),
    "part-end": (OFFICER, "post"),
    "inventory": (OFFICER, "get"),
    "authority": (SEES_AUTHORITY, "get"),
    "authority-json": (SEES_AUTHORITY, "get"),
    "authority-csv": (SEES_AUTHORITY, "get"),
    "authority-enter": (set(), "get"),
    "authority-end": (set(), "get"),
}


@pytest.fixture
def staff() -> Staff:
    return build_staff()


def asked() -> AccountRequest:
    return AccountRequest.objects.first() or test_requests.made()


def noted() -> Found:
    unit = Unit.objects.first() or rolls.unit()
    return Found.objects.first() or actions.note_found("x", "https://x.com/pools_example", unit, actor=rolls.OPERATOR)


def reported(address: str = "https://x.com/poo1s_example") -> Impersonation:
    said = NewReport("x", address, "It asks for money.", contact="rae@home.example")
    return Impersonation.objects.first() or actions.report_impersonation(said, actor=PUBLIC)


def entered() -> Authority:
    return Authority.objects.first() or actions.enter_authority(test_authority.new(), actor=test_authority.counsel())


def posting(account: Account) -> Custody:
    held = Custody.objects.filter(part=Part.POSTER).first()
    return held or actions.assign_part(account, Part.POSTER, account.custodian, actor=rolls.OPERATOR)


def address(name: str) -> str:
    account = Account.objects.first() or rolls.in_use(rolls.account())
    arguments: dict[str, Callable[[], list[object]]] = {
        "request": lambda: [asked().pk],
        "request-move": lambda: [asked().pk, "take-up"],
        "found-take": lambda: [noted().pk, "adopt"],
        "found-personal": lambda: [noted().pk],
        "impersonation": lambda: [reported().pk],
        "impersonation-contact": lambda: [reported().pk],
        "impersonation-move": lambda: [reported().pk, "check"],
        "part-end": lambda: [posting(account).pk],
        "authority-end": lambda: [entered().pk],
        **{name: lambda: [account.slug] for name in ("people", "escrow", "assign", "keys", "attest", "successor")},
    }
    return reverse(f"accounts:{name}", args=arguments.get(name, list)())


def test_every_address_is_in_the_table_and_checks_a_rule() -> None:
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert set(named) == set(PAGES)
    assert [name for name, pattern in named.items() if not hasattr(pattern.callback, "rule")] == []


@pytest.mark.parametrize("name", PAGES)
def test_right_role_wrong_role_and_stranger(name: str, staff: Staff) -> None:
    allowed, method = PAGES[name]
    url = address(name)
    for who in ("stranger", "nobody", "administrator", "records", "auditor", "communications"):
        answer = getattr(staff.client(who), method)(url)
        if who == "stranger":
            assert answer.url == f"/desk/sign-in?next={url}"
        elif who in allowed:
            assert answer.status_code in {200, 302, 422}, who
        else:
            assert answer.status_code == 403, who
        assert "no-store" in answer["Cache-Control"]


ROWS: dict[str, tuple[int, Callable[[int], object]]] = {
    "requests": (5, lambda n: test_requests.made(handle=f"zoo{n}.example")),
    "found": (8, lambda n: actions.note_found("x", f"zoo{n}", Unit.objects.all()[0], actor=rolls.OPERATOR)),
    "impersonations": (6, lambda n: Impersonation.objects.create(network="x", address=f"zoo{n}", claims="x")),
    "impersonation": (9, lambda n: ImpersonationStep.objects.create(report=reported(), state="checked", at=reported().made, reason="x")),
    "people": (17, lambda n: actions.assign_part(Account.objects.get(), Part.POSTER, rolls.officer(f"p{n}"), actor=rolls.OPERATOR)),
    "authority": (6, lambda n: Authority.objects.create(position_id=entered().position_id, topic=f"T{n}", basis="custom", evidence="x",
                                                        begins=rolls.LONG_AGO, entered=entered().entered)),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_three_rows_take_as_many_queries_as_one(name: str, staff: Staff, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    count, more = ROWS[name]
    url, client = address(name), staff.client("communications")
    for number in range(3):
        more(number)
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200


def test_how_to_reach_a_reporter_is_shown_for_a_purpose_and_each_look_is_written_down(staff: Staff) -> None:
    client, url = staff.client("communications"), address("impersonation-contact")
    report = reported()
    assert "rae@home.example" not in client.get(address("impersonation")).content.decode()
    asked_first = client.get(url)
    assert asked_first.headers["Location"] == f"/desk/auth/purpose/register?next={url.replace('/', '%2F')}"
    client.post(asked_first.headers["Location"], {"purpose": "To ask for a picture"})
    assert "rae@home.example" in client.get(url).content.decode()
    look = (f"impersonation:{report.pk}", "register", "To ask for a picture")
    assert View.objects.values_list("subject", "function", "purpose").get() == look
    Impersonation.objects.update(contact="")
    assert client.get(url).status_code == 404, "there is nothing to look at, and no look"
    assert View.objects.count() == 1


def test_where_the_credentials_lie_is_shown_after_saying_what_for_and_each_look_is_written_down(staff: Staff) -> None:
    client, url = staff.client("communications"), address("escrow")
    place = Provision.objects.get().escrow
    assert place not in client.get(address("people")).content.decode().replace("&#x27;", "'")
    asked_first = client.get(url)
    assert asked_first.headers["Location"] == f"/desk/auth/purpose/escrow?next={url.replace('/', '%2F')}"
    assert not View.objects.exists()
    client.post(asked_first.headers["Location"], {"purpose": "Rotation after a leak"})
    for _ in range(2):
        assert place in client.get(url).content.decode().replace("&#x27;", "'")
    look = ("account:parks-bluesky", "escrow", "Rotation after a leak", staff.communications.pk)
    assert list(View.objects.values_list("subject", "function", "purpose", "user")) == [look, look]
    for who in ("administrator", "records", "auditor"):
        other = staff.client(who)
        other.post("/desk/auth/purpose/escrow", {"purpose": "x"})
        assert other.get(url).status_code == 403
    assert View.objects.count() == 2
    assert "Rotation after a leak" in staff.client("auditor").get("/desk/audit/looks").content.decode()


def test_an_account_is_asked_for_returned_mended_approved_and_registered(staff: Staff) -> None:
    told = test_requests.new(backup=None)
    form = {name: getattr(getattr(told, name), "slug", getattr(told, name)) or "" for name in told.__dataclass_fields__}
    form["unit"] = told.unit.pk
    asker = rolls.people_user(rolls.officer("asker", "Ask Er"))
    rolls.grant(asker, Role.MODERATOR)
    mine, boss = Client(), staff.client("communications")
    mine.force_login(asker, backend="django.contrib.auth.backends.ModelBackend")
    assert mine.post(reverse("accounts:request-new"), form | {"audience": ""}).status_code == 422
    mine.post(reverse("accounts:request-new"), form)
    request = AccountRequest.objects.get()
    boss.post(reverse("accounts:request-move", args=[request.pk, "take-up"]), {})
    refused = boss.post(reverse("accounts:request-move", args=[request.pk, "approve"]), {})
    assert refused.status_code == 422
    assert "second owner" in text(refused)
    assert described(text(refused)) == []
    assert "Not fulfilled:" in text(boss.get(reverse("accounts:request", args=[request.pk])))
    boss.post(reverse("accounts:request-move", args=[request.pk, "return"]), {"reason": "Name a backup."})
    backup = rolls.officer("second", "Sec Ond")
    assert mine.get(reverse("accounts:request-move", args=[request.pk, "resubmit"])).status_code == 200
    mine.post(reverse("accounts:request-move", args=[request.pk, "resubmit"]), form | {"backup": backup.slug})
    for move in ("take-up", "approve"):
        boss.post(reverse("accounts:request-move", args=[request.pk, move]), {})
    request.refresh_from_db()
    assert request.state == RequestState.APPROVED
    asked = text(boss.get(f"/desk/accounts/register?request={request.pk}"))
    assert f'value="{request.handle}"' in asked
    assert f'<option value="{request.pk}" selected>' in asked
    first = {"network": "x", "address": "exampleville", "identity": "4711", "request": request.pk}
    page = text(boss.post("/desk/accounts/register", first))
    assert f'name="request" value="{request.pk}"' in page
    assert f'value="{request.name}"' in page
    assert "says</h2>" not in page  # the identity was typed: nobody asked the network
    second = {"network": "x", "handle": "exampleville", "identity": "4711", "name": "Pools", "slug": "pools-x", "purpose": "Closures",
              "unit": request.unit_id, "custodian": request.custodian.slug, "request": request.pk}  # fmt: skip
    boss.post("/desk/accounts/register/confirm", second)
    assert AccountRequest.objects.get().account == Account.objects.get(slug="pools-x")


def test_a_found_account_is_declared_personal_and_leaves_no_trace(staff: Staff) -> None:
    rolls.officer()
    boss = staff.client("communications")
    boss.post(reverse("accounts:found"), {"network": "x", "address": "jo_example", "unit": Unit.objects.all()[0].pk})
    assert "jo_example" in text(boss.get(reverse("accounts:found")))
    boss.post(reverse("accounts:found-personal", args=[Found.objects.get().pk]), follow=True)
    assert "jo_example" not in text(boss.get(reverse("accounts:found")))
    assert FoundDecision.objects.get().outcome == "declared-personal"


@pytest.mark.parametrize(("name", "state"), [("adopt", "approved"), ("convert", "approved"), ("close", "closing")])
def test_a_found_account_is_registered(name: str, state: str, staff: Staff) -> None:
    custodian, found, boss = rolls.officer(), noted(), staff.client("communications")
    url = reverse("accounts:found-take", args=[found.pk, name])
    assert 'value="pools_example"' in text(boss.get(url))
    told = {"network": "x", "handle": "pools_example", "identity": "9", "name": "Pools", "slug": "pools-x", "purpose": "Closures",
            "unit": found.unit_id, "custodian": custodian.slug}  # fmt: skip
    boss.post(url, told)
    assert Account.objects.get().state == AccountState(state)
    assert not Found.objects.exists()


def test_parts_keys_attestations_and_a_successor_are_entered(staff: Staff) -> None:
    account, boss = rolls.in_use(rolls.account()), staff.client("communications")
    person = rolls.officer("kim", "Kim Sample")
    boss.post(address("assign"), {"part": "poster", "person": person.slug, "ends": "2099-01-01"})
    assert Custody.objects.get(part=Part.POSTER).person == person
    second = rolls.provisioning().second_administrator
    keys = {"first_administrator": person.slug, "second_administrator": second.slug, "notice": "Official.", "second_factor": "on"}
    assert "This looks like a secret" in text(boss.post(address("keys"), keys | {"escrow": "Tr0ub4dor&3hunter2"}))
    boss.post(address("keys"), keys | {"escrow": "City safe, drawer 3"})
    boss.post(address("attest"), {"kind": "in-order", "statement": "Looked through today."})
    page = text(boss.get(address("people")))
    assert "Looked through today." in page
    boss.post("/desk/auth/purpose/escrow", {"purpose": "To see what was entered"})
    assert "City safe, drawer 3" in text(boss.get(address("escrow")))
    assert "City safe, drawer 3" not in page + text(staff.client("auditor").get(address("people")))
    actions.begin_transition(account, reason="Retires", actor=rolls.OPERATOR)
    named = boss.post(address("successor"), {"successor": person.slug, "begins": "2098-01-01"}, follow=True)
    assert "on January 1, 2098." in named.content.decode()
    account.refresh_from_db()
    assert account.successor == person
    row = Custody.objects.filter(part=Part.CUSTODIAN).get()
    assert boss.post(reverse("accounts:part-end", args=[row.pk]), {}).status_code == 403


def test_what_is_not_possible_now_is_no_matter_of_rights(staff: Staff) -> None:
    approved = test_requests.made(RequestState.APPROVED)
    boss = staff.client("communications")
    answer = boss.post(reverse("accounts:request-move", args=[approved.pk, "approve"]))
    assert answer.status_code == 409
    assert "Not possible now" in text(answer)
    assert "The request is approved. Nothing can follow: this is the end." in text(answer)
    assert staff.client("auditor").post(reverse("accounts:request-move", args=[approved.pk, "approve"])).status_code == 403
    account = rolls.account()
    early = boss.post(reverse("desk:move", args=[account.slug, "hand-over"]))
    assert early.status_code == 409
    assert "The account is approved. Possible now: provision, lose, close." in text(early)


def test_authority_is_entered_shown_by_day_ended_and_handed_out() -> None:
    counsel, holder = Client(), rolls.officer("holder", "Holder")
    counsel.force_login(rolls.user("counsel", Role.CITY_ATTORNEY), backend="django.contrib.auth.backends.ModelBackend")
    told = {
        "person": holder.slug,
        "topic": "=1+1",
        "basis": "instrument",
        "instrument": "Charter",
        "section": "§ 7",
        "begins": "2026-03-02",
    }
    refused = counsel.post(reverse("accounts:authority-enter"), told | {"section": ""})
    assert refused.status_code == 422
    assert "Name the section" in text(refused)
    counsel.post(reverse("accounts:authority-enter"), told)
    before, after = (text(counsel.get(reverse("accounts:authority"), {"day": day})) for day in ("2026-03-01", "2026-03-02"))
    assert before.index("On other days") < before.index("Charter")
    assert after.index("Charter") < after.index("On other days")
    assert counsel.get(reverse("accounts:authority-json")).json()["authority"][0]["person"] == "holder"
    assert ",'=1+1," in text(counsel.get(reverse("accounts:authority-csv")))
    counsel.post(reverse("accounts:authority-end", args=[Authority.objects.get().pk]), {"ends": "2026-04-01"})
    assert str(Authority.objects.get().ends) == "2026-04-01"
    assert Person.objects.filter(authority__isnull=False).get() == holder


def test_who_may_post_is_suspended_while_training_has_lapsed_and_the_right_stays(staff: Staff) -> None:
    url, account = address("people"), Account.objects.get()
    row = posting(account)
    told = NewModule("posting", "Posting", cadence_months=12, newcomer_days=30, begins=rolls.LONG_AGO)
    module = add_module(told, actor=test_requests.texts.OFFICER)
    client = staff.client("auditor")
    assert "posting is suspended: training has lapsed" in client.get(url).content.decode()
    (found,) = [each for each in orphans() if each.id == "accounts.W011"]
    assert row.person.name in found.text
    record_completions(module, [row.person], day=city_day(), actor=test_requests.texts.OFFICER)
    assert "posting is suspended" not in client.get(url).content.decode()
    assert not [each for each in orphans() if each.id == "accounts.W011"]
    row.refresh_from_db()
    assert row.ends is None
