"""Archives of Mastodon and of Bluesky that owners hand over: with their media, once however often, and beside what was captured live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all
from tests.platforms.bluesky.repos import CITY, REVISIONS, Repo
from tests.platforms.bluesky.test_export import CID, LOST, post, repo, shows
from tests.platforms.bluesky.test_export import PICTURE as FOUNTAIN
from tests.platforms.mastodon import archives
from tests.platforms.mastodon.archives import ACTOR, FILE, NUMBER, announce, create, document, files, tarred, zipped
from tests.platforms.mastodon.server import Site, mastodon
from tests.platforms.tars import pack as tar

import rostra.platforms.files.exported
from rostra.accounts.models import Account
from rostra.accounts.queries.register import identity_on_network
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.models import Attachment, Record, Version
from rostra.archive.queries.stores import media_name, path_of_name
from rostra.archive.states.status import Status
from rostra.capture import actions
from rostra.capture.actions import imports
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.models import Import
from rostra.capture.queries.platforms import Connections
from rostra.core import clock
from rostra.core.profile import ServerTerms
from rostra.platforms import EXPORTS
from rostra.platforms.base import Absence, BadSource, Certainty, Event, Evidence, Item, Kind, Method, Source
from rostra.platforms.bluesky import Bluesky, parse

REPLY = {"in_reply_to_id": "1000"}


class Killed(BaseException):
    """What a test kills an import with."""


@pytest.fixture
def official(register: Register) -> Callable[[str, str], Account]:
    def enter(network: str, identity: str) -> Account:
        made = register("city", network=network, state="archived")  # type: ignore[call-arg] # the fixture takes them
        Account.objects.filter(pk=made.pk).update(identity=identity)
        made.refresh_from_db()
        return made

    return enter


def hand_over(network: str, folder: Path, raw: bytes, name: str = "archive", **how: Any) -> Import:
    path = folder / name
    path.write_bytes(raw)
    return take_in_file(EXPORTS[network](Source(Method.IMPORT, name, clock.now()), ""), path, actor=OPERATOR, **how)


def counts(done: Import) -> tuple[int, int, int, int]:
    return done.items, done.new, done.edited, done.rejected


def kept(number: int = 0) -> bytes:
    """The bytes of a medium in the archive."""
    medium = Attachment.objects.filter(medium__isnull=False).order_by("id")[number].medium
    assert medium is not None
    return path_of_name(media_name(bytes(medium.digest))).read_bytes()


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_mastodon_is_taken_in(pack: Callable[..., bytes], official: Callable[..., Account], tmp_path: Path) -> None:
    city = official("mastodon", ACTOR)
    private = create("13", "secret-of-a-message", to=[archives.RESIDENT], cc=[])
    members = files(create("10", attachment=[document()]), announce("11", f"{archives.RESIDENT}/statuses/7"), {"type": "Create"}, private)
    members["outbox.json"] = members["outbox.json"].replace(b'{"type": "Create"}', b'{"type": Create}')
    done = hand_over("mastodon", tmp_path, pack(members))
    assert counts(done) == (3, 3, 0, 1)
    assert {record.kind: record.status for record in Record.objects.all()} == dict.fromkeys(("profile", "post", "repost"), Status.PRESENT)
    assert all(record.account == city and record.official for record in Record.objects.all())
    assert set(Version.objects.values_list("evidence", flat=True)) == {Evidence.OWNER_EXPORT}
    assert [kept(0), kept(1)] == [members["avatar.png"], members[FILE]]
    assert "element 3: it is not JSON" in rejected_rows(done).read_text()
    assert hand_over("mastodon", tmp_path, pack(members), "renamed").pk == done.pk
    later = hand_over("mastodon", tmp_path, pack({**members, "outbox.json": archives.outbox([create("10", "<p>Closed</p>")])}), "later")
    assert counts(later) == (2, 0, 1, 0)
    assert list(Version.objects.filter(record__kind="post").order_by("number").values_list("text", flat=True)) == [
        "The pool opens.", "Closed",
    ]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_a_repository_is_taken_in(packed: bool, official: Callable[..., Account], tmp_path: Path) -> None:
    city = official("bluesky", CITY)
    made = repo(5, **{f"{parse.POST}__3mptbyoeye22k": post("Look", **shows(CID, LOST)), f"{parse.POST}__3mptbyoeye33k": b"\x81\x01"})
    done = hand_over("bluesky", tmp_path, tar({"city.car": made.car(), f"blobs/{CID}": FOUNTAIN}) if packed else made.car())
    assert counts(done) == (11, 11, 0, 1)
    assert all(record.account == city and record.official for record in Record.objects.all())
    assert set(Version.objects.values_list("evidence", "revision")) == {(Evidence.OWNER_EXPORT, REVISIONS[3])}
    assert [attached.medium is not None for attached in Attachment.objects.order_by("id")] == [packed, False]
    assert not packed or kept() == FOUNTAIN
    made.records[f"{parse.POST}/3mptbyoeyc000"] = post("Notice 0, changed")
    made.revision = REVISIONS[4]
    assert counts(hand_over("bluesky", tmp_path, made.car(), "later"))[1:3] == (0, 1)


@pytest.mark.parametrize(("network", "raw"), [("mastodon", zipped(files(create("10")))), ("bluesky", repo(1).car())])
def test_an_archive_of_another_account_leaves_no_trace(network: str, raw: bytes, official: Callable[..., Account], tmp_path: Path) -> None:
    official(network, "somebody else")
    with pytest.raises(BadSource, match="no official account"):
        hand_over(network, tmp_path, raw)
    assert not Record.objects.exists()


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_killed_at_any_batch_nothing_is_missing_or_doubled(
    network: str, number: int, official: Callable[..., Account], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 100)
    official(network, {"mastodon": ACTOR, "bluesky": CITY}[network])
    posts = [create(str(each), f"<p>Notice {each}</p>") for each in range(245)]
    raw = {"mastodon": lambda: tarred(files(*posts, {})), "bluesky": lambda: repo(241).car().replace(b"Notice 77", b"Notice 78", 1)}
    packed = raw[network]()
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_take", _killing(number))
        with pytest.raises(Killed):
            hand_over(network, tmp_path, packed, batch=100)
    done = hand_over(network, tmp_path, packed, batch=100)
    assert Record.objects.count() == Version.objects.count() == done.items == done.new
    assert counts(done) == {"mastodon": (246, 246, 0, 0), "bluesky": (245, 245, 0, 2)}[network]


def _killing(number: int) -> Any:
    step, calls = imports._take, iter(range(100))

    def take(*arguments: Any) -> None:
        step(*arguments)
        if next(calls) == number:
            raise Killed

    return take


@pytest.fixture
def site() -> Iterator[Site]:
    with mastodon() as running:
        running.join("city")
        running.join("resident")
        yield running


def test_what_mastodon_showed_before_is_doubled_by_no_archive(
    register: Register, site: Site, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"mastodon": ServerTerms(allow_http=True)})
    known = identity_on_network("mastodon", f"@city@{site.host}", Connections().platform("mastodon").resolve)
    made = register("city", network="mastodon", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=known.id, handle=known.handle)
    made.refresh_from_db()
    actions.connect(made, actor=OPERATOR)
    picture = {"id": NUMBER, "type": "image", "url": f"{site.url}/media/1.png", "description": "The pool"}
    first = site.say("city", "<p>The pool opens.</p>", media_attachments=[picture], spoiler_text="Pool")
    answer = site.say("city", "<p>At nine.</p>", **REPLY)
    site.edit(answer, "<p>At ten.</p>")
    check_all(Connections())
    held = Version.objects.count()

    monkeypatch.setattr(archives, "ACTOR", known.id)
    theirs = [
        create("1000", id=first, attachment=[document()], summary="Pool"),
        create("1010", "<p>At ten.</p>", id=answer, inReplyTo=first, updated=site.find(answer)["edited_at"]),
    ]
    members = {"outbox.json": archives.outbox(theirs), "actor.json": archives.actor(id=known.id, icon=None)}
    done = hand_over("mastodon", tmp_path, zipped(members))
    assert counts(done) == (3, 0, 1, 0)  # the profile alone says something else
    assert Version.objects.count() == held + 1
    changed = [create("1000", "<p>The pool never opens.</p>", id=first)]
    hand_over("mastodon", tmp_path, zipped({**members, "outbox.json": archives.outbox(changed)}), "changed")
    versions = Version.objects.filter(record__uri=first).order_by("number").values_list("text", "evidence")
    assert list(versions) == [("Pool\n\nThe pool opens.", "platform-api"), ("The pool never opens.", "owner-export")]
    assert Version.objects.filter(record__kind=Kind.PROFILE).count() == 2  # which the second archive did not add to


def polled(made: Repo) -> list[Event]:
    answers = {f"/{CITY}": made.document.raw, "/xrpc/com.atproto.sync.getRepo": made.car()}
    answer = httpx.MockTransport(
        lambda asked: httpx.Response(200 if asked.url.path in answers else 404, content=answers.get(asked.url.path))
    )
    return list(Bluesky(httpx.Client(transport=answer), plc="http://localhost", allow_http=True).poll(CITY, ""))


def live(account: Account, made: Repo) -> list[Item]:
    """What a poll of this repository brings into the archive."""
    items = [event for event in polled(made) if isinstance(event, Item)]
    take_in([Captured(item) for item in items], accounts={CITY: account}, actor=OPERATOR)
    return items


def test_what_bluesky_signed_before_is_doubled_by_no_repository(official: Callable[..., Account], tmp_path: Path) -> None:
    city, made = official("bluesky", CITY), repo(5)
    items = live(city, made)
    made.revision = REVISIONS[9]  # the commit of another day
    done = hand_over("bluesky", tmp_path, made.car())
    assert counts(done) == (len(items), 0, 0, 0)
    assert set(Version.objects.values_list("evidence", flat=True)) == {Evidence.AUTHOR_SIGNED}


def test_what_was_handed_over_is_signed_by_the_next_poll(official: Callable[..., Account], tmp_path: Path) -> None:
    city, made = official("bluesky", CITY), repo(5)
    done = hand_over("bluesky", tmp_path, made.car())
    live(city, made)
    assert Version.objects.filter(number=2, evidence=Evidence.AUTHOR_SIGNED).count() == done.items


def test_an_old_repository_brings_nothing_back(official: Callable[..., Account], tmp_path: Path) -> None:
    """What is missing from a list is known to be gone, but not since when."""
    city, made = official("bluesky", CITY), repo(2)
    items = live(city, made)
    made.revision = REVISIONS[5]  # a day later, and a day before it was gone
    source = replace(items[0].source, method=Method.SNAPSHOT)
    gone = Absence(items[0].uri, CITY, Certainty.OBSERVED, source, "no longer in the complete list")
    take_in([gone], accounts={CITY: city}, actor=OPERATOR)
    done = hand_over("bluesky", tmp_path, made.car())
    assert (done.new, done.edited) == (0, 0)
    assert Record.objects.get(uri=items[0].uri).status == Status.GONE
