"""The desk's pages: what they show, what they do, how they refuse, and how many queries they take."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.desk.conftest import Staff, keep_register_too
from tests.people.test_roster import SOURCE

from rostra.accounts import actions
from rostra.accounts.models import Account
from rostra.accounts.states import AccountState, Attested
from rostra.capture.models import Coverage, Gap, Run, Schedule
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.models import Event
from rostra.people.actions import mark_head
from rostra.people.models import User
from rostra.people.states import Role
from rostra.portal.templatetags.portal import day

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
STEP_2 = {
    "network": "x", "handle": "exampleville", "identity": "4711", "name": "City of Exampleville", "slug": "city-x",
    "url": "https://x.com/exampleville", "purpose": "News", "opened": "2020-02-01",
}  # fmt: skip


@pytest.fixture
def boss(staff: Staff) -> Client:
    keep_register_too(staff.administrator)
    return staff.client("administrator")


def text(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def described(page: str) -> list[str]:
    """References to elements that do not exist."""
    wanted = {name for found in re.findall(r'aria-(?:describedby|labelledby)="([^"]*)"', page) for name in found.split()}
    return sorted(wanted - set(re.findall(r'\bid="([^"]+)"', page)))


def captured(number: int) -> Account:
    account = rolls.account(number)
    rolls.in_use(account)
    return account


def in_trouble(account: Account) -> None:
    now = clock.now()
    Coverage.objects.create(account=account, method="poll", begins=now - 30 * HOUR, ends=now - 5 * HOUR)
    Schedule.objects.create(account=account, work="poll", due=None, failures=3, trouble="503 <b>upstream</b> said\u202e no")
    Run.objects.create(account=account, method="poll", started=now - HOUR, ended=now - HOUR, outcome="failed", error="503")
    Gap.objects.create(account=account, method="poll", starts=now - 5 * HOUR, noticed=now, reason="The server did not answer.")


PAGES: dict[str, Callable[[Account, User], str]] = {
    "work": lambda account, user: "/desk/",
    "accounts": lambda account, user: "/desk/accounts",
    "account": lambda account, user: f"/desk/account/{account.slug}",
    "capture": lambda account, user: "/desk/capture",
    "people": lambda account, user: "/desk/people",
    "user": lambda account, user: f"/desk/people/{user.pk}",
}


@pytest.mark.parametrize("name", PAGES)
def test_three_rows_take_as_many_queries_as_one(
    name: str, staff: Staff, boss: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counts = {"work": 107, "accounts": 6, "account": 25, "capture": 17, "people": 6, "user": 12}
    first = captured(0)
    in_trouble(first)
    with django_assert_num_queries(counts[name]):
        assert boss.get(PAGES[name](first, staff.records)).status_code == 200
    for number in (1, 2):
        in_trouble(captured(number))
        rolls.user(f"another-{number}", Role.RECORDS_MANAGER)
    with django_assert_num_queries(counts[name]):
        assert boss.get(PAGES[name](first, staff.records)).status_code == 200


@pytest.mark.usefixtures("delivered_terms")
def test_nothing_waits_when_nothing_waits(staff: Staff, boss: Client) -> None:
    rolls.user("second", Role.ADMINISTRATOR)
    page = text(boss.get("/desk/"))
    assert "Nothing is waiting for you" in page
    assert "No account is registered yet" in text(boss.get("/desk/accounts"))
    assert "No account is registered yet" in text(boss.get("/desk/capture"))


def test_my_work_shows_alarms_waiting_accounts_and_findings(boss: Client) -> None:
    in_trouble(captured(0))
    rolls.account(1)
    page = text(boss.get("/desk/"))
    assert "Capture of 1 account needs a look" in page
    assert "Not in use yet: Exampleville police-news" in page
    assert "/desk/account/police-news-bluesky" in page
    assert "people.W002" in page
    assert 'href="/desk/account/parks-bluesky">Open the account' in page


def test_an_account_that_is_followed_before_it_is_used_alarms_like_any_other(boss: Client) -> None:
    account = rolls.account(0)
    assert "needs a look" not in text(boss.get("/desk/"))
    in_trouble(account)
    page = text(boss.get("/desk/"))
    assert "Capture of 1 account needs a look" in page
    assert "Enter who holds its keys. A look at it has to have succeeded before it is used." in page


def test_hostile_names_and_errors_are_shown_as_text(boss: Client) -> None:
    account = rolls.account(name="<script>alert(1)</script> Parks", purpose="<img src=x onerror=alert(1)>")
    rolls.in_use(account)
    in_trouble(account)
    for path in ("/desk/", "/desk/accounts", f"/desk/account/{account.slug}", "/desk/capture"):
        page = text(boss.get(path))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>upstream" not in page
        assert "\u202e" not in page


def test_the_platform_is_quoted_with_its_time(boss: Client) -> None:
    in_trouble(captured(0))
    page = text(boss.get("/desk/capture"))
    assert "503 &lt;b&gt;upstream&lt;/b&gt; said" in page
    assert "Poll, <time" in page
    assert "3 failures in a row" in page
    assert "Stopped until somebody acts" in page
    assert "Each is looked at every 5 minutes, and called late after 30 minutes." in page


def test_gaps_are_those_of_the_accounts_that_are_shown(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [captured(0), captured(1)]
    for account in accounts:
        in_trouble(account)
    for found, links in (("", 2), (accounts[0].slug, 1), ("nobody", 0)):
        answer = boss.get("/desk/capture", {"find": found})
        assert [gap.account for gap in answer.context["gaps"]] == [each for each in accounts[::-1] if found in each.slug]
        assert text(answer).count("Add a note") == links
        assert "All gaps, as the public sees them" not in text(answer)
    monkeypatch.setattr("rostra.desk.views.capture.SHOWN_GAPS", 1)
    assert "All gaps, as the public sees them" in text(boss.get("/desk/capture"))


def test_an_account_can_be_asked_again(boss: Client) -> None:
    account = captured(0)
    in_trouble(account)
    answer = boss.post(f"/desk/account/{account.slug}/retry", follow=True)
    assert "is asked again now" in text(answer)
    assert Schedule.objects.get().due is not None


def test_an_account_that_was_stopped_is_followed_again_not_asked(boss: Client) -> None:
    account = captured(0)
    for address in ("/desk/capture", f"/desk/account/{account.slug}"):
        page = text(boss.get(address))
        assert "Capture was stopped: what is posted now is not kept." in page
        assert f'action="/desk/account/{account.slug}/follow"' in page
        assert "Check now" not in page
    assert "capture.I001" in text(boss.get("/desk/"))
    assert "was stopped, so nothing is asked" in text(boss.post(f"/desk/account/{account.slug}/retry", follow=True))
    assert not Event.objects.filter(action="capture.account.retried").exists()


def test_a_silent_server_leaves_the_account_stopped_and_says_so(boss: Client, settings: Settings) -> None:
    terms = settings.PROFILE.bluesky.model_copy(update={"plc": "https://plc.invalid/"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"bluesky": terms})
    answer = boss.post(f"/desk/account/{captured(0).slug}/follow", follow=True)
    assert "could not be connected" in text(answer)
    assert "nothing was changed; try again later" in text(answer)
    assert "Follow again" in text(answer)


def test_a_gap_gets_a_note_and_an_empty_one_is_refused(boss: Client) -> None:
    in_trouble(captured(0))
    gap = Gap.objects.get()
    refused = boss.post(f"/desk/capture/gap/{gap.pk}", {"note": "  "})
    assert refused.status_code == 422
    assert described(text(refused)) == []
    boss.post(f"/desk/capture/gap/{gap.pk}", {"note": "The uplink was replaced."})
    gap.refresh_from_db()
    assert gap.note == "The uplink was replaced."
    assert "The uplink was replaced." in text(boss.get("/desk/capture"))


def test_suspend_resume_close_and_archive_with_what_belongs_to_it(boss: Client) -> None:
    account = captured(0)
    moves = f"/desk/account/{account.slug}/move"
    refused = boss.post(f"{moves}/suspend", {"reason": ""})
    assert refused.status_code == 422
    page = text(refused)
    assert "<title>Error: Suspend" in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_reason"' in page
    assert described(page) == []
    boss.post(f"{moves}/suspend", {"reason": "Under review"})
    assert Account.objects.get().state == AccountState.SUSPENDED
    boss.post(f"{moves}/resume", {"reason": "Done"})
    boss.post(f"{moves}/close", {"reason": "Merged"})
    early = boss.post(f"{moves}/archive", {})
    assert early.status_code == 422
    assert "Nobody has attested that the credentials were rotated" in text(early)
    for kind in (Attested.CREDENTIALS_ROTATED, Attested.HOLDS_CHECKED):
        actions.attest(account, kind, statement="Seen to.", actor=rolls.OPERATOR)
    Schedule.objects.create(account=account, work="poll", due=None, last_success=clock.now())
    late = boss.post(f"{moves}/archive", {"closed": "2099-01-01"})
    assert late.status_code == 422
    assert "not in the future" in text(late)
    boss.post(f"{moves}/archive", {"closed": "2026-01-31"})
    page = text(boss.get(f"/desk/account/{account.slug}"))
    assert "The account is archived" in page
    assert "Merged" in page


def test_keys_are_entered_and_an_account_without_live_capture_is_activated_with_the_reason(boss: Client) -> None:
    account, keys = rolls.account(network="x", identity="12", handle="exampleville"), rolls.provisioning()
    moves = f"/desk/account/{account.slug}/move"
    told = {
        "first_administrator": keys.first_administrator.slug, "second_administrator": keys.second_administrator.slug,
        "escrow": "hunter2-Tr0ub4dor&3", "notice": keys.notice, "second_factor": "on",
    }  # fmt: skip
    refused = boss.post(f"{moves}/provision", told)
    assert refused.status_code == 422
    assert "This looks like a secret" in text(refused)
    assert "is now prepared and not yet in use" in text(boss.post(f"{moves}/provision", told | {"escrow": keys.escrow}, follow=True))
    refused = text(boss.post(f"{moves}/activate", {}))
    assert "say how its posts are kept instead" in refused
    assert 'href="#id_not_captured"' in refused
    assert "rostra capture connect" not in refused
    assert "is now in use" in text(boss.post(f"{moves}/activate", {"not_captured": "Its exports are taken in."}, follow=True))
    assert Account.objects.get().state == AccountState.ACTIVE


def test_custody_is_handed_over_on_the_desk(boss: Client) -> None:
    account, successor = captured(0), rolls.officer("kim", "Kim Sample")
    moves = f"/desk/account/{account.slug}/move"
    boss.post(f"{moves}/begin-transition", {"reason": "The term ends."})
    assert "credentials were rotated" in text(boss.post(f"{moves}/hand-over", {"successor": successor.slug}))
    actions.attest(account, Attested.CREDENTIALS_ROTATED, statement="Seen to.", actor=rolls.OPERATOR)
    assert "is now in use" in text(boss.post(f"{moves}/hand-over", {"successor": successor.slug}, follow=True))
    assert Account.objects.get().custodian == successor


def test_a_silent_server_leaves_the_account_unconnected_and_says_so(boss: Client, settings: Settings) -> None:
    terms = settings.PROFILE.bluesky.model_copy(update={"plc": "https://plc.invalid/"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"bluesky": terms})
    account = rolls.account()
    assert "Connect" in text(boss.get(f"/desk/account/{account.slug}"))
    answer = boss.post(f"/desk/account/{account.slug}/follow", follow=True)
    assert "could not be connected" in text(answer)
    assert "nothing was changed; try again later" in text(answer)
    assert Account.objects.get().state == AccountState.APPROVED


def test_a_custodian_is_replaced_by_somebody_in_office(boss: Client) -> None:
    account, successor = rolls.account(), rolls.officer("kim", "Kim Sample")
    assert boss.post(f"/desk/account/{account.slug}/custodian", {"custodian": "999"}).status_code == 422
    boss.post(f"/desk/account/{account.slug}/custodian", {"custodian": successor.slug})
    assert Account.objects.get().custodian == successor


def test_step_1_reads_the_address_and_step_2_registers(boss: Client) -> None:
    rolls.officer()
    page = text(boss.post("/desk/accounts/register", {"network": "x", "address": "https://x.com/exampleville"}))
    assert "Step 2 of 2" in page
    assert 'value="exampleville"' in page
    assert 'value="exampleville-x"' in page
    assert "looks like another one" not in page
    person = {"unit": rolls.new_account().unit.pk, "custodian": rolls.new_account().custodian.slug}
    answer = boss.post("/desk/accounts/register/confirm", {**STEP_2, **person}, follow=True)
    assert "is registered. Its network shows nothing before its holder consents" in text(answer)
    assert "Connect it" not in text(answer)
    account = Account.objects.get()
    assert (account.identity, account.opened) == ("4711", dt.date(2020, 2, 1))
    assert Event.objects.filter(action="accounts.account.registered", actor_name="Jordan Sample").exists()


def test_step_1_refuses_what_cannot_be(boss: Client) -> None:
    rolls.account()
    for sent, words in (
        ({"network": "", "address": "x"}, "This field is required"),
        ({"network": "myspace", "address": "x"}, "Select a valid choice"),
        ({"network": "x", "address": "https://bsky.app/profile/a.example"}, "address on Bluesky, not on X"),
        ({"network": "bluesky", "address": "a.example", "identity": Account.objects.get().identity}, "registered already"),
    ):
        answer = boss.post("/desk/accounts/register", sent)
        assert answer.status_code == 422
        assert words in text(answer)
        assert described(text(answer)) == []


def test_step_1_says_which_server_did_not_answer(boss: Client, settings: Settings) -> None:
    terms = settings.PROFILE.bluesky.model_copy(update={"plc": "https://plc.invalid/"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"bluesky": terms})
    answer = boss.post("/desk/accounts/register", {"network": "bluesky", "address": "did:plc:ewvi7nxzyoun6zhxrhs64oiz"})
    assert answer.status_code == 422
    assert "Bluesky did not answer" in text(answer)
    assert "plc.invalid" in text(answer)
    assert "give it yourself" in text(answer)


def test_a_look_alike_is_shown_and_needs_a_reason(boss: Client) -> None:
    first = rolls.account(handle="exampleville")
    page = text(boss.post("/desk/accounts/register", {"network": "x", "address": "exampleviIle"}))
    assert "The handle looks like one of ours" in page
    assert "digits or letters that look alike" in page
    sent = {**STEP_2, "handle": "exampleviIle", "unit": first.unit.pk, "custodian": first.custodian.slug}
    refused = boss.post("/desk/accounts/register/confirm", sent)
    assert refused.status_code == 422
    assert "It looks like “exampleville” on Bluesky" in text(refused)
    assert Account.objects.count() == 1
    boss.post("/desk/accounts/register/confirm", {**sent, "accept_look_alike": "It is the new one"})
    assert Account.objects.get(slug="city-x").look_alike_reason == "It is the new one"


def test_step_2_says_what_is_wrong_by_field(boss: Client) -> None:
    first = rolls.account()
    sent = {**STEP_2, "slug": "Not A Slug", "url": "javascript:alert(1)", "unit": first.unit.pk, "custodian": first.custodian.slug}
    answer = boss.post("/desk/accounts/register/confirm", sent)
    assert answer.status_code == 422
    assert 'href="#id_slug"' in text(answer)
    assert 'href="#id_url"' in text(answer)
    assert described(text(answer)) == []
    again = boss.post("/desk/accounts/register/confirm", {**sent, "slug": first.slug, "url": ""})
    assert "belongs to" in text(again)


def test_nobody_out_of_office_can_be_chosen(boss: Client) -> None:
    first = rolls.account()
    first.custodian.appointments.update(ends=dt.date(2024, 1, 1))
    sent = {**STEP_2, "unit": first.unit.pk, "custodian": first.custodian.slug}
    answer = boss.post("/desk/accounts/register/confirm", sent)
    assert answer.status_code == 422
    assert "Nobody here has this number, alias or name" in text(answer)


def test_people_are_added_granted_ended_and_closed(boss: Client, staff: Staff) -> None:
    new = {"name": "Robin Sample", "email": "robin@exampleville.example", "password": rolls.PASSWORD}
    assert boss.post("/desk/people/add", {**new, "password": "short"}).status_code == 422
    assert boss.post("/desk/people/add", {**new, "name": ""}).status_code == 422
    assert not User.objects.filter(email=new["email"]).exists()
    boss.post("/desk/people/add", new)
    robin = User.objects.get(email=new["email"])
    assert boss.post(f"/desk/people/{robin.pk}/grant", {"role": "emperor"}).status_code == 422
    boss.post(f"/desk/people/{robin.pk}/grant", {"role": "auditor"})
    assert robin.as_actor().roles == {"auditor"}
    again = boss.post(f"/desk/people/{robin.pk}/grant", {"role": "auditor"})
    assert "is auditor already" in text(again)
    boss.post(f"/desk/people/grants/{robin.grants.get().pk}/end")
    assert robin.as_actor().roles == frozenset()
    assert "is signed out at once" in text(boss.get(f"/desk/people/{robin.pk}/close"))
    robin.refresh_from_db()
    assert robin.is_active
    boss.post(f"/desk/people/{robin.pk}/close")
    robin.refresh_from_db()
    assert not robin.is_active


def test_a_head_of_a_unit_needs_no_role(boss: Client) -> None:
    head, other = rolls.officer("hal-head", "Hal Head"), rolls.officer("ann-other", "Ann Other")
    mark_head(head.appointments.get().position, heads=True, actor=rolls.OPERATOR)
    for person, told, stands in (
        (head, "The desk is open to them as department head", "The desk is open to this person as department head."),
        (other, "Grant a role now: without one the desk stays closed", "the desk is closed to this person"),
    ):
        new = {"person": person.slug, "email": f"{person.slug}@exampleville.example", "password": rolls.PASSWORD}
        answer = boss.post("/desk/people/add", new)
        added = text(boss.get(answer["Location"]))
        assert told in added
        assert stands in added


def test_a_closed_sign_in_is_named_and_opened_again(boss: Client, staff: Staff) -> None:
    base, robin = f"/desk/people/{staff.records.pk}", staff.records
    boss.post(f"{base}/close")
    assert f"{base}/password" not in text(boss.get(base))
    refused = boss.post(f"{base}/password", {"password": rolls.PASSWORD})
    assert refused.status_code == 409
    assert "This sign-in is closed" in text(refused)
    told = {"person": robin.person.slug, "email": "robin@exampleville.example", "password": rolls.PASSWORD}
    again = boss.post("/desk/people/add", told)
    assert f"has a sign-in that is closed, {robin.email}. Open it again under People and roles." in text(again)
    boss.post(f"{base}/reopen")
    robin.refresh_from_db()
    assert robin.is_active
    assert robin.as_actor().roles == frozenset()
    assert f"{base}/password" in text(boss.get(base))


def test_one_s_own_page_offers_no_grant_and_the_last_administrator_no_end(boss: Client, staff: Staff) -> None:
    page = text(boss.get(f"/desk/people/{staff.administrator.pk}"))
    assert "Nobody grants a role to themself" in page
    assert "This is the last administrator" in page
    assert f"/desk/people/{staff.administrator.pk}/close" not in page
    refused = boss.post(f"/desk/people/{staff.administrator.pk}/grant", {"role": "auditor"})
    assert refused.status_code == 422
    boss.post(f"/desk/people/{staff.administrator.pk}/close")
    staff.administrator.refresh_from_db()
    assert staff.administrator.is_active


def test_a_password_is_set_for_somebody(boss: Client, staff: Staff) -> None:
    path = f"/desk/people/{staff.records.pk}/password"
    assert boss.post(path, {"password": "1234"}).status_code == 422
    boss.post(path, {"password": "another long sentence 8"})
    staff.records.refresh_from_db()
    assert staff.records.check_password("another long sentence 8")


def test_a_change_of_handle_stands_in_the_history(boss: Client) -> None:
    account = rolls.account()
    actions.note_handle(account, "gardens.example", seen=clock.now(), actor=system("capture"))
    page = text(boss.get(f"/desk/account/{account.slug}"))
    assert "Handle changed" in page
    assert "@parks.exampleville.example" in page


@pytest.mark.parametrize("path", ["/desk/", "/desk/accounts/register", "/desk/people/add", "/desk/people"])
def test_no_reference_leads_nowhere(path: str, boss: Client) -> None:
    assert described(text(boss.get(path))) == []


def test_a_suspended_account_says_so_wherever_it_is_shown(boss: Client, client: Client) -> None:
    account = captured(0)
    in_trouble(account)
    Schedule.objects.update(due=None, trouble="")
    actions.suspend_account(account, reason="Under repair", actor=rolls.OPERATOR)
    pages = [text(client.get(f"/account/{account.slug}")), text(client.get("/accounts", {"q": account.handle}))]
    assert all(f"uspended since {day(account.since)}" in page for page in pages)
    told = client.get("/api/v1/accounts/verify", {"url": account.handle}).json()
    assert (told["answer"]["word"], told["answer"]["standing"]) == ("yes", "official")
    assert (told["accounts"][0]["state"], told["accounts"][0]["since"]) == ("suspended", clock.stamp(account.since))
    assert "still captured" not in text(boss.get("/desk/account/parks-bluesky"))  # nothing follows it
    Schedule.objects.filter(account=account).update(due=clock.now())
    assert "still captured" in text(boss.get("/desk/account/parks-bluesky"))


def test_the_lookup_says_how_long_a_question_may_be(client: Client) -> None:
    refused = client.get("/accounts", {"q": "a" * 301})
    assert refused.status_code == 422
    assert "This has 301 characters; 300 at most." in text(refused)
    assert described(text(refused)) == []
    assert client.get("/api/v1/accounts/verify", {"url": "a" * 301}).status_code == 422
    assert client.get("/accounts", {"q": "a" * 300}).status_code == 200


def test_a_list_that_is_the_only_one_is_chosen_already(boss: Client, settings: Settings) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE]})
    assert '<option value="hr" selected>' in text(boss.get("/desk/roster/import"))
    settings.PROFILE = settings.PROFILE.model_copy(update={"roster_source": [SOURCE, SOURCE.model_copy(update={"name": "board"})]})
    assert "selected" not in text(boss.get("/desk/roster/import")).split("<form", 2)[2].split("</select>")[0].replace(
        'value="" selected', ""
    )
