"""The pages of campaigns, answers and training: who may open and do what, how they refuse, how many queries they take."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.conftest import Turn
from tests.policy import asked
from tests.policy import texts as given
from tests.policy.conftest import Staff

from rostra.core import clock
from rostra.core.models import Event
from rostra.people import actions as people_actions
from rostra.people.actions.invitations import issue_invitation
from rostra.people.models import Person, Position, Unit, View
from rostra.people.queries import city_day
from rostra.policy.actions import acknowledging, training
from rostra.policy.actions.acknowledging import as_person
from rostra.policy.actions.recipients import remind
from rostra.policy.actions.training import NewModule
from rostra.policy.models import Acknowledgement, Campaign, Completion, Module, Recipient
from rostra.policy.queries.codes import code_of
from rostra.policy.states.asking import Route
from rostra.policy.urls.asking import urlpatterns
from rostra.policy.urls.invited import urlpatterns as open_patterns

pytestmark = pytest.mark.django_db
EVERYBODY = {"administrator", "officer", "director", "attorney", "clerk", "auditor", "moderator"}
READERS, WRITERS = {"officer", "director", "attorney", "clerk", "auditor"}, {"officer", "director"}
# page: who may, by which method
PAGES = {
    "mine": (EVERYBODY | {"nobody"}, "get"),
    "answer": ({"moderator"}, "get"),
    "campaigns": (READERS, "get"),
    "add": (WRITERS, "get"),
    "open-kiosk": (WRITERS, "post"),
    "campaign": (READERS, "get"),
    "figures-json": (READERS, "get"),
    "figures-csv": (READERS, "get"),
    "edit": (WRITERS, "get"),
    "step": (WRITERS, "get"),
    "people": (READERS, "get"),
    "people-csv": (READERS, "get"),
    "person": (READERS, "get"),
    "sheet": (WRITERS, "get"),
    "letters": (WRITERS, "post"),
    "paper": (WRITERS, "get"),
    "modules": (READERS, "get"),
    "add-module": (WRITERS, "get"),
    "module": (READERS, "get"),
    "complete": (WRITERS, "get"),
    "end-module": (WRITERS, "post"),
}


def module(slug: str = "accounts") -> Module:
    """Something that everybody learns every year."""
    told = NewModule(slug, slug.title(), cadence_months=12, newcomer_days=30, begins=dt.date(2020, 1, 1))
    return training.add_module(told, actor=given.OFFICER)


@pytest.fixture
def campaign(staff: Staff) -> Campaign:
    """One that is open, in which a volunteer without an address asks for an exception, and another one that is written."""
    volunteer = asked.member("vic-volunteer", Unit.objects.get(), email=False)
    found = asked.running(quiz=asked.QUIZ)
    asked.campaign(found.version)
    told = asked.by(Route.LINK, found, reason="I <b>cannot</b> read it.")
    acknowledging.ask_exception(asked.recipient(found, volunteer), told, actor=as_person(volunteer))
    module()
    return found


def address(name: str, campaign: Campaign) -> str:
    draft = Campaign.objects.get(state="draft").pk
    special: dict[str, list[object]] = {
        **{name: [] for name in ("mine", "campaigns", "add", "open-kiosk", "modules", "add-module")},
        "edit": [draft],
        "step": [draft, "open"],
        "person": [campaign.pk, "vic-volunteer"],
        **{name: ["accounts"] for name in ("module", "complete", "end-module")},
    }
    return reverse(f"asking:{name}", args=special.get(name, [campaign.pk]))


def body(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_every_address_is_in_the_table_and_checks_who_asks() -> None:
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert set(named) == set(PAGES)
    assert [name for name, pattern in named.items() if not hasattr(pattern.callback, "rule")] == []
    assert {pattern.name for pattern in open_patterns} == {
        "enter", "answer", "kiosk", "kiosk-answer", "kiosk-still", "close-kiosk", "mine", "draft", "comment",
    }  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_owner_colleague_and_stranger(name: str, staff: Staff, campaign: Campaign, turn: Turn) -> None:
    allowed, method = PAGES[name]
    url, events = address(name, campaign), Event.objects.count()
    for who in (*sorted(EVERYBODY), "nobody", "stranger"):
        with turn(who):
            answer = getattr(staff.client(who), method)(url)
            if who == "stranger":
                assert (answer.status_code, answer["Location"]) == (302, f"/desk/sign-in?next={url}")
            elif who in allowed:
                assert answer.status_code in {200, 302}
                assert "/sign-in" not in answer.get("Location", "")
            else:
                assert answer.status_code == (404 if name == "answer" else 403)
            if who not in allowed:
                assert Event.objects.count() == events
                assert "Volunteer" not in answer.content.decode()
            assert answer.status_code == 404 or "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("campaigns", 5), ("campaign", 14), ("people", 9), ("people-csv", 8), ("figures-json", 7), ("mine", 14), ("modules", 10),
     ("module", 12), ("sheet", 8), ("letters", 10)],
)  # fmt: skip
def test_a_page_takes_as_many_queries_for_three_rows_as_for_one(
    rows: int, name: str, queries: int, staff: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = [rolls.unit(f"unit-{n}", f"Unit {n}") for n in range(rows)]
    people = [asked.member(f"person-{n}", units[n], email=False) for n in range(rows)]
    Position.objects.filter(slug="moderator-post").update(title="Moderator")
    post = people[0].appointments.get().position
    people_actions.appoint(staff.person("officer"), post, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    found = asked.running(units=units)
    for _ in range(rows - 1):
        asked.running(found.version, units=units)
    for number in range(rows):
        training.record_completions(module(f"module-{number}"), people, day=city_day(), actor=given.OFFICER)
    arguments = {"module": ["module-0"], "campaigns": [], "mine": [], "modules": []}.get(name, [found.pk])
    url = reverse(f"asking:{name}", args=arguments)
    client = asked.purposeful(staff.client("officer"))
    with django_assert_num_queries(queries):
        answer = client.post(url) if name == "letters" else client.get(url)
        assert answer.status_code == 200


def test_a_campaign_from_its_first_word_to_an_answer(staff: Staff) -> None:
    version = asked.version()
    officer, moderator = staff.client("officer"), staff.client("moderator")
    assert "is in force, and nobody was asked" in body(officer.get("/desk/"))
    told = {
        "version": version.pk, "due": city_day() + asked.WEEKS, "newcomer_days": 30, "remind_before": "14, 3", "remind_after": "7",
        "escalate": 14, "message": "",
        "statement": "I have read it.", "quiz": asked.QUIZ, "pass_mark": 80, "positions": "", "categories": ["staff"],
    }  # fmt: skip
    new = "/desk/acknowledgements/add"
    assert "1 person would be asked today." in body(officer.post(new, told | {"preview": "1"}))
    nobody = body(officer.post(new, told | {"preview": "1", "categories": ["intern"]}))
    assert "Nobody on the roster is intern today." in nobody
    assert not Campaign.objects.exists()
    for wrong in (
        {"quiz": "x"},
        {"remind_before": "soon"},
        {"remind_before": "-3"},
        {"positions": "nowhere"},
        {"due": "x"},
        {"remind_after": "9999"},
        {"version": ""},
    ):
        assert officer.post(new, told | wrong).status_code == 422
    made = officer.post(new, told)["Location"]
    assert Campaign.objects.get().remind == [-14, -3, 7]
    assert "14 days before the due date<br>3 days before the due date<br>7 days after the due date" in body(officer.get(made))
    form = body(officer.get(f"{made}/edit"))
    assert 'name="remind_before" value="14, 3"' in form
    assert 'name="remind_after" value="7"' in form
    assert officer.post(f"{made}/edit", told | {"pass_mark": 100}).status_code == 302
    assert Campaign.objects.get().pass_mark == 100
    assert "also who joins later" in body(officer.get(f"{made}/step/open"))
    assert officer.post(f"{made}/step/open").status_code == 302
    assert officer.get(f"{made}/edit").status_code == 409
    again = officer.post(f"{made}/step/open")
    assert again.status_code == 409
    assert "Not possible now" in body(again)
    assert "The campaign is open. Possible now: close." in body(again)
    assert officer.get(f"{made}/step/nothing").status_code == 404
    mine = body(moderator.get("/desk/my-acknowledgements"))
    assert "Social Media, version 1" in mine
    url = reverse("asking:answer", args=[Campaign.objects.get().pk])
    page = body(moderator.get(url))
    assert "Nobody is blocked for an opinion." in page
    assert "Who owns an official account?" in page
    digest = Campaign.objects.get().text_digest
    sent = {"digest": digest, "answer": "acknowledge", "question_0": "0", "question_1": "0"}
    refused = moderator.post(url, sent)
    assert refused.status_code == 422
    assert "1 of 2 answers are right; 2 are needed" in body(refused)
    assert moderator.post(url, sent | {"question_1": "1", "digest": "0" * 64}).status_code == 422
    assert moderator.post(url, {"digest": digest}).status_code == 422
    assert moderator.post(url, sent | {"question_1": "1"}).status_code == 302
    kept = Acknowledgement.objects.get()
    assert (kept.route, kept.by, kept.right) == ("page", "Moderator Sample", 2)
    assert "Nothing more is needed." in body(moderator.get(url))
    assert "100 % acknowledged" in body(officer.get(made))
    assert officer.post(f"{made}/step/close").status_code == 302


def test_a_campaign_that_asks_nobody_says_why_on_the_page(staff: Staff) -> None:
    found = asked.campaign(units=[rolls.unit("empty", "Empty")])
    answer = staff.client("officer").post(f"/desk/acknowledgements/{found.pk}/step/open")
    assert answer.status_code == 422
    assert "holds one of these positions, or one in these units or below them, today." in body(answer)


def test_a_preview_refuses_what_cannot_be_saved(staff: Staff, campaign: Campaign) -> None:
    told = {
        "version": campaign.version_id, "due": city_day() + asked.WEEKS, "newcomer_days": "30", "pass_mark": "80", "statement": "Read.",
        "remind_before": "400", "preview": "1",
    }  # fmt: skip
    officer = staff.client("officer")
    refused = officer.post("/desk/acknowledgements/add", told)
    assert refused.status_code == 422
    assert "400 days are too many" in body(refused)
    assert officer.post("/desk/acknowledgements/add", told | {"remind_before": "14"}).status_code == 200


def test_by_a_link_without_any_sign_in(campaign: Campaign, client: Client) -> None:
    recipient = Recipient.objects.get(person__slug="vic-volunteer")
    url = f"/acknowledge/{code_of(recipient)}"
    before = Acknowledgement.objects.count()
    page = client.get(url)
    assert "no-store" in page["Cache-Control"]
    assert "You answer as Vic Volunteer." in body(page)
    assert "desk-nav" not in body(page)
    assert Acknowledgement.objects.count() == before, "a program that opens links must not answer"
    told = {"digest": campaign.text_digest, "answer": "acknowledge", "question_0": "0", "question_1": "1"}
    assert Client(enforce_csrf_checks=True).post(url, told).status_code == 403
    done = client.post(url, told, follow=True)
    assert "It is on record that you have read and acknowledged the text." in body(done)
    assert Acknowledgement.objects.get(answer="acknowledged").route == "link"
    wrong = client.get(url[:-1] + ("0" if url[-1] != "0" else "1"))
    assert wrong.status_code == 404
    assert "Vic" not in body(wrong)


def test_the_code_of_a_letter_is_typed(campaign: Campaign, client: Client) -> None:
    code = code_of(Recipient.objects.get(person__slug="vic-volunteer"))
    assert client.post("/acknowledge", {"code": "nonsense"}).status_code == 422
    assert client.post("/acknowledge", {"code": code.replace("-", " ")})["Location"] == f"/acknowledge/{code}"
    assert client.post("/acknowledge", {"code": code.lower().replace("-", " ", 1).replace(" ", "-")})["Location"] == f"/acknowledge/{code}"


def test_a_kiosk_is_opened_by_staff_who_are_signed_out_and_leaves_nothing_of_anybody(staff: Staff, campaign: Campaign) -> None:
    device = staff.client("officer")
    assert Client().get("/acknowledge/kiosk").status_code == 404
    assert device.post("/desk/acknowledgements/kiosk")["Location"] == "/acknowledge/kiosk"
    assert device.get("/desk/acknowledgements").status_code == 302, "nobody at the kiosk is in the officer's name"
    vic, mod = Recipient.objects.get(person__slug="vic-volunteer"), Recipient.objects.get(person__slug="moderator-sample")
    for who in ("Moderator Sample", "x", "17"):
        answer = device.post("/acknowledge/kiosk", {"who": who, "code": code_of(vic)})
        assert answer.status_code == 422
        assert "do not belong together" in body(answer)
    assert device.get("/acknowledge/kiosk/answer")["Location"] == "/acknowledge/kiosk"
    assert device.post("/acknowledge/kiosk", {"who": " vic  VOLUNTEER ", "code": code_of(vic)})["Location"] == "/acknowledge/kiosk/answer"
    told = {"digest": campaign.text_digest, "answer": "refuse", "reason": "No."}
    thanks = device.post("/acknowledge/kiosk/answer", told, follow=True)
    assert "It is on record that you refuse" in body(thanks)
    assert "Vic" not in body(thanks)
    assert device.get("/acknowledge/kiosk/answer")["Location"] == "/acknowledge/kiosk"
    assert Acknowledgement.objects.get(answer="refused").route == "kiosk"
    Person.objects.filter(pk=mod.person_id).update(number="M-17")
    assert device.post("/acknowledge/kiosk", {"who": "m-17", "code": code_of(mod)}).status_code == 302
    with clock.frozen(clock.now() + dt.timedelta(hours=13)):
        assert device.get("/acknowledge/kiosk/answer").status_code == 404


def test_who_walks_away_from_a_kiosk_leaves_nothing_open(staff: Staff, campaign: Campaign, settings: Settings) -> None:
    device, vic = staff.client("officer"), Recipient.objects.get(person__slug="vic-volunteer")
    assert device.get("/acknowledge/kiosk/still").status_code == 404
    device.post("/desk/acknowledgements/kiosk")
    device.post("/acknowledge/kiosk", {"who": "Vic Volunteer", "code": code_of(vic)})
    assert 'content="90; url=/acknowledge/kiosk/still"' in body(device.get("/acknowledge/kiosk/answer"))
    terms = settings.PROFILE.acknowledgement.model_copy(update={"kiosk_idle_seconds": 45})
    settings.PROFILE = settings.PROFILE.model_copy(update={"acknowledgement": terms})
    page = body(device.get("/acknowledge/kiosk/answer"))
    assert '<noscript><meta http-equiv="refresh" content="45; url=/acknowledge/kiosk/still"></noscript>' in page
    assert 'data-idle="45" data-then="/acknowledge/kiosk/still"' in page
    still = body(device.get("/acknowledge/kiosk/still"))
    assert '<meta http-equiv="refresh" content="30; url=/acknowledge/kiosk">' in still
    assert "Vic" not in still
    assert device.get("/acknowledge/kiosk/answer").status_code == 200, "who is still there goes on"
    assert device.get("/acknowledge/kiosk").status_code == 200
    assert device.get("/acknowledge/kiosk/answer")["Location"] == "/acknowledge/kiosk"


def test_only_staff_close_a_kiosk_and_signing_in_at_one_ends_it(staff: Staff, campaign: Campaign) -> None:
    device = staff.client("officer")
    device.post("/desk/acknowledgements/kiosk")
    for answer in (device.get("/acknowledge/kiosk/close"), device.post("/acknowledge/kiosk/close")):
        assert answer["Location"] == "/desk/sign-in?next=/acknowledge/kiosk/close"
    assert device.get("/acknowledge/kiosk").status_code == 200
    device.force_login(staff.users["officer"], backend="django.contrib.auth.backends.ModelBackend")
    assert "You are signed out" in body(device.get("/acknowledge/kiosk/close"))
    assert device.get("/acknowledge/kiosk").status_code == 404, "nobody at the kiosk is in the officer's name"
    assert device.post("/acknowledge/kiosk/close")["Location"] == "/"
    assert device.get("/acknowledge/kiosk").status_code == 404
    assert device.get("/desk/acknowledgements").status_code == 302


def test_signed_sheets_are_printed_with_the_digest_and_entered_by_it(staff: Staff, campaign: Campaign) -> None:
    officer = staff.client("officer")
    sheet = body(officer.get(f"/desk/acknowledgements/{campaign.pk}/sheet"))
    assert campaign.text_digest in sheet
    assert "Nobody is blocked for an opinion." in sheet
    assert "Vic Volunteer" in sheet
    assert "Moderator Sample" in sheet  # has no address on the roster
    url = f"/desk/acknowledgements/{campaign.pk}/paper"
    told = {"people": "vic-volunteer\nmoderator-sample", "digest": campaign.text_digest[:8], "signed": city_day(), "scan": "Box 1"}
    for wrong in ({"digest": "00000000"}, {"digest": campaign.text_digest[:7]}, {"people": "vic-volunteer\nsomebody"}, {"scan": ""}):
        assert officer.post(url, told | wrong).status_code == 422
    assert not Acknowledgement.objects.filter(route="paper").exists()
    assert officer.post(url, told).status_code == 302
    assert Acknowledgement.objects.filter(route="paper", scan="Box 1", answer="acknowledged").count() == 2


def test_letters_with_codes_are_on_record(staff: Staff, campaign: Campaign) -> None:
    officer = staff.client("officer")
    url = f"/desk/acknowledgements/{campaign.pk}/letters"
    assert officer.get(url)["Location"] == f"/desk/acknowledgements/{campaign.pk}", "a reload or a bookmark leads back"
    assert not Event.objects.filter(action="policy.campaign.codes-printed").exists()
    page = body(officer.post(url))
    assert code_of(Recipient.objects.get(person__slug="vic-volunteer")) in page
    assert Event.objects.get(action="policy.campaign.codes-printed").facts["count"] == 2


def test_an_exception_that_is_asked_for_is_not_told_as_granted(staff: Staff, campaign: Campaign) -> None:
    officer, url = staff.client("officer"), f"/desk/acknowledgements/{campaign.pk}"
    before = body(officer.get(url))
    assert "Exception granted" in before
    assert before.count("1 asked for</a>") == 2, "of the unit and of all"
    row = Recipient.objects.get(person__slug="vic-volunteer")
    acknowledging.decide_exception(row, reason="Yes.", until=city_day() + asked.WEEKS, actor=given.OFFICER)
    assert "asked for</a>" not in body(officer.get(url))


def test_an_exception_is_decided_on_the_persons_page(staff: Staff, campaign: Campaign) -> None:
    url = f"/desk/acknowledgements/{campaign.pk}/person/vic-volunteer"
    officer = asked.purposeful(staff.client("officer"))
    assert "I &lt;b&gt;cannot&lt;/b&gt; read it." in body(officer.get(url))
    waiting = f"/desk/acknowledgements/{campaign.pk}/people?standing=exception-asked"
    assert f'<a href="{waiting}">1 person waits' in body(officer.get(f"/desk/acknowledgements/{campaign.pk}"))
    assert "Vic Volunteer" in body(officer.get(waiting))
    assert "Moderator Sample" not in body(officer.get(waiting))
    assert asked.purposeful(staff.client("auditor")).post(url, {"reason": "x"}).status_code == 403
    assert officer.post(url, {"reason": "", "until": ""}).status_code == 422
    assert officer.post(url, {"reason": "Large print follows.", "until": city_day() + asked.WEEKS}).status_code == 302
    assert Recipient.objects.get(person__slug="vic-volunteer").answer == "exception-granted"


NAMED = {"people", "people-csv", "person"}  # the pages on which single answers stand by name


def test_no_page_with_single_answers_is_opened_without_a_purpose(staff: Staff, campaign: Campaign) -> None:
    """Every page of the desk about campaigns: who answered what stands on those alone that ask what for, and write the look down."""
    officer = staff.client("officer")
    for name in set(PAGES) - NAMED - {"open-kiosk", "mine", "answer", "end-module"}:
        told = body(getattr(officer, PAGES[name][1])(address(name, campaign)))
        assert "cannot" not in told, name
        assert "Volunteer" not in told or name in {"sheet", "letters", "module"}, name  # names without answers
    for name in NAMED:
        url = address(name, campaign)
        asked_for = officer.get(url)
        assert asked_for["Location"].startswith("/desk/auth/purpose/acknowledgement?next="), name
        assert "Volunteer" not in body(asked_for), name
    assert not View.objects.exists()


def test_whose_answer_was_looked_at_finds_by_whom_and_what_for(staff: Staff, campaign: Campaign) -> None:
    acknowledging.acknowledge(
        asked.recipient(campaign, staff.person("moderator")), asked.by(Route.PAGE, campaign), picked=asked.RIGHT, actor=given.OFFICER
    )
    base, vic = f"acknowledgements/{campaign.pk}", Person.objects.get(slug="vic-volunteer")
    officer = asked.purposeful(staff.client("officer"), "Exception of Vic")
    for path in (f"{base}/people", f"{base}/people.csv?standing=exception-asked", f"{base}/person/vic-volunteer"):
        assert officer.get(f"/desk/{path}").status_code == 200
    looks = View.objects.order_by("pk").values_list("subject", "about", "purpose", "user")
    assert list(looks) == [
        (f"{base}/people", vic.pk, "Exception of Vic", staff.users["officer"].pk),
        (f"{base}/people.csv?standing=exception-asked", vic.pk, "Exception of Vic", staff.users["officer"].pk),
        (f"{base}/person/vic-volunteer", vic.pk, "Exception of Vic", staff.users["officer"].pk),
    ]
    assert officer.get(f"/desk/{base}/people?standing=refused").status_code == 200
    assert View.objects.filter(about=None).get().subject == f"{base}/people?standing=refused"
    guest = Client()
    guest.post(f"/me/with/{issue_invitation(vic, actor=rolls.OPERATOR).token}")
    assert "Exception of Vic" in body(guest.get("/me/looks"))


def test_neither_the_policys_history_nor_the_audit_page_says_who_refused(staff: Staff, campaign: Campaign) -> None:
    remind()
    history = body(staff.client("officer").get("/desk/policy/text/social-media")).split('id="history"')[1]
    for word in ("vic-volunteer", "Vic", "Exception", "Campaign", "Invitation"):
        assert word not in history
    assert "Version published" in history
    for who in ("auditor", "administrator"):
        told = body(staff.client(who).get("/desk/audit?who=vic")).split('id="matrix"')[0]
        assert "xception" not in told
        assert "vic-volunteer" not in told
    of_campaign = body(staff.client("officer").get(f"/desk/acknowledgements/{campaign.pk}")).split('id="history"')[1]
    assert "Campaign opened" in of_campaign
    assert "Campaign reminded" not in of_campaign
    assert "vic-volunteer" not in of_campaign
    assert of_campaign.count("Campaign added") == 1, "of this campaign alone"


def test_lists_and_figures_are_filtered_and_exported_and_no_cell_is_a_formula(staff: Staff, campaign: Campaign) -> None:
    Person.objects.filter(slug="vic-volunteer").update(name="=cmd()")
    officer, base = asked.purposeful(staff.client("officer")), f"/desk/acknowledgements/{campaign.pk}"
    rows = list(csv.reader(io.StringIO(officer.get(f"{base}/people.csv").content.decode())))
    assert rows[1][0] == "'=cmd()"
    assert len(rows) == 3
    unit = Unit.objects.get()
    assert len(officer.get(f"{base}/people.csv?standing=overdue&unit={unit.pk}").content.decode().splitlines()) == 1
    assert "2 people" in body(officer.get(f"{base}/people?standing=waiting"))
    assert "Nobody fits" in body(officer.get(f"{base}/people?standing=refused"))
    told = officer.get(f"{base}.json").json()
    assert told["units"] == [
        {"unit": "communications", "asked": 2, "acknowledged": 0, "refused": 0, "excepted": 0, "waiting": 2, "overdue": 0}
    ]
    assert officer.get(f"{base}.csv").content.decode().splitlines()[1] == "Communications,2,0,0,0,2,0"


def test_the_head_of_a_unit_reads_the_answers_of_that_unit_alone(staff: Staff, campaign: Campaign) -> None:
    other = rolls.unit("other", "Other")
    stranger = asked.member("stranger-elsewhere", other)
    Recipient.objects.create(campaign=campaign, person=stranger, unit=other, begun=city_day(), due=city_day())
    head = rolls.signed_in(staff.users["moderator"])
    base = f"/desk/acknowledgements/{campaign.pk}"
    assert head.get(base).status_code == 403
    Position.objects.filter(slug="moderator-post").update(heads_unit=True)
    asked.purposeful(head)
    page = body(head.get(base))
    assert "Communications" in page
    assert "Other" not in page
    assert "Vic Volunteer" in body(head.get(f"{base}/people"))
    assert "Stranger" not in body(head.get(f"{base}/people"))
    assert f'<option value="{other.pk}">' not in body(head.get(f"{base}/people"))
    assert "Stranger" not in head.get(f"{base}/people.csv").content.decode()
    assert head.get(f"{base}/people?unit={other.pk}").status_code == 403
    assert head.get(f"{base}/person/vic-volunteer").status_code == 200
    assert {look.about.slug for look in View.objects.all()} == {"vic-volunteer"}
    assert head.get(f"{base}/person/stranger-elsewhere").status_code == 403
    assert [row["unit"] for row in head.get(f"{base}.json").json()["units"]] == ["communications"]


def test_training_is_entered_recorded_and_ended_in_the_browser(staff: Staff) -> None:
    officer = staff.client("officer")
    told = {
        "title": "Safe accounts",
        "slug": "safe",
        "text": "",
        "cadence_months": 12,
        "newcomer_days": 30,
        "begins": "2020-01-01",
        "positions": "",
    }
    assert officer.post("/desk/training/add", told | {"slug": "Not a slug"}).status_code == 422
    url = officer.post("/desk/training/add", told)["Location"]
    assert "has lapsed" in body(officer.get(url))
    assert "Moderator Sample" in body(officer.get(url))
    done = {"people": "moderator-sample", "day": city_day(), "evidence": "List 3"}
    assert officer.post(f"{url}/completed", done | {"people": "nobody-there"}).status_code == 422
    assert officer.post(f"{url}/completed", done).status_code == 302
    assert officer.post(f"{url}/completed", done).status_code == 422
    assert Completion.objects.get().evidence == "List 3"
    assert "Safe accounts" in body(staff.client("moderator").get("/desk/my-acknowledgements"))
    assert officer.post(f"{url}/end").status_code == 302
    assert "No module is entered yet" in body(officer.get("/desk/training"))


def test_the_public_sees_figures_by_unit_and_no_small_number(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = asked.crowd(37, units=3)
    found = asked.running()
    for person in Person.objects.filter(appointments__position__unit=units[0])[:6]:
        acknowledging.acknowledge(asked.recipient(found, person), asked.by(Route.LINK, found), actor=as_person(person))
    for unit in units[1:]:  # few enough to be told apart, but not all of them together
        for person in Person.objects.filter(appointments__position__unit=unit)[:3]:
            acknowledging.acknowledge(asked.recipient(found, person), asked.by(Route.LINK, found), actor=as_person(person))
    with django_assert_num_queries(10):
        page = body(client.get("/policy/social-media"))
    assert "Who has acknowledged it" in page
    shown = page.split('id="acknowledged"')[1].split("</section>")[0]
    rows = [row.split("</th>")[0].split(">")[-1] + ":" + "/".join(cell.split(">")[-1] for cell in row.split("</td>")[:2]) for row in
            shown.split('<th scope="row">')[1:]]  # fmt: skip
    assert rows == ["Unit 00:13/6"]
    assert "told apart: Unit 01, Unit 02." in shown
    assert "Person 0" not in page


def test_who_was_let_in_by_a_code_finds_what_they_are_asked(campaign: Campaign) -> None:
    """By an invitation to one's own pages, too: the list leads to the same text by the same code."""
    recipient = Recipient.objects.filter(campaign=campaign, left=None).select_related("person").first()
    assert recipient is not None
    client = Client()
    client.post(f"/me/with/{issue_invitation(recipient.person, actor=rolls.OPERATOR).token}")
    shown = client.get("/me/asked").content.decode()
    assert f'href="/acknowledge/{code_of(recipient)}"' in shown
    assert Client().get("/me/asked")["Location"] == "/me"
