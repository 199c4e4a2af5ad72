"""A small city for the pages: an archive of its own, an empty cache, and on request a Chromium."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.cache import cache
from tests import records
from tests.acts import one_of_each
from tests.browsing import launch_arguments
from tests.policy import texts
from tests.prepared import lay_tables
from tests.records import START, make_account, make_gone, make_medium, make_record

from rostra.accounts.models import Account, Custody
from rostra.archive.models import Record
from rostra.capture.models import Coverage, Gap
from rostra.moderation.models import Restriction
from rostra.people.models import Appointment, Person, Position, Unit
from rostra.platforms.base import Evidence, Identity, Kind
from rostra.search.actions import follow

HOSTILE = "<script>document.title='owned'</script> <b>bold</b> \u202eevil\u202c \x07 bell \u2066x\u2069 zero\u200bwidth 'quote\" & end"
# One pixel, red.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True)
class City:
    """What a test may look at."""

    mayor: Account
    post: Record
    edited: Record
    reply: Record
    gone: Record
    hostile: Record
    arabic: Record
    block: Record
    acts: dict[str, Restriction]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def build_city() -> City:
    """Every state that a page can show, once."""
    office = Unit.objects.create(slug="mayor", name="Office of the Mayor", kind="office")
    holder = Person.objects.create(slug="amina-warsame", name="Amina Warsame")
    position = Position.objects.create(slug="mayor", title="Mayor", unit=office, category="elected")
    Appointment.objects.create(person=holder, position=position, begins=dt.date(2024, 1, 2))
    mayor = make_account("mayor", name="Mayor Amina Warsame", unit=office, custodian=holder, purpose="News of the Mayor.")
    closed = make_account(
        "mayor-berg", name="Mayor Tomás Berg", unit=office, custodian=holder, state="archived", closed=dt.date(2024, 1, 2)
    )
    Coverage.objects.create(account=mayor, method="poll", begins=START, ends=START + dt.timedelta(days=1))
    Gap.objects.create(account=mayor, method="poll", starts=START, ends=START + dt.timedelta(hours=2), noticed=START, reason="503")
    Gap.objects.create(account=closed, method="stream", starts=START, noticed=START, reason="Sign-in <expired>")
    Custody.objects.create(account=mayor, person=holder, part="poster", begins=dt.date(2024, 1, 2))
    city = City(mayor, **_records_of(mayor), acts=one_of_each(mayor))
    texts.policy_of_two()
    records.publish_log()
    while follow():
        pass
    return city


def _records_of(mayor: Account) -> dict[str, Record]:
    signed = {"evidence": Evidence.AUTHOR_SIGNED}
    picture = [make_medium(PNG, alt="A red wall")]
    edited = make_record(mayor, "The library opens on Tuesday at 10.", media=picture, **signed)
    make_record(
        mayor, "The library opens on Wednesday at 10.", media=[make_medium(PNG, alt="A red wall")], uri=edited.uri, revision="b", **signed
    )
    resident = Identity("did:plc:resident", "nadia.example", "Nadia")
    reply = make_record(mayor, "Is there a ramp?", author=resident, kind=Kind.REPLY, thread=edited.uri, reply_to=edited.uri)
    gone = make_record(mayor, "City tax will fall by 5 percent next year.", at=START)
    make_record(mayor, "City levy will fall by 5 percent next year.", at=START + dt.timedelta(minutes=8))
    make_gone(gone, at=START + dt.timedelta(minutes=20))
    return {
        "post": make_record(mayor, "Harbor Avenue is open: https://exampleville.example/roads"),
        "edited": Record.objects.get(pk=edited.pk),
        "reply": reply,
        "gone": Record.objects.get(pk=gone.pk),
        "hostile": make_record(mayor, HOSTILE, author=Identity(mayor.identity, "mayor\u202eexample", "<i>Mayor</i>")),
        "arabic": make_record(mayor, "تذكير: مكتب المدينة مغلق يوم الاثنين.", languages=("ar",)),
        "block": make_record(mayor, "", kind=Kind.BLOCK, subject="did:plc:blocked"),
    }


@pytest.fixture
def city(db: None, data_directory: Path) -> City:
    """The small city, for tests without a browser."""
    return build_city()


@dataclass(frozen=True)
class Served:
    """The small city behind a server."""

    url: str
    records: dict[str, int]
    acts: dict[str, int]
    report: str  # the reference of a report of an impersonation

    def get(self, path: str) -> bytes:
        """What the server answers there."""
        with urlopen(self.url + path, timeout=30) as answer:
            content: bytes = answer.read()
        return content


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server in a process of its own, for all tests that only read."""
    root = Path(__file__).parent.parent.parent
    data = tmp_path_factory.mktemp("served")
    lay_tables(data)
    environment = {**os.environ, "ROSTRA_DATA": str(data), "ROSTRA_DATABASE": "", "DJANGO_SETTINGS_MODULE": "rostra.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    command = [sys.executable, "-m", "tests.portal.serve"]
    with subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Served(f"http://127.0.0.1:{told['port']}", told["records"], told["acts"], told["report"])
        process.communicate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's own Chromium, cut off from every host but this machine."""
    return {**browser_type_launch_args, **launch_arguments()}
