"""An archive of its own for each test: data directory, keys, log, and one official account."""

from __future__ import annotations

from pathlib import Path

import pytest

from rostra.accounts.models import Account
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.core import clock
from rostra.people.models import Person, Unit


@pytest.fixture
def archive(db: None, data_directory: Path) -> Path:
    """A begun archive; its data directory."""
    make_keys()
    begin_log()
    return data_directory


@pytest.fixture
def mayor(db: None) -> Account:
    """An official account."""
    unit = Unit.objects.create(slug="mayor", name="Office of the Mayor", kind="office")
    person = Person.objects.create(slug="ada-example", name="Ada Example")
    return Account.objects.create(
        slug="mayor", network="bluesky", identity="did:plc:mayor", handle="mayor.exampleville.example", name="Mayor of Exampleville",
        unit=unit, custodian=person, state="active", registered=clock.now(),
    )  # fmt: skip
