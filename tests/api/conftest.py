"""An archive with its index, filled through the door, and the addresses of everything that is in it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings
from tests.acts import FAR, make_act, make_exception
from tests.policy import texts
from tests.records import START, make_account, make_gone, make_log, make_medium, make_record, publish_log

from rostra.accounts.models import Handle
from rostra.archive.models import Record
from rostra.archive.queries.stores import media_name
from rostra.capture.models import Gap
from rostra.cases.actions.cases import open_case
from rostra.cases.models import Case
from rostra.cases.rules.deciding import NewCase
from rostra.cases.states.words import Channel
from rostra.core.actor import PUBLIC
from rostra.core.profile import Evidence
from rostra.moderation.models import Restriction
from rostra.people.models import Appointment, Person, Position
from rostra.search.actions import follow

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
Fill = Callable[[int], list[Record]]


@pytest.fixture
def archive(db: None, data_directory: Path) -> Path:
    """A begun archive; its data directory."""
    cache.clear()
    make_log()
    return data_directory


def index() -> None:
    """Place everything in the log, publish it, and let search read on."""
    publish_log()
    while follow():
        pass


@pytest.fixture
def fill(archive: Path, settings: Settings) -> Fill:
    """Put in so many of everything that comes in numbers: accounts, records with a picture and two versions, gaps, holders."""
    beside = [Evidence(clause="social-media-0/purpose", measure="accounts-without-backup")]
    settings.PROFILE = settings.PROFILE.model_copy(update={"evidence": beside})

    def put(number: int) -> list[Record]:
        records = [_one(each) for each in range(number)]
        index()
        return records

    return put


def _one(number: int) -> Record:
    account = make_account(f"office-{number}")
    Handle.objects.create(account=account, handle=f"old-{number}.example", first_seen=START, last_seen=START)
    Gap.objects.create(
        account=account, method="poll", starts=START, ends=START + dt.timedelta(hours=1), noticed=START, reason="The server did not answer."
    )
    position = Position.objects.create(slug=f"seat-{number}", title=f"Seat {number}", unit=account.unit, category="elected")
    person = Person.objects.create(slug=f"holder-{number}", name=f"Holder {number}")
    Appointment.objects.create(person=person, position=position, begins=dt.date(2024, 1, 1))
    text = f"The bridge number {number} is open again."
    record = make_record(account, text, media=[make_medium(PNG + bytes([number]), alt="A bridge")])
    make_record(account, text + " Edited.", uri=record.uri, revision="2")
    exception = make_exception(account, f"did:plc:blocked-{number}", state="in-force", until=FAR)
    make_act(account, subject=f"did:plc:blocked-{number}", standing="excepted", exception=exception, record=record)
    make_gone(record, at=START + dt.timedelta(days=1))
    policy = texts.document(f"social-media-{number}")
    for text, day in ((texts.FIRST, dt.date(2020, 1, 1)), (texts.SECOND, dt.date(2022, 1, 1))):
        texts.published(policy, text, day, day)
    open_case(NewCase(Channel.RESIDENT, "It called us names."), actor=PUBLIC)
    return Record.objects.get(pk=record.pk)


@pytest.fixture
def addresses() -> Callable[[Record], dict[str, str]]:
    """An address for each resource, by its path in the table, that leads to something about a record."""

    def of(record: Record) -> dict[str, str]:
        version = record.all_versions.get(number=1)
        medium = version.attachments.get().medium
        assert medium is not None
        assert medium.name == media_name(bytes(medium.digest))
        values = {
            "policy/<slug:slug>/<int:number>/since/<int:since>": "policy/social-media-0/2/since/1",
            "policy/<slug:slug>": "policy/social-media-0",
            "coverage/platforms/<slug:name>": "coverage/platforms/bluesky",
            "evidence/<slug:name>": "evidence/accounts-without-backup",
            "<int:act_id>": str(Restriction.objects.earliest("pk").pk),
            "cases/<slug:number>": f"cases/{Case.objects.earliest('pk').number}",
            "<int:record_id>": str(record.pk),
            "<int:number>": "1",
            "moderation/settings/<slug:slug>": f"moderation/settings/{record.account.slug}",
            "account/<slug:slug>": f"account/{record.account.slug}",
            "coverage/months/<slug:month>": f"coverage/months/{START:%Y-%m}",
            "unit/<slug:slug>": f"unit/{record.account.unit.slug}",
            "official/<slug:slug>": "official/holder-0",
            "<slug:name>": medium.name,
            "<path:path>": "checkpoint",
            "api/v1/accounts/verify": f"api/v1/accounts/verify?url=old-{record.account.slug.removeprefix('office-')}.example",
            "verify.json": f"verify.json?digest={bytes(version.digest).hex()}",
        }
        return {path: f"/{_filled(path, values)}" for path in _paths()}

    return of


def _paths() -> list[str]:
    from rostra.api.views.resources import RESOURCES

    return [resource.path for resource in RESOURCES]


def _filled(path: str, values: dict[str, str]) -> str:
    for variable, value in values.items():
        path = path.replace(variable, value)
    return path


@pytest.fixture
def count() -> itertools.count[int]:
    return itertools.count()
