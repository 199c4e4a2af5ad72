"""What an official account says in another's thread is its own: from the first sight, and where it was taken for the public's before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from tests.archive.items import NOW, absence, item, source
from tests.archive.test_rebuild import everything

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured, Receipt
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Entry, Record, Version
from rostra.archive.rules.everything import all_flaws
from rostra.core.actor import system
from rostra.platforms.base import Identity, Item, Kind, Method

pytestmark = pytest.mark.django_db
ACTOR = system("test")
PARKS, RESIDENT = "did:plc:parks", "did:plc:nadia"
IN_THREAD = item("It opens at ten.", 7, kind=Kind.REPLY, author=Identity(PARKS, "parks.exampleville.example"))
OWN = replace(IN_THREAD, account=PARKS, source=source(Method.POLL, NOW + dt.timedelta(hours=1)))


@pytest.fixture
def parks(mayor: Account) -> Account:
    """Another official account on the network."""
    return Account.objects.create(
        slug="parks", network="bluesky", identity=PARKS, handle="parks.exampleville.example", name="Parks", unit=mayor.unit,
        custodian=mayor.custodian, state="active", registered=NOW,
    )  # fmt: skip


@contextmanager
def unknown(account: Account) -> Iterator[None]:
    """While it stands in no register yet, under this identity."""
    Account.objects.filter(pk=account.pk).update(identity="did:plc:other")
    yield
    Account.objects.filter(pk=account.pk).update(identity=account.identity)


def kept(account: Account, *items: Item) -> Receipt:
    return take_in([Captured(each) for each in items], accounts={account.identity: account}, actor=ACTOR)


def whose() -> tuple[str, bool]:
    return Record.objects.values_list("account__slug", "official").get()


def test_an_official_accounts_reply_is_its_own_though_it_was_read_in_anothers_thread(archive: Path, mayor: Account, parks: Account) -> None:
    assert kept(mayor, IN_THREAD).new == 1
    assert whose() == ("parks", True)
    assert Entry.objects.get().subject == "parks"
    assert (kept(parks, OWN).sighted, kept(mayor, IN_THREAD).sighted) == (1, 1)
    assert whose() == ("parks", True)
    assert list(all_flaws()) == []


@pytest.mark.parametrize(
    ("how", "changes", "said"),
    [
        ("of the public", {}, replace(IN_THREAD, author=Identity(RESIDENT))),
        ("with its handle alone", {}, replace(IN_THREAD, author=Identity(RESIDENT, "parks.exampleville.example"))),
        ("with no sound identity", {}, replace(IN_THREAD, author=Identity("did:plc:parks\0\ud800"))),
        ("on another network", {"network": "mastodon"}, IN_THREAD),
        ("before it was the city's", {"opened": NOW.date() + dt.timedelta(days=1)}, IN_THREAD),
        ("after it was closed", {"closed": NOW.date() - dt.timedelta(days=1)}, IN_THREAD),
        ("as a message", {}, replace(IN_THREAD, kind=Kind.MESSAGE, thread="urn:conversation")),
    ],
)
def test_nobody_elses_is(how: str, changes: dict[str, object], said: Item, archive: Path, mayor: Account, parks: Account) -> None:
    Account.objects.filter(pk=parks.pk).update(**changes)
    kept(mayor, said)
    assert whose() == ("mayor", False), how


def test_on_its_first_and_its_last_day_the_account_is_the_citys(archive: Path, mayor: Account, parks: Account) -> None:
    Account.objects.filter(pk=parks.pk).update(opened=NOW.date(), closed=NOW.date())
    kept(mayor, IN_THREAD)
    assert whose() == ("parks", True)


@pytest.mark.parametrize("read_by", ["parks", "mayor"])
def test_what_stands_as_the_publics_is_given_to_its_author_when_it_is_read_again(
    read_by: str, archive: Path, mayor: Account, parks: Account
) -> None:
    with unknown(parks):
        kept(mayor, IN_THREAD)
    assert whose() == ("mayor", False)
    again = kept(parks, OWN) if read_by == "parks" else kept(mayor, IN_THREAD)
    assert (again.edited, again.sighted, whose()) == (1, 0, ("parks", True))
    assert list(Version.objects.order_by("number").values_list("entry__subject", "text")) == [
        ("mayor", "It opens at ten."), ("parks", "It opens at ten."),
    ]  # fmt: skip
    assert (kept(parks, OWN).sighted, Version.objects.count()) == (1, 2)
    assert list(all_flaws()) == []


def test_it_comes_back_from_the_segments_as_it_was_given(archive: Path, mayor: Account, parks: Account) -> None:
    with unknown(parks):
        kept(mayor, IN_THREAD, replace(IN_THREAD, uri="at://did:plc:nadia/app.bsky.feed.post/8", author=Identity(RESIDENT)))
    kept(parks, OWN)
    Sequencer().drain()
    before = everything()
    rebuild(actor=ACTOR)
    assert everything() == before
    assert sorted(Record.objects.values_list("account__slug", "official")) == [("mayor", False), ("parks", True)]
    assert list(all_flaws()) == []


def test_one_that_was_gone_and_comes_back_is_given_too(archive: Path, mayor: Account, parks: Account) -> None:
    with unknown(parks):
        kept(mayor, IN_THREAD)
        take_in([absence(7, revision="")], accounts={mayor.identity: mayor}, actor=ACTOR)
    assert kept(parks, OWN).returned == 1
    assert whose() == ("parks", True)
    assert list(all_flaws()) == []


def test_nobody_takes_what_another_wrote(archive: Path, mayor: Account, parks: Account) -> None:
    """Whatever an account's own server says of an address that is held as a resident's."""
    kept(mayor, replace(IN_THREAD, author=Identity(RESIDENT)))
    kept(parks, OWN)
    assert whose() == ("mayor", False)


CHANGES: list[Callable[[Account], object]] = [
    lambda parks: Record.objects.filter(account=parks).update(official=False),
    lambda parks: Record.objects.filter(account=parks).update(account=Account.objects.get(slug="mayor")),
    lambda parks: Record.objects.exclude(account=parks).update(account=parks),
    lambda parks: Record.objects.exclude(account=parks).update(official=True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_record_that_is_anothers_than_the_log_says_is_named(
    change: Callable[[Account], object], archive: Path, mayor: Account, parks: Account
) -> None:
    with unknown(parks):
        kept(mayor, IN_THREAD, replace(IN_THREAD, uri="at://did:plc:nadia/app.bsky.feed.post/8", author=Identity(RESIDENT)))
    kept(parks, OWN)
    Sequencer().drain()
    assert list(all_flaws()) == []
    change(parks)
    assert {flaw.id for flaw in all_flaws()} == {"archive.E211"}


def test_the_migration_gives_what_a_later_version_says(archive: Path, mayor: Account, parks: Account) -> None:
    with unknown(parks):
        kept(mayor, IN_THREAD, replace(IN_THREAD, uri="at://did:plc:nadia/app.bsky.feed.post/8", author=Identity(RESIDENT)))
    kept(parks, OWN)
    Record.objects.filter(account=parks).update(account=mayor, official=False)  # as it was before
    import_module("rostra.archive.migrations.0014_records_of_their_authors").give(apps, None)
    assert sorted(Record.objects.values_list("account__slug", "official")) == [("mayor", False), ("parks", True)]
