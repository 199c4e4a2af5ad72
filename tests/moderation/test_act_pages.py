"""The staff's pages on acts, notices, appeals and filter words: who sees what, and what each button does."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests import rolls
from tests.moderation.acting import actor, applied, comment, hide, new_act, noticed, threat
from tests.moderation.conftest import OTHER, RESIDENT, WEDNESDAY, Network, settle, standing

from rostra.core import clock
from rostra.moderation.actions.acts import record_act
from rostra.moderation.actions.appeals import Said, receive_appeal
from rostra.moderation.models import Appeal, FilterTerm, ModerationAct, Notice, Restriction
from rostra.moderation.queries.codes import code_of
from rostra.people.models import Person, User, View
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
READERS = {
    Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.MODERATOR, Role.CLERK,
    Role.RECORDS_MANAGER, Role.CITY_ATTORNEY, Role.AUDITOR,
}  # fmt: skip
FILTER_READERS = READERS - {Role.MODERATOR}
TOLD = {"act": "hide", "ground": "spam", "met": "On forty posts.", "neutral": "yes", "review_on": "2026-06-01", "version": "1"}


@pytest.fixture(autouse=True)
def _stopped() -> object:
    with clock.frozen(WEDNESDAY):
        yield


def client(role: Role, slug: str = "") -> Client:
    actor(role, slug)
    made = rolls.signed_in(User.objects.get(person__slug=slug or f"the-{role.value}"))
    for function in ("moderation-act", "filter-terms", "block-exception"):
        made.post(f"/desk/auth/purpose/{function}", {"purpose": "to moderate"})
    return made


def text(there: Client, path: str, status: int = 200) -> str:
    answer = there.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:2000])
    return answer.content.decode()


def test_spam_is_recorded_on_one_page_with_one_button(network: Network) -> None:
    said = comment(network)
    moderator = client(Role.MODERATOR)
    place = f"/desk/acts/new/{said.record_id}"
    found = moderator.get("/desk/acts/find", {"q": said.record.uri})
    assert found.headers["Location"] == place
    assert moderator.get("/desk/acts/find", {"q": f"https://x.example/record/{said.record_id}"}).headers["Location"] == place
    assert place in text(moderator, f"/desk/acts/find?account={network.account.slug}")
    page = text(moderator, place)
    for shown in ("CHEAP PILLS", "The same text by machine.", "A repeated question.", "Would the opposite opinion"):
        assert shown in page
    assert "Close the comments" not in page
    assert moderator.post(place, TOLD).headers["Location"] == f"/desk/act/{ModerationAct.objects.get().pk}"
    assert ModerationAct.objects.get().state == "approved"
    assert View.objects.filter(subject=f"record:{said.record_id}").exists()
    later = comment(network, "CHEAP WATCHES", "r2")
    assert "Automated spam" in text(moderator, f"/desk/acts/new/{later.record_id}").split("What was decided before")[1]


def test_it_stays_up_is_recorded_too(network: Network) -> None:
    said = comment(network)
    place = f"/desk/acts/new/{said.record_id}"
    moderator = client(Role.MODERATOR)
    assert moderator.post(place, {**TOLD, "neutral": "no"}).status_code == 422
    assert moderator.post(place, {**TOLD, "neutral": "no", "decide": "leave-up"}).status_code == 302
    assert ModerationAct.objects.get().state == "left-up"


def test_without_a_copy_an_emergency_says_why(network: Network) -> None:
    moderator = client(Role.MODERATOR)
    told = {**TOLD, "account": network.account.slug, "subject": f"at://{OTHER}/app.bsky.feed.post/x"}
    text(moderator, "/desk/acts/emergency")
    answer = moderator.post("/desk/acts/emergency", told)
    assert answer.status_code == 422
    assert answer.context["form"].errors["emergency"] == ["Say why it cannot wait: the archive holds no copy of it."]
    assert not ModerationAct.objects.exists()
    assert moderator.post("/desk/acts/emergency", {**told, "emergency": "Her address."}).status_code == 302
    act = ModerationAct.objects.get()
    assert "No second person has looked" in text(moderator, f"/desk/act/{act.pk}")
    counsel = client(Role.CITY_ATTORNEY)
    assert "Emergencies that nobody has reviewed" in text(counsel, "/desk/acts")
    assert moderator.get(f"/desk/act/{act.pk}/emergency").status_code == 403
    assert counsel.post(f"/desk/act/{act.pk}/emergency", {"reason": "It could not wait."}).status_code == 302
    assert "Emergencies that nobody has reviewed" not in text(counsel, "/desk/acts")


def test_what_changed_while_somebody_looked_is_409(network: Network) -> None:
    said = comment(network)
    comment(network, "CHEAPER PILLS")
    assert client(Role.MODERATOR).post(f"/desk/acts/new/{said.record_id}", TOLD).status_code == 409


def test_what_is_unexplained_stands_on_top_of_the_register_and_leads_to_the_page_that_explains_it(network: Network) -> None:
    said = comment(network)
    hide(network, said.record.uri, f"at://{OTHER}/app.bsky.feed.post/never-captured")
    settle()
    moderator, officer = client(Role.MODERATOR, "grown-moderator"), client(Role.SOCIAL_MEDIA_OFFICER)
    rolls.grant(User.objects.get(person__slug="grown-moderator"), Role.SOCIAL_MEDIA_OFFICER)
    page = text(officer, "/desk/restrictions")
    assert page.index("Unexplained") < page.index("<table")
    row, other = Restriction.objects.get(subject=said.record.uri), Restriction.objects.get(subject__contains="never")
    assert f"restriction/{row.pk}/act" not in text(officer, f"/desk/restriction/{row.pk}")
    assert f"restriction/{row.pk}/act" in text(moderator, f"/desk/restriction/{row.pk}")
    assert moderator.get(f"/desk/restriction/{row.pk}/act").headers["Location"] == f"/desk/acts/new/{said.record_id}?act=hide"
    there = moderator.get(f"/desk/restriction/{other.pk}/act").headers["Location"]
    assert "never-captured" in text(moderator, there)
    assert moderator.post(f"/desk/acts/new/{said.record_id}", TOLD).status_code == 302
    assert ("hide", said.record.uri, "explained") in standing()
    assert "recorded as an act" in text(officer, f"/desk/restriction/{row.pk}")


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_acts_appeals_and_filter_words(network: Network, role: Role) -> None:
    act = noticed(network)
    receive_appeal(act, Said("It was no spam."), actor=actor(Role.HR, "somebody"))
    word = FilterTerm.objects.create(account=network.account, term="pills", purpose="x", until="2026-04-01", by_ref="user:0", by_name="X")
    there = client(role)
    assert (f"/desk/act/{act.pk}" in text(there, "/desk/acts")) == (role in READERS)
    seen = 200 if role in READERS else 404
    page = text(there, f"/desk/act/{act.pk}", seen)
    assert ("CHEAP PILLS" in page) == (role in READERS)
    text(there, f"/desk/notice/{Notice.objects.get().pk}", seen)
    listed = 200 if role in READERS else 403
    appeal = f"/desk/appeal/{Appeal.objects.get().pk}"
    text(there, "/desk/appeals", listed)
    assert ("Grant the appeal" in text(there, appeal, listed)) == (
        role in {Role.SOCIAL_MEDIA_OFFICER, Role.COMMUNICATIONS_DIRECTOR, Role.CITY_ATTORNEY}
    )
    filters = 200 if role in FILTER_READERS else 403
    text(there, "/desk/filters", filters)
    text(there, f"/desk/filter/{word.pk}", filters)
    assert there.get("/desk/filters/new").status_code == (200 if role is Role.SOCIAL_MEDIA_OFFICER else 403)
    assert there.get(f"/desk/acts/new/{act.version.record_id}").status_code == (200 if role is Role.MODERATOR else 403)


def test_a_stranger_is_sent_to_sign_in(network: Network) -> None:
    act = noticed(network)
    for path in (
        "acts", "acts/find", f"acts/new/{act.version.record_id}", "acts/emergency", f"act/{act.pk}", f"act/{act.pk}/notice",
        f"act/{act.pk}/keep",
        f"act/{act.pk}/take-back", f"act/{act.pk}/appeal", "notice/1", "appeals", "appeal/1", "appeal/1/grant", "filters", "filters/new",
    ):  # fmt: skip
        assert Client().get(f"/desk/{path}").status_code == 302, path


def test_the_steward_sees_and_records_spam_on_their_account_alone(network: Network, steward: Person) -> None:
    mine = rolls.people_user(steward)
    rolls.grant(mine, Role.HR)
    act = applied(network)
    there = rolls.signed_in(mine)
    there.post("/desk/auth/purpose/moderation-act", {"purpose": "to moderate"})
    assert f"/desk/act/{act.pk}" in text(there, "/desk/acts")
    assert "Give notice" in text(there, f"/desk/act/{act.pk}")
    said = comment(network, "Tonight.", "r2")
    assert there.post(f"/desk/acts/new/{said.record_id}", {**TOLD, "ground": "true-threat"}).status_code == 422
    assert there.post(f"/desk/acts/new/{said.record_id}", TOLD).status_code == 302


def test_an_act_from_the_second_person_to_the_restoration(network: Network) -> None:
    act = record_act(threat(comment(network, "Tonight.")), actor=actor(Role.MODERATOR))
    moderator, officer, director = client(Role.MODERATOR), client(Role.SOCIAL_MEDIA_OFFICER), client(Role.COMMUNICATIONS_DIRECTOR)
    place = f"/desk/act/{act.pk}"
    assert "does not review it" in text(moderator, place)
    assert moderator.get(f"{place}/approve").status_code == 403
    assert officer.post(f"{place}/approve", {"reason": "It is one."}).status_code == 302
    assert moderator.post(f"{place}/apply", {"reason": ""}).status_code == 302
    assert moderator.post(f"{place}/notice", {"route": "mail", "address": "nonsense"}).status_code == 422
    assert moderator.post(f"{place}/notice", {"route": "not-possible"}).status_code == 422
    assert moderator.post(f"{place}/notice", {"route": "by-hand"}).status_code == 302
    notice = Notice.objects.get()
    page = text(moderator, f"/desk/notice/{notice.pk}")
    assert f"/appeal/{code_of(act)}" in page
    assert "A serious expression of intent to harm." in page
    assert officer.post(f"{place}/keep", {"until": "2026-08-01", "reason": "Still one."}).status_code == 302
    assert moderator.get(f"{place}/keep").status_code == 403
    assert officer.post(f"{place}/appeal", {"text": "I meant the film."}).status_code == 302
    appeal = f"/desk/appeal/{Appeal.objects.get().pk}"
    assert officer.get(f"{appeal}/grant").status_code == 403  # reviewed it, and entered the appeal
    assert moderator.get(f"{appeal}/grant").status_code == 403
    assert director.post(f"{appeal}/grant", {"reason": ""}).status_code == 422
    assert director.post(f"{appeal}/grant", {"reason": "It quotes a film."}).status_code == 302
    assert "to be undone on the network by March 5, 2026" in re.sub(r"\s+", " ", text(moderator, place)) or "5 March 2026" in text(
        moderator, place
    )
    assert moderator.post(f"{place}/restore", {"reason": "Shown again."}).status_code == 302
    assert ModerationAct.objects.get().state == "restored"
    for path in ("take-back", "approve", "nonsense"):
        assert moderator.get(f"{place}/{path}").status_code in {403, 404}


def test_a_filter_word_from_the_request_to_its_end(network: Network) -> None:
    comment(network, "Get your PILLS here")
    officer, director, counsel = client(Role.SOCIAL_MEDIA_OFFICER), client(Role.COMMUNICATIONS_DIRECTOR), client(Role.CITY_ATTORNEY)
    told = {"account": network.account.slug, "term": "pills", "purpose": "Spam by machine.", "until": "2026-04-01"}
    assert officer.post("/desk/filters/new", {**told, "term": "Pat Sample"}).status_code == 422
    assert officer.post("/desk/filters/new", told).status_code == 302
    place = f"/desk/filter/{FilterTerm.objects.get().pk}"
    assert "PILLS here" in text(counsel, place)
    assert director.get(f"{place}/allow").status_code == 403
    assert officer.get(f"{place}/allow").status_code == 403
    assert counsel.post(f"{place}/allow", {"reason": "Narrow enough."}).status_code == 302
    assert officer.post(f"{place}/end", {"reason": "It is over."}).status_code == 302
    page = text(officer, "/desk/filters")
    assert "1 hit before" in page


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(network: Network, rows: int, django_assert_num_queries: object) -> None:
    for number in range(rows):
        applied(network, new_act(comment(network, f"PILLS {number}", f"k{number}")))
    officer = client(Role.SOCIAL_MEDIA_OFFICER)
    text(officer, "/desk/acts")
    with django_assert_num_queries(12 if rows else 11):  # type: ignore[operator]
        page = text(officer, "/desk/acts")
    assert page.count('<th scope="row"') == rows
    assert RESIDENT not in page
