"""City business that strayed to somebody's own account: handed over by its owner, sealed, and nothing of that account kept."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from tests.archive.test_bare import SECRET, jpeg, png, segment
from tests.policy import texts
from tests.policy.conftest import Staff, staff
from tests.unguarded import unguarded

from rostra.archive.actions.forwarded import forward
from rostra.archive.actions.log import Sequencer
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Forwarded, ForwardedFile, Statement
from rostra.archive.rules.everything import all_flaws
from rostra.archive.rules.forwarded import Forwarding, content
from rostra.archive.rules.handed_over import handed_over_flaws
from rostra.archive.rules.media import submitted_flaws
from rostra.archive.states.submitted import Business
from rostra.archive.urls import urlpatterns
from rostra.core.actor import system
from rostra.core.errors import Forbidden, Invalid
from rostra.core.models import Event
from rostra.people.models import View
from rostra.people.queries import city_day

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PICTURE = jpeg(segment(0xE1, b"Exif\0\0" + SECRET)) + SECRET
READERS = {"clerk"}  # of the roles in these tests; the records manager too


def told(**more: object) -> Forwarding:
    return Forwarding(**({"written": city_day(), "business": Business.YES, "text": "The pothole on Main Street is back."} | more))  # type: ignore[arg-type]


@pytest.fixture
def given(staff: Staff, archive: Path) -> Forwarded:
    """Something that the moderator, who alone holds a position, handed over."""
    return forward(told(files=[PICTURE, png()]), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())


def body(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def reader(staff: Staff, purpose: str = "A request for records") -> Client:
    client = staff.client("clerk")
    client.post("/desk/auth/purpose/restricted-archive", {"purpose": purpose})
    return client


def test_what_is_kept_is_the_picture_without_what_tells_of_its_owner(given: Forwarded, archive: Path) -> None:
    files = list(given.files.all())
    assert [bytes(file.digest) for file in files] == [sha256(jpeg()).digest(), sha256(png()).digest()]
    assert [bytes(file.came_as) for file in files] == [sha256(PICTURE).digest(), sha256(png()).digest()]
    for path in archive.rglob("*"):
        assert not path.is_file() or SECRET not in path.read_bytes(), path
    assert list(submitted_flaws()) == []
    came, kept = ([bytes(getattr(file, name)) for file in files] for name in ("came_as", "digest"))
    assert given.digest == sha256(content(given.written, given.business, given.text, came, kept)).hexdigest()


def test_its_digest_becomes_a_leaf_of_the_log_and_its_words_do_not(given: Forwarded) -> None:
    while follow_events():
        pass
    said = [each.values for each in Statement.objects.all() if each.values[0] == f"forwarded:{given.pk}"]
    assert [(values[1], values[3]["digest"]) for values in said] == [("archive.forwarded.received", given.digest)]
    event = Event.objects.get(action="archive.forwarded.received")
    assert set(event.facts) == {"digest", "files", "in_time"}


def test_it_has_no_place_for_the_account_it_came_from() -> None:
    assert {field.name for field in Forwarded._meta.fields} == {
        "id", "person", "written", "due", "received", "business", "text", "evidence", "digest"
    }  # fmt: skip
    assert {field.name for field in ForwardedFile._meta.fields} == {
        "id", "forwarded", "ordinal", "media_type", "size", "digest", "came_as"
    }  # fmt: skip


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (20, True), (21, False), (400, False)])
def test_twenty_calendar_days_the_first_not_counted_and_late_is_kept_all_the_same(
    days: int, in_time: bool, staff: Staff, archive: Path
) -> None:
    made = forward(told(written=city_day() - days * DAY), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())
    assert made.due == city_day() - days * DAY + 20 * DAY
    assert Event.objects.get(action="archive.forwarded.received").facts["in_time"] is in_time


def test_the_city_says_how_many_days(staff: Staff, archive: Path, settings: Settings) -> None:
    line = settings.PROFILE.line.model_copy(update={"forward_days": 7})
    settings.PROFILE = settings.PROFILE.model_copy(update={"line": line})
    made = forward(told(), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())
    assert made.due == city_day() + 7 * DAY


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"business": Business.NO}, "business"),
        ({"written": dt.date(2999, 1, 1)}, "written"),
        ({"text": "  "}, "text"),
        ({"files": [b"MZ\x90\x00"]}, "files"),
        ({"files": [jpeg()[:-9]]}, "files"),
        ({"files": [b"x"] * 11}, "files"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_kept(wrong: dict[str, object], field: str, staff: Staff, archive: Path) -> None:
    with pytest.raises(Invalid) as caught:
        forward(told(**wrong), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())
    assert set(caught.value.problems) == {field}
    assert not Forwarded.objects.exists()
    assert not (archive / "submitted").exists()


def test_only_who_holds_a_position_hands_over(staff: Staff, archive: Path) -> None:
    with pytest.raises(Forbidden):
        forward(told(), person=staff.person("nobody"), actor=staff.users["nobody"].as_actor())


def test_it_is_never_changed_whoever_asks_the_database(given: Forwarded) -> None:
    for change in (
        lambda: Forwarded.objects.update(text="other"),
        lambda: ForwardedFile.objects.update(size=1),
        lambda: Forwarded.objects.create(
            person=given.person, written=given.written, due=given.due, received=given.received, business="yes", evidence="author-signed"
        ),
        lambda: Forwarded.objects.create(person=given.person, written=given.written, due=given.due, received=given.received, business="no"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_fsck_sees_a_file_that_is_missing_altered_or_too_many(given: Forwarded, archive: Path) -> None:
    first, second = sorted((archive / "submitted").glob("*/*"))
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(b"other")
    (archive / "submitted" / "zz").mkdir()
    (archive / "submitted" / "zz" / "stray").touch()
    assert sorted(flaw.id for flaw in submitted_flaws()) == ["archive.E302", "archive.E303", "archive.W304"]


def test_fsck_names_what_was_handed_over_and_is_gone_also_when_only_the_log_tells_of_it(given: Forwarded, archive: Path) -> None:
    assert list(handed_over_flaws()) == []
    while follow_events():
        pass
    Sequencer().drain()
    rebuild(actor=system("test"))
    assert Forwarded.objects.get().text == given.text
    assert list(handed_over_flaws()) == []
    with unguarded("core_event", "archive_forwardedfile", "archive_forwarded"):
        ForwardedFile.objects.all().delete()
        Forwarded.objects.all().delete()
        Event.objects.all().delete()
    assert [(flaw.id, flaw.place) for flaw in all_flaws() if flaw.id.startswith("archive.E3")] == [
        ("archive.E305", f"forwarded:{given.pk}")
    ]


@pytest.mark.parametrize("logged", [True, False])
def test_fsck_names_what_was_altered_and_what_came_in_by_another_way(logged: bool, given: Forwarded) -> None:
    while logged and follow_events():
        pass
    with unguarded("archive_forwarded"):
        Forwarded.objects.update(text="The pothole was never there.")
    assert [(flaw.id, flaw.place) for flaw in handed_over_flaws()] == [("archive.E306", f"forwarded:{given.pk}")]
    stray = Forwarded.objects.create(
        person=given.person, written=given.written, due=given.due, received=given.received, business="yes", digest=""
    )
    assert [(flaw.id, flaw.place) for flaw in handed_over_flaws()][1:] == [("archive.E307", f"forwarded:{stray.pk}")]


# pages


PAGES = {"forward": {"moderator"}, "list": READERS, "item": READERS, "file": READERS}


def address(name: str, given: Forwarded) -> str:
    return reverse(f"forwarded:{name}", args={"item": [given.pk], "file": [given.pk, 1]}.get(name, []))


def test_every_address_is_tried() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == {*PAGES, "invited-forward"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["administrator", "officer", "director", "attorney", "clerk", "auditor", "moderator", "nobody", "stranger"])
def test_owner_colleague_and_stranger(name: str, who: str, staff: Staff, given: Forwarded) -> None:
    client, url = staff.client(who), address(name, given)
    if who in READERS:
        client = reader(staff)
    looks = View.objects.count()
    answer = client.get(url)
    if who == "stranger":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/desk/")
    else:
        assert answer.status_code == (200 if who in PAGES[name] else 403), answer
    assert View.objects.count() - looks == (name in {"item", "file"} and who in READERS)
    if who != "clerk":
        assert "pothole" not in body(answer)


def test_somebody_without_an_invitation_is_led_to_the_code(client: Client) -> None:
    assert client.get("/me/forward")["Location"] == reverse("own")


def test_to_read_it_one_says_what_for_and_its_owner_sees_who_did(staff: Staff, given: Forwarded) -> None:
    client, url = staff.client("clerk"), address("item", given)
    assert client.get(url)["Location"].startswith("/desk/auth/purpose/restricted-archive")
    assert "pothole" not in body(client.get(address("list", given)))
    assert "pothole" in body(reader(staff, "Request 12").get(url))
    look = View.objects.get()
    assert (look.subject, look.purpose, look.about) == (f"forwarded:{given.pk}", "Request 12", staff.person("moderator"))


def test_a_file_is_handed_out_to_be_saved_and_cannot_run(staff: Staff, given: Forwarded) -> None:
    answer = reader(staff).get(address("file", given))
    assert answer.content == jpeg()
    assert answer["Content-Disposition"] == f'attachment; filename="forwarded-{given.pk}-1.jpg"'
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
    assert reader(staff).get(reverse("forwarded:file", args=[given.pk, 3])).status_code == 404
    assert reader(staff).get(reverse("forwarded:item", args=[given.pk + 1])).status_code == 404


def test_nothing_public_leads_to_it(client: Client, given: Forwarded, archive: Path) -> None:
    for file in given.files.all():
        digest = bytes(file.digest).hex()
        assert "pothole" not in body(client.get(f"/verify.json?digest={digest}"))
        assert client.get(f"/verify.json?digest={digest}").json()["found"] == []
    for path in (archive / "submitted").glob("*/*"):
        assert client.get(f"/media/{path.name}").status_code == 404


def test_the_form_keeps_words_and_several_files_without_their_names(staff: Staff, archive: Path) -> None:
    client = staff.client("moderator")
    files = [SimpleUploadedFile("own-account-of-pat.jpg", PICTURE), SimpleUploadedFile("two.txt", b"Hello")]
    answer = client.post("/desk/forward", {"business": "unsure", "written": "2026-01-31", "text": "Hi", "files": files})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/forward")
    made = Forwarded.objects.get()
    assert (made.business, made.evidence, made.files.count()) == ("unsure", "submitted", 2)
    assert made.digest in body(client.get("/desk/forward"))
    names = [path.name for path in archive.rglob("*") if path.is_file()]
    assert not any("own-account" in name for name in names)


def test_what_was_no_city_business_is_not_kept(staff: Staff, archive: Path) -> None:
    answer = staff.client("moderator").post("/desk/forward", {"business": "no", "written": "2026-01-31", "text": "Mine"})
    assert answer.status_code == 422
    assert "nothing was kept here" in body(answer)
    assert not Forwarded.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "name", "queries"), [("clerk", "list", 5), ("moderator", "forward", 6)])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(
    rows: int, who: str, name: str, queries: int, staff: Staff, archive: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        forward(told(files=[png()]), person=staff.person("moderator"), actor=staff.users["moderator"].as_actor())
    client = staff.client(who)
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"forwarded:{name}")).status_code == 200


# the public page


def test_the_guidance_and_the_sentence_are_the_citys_own(client: Client, settings: Settings, db: None) -> None:
    plain = body(client.get("/personal-accounts"))
    assert "does not keep its name" in plain
    assert "A sentence you may use" not in plain
    assert "within 20 days" in plain
    texts.policy_of_two()
    line = settings.PROFILE.line.model_copy(update={"guidance": "social-media", "disclaimer": "I speak for myself."})
    settings.PROFILE = settings.PROFILE.model_copy(update={"line": line})
    own = body(client.get("/personal-accounts"))
    assert "Personal accounts stay personal." in own
    assert "I speak for myself." in own
    assert "decides nothing" in own
