"""A person is named by number, alias or name; namesakes are told apart; nobody learns the roster by guessing; and the page stays small."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import rolls
from tests.desk.conftest import Staff, build_staff
from tests.desk.test_pages import described, text

from rostra.accounts.models import Account, AccountRequest, Authority
from rostra.people import actions
from rostra.people.models import Appointment, Person, Position, Unit
from rostra.people.queries import naming
from rostra.people.states import Category, Role, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return build_staff()


def namesakes() -> list[Person]:
    """Three of one name, in two units, the third with a number."""
    found = []
    for number, unit in enumerate(("Library", "Police", "Police")):
        place = Unit.objects.filter(name=unit).first() or actions.add_unit(unit.casefold(), unit, UnitKind.DEPARTMENT, actor=rolls.OPERATOR)
        found.append(rolls.officer(f"kelly-rowe-{number}", "Kelly Rowe", within=place))
    Person.objects.filter(pk=found[2].pk).update(number="E-77")
    return found


def moderator() -> Client:
    """Somebody in office who may ask for an account, and not read the roster."""
    user = rolls.people_user(rolls.officer("asker", "Ask Er"))
    rolls.grant(user, Role.MODERATOR)
    return rolls.signed_in(user)


def custodian_page() -> tuple[Account, str]:
    account = rolls.account()
    return account, f"/desk/account/{account.slug}/custodian"


@pytest.mark.parametrize("told", ["e-77x", "E-77", "kelly-rowe-2", "KELLY-ROWE-2", "Sam Only", "sam  only"])
def test_a_number_an_alias_or_a_name_that_one_alone_has_is_enough(told: str, staff: Staff) -> None:
    account, url = custodian_page()
    third, only = namesakes()[2], rolls.officer("sam-only", "Sam Only")
    answer = staff.client("communications").post(url, {"custodian": told})
    account.refresh_from_db()
    expected = only if "only" in told.casefold() else third
    assert (answer.status_code, account.custodian == expected) == ((422, False) if told == "e-77x" else (302, True))


def test_namesakes_are_told_apart_and_nothing_is_typed_again(staff: Staff) -> None:
    account, url = custodian_page()
    namesakes()
    boss = staff.client("communications")
    asked = boss.post(url, {"custodian": "kelly rowe"})
    assert asked.status_code == 422
    page = text(asked)
    shown = re.findall(r'type="radio" name="custodian-chosen" value="([^"]+)".*?<bdi>(.*?)</bdi>', page)
    assert shown == [
        ("kelly-rowe-0", "Kelly Rowe · Director · Library · kelly-rowe-0"),
        ("kelly-rowe-1", "Kelly Rowe · Director · Police · kelly-rowe-1"),
        ("kelly-rowe-2", "Kelly Rowe · Director · Police · E-77"),
    ]
    assert 'value="kelly rowe"' in page
    assert described(page) == []
    boss.post(url, {"custodian": "kelly rowe", "custodian-chosen": "kelly-rowe-1"})
    account.refresh_from_db()
    assert account.custodian.slug == "kelly-rowe-1"


def test_whoever_was_chosen_stays_chosen_while_another_field_is_mended(staff: Staff) -> None:
    account = rolls.in_use(rolls.account())
    namesakes()
    sent = {"part": "", "person": "kelly rowe", "person-chosen": "kelly-rowe-1"}
    page = text(staff.client("communications").post(reverse("accounts:assign", args=[account.slug]), sent))
    assert re.search(r'name="person" value="kelly-rowe-1"', page)
    assert 'type="radio"' not in page


def test_a_name_that_is_only_like_one_is_never_taken_unseen(staff: Staff) -> None:
    account, url = custodian_page()
    rolls.officer("sam-only", "Sam Only")
    boss = staff.client("communications")
    assert 'value="sam-only"' in text(boss.post(url, {"custodian": "Only"}))
    assert 'type="radio"' not in text(boss.post(url, {"custodian": "Nobody Such", "custodian-chosen": "sam-only"}))
    account.refresh_from_db()
    assert account.custodian.slug == "pat-sample"


def test_who_may_not_read_the_roster_learns_nothing_from_what_is_nearly_right(staff: Staff) -> None:
    namesakes()
    rolls.officer("sam-only", "Sam Only")
    asker = moderator()
    assert asker.get("/desk/roster").status_code == 403
    url = reverse("accounts:request-new")
    assert "Kelly" not in text(asker.get(url))
    near, nobody = (_without_tokens(text(asker.post(url, {"custodian": told}))) for told in ("Rowe", "Nemo"))
    assert "Nobody here has this number, alias or name" in near
    assert near.replace('value="Rowe"', 'value="Nemo"') == nobody
    same = text(asker.post(url, {"custodian": "Kelly Rowe", "custodian-chosen": "kelly-rowe-1"}))
    assert "Several people have this name" in same
    assert 'type="radio"' not in same
    assert "kelly-rowe" not in same


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", page)


def test_somebody_asks_for_an_account_by_exact_name(staff: Staff) -> None:
    unit = rolls.officer("sam-only", "Sam Only").appointments.get().position.unit
    rolls.officer("kim", "Kim Sample")
    asker = moderator()
    told = {"network": "x", "handle": "pools", "name": "Pools", "unit": unit.pk, "justification": "Closures", "audience": "Swimmers",
            "custodian": "Sam Only", "steward": "kim"}  # fmt: skip
    assert asker.post(reverse("accounts:request-new"), told).status_code == 302
    made = AccountRequest.objects.get()
    assert (made.custodian.slug, made.steward.slug, made.backup) == ("sam-only", "kim", None)


def test_a_position_is_named_in_the_same_way() -> None:
    for slug in ("library", "police"):
        unit = actions.add_unit(slug, slug.title(), UnitKind.DEPARTMENT, actor=rolls.OPERATOR)
        actions.add_position(f"{slug}-chief", "Chief", unit, Category.STAFF, actor=rolls.OPERATOR)
    counsel = rolls.signed_in(rolls.user("counsel", Role.CITY_ATTORNEY))
    told = {"position": "chief", "topic": "All", "basis": "instrument", "instrument": "Charter", "section": "§ 7", "begins": "2026-03-02"}
    page = text(counsel.post(reverse("accounts:authority-enter"), told))
    assert "Chief · Police · police-chief" in page
    counsel.post(reverse("accounts:authority-enter"), told | {"position-chosen": "police-chief"})
    assert Authority.objects.get().position == Position.objects.get(slug="police-chief")


def test_more_than_can_be_shown_asks_for_a_longer_name(staff: Staff) -> None:
    _, url = custodian_page()
    crowd(naming.MOST + 1)
    page = text(staff.client("communications").post(url, {"custodian": "crowd"}))
    assert "More than 20 fit" in page
    assert 'type="radio"' not in page


def crowd(many: int) -> None:
    """So many people in office, each in their own position."""
    start, unit = Person.objects.count(), Unit.objects.all()[0]
    people = Person.objects.bulk_create(Person(slug=f"crowd-{n}", name=f"Crowd {n}") for n in range(start, start + many))
    posts = Position.objects.bulk_create(
        Position(slug=f"post-{each.slug}", title=f"Post {each.slug}", unit=unit, category=Category.STAFF) for each in people
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, position=post, begins=rolls.LONG_AGO) for person, post in zip(people, posts, strict=True)
    )


def test_the_pages_and_their_queries_do_not_grow_with_the_city(staff: Staff) -> None:
    account = rolls.in_use(rolls.account())
    boss, counsel = staff.client("communications"), rolls.signed_in(rolls.user("counsel", Role.CITY_ATTORNEY))
    administrator = staff.client("administrator")
    pages = [
        (boss, reverse("accounts:request-new")),
        (boss, reverse("accounts:assign", args=[account.slug])),
        (boss, reverse("accounts:keys", args=[account.slug])),
        (boss, reverse("accounts:successor", args=[account.slug])),
        (boss, f"/desk/account/{account.slug}/custodian"),
        (counsel, reverse("accounts:authority-enter")),
        (administrator, "/desk/people/add"),
    ]
    before = [measured(client, url) for client, url in pages]
    crowd(300)
    assert [measured(client, url) for client, url in pages] == before


def measured(client: Client, url: str) -> tuple[int, int]:
    """Bytes, without what changes by chance, and queries."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(_without_tokens(text(answer))), len(asked)
