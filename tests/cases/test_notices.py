"""Who is asked about themself is told first what for, and the words are kept with the moment (Minn. Stat. 13.04 subd. 2)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings
from tests.cases.conftest import City, noticed
from tests.cases.test_pages import post, text, there

from rostra.cases.actions.cases import enter_case, move_case, triage_case
from rostra.cases.actions.file import write_entry
from rostra.cases.actions.notices import note_told
from rostra.cases.models import Notice, NoticeText
from rostra.cases.rules.deciding import NewCase, Triage
from rostra.cases.rules.notices import notice_lines
from rostra.cases.states.classes import CaseField
from rostra.cases.states.words import Channel, NoticeWay, Side
from rostra.core import clock
from rostra.core.errors import Forbidden, Invalid
from rostra.core.profile.cases import NoticeWords
from rostra.people.states import Role

F = CaseField


def test_nobody_writes_what_who_is_complained_of_says_before_they_were_told(city: City) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    with pytest.raises(Forbidden, match="Tell the person first"):
        write_entry(case, F.RESPONSE, "I was angry.", actor=hr)
    write_entry(noticed(case, hr), F.RESPONSE, "I was angry.", actor=hr)
    kept = case.notices.get(side=Side.RESPONDENT)
    assert kept.words.text.splitlines() == notice_lines(Side.RESPONDENT)
    assert (kept.by_ref, kept.way) == (hr.ref, NoticeWay.TALK)


def test_who_is_another_after_triage_is_told_anew(city: City) -> None:
    case, hr, counsel = city.triaged("employee"), city.actor(Role.HR), city.actor(Role.CITY_ATTORNEY)
    noticed(case, hr)
    case = move_case(case, "triage-again", reason="The wrong one.", actor=counsel)
    person, post_ = city.respondent("volunteer")
    case = triage_case(case, Triage(dt.date(2026, 3, 2), person, post_, "x/y"), reason="This one.", actor=counsel)
    with pytest.raises(Forbidden, match="Tell the person first"):
        write_entry(case, F.RESPONSE, "Not I.", actor=hr)


def test_nobody_is_told_of_a_case_about_nobody_nor_in_the_future_nor_by_who_does_not_work_on_it(city: City) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    with pytest.raises(Invalid, match="future"):
        note_told(case, NoticeWay.TALK, clock.now() + dt.timedelta(hours=1), actor=hr)
    with pytest.raises(Invalid, match="how they were told"):
        note_told(case, NoticeWay.PAGE, clock.now(), actor=hr)
    for role in (Role.ETHICS_OFFICER, Role.ADMINISTRATOR, Role.CLERK):
        with pytest.raises(Forbidden):
            note_told(case, NoticeWay.TALK, clock.now(), actor=city.actor(role))
    with pytest.raises(Forbidden, match="nobody to ask"):
        note_told(city.received(), NoticeWay.TALK, clock.now(), actor=city.actor(Role.CITY_ATTORNEY))


def test_other_words_are_another_text_and_what_was_told_stays_as_it_was(city: City, settings: Settings) -> None:
    case, hr = city.triaged("employee"), city.actor(Role.HR)
    noticed(case, hr)
    words = NoticeWords(to="respondent", language="en", lines=["You must answer: your work requires it."])
    cases = settings.PROFILE.cases.model_copy(update={"notice": [words]})
    settings.PROFILE = settings.PROFILE.model_copy(update={"cases": cases})
    noticed(case, hr)
    first, second = case.notices.filter(side=Side.RESPONDENT)
    assert second.words.text == "You must answer: your work requires it."
    assert "You may refuse to answer" in first.words.text
    noticed(case, hr)
    assert NoticeText.objects.count() == 3, "one of each wording: the complainant's, and two of the respondent's"
    with translation.override("es"):
        assert notice_lines(Side.RESPONDENT) == words.lines, "the city set it in no other language"
        assert notice_lines(Side.COMPLAINANT)[0] == "No tiene que decir quién es."


@pytest.mark.parametrize("rewrite", [True, False])
def test_the_database_lets_nobody_rewrite_what_was_told(city: City, *, rewrite: bool) -> None:
    noticed(city.triaged("employee"), city.actor(Role.HR))
    for rows, change in ((NoticeText.objects.all(), {"text": "You must."}), (Notice.objects.all(), {"by_name": "Nobody"})):
        with pytest.raises(DatabaseError, match="ever"), transaction.atomic():
            rows.update(**change) if rewrite else rows._raw_delete(rows.db)


def test_who_hands_in_on_the_page_was_told_there_and_who_calls_only_where_it_is_noted(city: City) -> None:
    kept = city.received().notices.get()
    assert (kept.side, kept.way, kept.by_ref) == (Side.COMPLAINANT, NoticeWay.PAGE, "")
    clerk = city.actor(Role.CLERK)
    call = NewCase(Channel.PHONE, "He called her names.", "Rita Resident")
    assert enter_case(call, actor=clerk, told=True).case.notices.get().way == NoticeWay.TELEPHONE
    again = NewCase(Channel.PHONE, "He called her names once more.")
    assert not enter_case(again, actor=clerk).case.notices.exists()


def test_the_words_stand_on_the_pages_and_in_the_file(city: City, settings: Settings) -> None:
    case, hr = city.triaged("employee"), there(city, Role.HR)
    here = f"/desk/case/{case.number}"
    assert "You may refuse to answer" in text(hr, f"{here}/notice")
    assert "future" in post(hr, f"{here}/notice", {"way": "talk", "told": "2999-01-01T10:00"}, 422)
    assert "This field is required" in post(hr, f"{here}/notice", {}, 422)
    assert f"{here}/write/response" not in text(hr, here)
    moment = clock.in_zone(case.received, settings.TIME_ZONE)
    assert "The case came in later" in post(hr, f"{here}/notice", {"way": "letter", "told": "2026-03-04T10:00"}, 422)
    post(hr, f"{here}/notice", {"way": "letter", "told": f"{moment:%Y-%m-%dT%H:%M}"})
    page = text(hr, here)
    assert f"{here}/write/response" in page
    assert "You may refuse to answer" in page
    assert "by letter" in page
    assert "You need not say who you are" in text(Client(), "/report/case")
    assert "Say before you ask for a name" in text(there(city, Role.CLERK), "/desk/cases/enter")
