"""Exports of four networks: with their media, once however often, resumed after a kill, and nothing private of them."""

from __future__ import annotations

import csv
import gzip
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from tests.capture.conftest import OPERATOR, Register
from tests.platforms.flickr import exports as flickr
from tests.platforms.linkedin import archives as linkedin
from tests.platforms.tiktok import exports as tiktok
from tests.platforms.x.archives import pack
from tests.platforms.youtube import takeouts as youtube

import rostra.platforms.files.exported
from rostra.accounts.models import Account, Handle
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.archive.queries.stores import media_name, path_of_name
from rostra.archive.states.status import Status
from rostra.capture.actions import imports
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.models import Import, Run
from rostra.capture.queries.coverage import coverage_of
from rostra.core import clock
from rostra.platforms import EXPORTS
from rostra.platforms.base import BadSource, Evidence, Method, Source


class Killed(BaseException):
    """What a test kills an import with."""


@dataclass(frozen=True)
class Case:
    """An export of one network: 45 items, three set aside, and things in it that must be seen nowhere."""

    network: str
    identity: str
    raw: bytes
    told: bool = False
    handle: str = ""
    media: dict[str, bytes] = field(default_factory=dict)  # by the end of an address


def _youtube() -> Case:
    videos = [
        youtube.video(),
        youtube.video(youtube.HIDDEN, "plantedsecret film", "Private", "plantedsecret words"),
        youtube.video("?", text="plantedsecret"),
    ]
    comments = [youtube.comment(f"{youtube.COMMENT[:-2]}{number:02}") for number in range(43)]
    bad = [youtube.comment(made="none"), youtube.comment(channel=youtube.OTHER)]
    hidden = youtube.comment(f"{youtube.COMMENT}.plantedsecret", youtube.segments({"text": "plantedsecret"}), below=youtube.HIDDEN)
    members = youtube.files(videos[:2], [*comments, *bad, hidden], [youtube.chat()], Council=b"a film")
    members[f"{youtube.ENGLISH.folder}/{youtube.ENGLISH.comments[0]}"] += b"cut\r\n"
    return Case("youtube", youtube.CHANNEL, pack(youtube.with_secrets(members)), media={f"v={youtube.VIDEO}": b"a film"})


def _tiktok() -> Case:
    posts = [tiktok.post(str(7_000_000_000_000_000_000 + number)) for number in range(40)]
    hidden = [tiktok.post(WhoCanView="Friends", Title="plantedsecret"), tiktok.post(WhoCanView="?", Title="plantedsecret")]
    comments = [tiktok.comment(str(number)) for number in range(5)]
    gone = [tiktok.post("7000000000000000001", Title="plantedsecret"), tiktok.post(Link="", Title="plantedsecret")]
    raw = tiktok.export([*posts, *hidden], [*comments, tiktok.comment("")], gone)
    return Case("tiktok", tiktok.ACCOUNT, tiktok.packed(raw, "user_data_tiktok.json"), True, tiktok.HANDLE)


def _linkedin() -> Case:
    shares = [linkedin.share(f"urn:li:share:{number}") for number in range(1000, 1030)]
    hidden = [linkedin.share("urn:li:share:1", "plantedsecret", "CONNECTIONS"), linkedin.share("urn:li:share:2", "plantedsecret", "?")]
    comments = [linkedin.comment(text=str(number)) for number in range(15)]
    bad = [linkedin.comment(text=""), linkedin.comment(date="")]
    members = linkedin.with_secrets(linkedin.files([*shares, *hidden], [*comments, *bad]))
    return Case("linkedin", linkedin.ACCOUNT, pack(members), True)


def _flickr() -> Case:
    photos = [flickr.photo(str(number)) for number in range(1000, 1030)]
    hidden = [flickr.photo("1", privacy="private", name="plantedsecret"), flickr.photo("2", privacy="?", name="plantedsecret")]
    comments = [flickr.comment(comment_url=f"#comment{number}") for number in range(15)]
    members = flickr.files(
        [*photos, *hidden], [*comments, flickr.comment(photo_id=""), 5], plow_1000_o=b"\xff\xd8 plow", private_1_o=b"plantedsecret"
    )
    return Case("flickr", flickr.OWNER, pack(flickr.with_secrets(members)), media={"/1000/": b"\xff\xd8 plow"})


CASES = {case.network: case for case in (_youtube(), _tiktok(), _linkedin(), _flickr())}


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def city(case: Case, register: Register) -> Account:
    made: Account = register("city", network=case.network, state="archived")  # type: ignore[call-arg]
    made.identity = case.identity
    made.save()
    if case.handle:
        Handle.objects.create(account=made, handle=case.handle, first_seen=clock.now(), last_seen=clock.now())
    return made


