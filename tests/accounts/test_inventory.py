"""An inventory is looked through first, then taken in; identities count, handles do not; nothing of it is kept."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
import yaml
from django.test import Client
from tests import rolls

from rostra.accounts import actions, queries
from rostra.accounts.models import Account, Found, Handle
from rostra.api.queries import register
from rostra.core.actor import PUBLIC
from rostra.core.errors import Forbidden, Invalid
from rostra.core.models import Event
from rostra.core.profile import InventorySource

pytestmark = pytest.mark.django_db
HEADER = ["Site", "Who", "Number", "Dept"]
SOURCE = InventorySource.model_validate(
    {
        "name": "old", "columns": {"network": "Site", "address": "Who", "identity": "Number", "unit": "Dept"}, "networks": {"Twitter": "x"},
        "unit": "parks", "custodian": "pat-sample", "purpose": "From the inventory.",
    }
)  # fmt: skip
OFFICIAL = SOURCE.model_copy(update={"official": True})
NETWORKS = {"twitter": ("x", "twitter_id"), "facebook": ("facebook", "facebook_id"), "youtube": ("youtube", "youtube_id"),
            "instagram": ("instagram", "instagram_id"), "mastodon": ("mastodon", "mastodon_id")}  # fmt: skip


def as_csv(*rows: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


@pytest.fixture(autouse=True)
def _custodian() -> None:
    rolls.officer()


def test_nothing_changes_before_somebody_has_looked() -> None:
    file = as_csv(("Twitter", "@pools_example", "", ""), ("Twitter", "", "", ""), ("MySpace", "x", "", ""), ("Twitter", "a", "", "Nowhere"))
    found = actions.look_through(file, SOURCE, actor=rolls.OPERATOR)
    assert found.numbers() == {"registered": 0, "noted": 1, "renamed": 0, "problems": 3, "known": 0}
    assert [line for line, _ in found.problems] == [3, 4, 5]
    assert not Found.objects.exists()
    with pytest.raises(Forbidden):
        actions.look_through(file, SOURCE, actor=PUBLIC)


def test_what_may_be_personal_is_noted_and_leaves_no_trace_when_it_is() -> None:
    actions.take_in_inventory(as_csv(("Twitter", "@jo_example", "77", "")), SOURCE, actor=rolls.OPERATOR)
    assert not Account.objects.exists()
    actions.declare_personal(Found.objects.get(), actor=rolls.OPERATOR)
    kept = "".join(str(vars(row)) for model in (Event, Found, Handle, Account) for row in model._default_manager.all())  # type: ignore[attr-defined]
    assert "jo_example" not in kept


def test_identities_keep_their_history_through_a_rename_and_a_recycled_handle_does_not_inherit() -> None:
    actions.take_in_inventory(as_csv(("Twitter", "Pools", "1", "")), OFFICIAL, actor=rolls.OPERATOR)
    again = actions.take_in_inventory(as_csv(("Twitter", "pools", "1", "")), OFFICIAL, actor=rolls.OPERATOR)
    assert again.numbers()["known"] == 1
    renamed = actions.take_in_inventory(as_csv(("Twitter", "SwimmingPools", "1", "")), OFFICIAL, actor=rolls.OPERATOR)
    assert renamed.numbers()["renamed"] == 1
    actions.take_in_inventory(as_csv(("Twitter", "Pools", "2", "")), OFFICIAL, actor=rolls.OPERATOR)
    first, second = Account.objects.order_by("pk")
    assert (first.identity, first.handle, handles(first)) == ("1", "SwimmingPools", {"Pools", "SwimmingPools"})
    assert (second.identity, second.handle, handles(second)) == ("2", "Pools", {"Pools"})
    assert [account.pk for account in queries.check_address("@Pools").accounts] == [second.pk]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"Site\n\xff", "Line 2 .* not stored in UTF-8"), (b"a,b\n1,2\n", "no column"), (b'Site,Who,Number,Dept\n"x', "CSV")],
)
def test_what_is_no_inventory_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        actions.look_through(content, SOURCE, actor=rolls.OPERATOR)


def handles(account: Account) -> set[str]:
    return set(account.handles.values_list("handle", flat=True))


def officials() -> list[tuple[object, ...]]:
    """A row for each handle or identity of the real registry."""
    shared = os.environ.get("ROSTRA_SHARED")
    roots = [Path(shared)] if shared else [parent / "shared" for parent in Path(__file__).resolve().parents]
    path = next((found for root in roots if (found := root / "data" / "officials" / "legislators-social-media.yaml").exists()), None)
    if path is None:
        pytest.skip("the registry of real officials is not here: set ROSTRA_SHARED")
    people = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert len(people) == 519
    return [
        (network, social.get(key) or social.get(number), social.get(number, ""), "")
        for social in (person["social"] for person in people)
        for key, (network, number) in NETWORKS.items()
        if social.get(key) or social.get(number)
    ]


@pytest.mark.real
def test_the_registry_of_real_officials_is_taken_in() -> None:
    rows = officials()
    found = actions.take_in_inventory(as_csv(*rows), OFFICIAL, actor=rolls.OPERATOR)
    assert sum(str(handle) != str(number) for _, handle, number, _ in rows) == 1671  # the rest has an identity alone
    numbered = {(network, str(number)) for network, _, number, _ in rows if number}
    bare = {(network, str(handle)) for network, handle, number, _ in rows if not number}
    told = found.numbers()
    assert (told["registered"], told["noted"], told["renamed"], told["problems"]) == (len(numbered), len(bare), 0, 0)
    assert Account.objects.count() == len(numbered)
    assert actions.look_through(as_csv(*rows), OFFICIAL, actor=rolls.OPERATOR).numbers()["known"] == len(rows)
    network, handle, number, _ = next(row for row in rows if row[2])
    changed = as_csv((network, "another_name", number, ""), (network, handle, "999", ""))
    later = actions.take_in_inventory(changed, OFFICIAL, actor=rolls.OPERATOR).numbers()
    assert (later["renamed"], later["registered"]) == (1, 1)
    kept, fresh = Account.objects.get(network=network, identity=number), Account.objects.get(network=network, identity="999")
    assert handles(kept) == {str(handle), "another_name"}
    assert handles(fresh) == {str(handle)}


@pytest.mark.real
def test_a_handle_that_was_given_away_is_the_later_accounts_and_the_other_ones_former_one() -> None:
    rows = officials()
    actions.take_in_inventory(as_csv(*rows), OFFICIAL, actor=rolls.OPERATOR)
    network, handle, number, _ = next(row for row in rows if row[2] and str(row[1]) != str(row[2]))
    later = actions.take_in_inventory(as_csv((network, str(handle).upper(), "999", "")), OFFICIAL, actor=rolls.OPERATOR)
    assert later.numbers()["registered"] == 1
    old, fresh = (Account.objects.get(network=network, identity=str(each)) for each in (number, "999"))
    assert old.handle.casefold() == fresh.handle.casefold()
    assert queries.passed_on() == {old.pk}
    answer = queries.check_address(fresh.url)
    assert (answer.accounts, answer.former) == ((fresh,), (old,))
    assert queries.check_address(old.identity).accounts == (old,)
    assert register.accounts([old, fresh])[0].former_handles == [old.handle]
    assert register.accounts([fresh])[0].former_handles == []


def test_page_and_interface_name_who_had_a_handle_before(client: Client) -> None:
    for number, title in (("1", "Pools"), ("2", "Pools")):
        actions.take_in_inventory(as_csv(("Twitter", title, number, "")), OFFICIAL, actor=rolls.OPERATOR)
    first, second = Account.objects.order_by("pk")
    page = client.get("/accounts", {"q": "@pools"}).content.decode()
    assert page.count('class="answer-account"') == 1
    assert "Another account of the city had this handle before" in page
    told = client.get("/api/v1/accounts/verify", {"url": "@pools"}).json()["answer"]
    assert (told["accounts"], told["former"]) == ([second.slug], [first.slug])
    assert "another account of the city has that handle now" in client.get(f"/account/{first.slug}").content.decode()
    assert "another account of the city has that handle now" not in client.get(f"/account/{second.slug}").content.decode()
