"""The desk's pages on cases: the way in, each form, what is refused, and what is written down of who looked."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.cases.conftest import City
from tests.moderation.acting import comment
from tests.moderation.conftest import Network, network, residents, settle, terms
from tests.policy.texts import policy_of_two

from rostra.accounts.models import Authority
from rostra.archive.actions.classify import classify
from rostra.archive.queries.copies import copy_at
from rostra.archive.rules.classification import Proposed, Target
from rostra.archive.states.withholding import Part as ClassifiedPart
from rostra.cases.actions.cases import move_case, open_case
from rostra.cases.actions.file import add_evidence, add_participant, write_entry
from rostra.cases.models import Case, Entry, Evidence, Participant
from rostra.cases.rules.deciding import NewCase
from rostra.cases.rules.entering import signed_finding
from rostra.cases.rules.moving import digest_of_key
from rostra.cases.states.classes import CaseField
from rostra.cases.states.life import CaseState, Outcome
from rostra.cases.states.words import Channel, Part
from rostra.cases.urls import urlpatterns
from rostra.core import clock
from rostra.core.actor import PUBLIC
from rostra.core.data_class import DataClass
from rostra.core.dates import in_words
from rostra.core.errors import Conflict, Invalid
from rostra.core.findings import Finding, Level, all_findings
from rostra.core.models import Event
from rostra.core.profile import CaseRule
from rostra.core.waiting import waiting_for
from rostra.desk.queries import concerns
from rostra.people import actions as people
from rostra.people.models import View
from rostra.people.queries import city_day, city_day_of
from rostra.people.states import Role

__all__ = ["network", "residents", "terms"]  # fixtures
pytestmark = pytest.mark.django_db
F = CaseField


def there(city: City, role: Role, *, purpose: bool = True) -> Client:
    """A browser of somebody in this role, who has said what for."""
    city.actor(role)
    made = rolls.signed_in(city.users[role])
    if purpose:
        for function in ("case-of-employee", "case-of-official", "case-intake"):
            made.post(f"/desk/auth/purpose/{function}", {"purpose": "to decide it"})
    return made


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:2000])
    return answer.content.decode()


def post(client: Client, path: str, told: dict[str, object], status: int = 302) -> str:
    answer = client.post(path, told)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:3000])
    return answer.content.decode()


def test_every_address_checks_a_rule() -> None:
    assert [pattern.name for pattern in urlpatterns if not hasattr(pattern.callback, "rule")] == []


def test_each_look_has_its_purpose_and_each_try_is_written_down(city: City) -> None:
    case = city.triaged("elected")
    ethics = there(city, Role.ETHICS_OFFICER, purpose=False)
    assert ethics.get(f"/desk/case/{case.number}").headers["Location"].startswith("/desk/auth/purpose/case-of-official")
    ethics.post("/desk/auth/purpose/case-of-official", {"purpose": "to decide it"})
    text(ethics, f"/desk/case/{case.number}")
    look = View.objects.get()
    assert (look.function, look.subject, look.purpose, look.about) == ("case-of-official", f"case:{case.number}", "to decide it", None)
    assert "Nobody added you to it" in text(there(city, Role.HR), f"/desk/case/{case.number}/write/notes", 403)
    tried = View.objects.get(user=city.users[Role.HR])
    assert (tried.subject, tried.purpose) == (f"case:{case.number}", "Nothing was shown: nobody added them to this case.")


def test_who_may_not_know_of_it_gets_what_they_would_get_if_there_were_none(city: City, settings: Settings) -> None:
    case = city.triaged("elected")
    rule = CaseRule.model_validate({"class": "private", "fields": ["existence", "status"], "basis": "Counsel, 2026-11-01"})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": settings.PROFILE.cases.model_copy(update={"rule": [rule]})})
    hr, ethics = there(city, Role.HR), there(city, Role.ETHICS_OFFICER)
    pages = [text(hr, f"/desk/case/{number}", 404) for number in (case.number, "1999-0001")]
    answers = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages}  # the button to sign out: another each time
    assert len(answers) == 1
    assert "private · Counsel" not in text(ethics, f"/desk/case/{case.number}")
    write_entry(case, F.NOTES, "x", actor=city.actor(Role.ETHICS_OFFICER))
    told = Event.objects.filter(action__startswith="cases.").latest("pk")
    assert (told.subject, told.facts) == ("case:withheld", {})


def test_from_a_call_to_the_closed_file_by_the_pages_alone(city: City) -> None:
    clerk, counsel, hr = there(city, Role.CLERK), there(city, Role.CITY_ATTORNEY), there(city, Role.HR)
    person, _post = city.respondent("employee")
    assert "What happened, in their words" in text(clerk, "/desk/cases/enter")
    assert "This field is required" in post(clerk, "/desk/cases/enter", {"channel": "phone", "statement": " "}, 422)
    post(
        clerk, "/desk/cases/enter", {"channel": "phone", "statement": "He called her names.", "contact": "rita@home.example", "told": "on"}
    )
    page = text(clerk, "/desk/cases/entered")
    case = Case.objects.get()
    key = page.split("<code>")[1].split("</code>")[0]
    assert digest_of_key(key.replace("-", "")) == case.key
    text(clerk, f"/desk/case/{case.number}", 403)
    here = f"/desk/case/{case.number}"
    assert "Triage it" in text(counsel, here)
    policy_of_two()
    told: dict[str, object] = {"act_day": "2026-03-02", "respondent": person.slug, "clause": "social-media/no-blocking", "reason": "Ours."}
    assert "future" in post(counsel, f"{here}/step/triage", told | {"act_day": "2999-01-01"}, 422)
    assert "not in force on that day" in post(counsel, f"{here}/step/triage", told | {"clause": "social-media/conduct"}, 422)
    page = post(counsel, f"{here}/step/triage", told | {"respondent": person.name.split()[-1]}, 422)
    assert "Is it the one below?" in page
    assert page.count("checked") == 1
    post(counsel, f"{here}/step/triage", told)
    case.refresh_from_db()
    assert (case.state, case.track, case.position) == ("triaged", "employee", city.respondent("employee")[1])
    assert case.clause == "social-media/2#no-blocking"
    assert "He called her names." in text(hr, here)
    assert "Take triage back: Only the city attorney may do this." in text(hr, here)
    post(hr, f"{here}/step/investigate", {"reason": ""})
    assert "Nothing is written yet under findings" in text(hr, here)
    assert "Nothing is written yet under findings" in text(hr, f"{here}/step/hand-in-findings", 409)
    assert "Tell the person first" in post(hr, f"{here}/write/response", {"text": "I was angry."}, 409)
    post(hr, f"{here}/notice", {"way": "talk"})
    post(hr, f"{here}/write/response", {"text": "I was angry."})
    post(hr, f"{here}/write/findings", {"text": "He did."})
    post(hr, f"{here}/write/findings", {"text": "He did, twice."})
    page = text(hr, here)
    assert "One earlier text" in page
    assert "private" in page.lower()
    assert "Minn. Stat. 13.43, subd. 4" in page
    assert "Attorney’s section" not in page
    text(hr, f"{here}/write/advice", 403)
    text(hr, f"{here}/write/statement", 403)
    text(hr, f"{here}/write/nonsense", 404)
    text(hr, f"{here}/step/nonsense", 404)
    text(hr, f"{here}/counsel", 403)
    text(hr, f"{here}/worksheet", 403)
    post(counsel, f"{here}/write/advice", {"text": "Take care."})
    assert "Take care." in text(counsel, here)
    assert "Take care." not in text(hr, here)
    post(hr, f"{here}/step/hand-in-findings", {})
    post(hr, f"{here}/step/sustain", {"reason": "Shown."})
    post(hr, f"{here}/write/disposition", {"text": "A reprimand."})
    post(hr, f"{here}/write/reasons", {"text": "The clause."})
    assert "protected speech" in text(hr, f"{here}/step/decide-discipline", 409)
    post(counsel, f"{here}/counsel", {"screened": "2026-03-06", "reason": "Not protected."})
    post(hr, f"{here}/step/decide-discipline", {"reason": "As proposed.", "measure": "reprimand"})
    post(hr, f"{here}/step/grieve", {"reason": "By the union."})
    post(hr, f"{here}/step/arbitrate", {"reason": "Elected."})
    assert "Say what the arbitrator decided" in post(hr, f"{here}/step/finish", {"reason": "Over."}, 422)
    post(hr, f"{here}/step/finish", {"reason": "Over.", "arbitration": "upheld"})
    post(hr, f"{here}/step/close", {"reason": "Told."})
    post(hr, f"{here}/step/appeal", {"side": "complainant", "text": "It was more."})
    assert "did not decide" in text(hr, f"{here}/step/uphold", 403)
    post(counsel, f"{here}/step/uphold", {"reason": "Nothing new."})
    case.refresh_from_db()
    assert (case.state, case.outcome, case.arbitration) == (CaseState.CLOSED, Outcome.DISCIPLINE, "upheld")


def test_people_are_added_with_a_reason_and_taken_out(city: City) -> None:
    case, hr = city.triaged("employee"), there(city, Role.HR)
    officer = rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER)
    here = f"/desk/case/{case.number}"
    assert "does not investigate" in post(hr, f"{here}/add", {"person": "olive-officer", "part": "lead", "reason": "x"}, 422)
    post(hr, f"{here}/add", {"person": "olive-officer", "part": "facts", "reason": "Knows what was posted."})
    hers = rolls.signed_in(officer)
    hers.post("/desk/auth/purpose/case-of-employee", {"purpose": "to tell what was posted"})
    page = text(hers, here)
    assert "social-media/conduct" in page
    assert "He called us names" not in page
    assert "A employee" not in page
    added = Participant.objects.get()
    assert "Take out" in text(hr, here)
    assert "sees nothing" in text(hr, f"{here}/take-out/{added.pk}").replace("see nothing", "sees nothing")
    looks = View.objects.filter(user=officer).count()
    refused = [text(hers, f"{here}/{what}", 403) for what in (f"take-out/{added.pk}", "write/notes", "step/investigate", "evidence")]
    refused += [post(hers, f"{here}/{what}", {"text": "x", "reason": "x"}, 403) for what in ("write/notes", "step/investigate", "add")]
    assert all("in your part you read, and do not write" in page for page in refused)
    assert not [page for page in refused if "Nobody added you" in page]
    tries = View.objects.filter(user=officer, function="case-intake", purpose__startswith="Nothing was shown or done")
    assert (tries.count(), View.objects.filter(user=officer).count()) == (7, looks + 7)
    post(hr, f"{here}/take-out/{added.pk}", {})
    text(hr, f"{here}/take-out/{added.pk}", 404)
    text(hers, here, 403)


def test_evidence_is_a_captured_copy_and_nothing_else(network: Network) -> None:
    city = City(network.account.unit)
    said = comment(network, "You clown.", "k1")
    settle()
    case, hr = city.triaged("employee"), there(city, Role.HR)
    here = f"/desk/case/{case.number}"
    for wrong in ("https://x.example/nowhere", "99", "nonsense"):
        assert "The archive holds no such copy" in post(hr, f"{here}/evidence", {"copy": wrong}, 422)
    for address in (str(said.record_id), f"https://archive.example/record/{said.record_id}/v/1", said.record.uri):
        assert copy_at(address) == said
    post(hr, f"{here}/evidence", {"copy": f"/record/{said.record_id}", "remark": "The reply."})
    page = text(hr, here)
    assert f"/record/{said.record_id}/v/1.tlog-proof" in page
    assert "You clown." in page
    assert "already" in post(hr, f"{here}/evidence", {"copy": str(said.record_id)}, 422)
    other = city.triaged("employee")
    add_evidence(other, said, actor=city.actor(Role.HR))
    assert other.number in text(hr, here)
    counsel = city.actor(Role.CITY_ATTORNEY)
    move_case(case, "find-no-jurisdiction", reason="Personal.", actor=counsel)
    gone = Evidence.objects.get(case=case)
    assert (gone.version, gone.note) == (None, "")
    assert "You clown." not in text(hr, here)
    with pytest.raises(Invalid, match="no such copy"):
        add_evidence(other, None, actor=counsel)
    with pytest.raises(Conflict):
        add_evidence(other, said, actor=counsel)


SHEET = {"used": "yes", "facts": "She announced the closing here first.", "outcome": "official", "reasons": "Both parts are there."}


def test_the_worksheet_needs_both_parts_and_a_disclaimer_decides_nothing(city: City) -> None:
    case, counsel, ethics = city.triaged("elected"), there(city, Role.CITY_ATTORNEY), there(city, Role.ETHICS_OFFICER)
    here = f"/desk/case/{case.number}/worksheet"
    text(ethics, here, 403)
    assert "Both parts are needed" in post(counsel, here, SHEET, 422)
    row = Authority.objects.create(
        position=case.position, topic="Closings", basis="instrument", instrument="Charter", section="4.1", begins=rolls.LONG_AGO,
        entered=clock.now(), by_ref="user:0",
    )  # fmt: skip
    both = SHEET | {"authority": str(row.pk), "disclaimer": "Views are my own."}
    assert "Closings" in text(counsel, here)
    assert "disclaimer alone does not" in post(counsel, here, both | {"outcome": "personal"}, 422)
    assert "disclaimer alone never" in post(counsel, here, both | {"outcome": "personal", "used": "unclear"}, 422)
    for outcome in ("official", "mixed"):
        assert "Both parts are needed" in post(counsel, here, both | {"outcome": outcome, "used": "no"}, 422)
    post(counsel, here, both)
    case.refresh_from_db()
    signed = Entry.objects.get(part=F.WORKSHEET)
    assert (case.capacity, signed.by_name) == ("official", city.actor(Role.CITY_ATTORNEY).name)
    for told in ("Charter, 4.1", "Views are my own.", "Official", "first"):
        assert told in signed.text
    post(counsel, here, SHEET | {"authority": "", "outcome": "personal", "used": "no"})
    Authority.objects.filter(pk=row.pk).update(ends=dt.date(2025, 1, 1))
    assert "Select a valid choice" in post(counsel, here, both, 422)
    post(counsel, here, SHEET | {"custom": "Every mayor before her announced closings there."})


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(city: City, number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(number):
        city.triaged("employee")
    hr = there(city, Role.HR)
    hr.get("/desk/cases")
    with django_assert_num_queries(8):
        page = text(hr, "/desk/cases")
    assert page.count("/desk/case/") == number


def test_the_list_is_narrowed_paged_and_a_table(city: City) -> None:
    counsel = there(city, Role.CITY_ATTORNEY)
    received, triaged = city.received(), city.triaged("employee")
    for query, shown in (
        ("status=open", {received, triaged}),
        ("track=employee", {triaged}),
        ("track=undecided", {received}),
        ("status=closed", set()),
    ):
        rows = counsel.get(f"/desk/cases.json?{query}").json()["cases"]
        assert {row["number"] for row in rows} == {case.number for case in shown}, query
    table = text(counsel, "/desk/cases.csv").splitlines()
    assert table[0] == "number,status,state,track,respondent_kind,received,due"
    assert len(table) == 3
    Case.objects.filter(pk=received.pk).update(due=city_day() - dt.timedelta(days=1))
    assert "overdue" in text(counsel, "/desk/cases")
    for _ in range(50):
        open_case(NewCase(Channel.RESIDENT, "x"), actor=PUBLIC)
    assert "Page 2 of 2" in text(counsel, "/desk/cases?page=2&status=open")
    assert "There is none that you may open." in text(there(city, Role.HR), "/desk/cases?track=official")
    text(there(city, Role.MODERATOR), "/desk/cases", 403)
    text(there(city, Role.MODERATOR), "/desk/cases/enter", 403)


def test_what_waits_is_told_to_who_acts_and_overdue_clocks_are_counted(city: City) -> None:
    def waits(role: Role) -> dict[str, str]:
        return {each.title: each.reason for queue in waiting_for(city.actor(role)) if queue.name == "cases" for each in queue.first}

    received, ours, theirs = city.received(), city.triaged("employee"), city.triaged("elected")
    assert set(waits(Role.CITY_ATTORNEY)) == {f"Case {received.number}"}
    assert set(waits(Role.HR)) == {f"Case {ours.number}"}
    assert set(waits(Role.ETHICS_OFFICER)) == {f"Case {theirs.number}"}
    assert waits(Role.MODERATOR) == waits(Role.ADMINISTRATOR) == waits(Role.AUDITOR) == {}
    add_participant(theirs, city.users[Role.CITY_ATTORNEY].person, Part.ATTORNEY, reason="Advice.", actor=city.actor(Role.ETHICS_OFFICER))
    assert f"Case {theirs.number}" in waits(Role.CITY_ATTORNEY)
    hr = city.actor(Role.HR)
    case = move_case(move_case(ours, "resolve", reason="Mended.", actor=hr), "close", reason="Done.", actor=hr)
    assert waits(Role.HR) == {}
    Case.objects.exclude(pk=case.pk).update(due=city_day() - dt.timedelta(days=1))
    found = {each.id: each for each in all_findings() if each.id.startswith("cases.")}
    assert set(found) == {"cases.W001", "cases.W003"}
    assert received.number not in found["cases.W001"].text
    assert concerns(city.actor(Role.ETHICS_OFFICER), found["cases.W003"])
    assert not concerns(hr, found["cases.W003"])
    Case.objects.filter(pk=case.pk).update(state=CaseState.INVESTIGATING, due=city_day() - dt.timedelta(days=1))
    assert "cases.W002" in {each.id for each in all_findings()}


def test_a_worksheet_of_one_post_leaves_what_the_case_is_known_by(city: City, network: Network) -> None:
    case, counsel, office = city.triaged("employee"), there(city, Role.CITY_ATTORNEY), city.actor(Role.HR)
    linked = add_evidence(case, comment(network, "You are a clown.", "k1"), actor=office)
    settle()
    foreign = add_evidence(city.triaged("employee"), comment(network, "Another.", "k2"), actor=office)
    here = f"/desk/case/{case.number}/worksheet"
    sheet = SHEET | {"used": "no", "outcome": "personal"}
    page = text(counsel, here)
    version = linked.version
    assert version
    day = in_words(city_day_of(version.record.published))
    assert f"Record {version.record_id}, copy 1, {day}: You are a clown.</option>" in page
    span = Target(version.record, ClassifiedPart.SPAN, 1, span=(10, 15))
    classify(span, Proposed(DataClass.PRIVATE, "social-security-number"), actor=city.actor(Role.CLERK))
    assert f"{day}: You are a [withheld: Minn. Stat. 13.355].</option>" in text(counsel, here)
    assert "Select a valid choice" in post(counsel, here, sheet | {"about": str(foreign.pk)}, 422)
    post(counsel, here, sheet | {"about": str(linked.pk)})
    case.refresh_from_db()
    assert case.capacity == ""
    post(counsel, here, sheet)
    case.refresh_from_db()
    assert case.capacity == "personal"
    told = [entry.text.split("\n\n")[0] for entry in case.entries.filter(part=F.WORKSHEET)]
    assert told == [f"About\nRecord {linked.version.record_id}, copy 1.", "About\nThe account, and all that is evidence."]  # type: ignore[union-attr] # it is there
    page = text(there(city, Role.HR), f"/desk/case/{case.number}")
    assert page.count("What was said, and how") == 2, "both stand there"


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_asks_as_often_for_one_entry_as_for_three(
    city: City, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case, hr = city.triaged("employee"), there(city, Role.HR)
    for each in range(number):
        write_entry(case, F.NOTES, f"Note {each}", actor=city.actor(Role.HR))
        user = rolls.user(f"clerk-{each}", Role.CLERK)
        add_participant(case, user.person, Part.LEAD, reason="Helps.", actor=city.actor(Role.HR))
    text(hr, f"/desk/case/{case.number}")
    with django_assert_num_queries(41):
        text(hr, f"/desk/case/{case.number}")


@pytest.mark.parametrize("channel", ["phone", "paper", "media", "ward", "staff", "finding"])
def test_a_case_is_entered_from_wherever_it_comes_and_where_stands_in_the_file(city: City, channel: str) -> None:
    post(there(city, Role.CLERK), "/desk/cases/enter", {"channel": channel, "statement": "He called her names.", "language": "en"})
    case = Case.objects.get()
    assert (case.channel, case.track) == (channel, "undecided")
    assert "He called her names." in text(there(city, Role.CITY_ATTORNEY), f"/desk/case/{case.number}")


def test_who_writes_over_what_somebody_wrote_meanwhile_reads_it_first(city: City) -> None:
    case, hr, counsel = city.triaged("employee"), there(city, Role.HR), there(city, Role.CITY_ATTORNEY)
    here = f"/desk/case/{case.number}/write/findings"
    opened = hr.get(here).context["form"]
    post(counsel, here, {"text": "It was so.", "read": ""})
    told = post(hr, here, {"text": "It was not.", "read": opened["read"].value() or ""}, 422)
    assert "wrote it meanwhile: “It was so.”" in told
    assert "It was not." in told
    newest = case.entries.get(part=F.FINDINGS)
    assert f'value="{newest.pk}"' in told
    post(hr, here, {"text": "It was so, and not.", "read": str(newest.pk)})
    assert [each.text for each in case.entries.filter(part=F.FINDINGS)] == ["It was so.", "It was so, and not."]
    for client in (hr, counsel):  # notes add up: nobody writes over anybody
        post(client, f"/desk/case/{case.number}/write/notes", {"text": "Asked.", "read": ""})
    assert case.entries.filter(part=F.NOTES).count() == 2


@pytest.mark.parametrize(("day", "version"), [("2019-12-31", 1), ("2020-01-01", 2)])
def test_an_act_is_judged_by_the_text_in_force_on_its_day(city: City, day: str, version: int) -> None:
    policy_of_two()
    case, counsel, position = city.received(), there(city, Role.CITY_ATTORNEY), city.respondent("employee")[1]
    person = people.add_person("an-earlier-one", "An Earlier One", actor=rolls.OPERATOR)
    people.appoint(person, position, begins=dt.date(2019, 1, 7), actor=rolls.OPERATOR)
    here = f"/desk/case/{case.number}"
    told: dict[str, object] = {"act_day": day, "respondent": person.slug, "position": position.slug, "reason": "Ours."}
    only_in_2 = post(counsel, f"{here}/step/triage", told | {"clause": "social-media/personal-accounts", "reason": ""}, 422)
    assert ("not in force on that day" in only_in_2) == (version == 1)
    post(counsel, f"{here}/step/triage", told | {"clause": "social-media/no-blocking"})
    case.refresh_from_db()
    assert case.clause == f"social-media/{version}#no-blocking"
    page = text(there(city, Role.HR), here)
    assert f'href="/policy/social-media/{version}#no-blocking"' in page
    assert re.search(rf"Clause {case.clause}, “<bdi>[^<]*Blocking</bdi>”", page)


def test_what_who_complains_said_of_account_and_day_stands_on_the_page(city: City, network: Network) -> None:
    new = NewCase(Channel.RESIDENT, "It was cruel.", account=network.account, act_day=dt.date(2026, 3, 2))
    case = open_case(new, actor=PUBLIC).case
    page = text(there(city, Role.CITY_ATTORNEY), f"/desk/case/{case.number}")
    assert "As they say, about" in page
    assert network.account.name in page
    assert "2 March 2026" in page or "March 2, 2026" in page


def test_a_case_is_entered_from_a_finding_that_was_shown_to_them(city: City, network: Network) -> None:
    found = Finding("accounts.W999", Level.WARNING, "Nobody posts there.", "Look.", f"account:{network.account.slug}")
    client = there(city, Role.CLERK)
    page = text(client, f"/desk/cases/enter?finding={signed_finding(found)}")
    assert "accounts.W999: Nobody posts there." in page
    assert f'value="{network.account.slug}" selected' in page
    assert "checked" in page
    page = text(client, "/desk/cases/enter?finding=accounts.W999")
    assert "checked" not in page


def test_my_work_leads_from_a_finding_to_a_new_case(city: City, network: Network) -> None:
    client = there(city, Role.SOCIAL_MEDIA_OFFICER)
    page = text(client, "/desk/")
    addresses = re.findall(r'href="(/desk/cases/enter\?finding=[^"]+)"', page)
    assert addresses
    assert "checked" in text(client, addresses[0])