def hand_over(folder: Path, case: Case, of: Account, name: str = "export.zip", **how: Any) -> Import:
    path = folder / name
    path.write_bytes(case.raw)
    platform = EXPORTS[case.network](Source(Method.IMPORT, name, clock.now()), of.identity if case.told else "")
    return take_in_file(platform, path, actor=OPERATOR, told=of if case.told else None, **how)


def test_an_export_is_taken_in_with_what_it_holds_of_media(case: Case, city: Account, tmp_path: Path) -> None:
    done = hand_over(tmp_path, case, city)
    assert (done.items, done.new, done.edited, done.rejected) == (45, 45, 0, 3)
    assert all(record.account == city and record.official for record in Record.objects.all())
    assert set(Version.objects.values_list("evidence", flat=True)) == {Evidence.OWNER_EXPORT}
    held = {each.version.record.uri: each for each in Attachment.objects.filter(medium__isnull=False)}
    assert len(held) == len(case.media)
    for end, content in case.media.items():
        (medium,) = (each.medium for uri, each in held.items() if uri.endswith(end))
        assert medium is not None
        assert path_of_name(media_name(bytes(medium.digest))).read_bytes() == content


def test_the_same_export_twice_doubles_nothing(case: Case, city: Account, tmp_path: Path) -> None:
    first = hand_over(tmp_path, case, city)
    assert hand_over(tmp_path, case, city, "renamed.zip").pk == first.pk
    again = hand_over(tmp_path, case, city, again=True)
    assert (again.items, again.new, again.edited, again.rejected) == (45, 0, 0, 3)
    assert Version.objects.count() == Record.objects.count() == 45
    assert list(Run.objects.order_by("pk").values_list("items", "refused")) == [(45, 3), (45, 0)], "set aside once"
    standing = coverage_of(city)
    assert (standing.found, standing.held) == (48, 45)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_killed_at_any_batch_nothing_is_missing_or_doubled(
    number: int, case: Case, city: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 10)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_take", _killing(number))
        with pytest.raises(Killed):
            hand_over(tmp_path, case, city, batch=10)
    assert Import.objects.get().ended is None
    done = hand_over(tmp_path, case, city, batch=10)
    assert (done.items, done.new, done.rejected) == (45, 45, 3)
    assert Version.objects.count() == Record.objects.count() == 45
    with rejected_rows(done).open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 3


def _killing(number: int) -> Any:
    step, calls = imports._take, iter(range(100))

    def take(*arguments: Any) -> None:
        step(*arguments)
        if next(calls) == number:
            raise Killed

    return take


@pytest.mark.parametrize("network", ["flickr", "tiktok", "youtube"])
def test_an_export_of_somebody_else_leaves_no_trace(network: str, register: Register, tmp_path: Path) -> None:
    other: Account = register("other", network=network, state="archived")  # type: ignore[call-arg]
    with pytest.raises(BadSource, match=r"no official account|never called so"):
        hand_over(tmp_path, CASES[network], other)
    assert not Record.objects.exists()
    assert not Import.objects.exists()


def test_a_post_that_was_held_is_gone_once_its_owner_says_so(register: Register, tmp_path: Path) -> None:
    case = CASES["tiktok"]
    city: Account = register("city", network="tiktok", state="archived")  # type: ignore[call-arg]
    Account.objects.filter(pk=city.pk).update(identity=case.identity)
    city.refresh_from_db()
    Handle.objects.create(account=city, handle=case.handle, first_seen=clock.now(), last_seen=clock.now())
    hand_over(tmp_path, case, city)
    gone = Record.objects.get(uri__endswith="/7000000000000000001/")
    assert gone.status == Status.GONE
    assert "deleted by its author" in Absence.objects.get().reason


def test_nothing_private_is_found_anywhere_afterwards(
    case: Case, city: Account, tmp_path: Path, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hand_over(tmp_path, case, city)
    (tmp_path / "export.zip").unlink()
    told = b"".join([*_rows(), *_files(archive), caplog.text.encode()])
    assert case.identity.encode() in told
    assert b"plantedsecret" not in told


def _rows() -> Iterator[bytes]:
    """Every row of every table."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            yield serializers.serialize("json", [row]).encode()
            yield b"".join(bytes(value) for value in vars(row).values() if isinstance(value, bytes | memoryview))


def _files(folder: Path) -> Iterator[bytes]:
    """Every file of the archive, unpacked."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        with closing(gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as file:
            yield file.read()
