"""The archive's tables come back from segments and log alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.archive.items import NOW, absence, item, source

from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.media import keep
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Absence, Attachment, Entry, Head, Record, Segment, Statement, Subject, Version
from rostra.archive.queries import rows
from rostra.archive.queries.drafts import draft_in
from rostra.archive.queries.segments import members_of
from rostra.archive.rules.everything import all_flaws
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.errors import Conflict
from rostra.platforms.base import Certainty, MediaRef, Method

pytestmark = pytest.mark.django_db
TEST = system("test")


@pytest.fixture
def full(archive: Path, mayor: Account) -> Path:
    picture = keep(iter([b"picture"]), MediaRef("blob:1", "image/png", "A map"), limit=100)
    accounts = {mayor.identity: mayor}
    first = Captured(item("Post 1", 1, media=(picture.ref,)), (picture,))
    posts = [Captured(item(f"Post {n}", n)) for n in range(2, 20)]
    take_in([first, *posts], accounts=accounts, actor=TEST)
    take_in([Captured(item("Post 2, edited", 2, revision="r2")), absence(3), absence(4)], accounts=accounts, actor=TEST)
    Sequencer().drain()
    back = item("Post 4", 4, source=source(Method.PROBE, NOW.replace(day=20)))
    take_in([Captured(back), absence(5, certainty=Certainty.OBSERVED)], accounts=accounts, actor=TEST)
    file = source(Method.IMPORT, NOW.replace(day=22))
    take_in([Captured(item("Post 6, edited", 6, revision="r2", source=file))], accounts=accounts, actor=TEST)
    record_event(actor=TEST, action="accounts.account.connected", subject="account:mayor")
    follow_events()
    return archive


def everything() -> dict[str, list[Any]]:
    return {
        "entries": list(Entry.objects.order_by("subject", "counter").values_list("subject", "counter", "index", "type", "body")),
        "versions": list(Version.objects.order_by("record", "number").values_list(*rows.VERSION, "offset", "length", "segment__name")),
        "records": list(Record.objects.order_by("pk").values_list(*rows.RECORD, "versions", "status", "account", "last_seen")),
        "absences": list(Absence.objects.order_by("record").values_list(*rows.ABSENCE, "offset")),
        "statements": list(Statement.objects.values_list(*rows.STATEMENT)),
        "attachments": list(Attachment.objects.values_list("medium__digest", *rows.ATTACHMENT)),
        "segments": list(Segment.objects.order_by("name").values_list("name", "size", "digest")),
        "subjects": list(Subject.objects.order_by("alias").values_list("alias", "counter")),
        "head": list(Head.objects.values_list("size", "root")),
    }


def test_all_tables_come_back_as_they_were(full: Path) -> None:
    before = everything()
    rebuild(actor=TEST)

    assert everything() == before
    assert Sequencer().drain() == 4
    assert list(all_flaws()) == []


def test_what_older_releases_wrote_of_media_is_read(full: Path) -> None:
    """They did not say whether a medium is worth asking for again: it is not."""
    version = Version.objects.select_related("segment").get(attachments__isnull=False)
    draft = draft_in(members_of(version))
    assert draft.facts["media"] == [[7, "", False]]
    for media in ([[7, ""]], [[7, "", False]]):
        draft.facts["media"] = media
        assert rows.attachment_rows(draft) == [(0, "image/png", "A map", "blob:1", "", False)]


def test_versions_keep_their_identifiers(full: Path, mayor: Account) -> None:
    """Evidence and acts point at them."""
    before = list(Version.objects.order_by("pk").values_list("pk", "record", "number"))
    rebuild(actor=TEST)

    assert list(Version.objects.order_by("pk").values_list("pk", "record", "number")) == before
    take_in([Captured(item("Later", 78))], accounts={mayor.identity: mayor}, actor=TEST)
    assert Version.objects.get(text="Later").pk > max(key for key, *_ in before)


def test_what_was_never_acknowledged_does_not_come_back(full: Path, mayor: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("rostra.archive.actions.intake.insert", _die)
        with pytest.raises(RuntimeError):
            take_in([Captured(item("Never told", 77))], accounts={mayor.identity: mayor}, actor=TEST)
    take_in([Captured(item("Told", 78))], accounts={mayor.identity: mayor}, actor=TEST)
    Sequencer().drain()
    rebuild(actor=TEST)

    assert Record.objects.count() == len(before["records"]) + 1
    assert not Version.objects.filter(text="Never told").exists()


def _die(*_: object) -> None:
    raise RuntimeError("killed between file and rows")


def test_an_account_that_is_not_registered_is_named(full: Path, mayor: Account) -> None:
    Account.objects.update(slug="renamed")

    with pytest.raises(Conflict, match="mayor"):
        rebuild(actor=TEST)
