"""How an account shows itself: its changes are public, its notice stands, and it leads to no campaign."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pydantic import ValidationError
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests import rolls
from tests.records import make_log, make_medium, make_record, publish_log

from rostra.accounts.models import Account
from rostra.archive.queries.profiles import profile_history
from rostra.capture.rules import findings
from rostra.core import clock
from rostra.core.profile import Registry
from rostra.platforms.base import Identity, Kind

pytestmark = pytest.mark.django_db
URI = "at://did:plc:a/app.bsky.actor.profile/self"


@pytest.fixture
def account(db: None, data_directory: Path) -> Account:
    cache.clear()
    make_log()
    return rolls.in_use(rolls.account())


def show(account: Account, text: str, revision: str, name: str = "Exampleville Parks", **more: object) -> None:
    author = Identity(account.identity, account.handle, name)
    make_record(account, text, kind=Kind.PROFILE, uri=URI, revision=revision, author=author, **more)
    publish_log()


def found(identity: str) -> list[str]:
    return [each.text for each in findings() if each.id == identity]


def test_every_change_is_kept_and_named(account: Account, client: Client) -> None:
    show(account, "News of parks", "1")
    show(account, "News of parks and pools: https://exampleville.example/parks", "2", name="Parks & Pools")
    show(
        account,
        "News of parks and pools: https://exampleville.example/parks",
        "3",
        name="Parks & Pools",
        media=[make_medium(b"PNG", alt="A tree")],
    )
    shots = profile_history(account)
    assert [shot.changed for shot in shots] == [("pictures",), ("name", "description", "links"), ()]
    assert [shot.name for shot in shots] == ["Parks & Pools", "Parks & Pools", "Exampleville Parks"]
    page = client.get(f"/account/{account.slug}/profile").content.decode()
    assert "Parks &amp; Pools" in page
    assert "name, description, links" in page
    told = client.get(f"/account/{account.slug}/profile.json").json()["history"]
    assert told[1]["links"] == ["https://exampleville.example/parks"]
    assert client.get(told[1]["proof_url"].partition("//")[2].partition("/")[2].join(["/", ""])).status_code == 200
    assert client.get(f"/account/{account.slug}/profile.csv").status_code == 200
    assert client.get("/account/nobody/profile").status_code == 404


def test_the_page_takes_four_queries_however_many_changes(
    account: Account, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        show(account, f"News {number}", str(number))
        client.get("/accounts")  # the foot of every page is remembered
        with django_assert_num_queries(4):
            client.get(f"/account/{account.slug}/profile")
        with django_assert_num_queries(4):
            assert len(client.get(f"/account/{account.slug}/profile.json").json()["history"]) == number + 1


def test_a_notice_that_no_longer_stands_is_a_finding(account: Account) -> None:
    notice = account.provisions.get().notice
    show(account, f"Parks.\n{notice.upper()}  Write to us.", "1")
    assert found("capture.W007") == []
    show(account, "Parks.", "2")
    assert account.handle in found("capture.W007")[0]


def test_a_campaign_link_is_a_finding_and_an_opinion_is_none(account: Account, settings: Settings) -> None:
    registry = settings.PROFILE.registry.model_copy(update={"campaign": ["*.vote-sample.example/*", "give.example/sample*"]})
    settings.PROFILE = settings.PROFILE.model_copy(update={"registry": registry})
    show(account, "Vote for Sample! vote-sample is the best. Give to give.example.", "1")
    make_record(account, "I support candidate Sample and vote-sample.example.org says so", at=clock.now())
    assert found("capture.W008") == []
    make_record(account, "Give: HTTPS://www.give.example/sample-2026?x=1", at=clock.now())
    assert ["give.example/sample-2026" in text for text in found("capture.W008")] == [True]
    show(account, "More at go.vote-sample.example", "2")
    assert len(found("capture.W008")) == 2


@pytest.mark.parametrize("words", ["sample for mayor", "*", "vote", "*sample*", "mayor 2026.example"])
def test_a_word_is_no_pattern_of_an_address(words: str) -> None:
    with pytest.raises(ValidationError):
        Registry(campaign=[words])
