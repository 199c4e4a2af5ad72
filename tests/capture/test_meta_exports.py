"""Exports of Meta's networks that owners hand over: once however often, edits as versions, and nothing of persons anywhere."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from tests.capture.conftest import OPERATOR, Register
from tests.capture.exporting import Killed, everything_in, killing
from tests.platforms.meta.exports import (
    ACCOUNT,
    ADDRESS,
    AT,
    DEVICE,
    HANDLE,
    INSTAGRAM,
    MAIL,
    NAME,
    PAGE,
    SECRETS,
    attached,
    facebook_comment,
    facebook_post,
    facebook_profile,
    instagram_post,
    instagram_profile,
    photo,
    thread,
    threads,
    with_secrets,
    written,
)
from tests.platforms.x.archives import pack

import rostra.platforms.files.exported
from rostra.accounts.models import Account, Handle
from rostra.archive.models import Attachment, Record, Version
from rostra.archive.queries.stores import media_name, path_of_name
from rostra.archive.states.status import Status
from rostra.capture.actions import imports
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.models import Coverage, Import
from rostra.core import clock
from rostra.platforms.base import BadSource, Evidence, Kind, Method, Source
from rostra.platforms.facebook import FacebookExport
from rostra.platforms.instagram import InstagramExport
from rostra.platforms.meta.export import MetaExport
from rostra.platforms.threads import ThreadsExport

POSTS = f"{PAGE}/posts/profile_posts_1.json"
COMMENTS = f"{PAGE}/comments_and_reactions/comments.json"
PROFILE = "profile_information/profile_information.json"
PICTURE = f"{PAGE}/posts/media/Album/1.jpg"


def enter(register: Register, network: str, handle: str = HANDLE) -> Account:
    made = register(network, network=network, state="archived")
    made.identity = ACCOUNT
    made.save()
    Handle.objects.create(account=made, handle=handle, first_seen=clock.now(), last_seen=clock.now())
    return made


@pytest.fixture
def city(register: Register) -> Account:
    return enter(register, "facebook")


def hand_over(
    folder: Path,
    members: dict[str, bytes],
    told: Account | None,
    name: str = "facebook.zip",
    export: type[MetaExport] = FacebookExport,
    **how: Any,
) -> Import:
    path = folder / name
    path.write_bytes(pack(members))
    platform = export(Source(Method.IMPORT, name, clock.now()), told.identity if told else "")
    return take_in_file(platform, path, actor=OPERATOR, told=told, **how)


def page(*posts: dict[str, Any], **more: bytes) -> dict[str, bytes]:
    return {POSTS: written(list(posts)), PROFILE: facebook_profile(), **more}


def texts() -> list[str]:
    return list(Version.objects.order_by("record__uri", "number").values_list("text", flat=True))


def test_an_export_is_taken_in_with_what_it_shows(city: Account, tmp_path: Path) -> None:
    shown = facebook_post(attachments=attached(photo(PICTURE, "Pflug"), photo("https://scontent.example/2.jpg")))
    members = {**page(shown, {"timestamp": 0}), COMMENTS: written({"comments_v2": [facebook_comment()]}), PICTURE: b"\xff\xd8 a plow"}
    done = hand_over(tmp_path, members, city)
    assert (done.items, done.new, done.edited, done.rejected) == (2, 2, 0, 1)
    assert "its time is none, or cannot be" in rejected_rows(done).read_text()
    assert dict(Record.objects.values_list("kind", "status")) == {Kind.POST: Status.PRESENT, Kind.REPLY: Status.PRESENT}
    assert all(record.account == city and record.official for record in Record.objects.all())
    assert set(Version.objects.values_list("evidence", "text")) == {
        (Evidence.OWNER_EXPORT, "Schnee – Räumdienst"), (Evidence.OWNER_EXPORT, "Danke für den Hinweis"),
    }  # fmt: skip
    held, elsewhere = Attachment.objects.order_by("ordinal")
    assert held.medium is not None
    assert path_of_name(media_name(bytes(held.medium.digest))).read_bytes() == b"\xff\xd8 a plow"
    assert held.alt == "Pflug"
    assert (elsewhere.medium, elsewhere.missing) == (None, "The archive names this medium, but does not hold it.")
    assert Coverage.objects.get().account == city


def test_exports_of_two_times_double_nothing_and_an_edit_is_a_version(city: Account, tmp_path: Path) -> None:
    twins = [facebook_post("one", AT + 5), facebook_post("other", AT + 5)]
    hand_over(tmp_path, page(facebook_post("Strasse gesperrt"), *twins), city)
    moved = [{**post, "title": "Exampleville hat etwas geteilt."} for post in twins]
    later = page(facebook_post("new", AT + 9), *moved, facebook_post("Straße gesperrt", edited=AT + 60))
    done = hand_over(tmp_path, {f"facebook-exampleville/{name}": content for name, content in later.items()}, city, "later.zip")
    assert (done.items, done.new, done.edited) == (4, 1, 1)
    assert texts()[:2] == ["Strasse gesperrt", "Straße gesperrt"]
    assert sorted(texts()[2:]) == ["new", "one", "other"]
    again = hand_over(tmp_path, later, city, "again.zip")
    assert (again.items, again.new, again.edited) == (4, 0, 0)
    assert set(Record.objects.values_list("status", flat=True)) == {Status.PRESENT}


def test_the_networks_keep_apart_in_one_zip(register: Register, tmp_path: Path) -> None:
    instagram, threads_account = enter(register, "instagram"), enter(register, "threads")
    members = {
        f"{INSTAGRAM}/media/posts_1.json": written([instagram_post("a picture")]),
        f"{INSTAGRAM}/threads/threads_and_replies.json": threads(thread("a thread"), thread("an answer", AT + 1, reply=True)),
        "personal_information/personal_information.json": instagram_profile(),
    }
    first = hand_over(tmp_path, members, instagram, "instagram.zip", InstagramExport)
    second = hand_over(tmp_path, members, threads_account, "instagram.zip", ThreadsExport)
    assert (first.pk != second.pk, first.new, second.new) == (True, 1, 2)
    assert set(Record.objects.values_list("account__network", "kind")) == {
        ("instagram", Kind.POST), ("threads", Kind.POST), ("threads", Kind.REPLY),
    }  # fmt: skip
    assert set(Version.objects.values_list("text", flat=True)) == {"a picture", "a thread", "an answer"}


@pytest.mark.parametrize(
    ("members", "named", "why"),
    [
        (page(facebook_post()), False, "say which account of the register it is of"),
        (
            {**page(facebook_post()), PROFILE: facebook_profile("neighbor.town")},
            True,
            "it is of @neighbor.town, and .* was never called so",
        ),
        ({"start_here.html": b"<html>"}, True, "in the format JSON"),
    ],
)
def test_an_export_of_another_account_leaves_no_trace(
    members: dict[str, bytes], named: bool, why: str, city: Account, tmp_path: Path
) -> None:
    with pytest.raises(BadSource, match=why):
        hand_over(tmp_path, members, city if named else None)
    assert not Record.objects.exists()
    assert not Import.objects.exists()


def test_an_export_that_names_nobody_is_of_whom_a_person_says(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, {POSTS: written([facebook_post()])}, city)
    assert Record.objects.get().account == city


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_killed_at_any_batch_nothing_is_missing_or_doubled(
    where: str, number: int, city: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 100)
    posts = [facebook_post(f"{n}", AT + n // 2) for n in range(250)]
    comments = [facebook_comment(f"{n}", AT + n) for n in range(150)]
    members = {**page(*posts, {"timestamp": None}), COMMENTS: written({"comments_v2": comments})}
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_take", killing(where, number))
        with pytest.raises(Killed):
            hand_over(tmp_path, members, city, batch=100)
    assert Import.objects.get().ended is None
    done = hand_over(tmp_path, members, city, batch=100)
    assert (done.items, done.new, done.rejected) == (400, 400, 1)
    assert Record.objects.count() == Version.objects.count() == 400
    assert rejected_rows(done).read_text().count("its time is none") == 1


def test_nothing_private_is_found_anywhere_afterwards(
    city: Account, tmp_path: Path, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = attached(photo(PICTURE))
    members = page(facebook_post(attachments=shown), {**facebook_post(attachments=shown), "timestamp": 0})
    group = {COMMENTS: written({"comments_v2": [facebook_comment("secret-of-the-neighbors", group="Neighbors")]})}
    hand_over(tmp_path / "..", with_secrets({**members, **group}), city, f"{tmp_path.name}.zip")
    (tmp_path / ".." / f"{tmp_path.name}.zip").unlink()
    told = everything_in(archive) + caplog.text.encode()
    assert b"Schnee" in told
    assert NAME.encode() in told
    private = (*SECRETS.values(), MAIL, ADDRESS, DEVICE, "44.9", "secret-of-the-neighbors")
    assert [secret for secret in private if secret.encode() in told] == []


def test_an_account_on_another_network_gets_nothing_of_it(city: Account, register: Register, tmp_path: Path) -> None:
    elsewhere: Account = register("elsewhere", state="active", network="x")  # type: ignore[call-arg] # the fixture takes them
    with pytest.raises(BadSource, match=r"read as a file of Facebook, and .* is an account on X"):
        hand_over(tmp_path, page(facebook_post()), elsewhere)
    assert not Record.objects.exists()


def test_the_same_file_is_another_import_where_it_is_said_to_be_anothers(city: Account, register: Register, tmp_path: Path) -> None:
    """It names nobody: that it was taken in for the one account says nothing of the other."""
    parks: Account = register("parks", state="active", network="facebook")  # type: ignore[call-arg] # the fixture takes them
    unnamed = {POSTS: written([facebook_post()])}
    assert hand_over(tmp_path, unnamed, city).new == 1
    assert hand_over(tmp_path, unnamed, city).ended is not None
    assert hand_over(tmp_path, unnamed, parks).new == 1
    assert Record.objects.filter(account=parks).count() == 1
