"""Settings that no interface shows: read off, kept as versions with weaker evidence, asked for again in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django.fixtures import Settings
from tests import rolls
from tests.capture.attesting import PNG, SCREEN, attest, told
from tests.capture.conftest import OPERATOR

from rostra.accounts.models import Account
from rostra.accounts.states import Part
from rostra.archive.actions.log import Sequencer
from rostra.archive.models import Entry, Record, Version
from rostra.archive.queries.public import PUBLIC
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.settings import setting_values, values_now
from rostra.archive.rules.everything import all_flaws
from rostra.archive.states.submitted import Handed
from rostra.capture.actions import attest_settings, read_export, take_export
from rostra.capture.models import AttestedFile, SettingsAttestation
from rostra.capture.queries.settings import last_attested, path_of_picture, picture, steps_of
from rostra.capture.rules.files import picture_flaws
from rostra.capture.states import Declared
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.errors import Conflict, Forbidden, Invalid
from rostra.core.findings import all_findings
from rostra.core.models import Event
from rostra.core.waiting import Waiting, waiting_for
from rostra.people.states import Role
from rostra.platforms.attested import OPEN, Setting
from rostra.platforms.base import Act, Kind
from rostra.platforms.lists import Columns, Form

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 3, 4, 18, tzinfo=dt.UTC)


@pytest.fixture
def parks(archive: object) -> Account:
    """A page on a network without an interface, in use."""
    with clock.frozen(START):
        return rolls.in_use(rolls.account(network="facebook", identity="100200300", handle="exampleville.parks", slug="parks-facebook"))


@pytest.fixture
def steward(parks: Account) -> Actor:
    person = rolls.officer("sam-steward", "Sam Steward")
    parks.custody.create(person=person, part=Part.STEWARD, begins=rolls.LONG_AGO)
    return rolls.people_user(person).as_actor()


@pytest.fixture
def terms(settings: Settings) -> Callable[..., None]:
    def change(**changes: Any) -> None:
        settings.PROFILE = settings.PROFILE.model_copy(update={"capture": settings.PROFILE.capture.model_copy(update=changes)})

    return change


def at(days: float) -> clock.frozen:
    return clock.frozen(START + days * DAY)


def found(number: str) -> list[str]:
    return [each.text for each in all_findings() if each.id == number]


def waits(actor: Actor, name: str) -> list[Waiting]:
    return [each for queue in waiting_for(actor) if queue.name == name for each in queue.first]


# into the archive


def test_each_difference_is_a_version_and_the_same_again_is_a_sighting(parks: Account, steward: Actor) -> None:
    with at(1):
        first = attest(parks, steward, words=("pills", "Cheap"), countries=())
    with at(2):
        same = attest(parks, steward, words=("Cheap", "pills"))
    with at(3):
        changed = attest(parks, steward, commenting="followers", words=("Cheap",))
    with at(4):
        back = attest(parks, steward, words=("Cheap",))
    assert [sorted(each.changed) for each in (same, changed, back)] == [[], ["commenting", "words"], ["commenting"]]
    assert first.changed == []
    assert Record.objects.filter(kind=Kind.SETTING, official=True).count() == 6
    commenting = Record.objects.get(uri__endswith=":commenting")
    assert [(each.context["subject"], each.sightings) for each in commenting.all_versions.order_by("number")] == [
        ('["everyone"]', 2), ('["followers"]', 1), ('["everyone"]', 1),
    ]  # fmt: skip
    history = [(each.values, each.since, each.until) for each in setting_values(parks) if each.setting is Setting.COMMENTING]
    assert history == [
        (("everyone",), START + DAY, START + 3 * DAY),
        (("followers",), START + 3 * DAY, START + 4 * DAY),
        (("everyone",), START + 4 * DAY, None),
    ]
    assert values_now(parks)[Setting.WORDS] == ("Cheap",)
    assert last_attested() == {parks.pk: START + 4 * DAY}


def test_it_is_weaker_evidence_a_leaf_of_the_log_and_everything_fits_everything(parks: Account, steward: Actor) -> None:
    with at(1):
        made = attest(parks, steward, commenting="nobody")
    Sequencer().drain()
    assert set(Version.objects.values_list("evidence", flat=True)) == {"attested"}
    assert Entry.objects.filter(type="capture", index__isnull=False).count() == 6
    digest = bytes(made.files.get().digest).hex()
    version = Version.objects.get(record__uri__endswith=":commenting")
    assert digest.encode() in raw_bytes(version)
    event = Event.objects.get(action="capture.settings.attested")
    assert (event.facts["files"], event.actor_name, "nobody" in str(event.facts)) == (digest, "Sam Steward", False)
    assert list(all_flaws()) == []


def test_filter_words_have_no_public_address_the_other_settings_have(parks: Account, steward: Actor, client: Client) -> None:
    with at(1):
        attest(parks, steward, words=("pills",), commenting="followers")
    public = {uri.rpartition(":")[2] for uri in Record.objects.filter(PUBLIC).values_list("uri", flat=True)}
    assert public == {"commenting", "profanity", "audience", "countries", "age"}
    for setting, status in (("words", 404), ("commenting", 200)):
        record = Record.objects.get(uri__endswith=f":{setting}")
        assert client.get(f"/record/{record.pk}").status_code == status
        assert client.get(f"/record/{record.pk}.json").status_code == status
        assert client.get(f"/record/{record.pk}/v/1/bytes").status_code == status
    assert "Attested by a person" in client.get(f"/record/{record.pk}").content.decode()


def test_words_are_not_read_off_where_their_list_was_handed_over(parks: Account, steward: Actor) -> None:
    with at(1):
        attest(parks, steward, words=("pills",))
    with at(2):
        declared = Declared(Act.FILTER, Form.TEXT, START + 2 * DAY, complete=True, columns=Columns())
        export = read_export(parks, b"pills\ncasino\n", "words.txt", declared, actor=OPERATOR)
        take_export(export, actor=OPERATOR)
    assert Setting.WORDS not in [step.setting for step in steps_of(parks)]
    with at(3):
        attest(parks, steward)
    record = Record.objects.get(uri__startswith="urn:rostra:words:")
    assert (record.status, record.absences.get().revision[:10]) == ("gone", "2026-03-07")
    assert [each.until for each in setting_values(parks) if each.setting is Setting.WORDS] == [START + 3 * DAY]


# who, and what must be said


def test_who_looks_after_the_account_and_who_keeps_the_register_attests(parks: Account, steward: Actor) -> None:
    attest(parks, rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER).as_actor())
    for actor in (rolls.user("carla-clerk", Role.CLERK).as_actor(), rolls.user("audrey-auditor", Role.AUDITOR).as_actor(), OPERATOR):
        with pytest.raises(Forbidden):
            attest(parks, actor)
    attest(parks, steward)
    bluesky = rolls.account(1)
    with pytest.raises(Forbidden, match="nothing to read off"):
        attest(bluesky, rolls.existing("olive-officer"))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("commenting", {"values": {Setting.COMMENTING: ("whoever",)}}),
        ("age", {"values": {Setting.AGE: ()}}),
        ("profanity", {"values": {Setting.PROFANITY: None}}),
        ("words", {"values": {Setting.WORDS: ("a" * 101,)}}),
        ("words", {"values": {Setting.WORDS: ("hidden\u202eword",)}}),
        ("countries", {"values": {Setting.COUNTRIES: tuple(map(str, range(2_001)))}}),
        ("seen", {"seen": START + 400 * DAY}),
        ("seen", {"seen": START + DAY}),
        ("files", {"files": []}),
        ("files", {"files": [SCREEN] * 21}),
        ("files", {"files": [Handed("large.png", 10_000_001, b"")]}),
        ("files", {"files": [Handed("film.exe", 3, b"MZ\0")]}),
        ("files", {"files": [Handed("cut.png", 20, PNG[:20])]}),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(parks: Account, steward: Actor, field: str, changes: dict[str, Any]) -> None:
    with at(1):
        attest(parks, steward)
    before = Version.objects.count(), SettingsAttestation.objects.count()
    with at(2):
        right = told(parks)
        wrong = replace(right, **{**changes, "values": {**right.values, **changes.get("values", {})}})
        with pytest.raises(Invalid) as caught:
            attest_settings(parks, wrong, actor=steward)
    assert list(caught.value.problems) == [field]
    assert (Version.objects.count(), SettingsAttestation.objects.count()) == before


def test_pictures_lose_their_place_lie_sealed_and_are_the_ones_that_came(parks: Account, steward: Actor) -> None:
    with_place = PNG[:33] + bytes.fromhex("0000000d") + b"tEXtGPS 44.98,-93"[:17] + bytes(4) + PNG[33:]
    with at(1):
        attest_settings(parks, replace(told(parks), files=[Handed("mayor.png", len(with_place), with_place)]), actor=steward)
    kept = AttestedFile.objects.get()
    assert picture(kept) == PNG
    path = path_of_picture(kept.place)
    path.chmod(0o600)
    path.write_bytes(PNG + b"more")
    with pytest.raises(Conflict, match="not the one"):
        picture(kept)
    path.unlink()
    with pytest.raises(Conflict, match="missing"):
        picture(kept)


def test_what_was_attested_is_never_changed(parks: Account, steward: Actor) -> None:
    attest(parks, steward)
    for rows in (SettingsAttestation.objects.all(), AttestedFile.objects.all()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(id=99)


# in time


def test_what_is_not_read_off_in_time_is_a_finding_and_waits_for_the_steward(parks: Account, steward: Actor) -> None:
    queue = "settings to read off"
    clerk = rolls.user("carla-clerk", Role.CLERK).as_actor()
    with at(60):
        assert (found("capture.W009"), waits(steward, queue)) == ([], [])
    with at(80):
        assert found("capture.W009") == []
        (item,) = waits(steward, queue)
        assert (item.address, item.due) == ("/desk/account/parks-facebook/settings", dt.date(2026, 6, 2))
    with at(91.5):
        assert "has read its settings off for 91 days" in found("capture.W009")[0]
        assert waits(clerk, queue) == []
        attest(parks, steward)
        assert (found("capture.W009"), waits(steward, queue)) == ([], [])


def test_how_often_is_the_citys(parks: Account, steward: Actor, terms: Callable[..., None]) -> None:
    with at(31.5):
        terms(attest_settings_every=30)
        assert len(found("capture.W009")) == 1
        terms(attest_settings_every=0)
        assert (found("capture.W009"), waits(steward, "settings to read off")) == ([], [])


# on the desk


def test_the_steward_goes_through_the_steps_on_the_desk(parks: Account, steward: Actor) -> None:
    client = rolls.signed_in(rolls.User.objects.get(pk=steward.ref.removeprefix("user:")))
    address = "/desk/account/parks-facebook/settings"
    assert address in client.get("/desk/account/parks-facebook").content.decode()
    shown = client.get(address).content.decode()
    for number, name in enumerate(("Who may comment", "Profanity filter", "Filter words", "Who sees the account"), 1):
        assert f"Step {number}: {name}" in shown
    assert "Who can comment on your public posts" in shown
    sent = {
        "commenting": "followers",
        "profanity": "off",
        "words": "pills\r\ncasino\r\n",
        "audience": "everyone",
        "countries": "",
        "age": "none",
    }
    wrong = client.post(address, {**sent, "commenting": "", "seen": ""})
    assert (wrong.status_code, SettingsAttestation.objects.count()) == (422, 0)
    assert "Error:" in wrong.content.decode()
    answer = client.post(address, {**sent, "seen": "", "files": [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG)]})
    assert answer.status_code == 302
    made = SettingsAttestation.objects.get()
    assert (made.values["words"], made.values["commenting"], made.files.count()) == (["casino", "pills"], ["followers"], 2)
    after = client.get(address).content.decode()
    assert "followers only" in after
    kept = made.files.first()
    assert kept is not None
    file = client.get(f"{address}/file/{kept.pk}")
    assert (file.content, file["Content-Type"], file["Content-Disposition"].partition(";")[0]) == (PNG, "image/png", "attachment")
    assert "sandbox" in file["Content-Security-Policy"]
    stranger = rolls.signed_in(rolls.user("carla-clerk", Role.CLERK))
    assert "not-allowed" in stranger.get(address).content.decode()
    assert stranger.post(address, sent).status_code == 403
    assert stranger.get(f"{address}/file/{kept.pk}").status_code == 403
    assert Client().get(address).status_code == 302


def test_every_step_of_every_guide_is_of_a_setting() -> None:
    from rostra.platforms.attested.guides import _GUIDES, _OTHER

    for steps in (*_GUIDES.values(), _OTHER):
        assert [Setting(step.setting) for step in steps] == [each for each in OPEN if each in {step.setting for step in steps}]
        assert all(step.open.endswith(".") and step.read.endswith(".") for step in steps)
    assert installed.PROFILE.capture.attest_settings_every == 90


def test_fsck_tells_of_pictures_that_are_missing_altered_or_left_over(parks: Account, steward: Actor) -> None:
    attest(parks, actor=steward)
    kept = AttestedFile.objects.get()
    path = path_of_picture(kept.place)
    assert list(picture_flaws()) == []
    path.chmod(0o600)
    path.write_bytes(b"another")
    (path.parent / ("ab" * 16)).write_bytes(b"from nowhere")
    assert [flaw.id for flaw in picture_flaws()] == ["capture.E102", "capture.W103"]
    path.unlink()
    assert [flaw.id for flaw in picture_flaws()] == ["capture.E101", "capture.W103"]
