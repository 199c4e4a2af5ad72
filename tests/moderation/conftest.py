"""A city that is captured, and what its mayor's account shows on the network."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import libipld
import pytest
from pytest_django.fixtures import Settings
from tests import rolls

from rostra.accounts.models import Account
from rostra.accounts.states import Part
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import Sequencer, begin_log
from rostra.archive.models import Record
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.profile import Ground, ModerationTerms
from rostra.moderation.actions.following import follow
from rostra.moderation.models import Restriction
from rostra.people.models import Person
from rostra.platforms.base import Absence, Certainty, Evidence, Identity, Item, Kind, Method, Source
from rostra.platforms.bluesky import parse

WEDNESDAY = dt.datetime(2026, 3, 4, 18, tzinfo=dt.UTC)  # noon in Exampleville
RESIDENT, OTHER = "did:plc:rrrrrrrrrrrrrrrrrrrrrrrr", "did:plc:ssssssssssssssssssssssss"
KINDS = {
    parse.BLOCK: Kind.BLOCK, parse.LIST_BLOCK: Kind.BLOCK, parse.THREAD_GATE: Kind.THREAD_GATE, parse.POST_GATE: Kind.THREAD_GATE,
    parse.POST: Kind.POST,
}  # fmt: skip
THREAT = Ground(
    key="true-threat", name="True threat", test="A serious expression of intent to harm.", example="I will burn your house down tonight.",
    counter_example="You should be thrown out of office.", basis="Counterman v. Colorado, 600 U.S. 66 (2023)", acts=["block", "hide"],
)  # fmt: skip
SPAM = Ground(
    key="spam", name="Automated spam", test="The same text by machine.", example="CHEAP PILLS", counter_example="A repeated question.",
    basis="Terms of the network", acts=["hide"], alone=True,
)  # fmt: skip
TERMS = ModerationTerms(blocking="attorney-exception", clause="social-media-policy/no-blocking", ground=[THREAT, SPAM])


@dataclass
class Network:
    """What the account's own server holds, and the archive sees at once."""

    account: Account
    _keys: Any = field(default_factory=lambda: itertools.count(1))

    def show(self, collection: str, record: dict[str, Any], *, key: str = "", revision: str = "") -> str:
        """A record as it is now; its address."""
        key = key or f"k{next(self._keys)}"
        uri = f"at://{self.account.identity}/{collection}/{key}"
        raw = libipld.encode_dag_cbor({"$type": collection, **record})
        self._take(
            Captured(
                Item(
                    uri, KINDS[collection], self.account.identity, Identity(self.account.identity, "mayor.test"), raw, parse.MEDIA_TYPE,
                    self._source(), Evidence.PLATFORM_API, published=clock.now(), revision=revision,
                    subject=str(record.get("subject") or record.get("post") or ""),
                )
            )
        )  # fmt: skip
        return uri

    def block(self, subject: str = RESIDENT, key: str = "", revision: str = "") -> str:
        return self.show(parse.BLOCK, {"subject": subject, "createdAt": "2026-03-01T00:00:00Z"}, key=key, revision=revision)

    def gone(self, uri: str, revision: str = "") -> None:
        self._take(Absence(uri, self.account.identity, Certainty.ASSERTED, self._source(), "deleted", revision))

    def post(self, text: str = "The rink opens.") -> Record:
        uri = self.show(parse.POST, {"text": text})
        return Record.objects.get(uri=uri)

    def _source(self) -> Source:
        return Source(Method.STREAM, "wss://pds.exampleville.example/stream", clock.now())

    def _take(self, event: Captured | Absence) -> None:
        take_in([event], accounts={self.account.identity: self.account}, actor=system("test"))


def settle() -> None:
    """The log and the register have read everything."""
    Sequencer().drain()
    while follow():
        pass


def standing() -> list[tuple[str, str, str]]:
    """Act, subject and standing of everything, the oldest first."""
    return list(Restriction.objects.order_by("begun", "pk").values_list("act", "subject", "standing"))


@pytest.fixture
def terms(settings: Settings) -> Callable[..., None]:
    """Change the city's terms of moderation."""

    def change(**changes: Any) -> None:
        terms = ModerationTerms.model_validate({**settings.PROFILE.moderation.model_dump(), **changes})
        settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": terms})

    settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": TERMS})
    return change


@pytest.fixture
def residents(settings: Settings) -> Callable[..., None]:
    """Change the terms of what residents ask and report."""

    def change(**changes: Any) -> None:
        changed = settings.PROFILE.residents.model_copy(update=changes)
        settings.PROFILE = settings.PROFILE.model_copy(update={"residents": changed})

    return change


@pytest.fixture
def network(db: None, data_directory: Path, terms: Callable[..., None]) -> Network:
    """The mayor's account, in use and looked after by a steward."""
    make_keys()
    begin_log()
    account = rolls.in_use(rolls.account())
    Account.objects.filter(pk=account.pk).update(identity="did:plc:mmmmmmmmmmmmmmmmmmmmmmmm")
    account.refresh_from_db()
    return Network(account)


@pytest.fixture
def steward(network: Network) -> Person:
    """Who looks after it."""
    person = rolls.officer("sam-steward", "Sam Steward")
    Person.objects.filter(pk=person.pk).update(email="sam@exampleville.example")
    network.account.custody.create(person=person, part=Part.STEWARD, begins=rolls.LONG_AGO)
    person.refresh_from_db()
    return person
