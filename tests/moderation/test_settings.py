"""What is attested of settings is judged as everything else that is seen: explained by an act or by counsel, or to be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from tests import rolls
from tests.capture.attesting import attest
from tests.moderation.acting import actor, new_act
from tests.moderation.conftest import WEDNESDAY, settle, standing

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.archive.models import Cursor, Record
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.core.profile import Ground
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.filters import WantedFilter, move_filter, request_filter
from rostra.moderation.models import Restriction
from rostra.moderation.queries.acts import current_version
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.attested import OPEN, SCHEME, SEALED, Setting, restrictions, setting_of, uri_of
from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Method, Source

DAY = dt.timedelta(days=1)
EMERGENCY = Ground(
    key="emergency", name="Emergency use", test="Lives depend on it.", example="A flood.", counter_example="A quarrel.",
    basis="Policy 4.3", acts=["close-comments"],
)  # fmt: skip


@pytest.fixture
def parks(db: None, data_directory: object, terms: Callable[..., None]) -> Account:
    make_keys()
    begin_log()
    terms(ground=[EMERGENCY], blocking="prohibited", viewpoint_words=["recall"])
    return rolls.in_use(rolls.account(network="facebook", identity="100200300", handle="exampleville.parks", slug="parks-facebook"))


@pytest.fixture
def officer(parks: Account) -> Actor:
    return rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER).as_actor()


def at(days: float) -> clock.frozen:
    return clock.frozen(WEDNESDAY + days * DAY)


def read_off(parks: Account, officer: Actor, days: float, **values: str | tuple[str, ...]) -> None:
    with at(days):
        attest(parks, officer, **values)
        settle()


def found(number: str) -> list[str]:
    return [each.text for each in all_findings() if each.id == number]


def comment(parks: Account, published: dt.datetime) -> None:
    source = Source(Method.IMPORT, "comments.csv", published)
    said = Item(
        "https://facebook.example/comment/1", Kind.REPLY, parks.identity, Identity("9", "nadia"), b"{}", "application/json", source,
        Evidence.OWNER_EXPORT, published=published, text="Why?",
    )  # fmt: skip
    take_in([Captured(said)], accounts={parks.identity: parks}, actor=system("test"))


def test_a_change_in_the_middle_that_no_act_explains_is_a_finding_until_it_is_undone(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0)
    assert standing() == []
    read_off(parks, officer, 1, commenting="followers")
    row = Restriction.objects.get()
    assert (row.act, row.standing, row.mid_thread, row.subject.partition("#")[2]) == ("close-comments", "open", True, "followers")
    with at(1):
        assert "in the middle of a thread" in found("moderation.W002")[0]
    read_off(parks, officer, 2, commenting="nobody")  # less still: another act
    assert [each[2] for each in standing()] == ["lifted", "open"]
    read_off(parks, officer, 3)
    assert [each[2] for each in standing()] == ["lifted", "lifted"]
    with at(3):
        assert found("moderation.W002") == []


def test_what_was_set_before_anybody_could_comment_takes_nothing(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0, commenting="nobody", age="18")
    assert {each[2] for each in standing()} == {"tolerated"}


def test_the_first_that_is_seen_is_in_the_middle_where_comments_were_captured(parks: Account, officer: Actor) -> None:
    comment(parks, WEDNESDAY - DAY)
    read_off(parks, officer, 0, commenting="nobody", audience="followers")
    assert {each[2] for each in standing()} == {"open"}


def test_an_act_upon_the_copy_explains_it_and_the_next_change_needs_another(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0)
    read_off(parks, officer, 1, commenting="nobody")
    client = rolls.signed_in(rolls.User.objects.get(person__slug="olive-officer"))
    row = Restriction.objects.get()
    with at(1):
        copy = current_version(Record.objects.get(uri__endswith=":commenting"))
        told = new_act(copy, act=Act.CLOSE_COMMENTS, ground="emergency", met="The river rises.", review_on=city_day() + 30 * DAY)
        act = record_act(told, actor=actor(Role.MODERATOR))
        assert act.subject == row.subject
        move_act(act, "approve", actor=officer, reason="It is so.")
        assert [each[2] for each in standing()] == ["explained"]
        assert found("moderation.W002") == []
        assert client.get(f"/desk/restriction/{row.pk}").status_code == 200
    read_off(parks, officer, 2, commenting="followers")
    assert [each[2] for each in standing()] == ["lifted", "open"]


def test_the_desk_leads_from_the_finding_to_the_copy(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0)
    read_off(parks, officer, 1, commenting="nobody")
    row = Restriction.objects.get()
    client = rolls.signed_in(rolls.user("mo-moderator", Role.MODERATOR, Role.SOCIAL_MEDIA_OFFICER))
    session = client.session
    session["purposes"] = {"moderation-act": "to look into it", "block-exception": "to look into it"}
    session.save()
    answer = client.get(f"/desk/restriction/{row.pk}/act", follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/acts/new/{row.record_id}?act=close-comments"
    assert "commenting: nobody" in answer.content.decode()


def test_words_are_explained_by_counsel_alone_and_one_that_names_somebody_is_an_error(parks: Account, officer: Actor) -> None:
    comment(parks, WEDNESDAY - DAY)
    with at(0):
        term = request_filter(WantedFilter(parks, "pills", "Spam.", city_day() + 30 * DAY), actor=officer)
        move_filter(term, "allow", actor=actor(Role.CITY_ATTORNEY), reason="Spam.")
    read_off(parks, officer, 0.1, words=("pills", "casino", "recall now", "nadia", "Parks"))
    assert {each[1]: each[2] for each in standing()} == {
        "pills": "explained", "casino": "open", "recall now": "open", "nadia": "open", "Parks": "open",
    }  # fmt: skip
    with at(0.2):
        texts = found("moderation.E005")
    assert sorted(text.split(" names ")[1].split(".")[0] for text in texts) == [
        "a unit", "an opinion", "somebody who has spoken to the city",
    ]  # fmt: skip
    assert not any(word in " ".join(texts) for word in ("recall", "nadia"))
    named = dict(Event.objects.filter(facts__act="filter", action__endswith=".found").values_list("subject", "facts__names"))
    assert sorted(named.values()) == ["", "", "critic", "opinion", "unit"]
    read_off(parks, officer, 1, words=("pills",))
    with at(1):
        assert found("moderation.E005") == []
    assert {each[1] for each in standing() if each[2] != "lifted"} == {"pills"}


def test_the_profanity_filter_is_asked_for_like_a_word(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0, profanity="medium")
    assert standing() == [("filter", "profanity:1", "open")]
    with at(0.1):
        term = request_filter(WantedFilter(parks, "profanity:1", "Slurs.", city_day() + 30 * DAY), actor=officer)
        move_filter(term, "allow", actor=actor(Role.CITY_ATTORNEY), reason="Neutral.")
    assert standing() == [("filter", "profanity:1", "explained")]
    read_off(parks, officer, 1, profanity="strong")
    assert [each[1:] for each in standing()] == [("profanity:1", "lifted"), ("profanity:2", "open")]


def test_the_log_read_again_changes_nothing(parks: Account, officer: Actor) -> None:
    read_off(parks, officer, 0)
    read_off(parks, officer, 1, commenting="nobody", words=("casino",))
    read_off(parks, officer, 2, words=("casino", "pills"))
    before = standing()
    Cursor.objects.filter(name="moderation").update(position=0)
    settle()
    assert standing() == before


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"values": 3}', b'{"values": [3, null]}', b'{"values": ["x"', b'"values"'])
def test_broken_bytes_keep_nobody_out(raw: bytes) -> None:
    for setting in Setting:
        assert restrictions(uri_of("facebook", "1", setting), raw) == ()
    assert restrictions("at://x", b'{"values": ["nobody"]}') == ()


def test_an_address_tells_its_setting_and_whether_it_is_sealed() -> None:
    for setting in Setting:
        uri = uri_of("face:book", "a b", setting)
        assert (setting_of(uri), uri.startswith(SEALED)) == (setting, setting is Setting.WORDS)
        assert uri.startswith((SCHEME, SEALED))
    assert setting_of(f"{SCHEME}x:y:else") is None
    assert set(OPEN) == set(Setting)


def test_a_record_of_a_setting_says_what_it_is(parks: Account, officer: Actor, client: Client) -> None:
    read_off(parks, officer, 0, commenting="followers")
    record = Record.objects.get(uri__endswith=":commenting")
    told = client.get(f"/record/{record.pk}.json").json()
    assert (told["kind"], told["subject"], told["text"]) == ("setting", '["followers"]', "commenting: followers")
