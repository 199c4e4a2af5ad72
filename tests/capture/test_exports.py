"""Archives of X that owners hand over: with their media, once however often, resumed after a kill, and nothing private of them anywhere."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.capture.conftest import OPERATOR, Register
from tests.capture.exporting import Killed, everything_in, killing
from tests.platforms.x.archives import MAIL, OWNER, SECRETS, account, files, manifest, pack, profile, script, tweet, with_secrets, wrapped
from tests.records import publish_log

import rostra.platforms.files.exported
from rostra.accounts.models import Account
from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.archive.queries.records import bare_version
from rostra.archive.queries.stores import media_name, path_of_name
from rostra.archive.states.status import Status
from rostra.capture.actions import imports
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.models import Coverage, Import
from rostra.core import clock
from rostra.core.models import Event
from rostra.platforms.base import BadSource, Evidence, Identity, Item, Kind, Method, Source
from rostra.platforms.x import XExport

PICTURE = b"\xff\xd8 a plow"
GONE = tweet("40", "Wrong street", deleted_at="2026-05-01T10:00:00.000Z")
SHOWN = [{"url": "https://t.co/m", "media_url_https": "https://pbs.twimg.com/media/P.jpg", "ext_alt_text": "A plow"}]
LOST = [{"url": "https://t.co/m", "media_url_https": "https://pbs.twimg.com/media/Lost.jpg"}]


@pytest.fixture
def city(register: Register) -> Account:
    made = register("city", network="x", state="archived")
    made.identity = OWNER
    made.save()
    return made


def hand_over(folder: Path, members: dict[str, bytes], name: str = "twitter.zip", **how: Any) -> Import:
    path = folder / name
    path.write_bytes(pack(members))
    return take_in_file(XExport(Source(Method.IMPORT, name, clock.now())), path, actor=OPERATOR, **how)


def numbered(count: int, text: str = "Notice") -> list[dict[str, Any]]:
    return [tweet(str(1000 + number), f"{text} {number}") for number in range(count)]


def texts() -> list[str]:
    return list(Version.objects.exclude(record__kind=Kind.PROFILE).order_by("record__uri", "number").values_list("text", flat=True))


def test_an_archive_is_taken_in_with_what_it_shows_and_what_is_gone(city: Account, tmp_path: Path) -> None:
    one, other = tweet("30", "Snow", extended_entities={"media": SHOWN}), tweet("31", "Ice", extended_entities={"media": LOST})
    members = files(one, other, {"id": "none"}, deleted_tweets=script("deleted_tweets", wrapped(GONE)))
    done = hand_over(tmp_path, {**members, "data/tweets_media/30-P.jpg": PICTURE})
    assert (done.items, done.new, done.edited, done.rejected) == (4, 4, 0, 1)
    assert "it has no id" in rejected_rows(done).read_text()
    held = {record.uri.rpartition("/")[2]: record for record in Record.objects.all()}
    assert {number: record.status for number, record in held.items()} == {
        "30": Status.PRESENT, "31": Status.PRESENT, "40": Status.GONE, OWNER: Status.PRESENT,
    }  # fmt: skip
    assert all(record.account == city and record.official for record in held.values())
    assert set(Version.objects.values_list("evidence", flat=True)) == {Evidence.OWNER_EXPORT}
    assert "2026-05-01" in Absence.objects.get().reason
    shown, lost = Attachment.objects.order_by("version__record__uri")
    assert shown.medium is not None
    assert path_of_name(media_name(bytes(shown.medium.digest))).read_bytes() == PICTURE
    assert shown.alt == "A plow"
    assert (lost.medium, lost.missing) == (None, "The archive names this medium, but does not hold it.")
    assert Coverage.objects.get().account == city


def test_pages_of_what_only_a_file_tells_say_so_and_not_that_it_was_seen(city: Account, tmp_path: Path, client: Client) -> None:
    hand_over(tmp_path, files(tweet("30", "Snow"), deleted_tweets=script("deleted_tweets", wrapped(GONE))))
    publish_log()
    present, gone = (
        " ".join(client.get(f"/record/{Record.objects.get(uri__endswith=number).pk}").content.decode().split()) for number in ("/30", "/40")
    )
    assert "Known from a file" in present
    assert "A file that was taken in at" in present
    assert "so says a file that was taken in at" in gone
    assert "deleted by its author on 2026-05-01" in gone
    for page in (present, gone):
        assert "when last seen" not in page
        assert "Last seen there" not in page
        assert "We do not know by whom" not in page


def test_the_same_archive_twice_doubles_nothing(city: Account, tmp_path: Path) -> None:
    members = files(*numbered(5), deleted_tweets=script("deleted_tweets", wrapped(GONE)))
    first = hand_over(tmp_path, members)
    assert hand_over(tmp_path, members, "renamed.zip").pk == first.pk
    again = hand_over(tmp_path, members, again=True)
    assert (again.items, again.new, again.edited) == (7, 0, 0)
    assert Version.objects.count() == Record.objects.count() == 7
    assert Absence.objects.count() == 1
    assert Record.objects.get(uri__endswith="/40").status == Status.GONE


def test_a_later_archive_adds_and_edits_and_counts_make_no_version(city: Account, tmp_path: Path) -> None:
    hand_over(tmp_path, files(tweet("1000", "one"), tweet("1001", "two"), tweet("1002", "three")))
    edit = {"edit_info": {"edit": {"initialTweetId": "1001"}}}
    later = files(
        tweet("1000", "one", favorite_count="5000", retweet_count="70"),
        tweet("1005", "two, edited", **edit),
        tweet("1006", "four"),
        deleted_tweets=script("deleted_tweets", wrapped(tweet("1002", "three", deleted_at="2026-05-01T10:00:00.000Z"))),
    )
    done = hand_over(tmp_path, {**later, "data/manifest.js": manifest(made="2026-05-05T00:00:00.000Z"), "data/profile.js": profile("New")})
    assert (done.new, done.edited) == (1, 2)
    assert texts() == ["one", "two", "two, edited", "three", "four"]
    assert Record.objects.get(uri__endswith="/1002").status == Status.GONE


def test_an_older_archive_brings_nothing_back(city: Account, tmp_path: Path) -> None:
    older, newer = files(GONE), files(deleted_tweets=script("deleted_tweets", wrapped(GONE)))
    hand_over(tmp_path, newer)
    hand_over(tmp_path, {**older, "data/manifest.js": manifest(made="2026-04-01T00:00:00.000Z")}, "older.zip")
    assert Record.objects.get(uri__endswith="/40").status == Status.GONE
    assert texts() == ["Wrong street"]


def test_what_the_network_said_otherwise_stays_beside_what_the_owner_says(city: Account, tmp_path: Path) -> None:
    events = XExport(Source(Method.IMPORT, "", clock.now())).take_in(
        io.BytesIO(pack(files(tweet("7", "We were wrong"), tweet("8", "Same")))), ""
    )
    from_network = [Captured(replace(item, evidence=Evidence.PLATFORM_API)) for item in events if isinstance(item, Item)]
    take_in(from_network, accounts={OWNER: city}, actor=OPERATOR)
    done = hand_over(tmp_path, files(tweet("7", "We were right"), tweet("8", "Same")))
    assert (done.new, done.edited) == (0, 0)  # both are of one revision: a finding, and no edit
    versions = Version.objects.filter(record__uri__endswith="/7").order_by("number").values_list("text", "evidence")
    assert list(versions) == [("We were wrong", "platform-api"), ("We were right", "owner-export")]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (
            {**files(tweet("1")), "data/account.js": account("77", "somebody"), "data/manifest.js": manifest("77")},
            r"77 \(@somebody\).*no official account",
        ),
        ({**files(tweet("1")), "data/manifest.js": manifest("77")}, "of another"),
        ({"data/account.js": account()}, "no file with posts"),
    ],
)
def test_an_archive_of_another_account_leaves_no_trace(members: dict[str, bytes], why: str, city: Account, tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=why):
        hand_over(tmp_path, members)
    assert not Record.objects.exists()
    assert not Import.objects.exists()


def test_an_archive_takes_back_what_its_owner_wrote_in_anothers_thread(city: Account, register: Register, tmp_path: Path) -> None:
    parks = register("parks", network="x", state="archived")
    Account.objects.filter(pk=parks.pk).update(identity="77")
    Account.objects.filter(pk=city.pk).update(identity="1")  # its number is not known yet
    told = Source(Method.POLL, "https://api.x.com/2/tweets", clock.now())
    said = Item(
        uri="https://x.com/i/status/7", kind=Kind.REPLY, account="77", author=Identity(OWNER), raw=b"{}", media_type="application/json",
        source=told, evidence=Evidence.PLATFORM_API, text="Thanks",
    )  # fmt: skip
    parks.refresh_from_db()
    take_in([Captured(said)], accounts={"77": parks}, actor=OPERATOR)
    assert not Record.objects.get().official
    Account.objects.filter(pk=city.pk).update(identity=OWNER)
    done = hand_over(tmp_path, files(tweet("7", "Thanks")))
    record = Record.objects.get(uri="https://x.com/i/status/7")
    assert (record.account, record.official, done.rejected) == (city, True, 0)


def test_an_archive_does_not_speak_for_another_account(city: Account, register: Register, tmp_path: Path) -> None:
    Account.objects.filter(pk=register("parks", network="x", state="archived").pk).update(identity="77")
    hand_over(tmp_path, files(tweet("7", "Open"), tweet("8", "Closed")))
    forged = files(tweet("7", "Never said"), tweet("9"), deleted_tweets=script("deleted_tweets", wrapped({**GONE, "id_str": "8"})))
    whose = {"data/account.js": account("77"), "data/manifest.js": manifest("77")}
    done = hand_over(tmp_path, {**forged, **whose}, "parks.zip")
    assert (done.items, done.new, done.edited, done.rejected) == (2, 2, 0, 2)
    assert texts() == ["Open", "Closed", "Snow emergency"]
    assert set(Record.objects.values_list("status", flat=True)) == {Status.PRESENT}
    assert rejected_rows(done).read_text().count("record of another account") == 2


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_killed_at_any_batch_nothing_is_missing_or_doubled(
    where: str, number: int, city: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 100)
    parts = {"data/tweets-part1.js": script("tweets", wrapped(*(tweet(str(n)) for n in range(5000, 5150))), 1) + b"; more"}
    shown = tweet("1999", "Snow", extended_entities={"media": SHOWN})
    gone = script("deleted_tweets", wrapped(GONE))
    members = {**files(*numbered(250), shown, {"id": ""}, deleted_tweets=gone), **parts, "data/tweets_media/1999-P.jpg": PICTURE}
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_take", killing(where, number))
        with pytest.raises(Killed):
            hand_over(tmp_path, members, batch=100)
    assert Import.objects.get().ended is None
    done = hand_over(tmp_path, members, batch=100)
    assert (done.items, done.new, done.rejected) == (403, 403, 2)
    assert Record.objects.count() == Version.objects.count() == 403
    assert Absence.objects.count() == 1
    assert Attachment.objects.get().medium is not None
    assert [word for word in ("it has no id", "neither read nor run") if rejected_rows(done).read_text().count(word) != 1] == []


def test_a_large_archive_is_read_by_a_process_of_its_own(city: Account, tmp_path: Path) -> None:
    shown = tweet("999", "Snow", extended_entities={"media": SHOWN})
    large = {f"data/tweets_media/9{n}-Other.jpg": bytes(range(256)) * 4000 for n in range(300)}
    done = hand_over(tmp_path, {**files(*numbered(2500), shown), **large, "data/tweets_media/999-P.jpg": PICTURE}, batch=1000)
    assert (tmp_path / "twitter.zip").stat().st_size > 1 << 20
    assert done.items == 2502
    assert Attachment.objects.get().medium is not None


def test_nothing_private_is_found_anywhere_afterwards(
    city: Account, tmp_path: Path, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = with_secrets(files(*numbered(3), {"id": "none"}, deleted_tweets=script("deleted_tweets", wrapped(GONE))))
    hand_over(tmp_path / "..", broken, f"{tmp_path.name}.zip")
    (tmp_path / ".." / f"{tmp_path.name}.zip").unlink()
    told = everything_in(archive) + caplog.text.encode()
    assert b"Wrong street" in told
    assert [secret for secret in (*SECRETS.values(), MAIL) if secret.encode() in told] == []


def test_an_archive_of_which_nothing_can_be_read_is_set_aside_whole(city: Account, tmp_path: Path) -> None:
    members = files({"id": "none"})
    del members["data/profile.js"]
    done = hand_over(tmp_path, members)
    assert (done.items, done.new, done.rejected) == (0, 0, 1)
    assert done.ended is not None


@pytest.mark.database
def test_what_an_archive_says_is_gone_is_counted_beside_its_posts(city: Account, tmp_path: Path) -> None:
    gone = script("deleted_tweets", wrapped(GONE, {**GONE, "id_str": "41", "id": 41}))
    done = hand_over(tmp_path, files(tweet("30"), {"id": "none"}, deleted_tweets=gone))
    assert (done.items, done.new, done.edited, done.gone, done.rejected) == (4, 4, 0, 2, 1)
    assert Event.objects.get(action="capture.file.taken-in").facts["gone"] == 2
    again = hand_over(tmp_path, files(tweet("30"), {"id": "none"}, deleted_tweets=gone), again=True)
    assert (again.items, again.new, again.gone, again.rejected) == (4, 0, 0, 1)


@pytest.mark.database
def test_edits_that_stand_far_apart_read_as_the_last_of_them(city: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 2)
    edit = {"edit_info": {"edit": {"initialTweetId": "100"}}}
    hand_over(tmp_path, files(tweet("109", "Mended", **edit), *numbered(7), tweet("100", "Mistaken", **edit)), batch=2)
    record = Record.objects.get(uri__endswith="/100")
    assert list(record.all_versions.order_by("number").values_list("text", flat=True)) == ["Mended", "Mistaken"]
    assert (record.versions, record.current) == (2, 1)
    assert bare_version(record.pk).text == "Mended"
