"""The example city: the same every time, whole, provable, and honest about what it missed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.config.installation import Installation

from rostra.accounts.models import Account, Handle
from rostra.archive.actions.keys import make_keys
from rostra.archive.actions.log import begin_log
from rostra.archive.models import Absence, Attachment, Classification, Entry, Record, Statement, Version
from rostra.archive.queries.records import current_versions_of
from rostra.archive.queries.settings import setting_values
from rostra.archive.rules.everything import all_flaws
from rostra.capture.models import Gap, SettingsAttestation, StreamSource
from rostra.capture.queries.due import followed_accounts
from rostra.cases.models import Case
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.config import demo
from rostra.config.demo import exports, pictures
from rostra.config.demo.city import Made, make_city
from rostra.config.demo.classified import NUMBER
from rostra.config.demo.register import LIVE_PLANS, PLANS
from rostra.config.demo.said import Picture
from rostra.config.demo.timeline import STORIES, everything_said
from rostra.config.demo.watch import NOT_HEALED, outage_before
from rostra.core import clock
from rostra.core.findings import all_findings
from rostra.core.models import Event, Mail
from rostra.core.profile import load_profile
from rostra.moderation.models import BlindReview, BlockException
from rostra.moderation.queries import public
from rostra.moderation.queries.consistency import public_consistency
from rostra.moderation.queries.handling import handling
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.attested import Setting
from rostra.platforms.bluesky.ids import is_did, is_handle
from rostra.policy.models import Acknowledgement, Campaign, Comment, Document
from rostra.policy.queries.asking import dashboard, total
from rostra.policy.queries.training import module_rows
from rostra.policy.rules import findings
from rostra.retention.models import HeldThing, Hold, RetentionTrigger
from rostra.retention.queries.holds import held

UNTIL = dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC)
ZONE = "America/Chicago"


@pytest.fixture
def city(db: None, data_directory: Path, settings: Settings) -> Made:
    here = Path(demo.__file__).parent
    profile = data_directory / "profile.toml"
    profile.write_text((here.parent / "example.toml").read_text() + (here / "profile.toml").read_text())
    settings.PROFILE = settings.PROFILE.model_copy(update={"moderation": load_profile(profile).moderation})
    make_keys()
    begin_log()
    return make_city(until=UNTIL, scale=0.02)


def test_a_small_city_is_whole(city: Made, data_directory: Path) -> None:
    assert [str(flaw) for flaw in all_flaws(workers=1)] == []
    assert (city.accounts, city.records) == (len(PLANS), Record.objects.count())
    assert not Entry.objects.filter(index__isnull=True).exists()
    assert not Record.objects.filter(published__gte=UNTIL).exists()
    _shows_everything()
    _hides_nothing_it_missed()
    _is_governed_by_a_policy()
    _tells_what_it_did_against_speech()
    _moderates_comments_and_looks_again()
    _reads_its_settings_off()
    _has_cases()
    _has_holds()
    _withholds_a_name_and_a_number()
    _reaches_no_network()
    _tells_no_password(city, data_directory)


def _shows_everything() -> None:
    assert set(Record.objects.values_list("kind", flat=True)) == {
        "post",
        "reply",
        "quote",
        "repost",
        "block",
        "thread-gate",
        "profile",
        "setting",
    }
    assert set(Absence.objects.values_list("certainty", flat=True)) == {"asserted", "observed"}
    assert Record.objects.filter(versions__gt=1).count() >= 4
    assert Attachment.objects.filter(medium__isnull=False, alt="").exists()
    assert Attachment.objects.filter(medium__isnull=False).exclude(alt="").exists()
    languages = set(Version.objects.values_list("languages", flat=True))
    assert languages >= {"en", "es", "so", "zh", "ar"}
    assert set(Account.objects.values_list("state", flat=True)) == {"active", "suspended", "transition", "closing", "lost", "archived"}
    assert Handle.objects.filter(account__slug="public-works").count() == 2
    replies = Record.objects.filter(kind="reply", official=False)
    assert all(Record.objects.filter(uri=reply.thread).exists() for reply in replies[:200])


def _hides_nothing_it_missed() -> None:
    outage = outage_before(UNTIL)
    missed = Gap.objects.filter(starts=outage.begins)
    assert missed.count() == len(LIVE_PLANS)
    assert {gap.account.slug for gap in missed.filter(healed_at__isnull=True)} == NOT_HEALED
    assert all(gap.note for gap in missed.filter(healed_at__isnull=True))
    assert not Version.objects.filter(method="stream", seen__gte=outage.begins, seen__lt=outage.ends).exists()


def _is_governed_by_a_policy() -> None:
    policy, procedures = Document.objects.get(slug="social-media"), Document.objects.get(slug="social-media-procedures")
    states = [list(each.versions.order_by("number").values_list("state", flat=True)) for each in (policy, procedures)]
    assert states == [["superseded", "effective", "circulated"], ["superseded", "effective"]]
    old, new, _ = policy.versions.order_by("number")
    assert (new.approved - old.approved).days // 365 == 8
    assert new.adoption.file_number
    assert new.adoption.vote
    assert old.superseded == new.effective > new.approved
    assert [bool(comment.answered) for comment in Comment.objects.order_by("at")] == [True, True, False]
    with clock.frozen(UNTIL):
        assert {finding.id for finding in findings()} == {"policy.W001"}


def _tells_what_it_did_against_speech() -> None:
    with clock.frozen(UNTIL):
        found = public.acts(city_day(), limit=10)
        told = [(each.account.slug, each.act, each.how.value, each.allowed_until is not None) for each in found]
        assert told == [
            ("parks", "block", "overdue", False),
            ("facebook-parks", "close-comments", "undone", False),
            ("police", "close-comments", "undone", False),
            ("facebook-parks", "filter", "recorded", False),
            ("water", "block", "undone", True),
            ("ward-4", "block", "undone", False),
        ]
        steps = [each.what for each in public.steps(found[4])]
    assert steps == ["asked", "recommended", "allowed", "found", "expired", "gone"]
    assert BlockException.objects.get().state == "expired"


def _moderates_comments_and_looks_again() -> None:
    with clock.frozen(UNTIL):
        found, agreed = handling(city_day()), public_consistency()
    assert (found.done, found.left_up, found.given_back, found.restored) == (8, 2, 1, 1)
    assert (found.appealed, found.granted, found.upheld, found.appeals.open) == (2, 1, 1, 0)
    assert found.act_days is not None
    assert found.appeal_days == 5
    assert (agreed.samples, agreed.drawn, agreed.answered) == (1, 8, 6)
    assert agreed.same is not None
    assert {each.compared for each in agreed.grounds} == {None}  # so few persons
    assert BlindReview.objects.filter(state="drawn").count() == 2


def _reads_its_settings_off() -> None:
    attested = SettingsAttestation.objects.values_list("account__slug", flat=True)
    assert set(attested) >= {"facebook-parks", "instagram-parks", "youtube-council", "x-city"}
    parks = Account.objects.get(slug="facebook-parks")
    commenting = [each.values for each in setting_values(parks) if each.setting is Setting.COMMENTING]
    assert commenting == [("everyone",), ("followers",), ("everyone",)]
    with clock.frozen(UNTIL):
        assert {each.id for each in all_findings()} & {"capture.W009", "capture.W010", "moderation.E005"} == set()


def _has_cases() -> None:
    told = Case.objects.order_by("pk").values_list("kind", "track", "state", "outcome")
    assert list(told) == [
        ("employee", "employee", "closed", "discipline"),
        ("elected", "official", "closed", "no-jurisdiction"),
        ("employee", "employee", "investigating", "none"),
    ]
    closed, personal, _ = Case.objects.order_by("pk")
    assert closed.clause == "social-media/2#comments"
    assert CaseField.DISPOSITION in sight_of(Viewer.PUBLIC, closed).parts
    assert not any(personal.entries.values_list("text", flat=True))
    open_case = Case.objects.get(state="investigating")
    assert open_case.language == "es"
    assert [(file.part, file.media_type) for file in open_case.files.all()] == [("statement", "image/png"), ("evidence", "text/plain")]


def _has_holds() -> None:
    told = Hold.objects.order_by("pk").values_list("keeper", "state")
    assert list(told) == [("", "active"), ("", "release-requested"), ("cases", "active")]
    assert {held([each.record]) == {each.record_id} for each in HeldThing.objects.exclude(record=None)} == {True}
    assert RetentionTrigger.objects.filter(withdrawn=None).count() == 2


def _withholds_a_name_and_a_number() -> None:
    rows = Classification.objects.order_by("pk")
    assert [(row.part, row.held_as, row.confirmed) for row in rows] == [("name", "private", True), ("span", "private", False)]
    assert NUMBER not in current_versions_of([rows[1].record_id])[0].text


def _reaches_no_network() -> None:
    assert not followed_accounts().exists()
    assert not StreamSource.objects.exists()


def _tells_no_password(city: Made, data_directory: Path) -> None:
    assert city.sign_in.parent == data_directory
    assert city.sign_in.stat().st_mode & 0o777 == 0o600
    password = city.sign_in.read_text().split()[-1]
    granted = {user.grants.get().role for user in User.objects.all() if user.check_password(password)}
    assert granted == {role.value for role in Role}


def test_it_is_the_same_every_time() -> None:
    once, again = (everything_said(UNTIL, ZONE) for _ in range(2))
    assert once == again
    assert 3000 < len(once) < 6000
    assert len({said.key for said in once}) == len(once)
    assert len({said.text for said in once}) > 0.7 * len(once)


@pytest.mark.parametrize("until", [dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2028, 2, 29, 23, tzinfo=dt.UTC)])
def test_it_can_end_on_any_day(until: dt.datetime) -> None:
    said = everything_said(until, ZONE, scale=0.1)
    keys = {each.key for each in said}
    assert max(each.at for each in said) < until
    assert {name for story in STORIES for name in [f"{story.name}-0"]} <= keys
    assert all(each.reply_to in keys and each.thread in keys for each in said if each.reply_to)


def test_no_slot_is_left_open() -> None:
    assert [said.text for said in everything_said(UNTIL, ZONE) if "{" in said.text or "}" in said.text or ".." in said.text] == []


def test_identities_can_belong_to_nobody() -> None:
    for plan in PLANS:
        assert plan.full_handle.endswith(".exampleville.example")
        assert is_handle(plan.full_handle)
        assert is_did(plan.identity) if plan.is_live else ".exampleville.example" in plan.identity
    assert len({plan.identity for plan in PLANS}) == len(PLANS)


def test_pictures_are_the_same_for_the_same_words() -> None:
    for kind in ("map", "poster", "chart", "lake"):
        drawn = pictures.draw(Picture(kind, "1"))
        assert drawn == pictures.draw(Picture(kind, "1")) != pictures.draw(Picture(kind, "2"))
        assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(drawn) < 8000


def test_files_are_handed_over_each_quarter() -> None:
    moments = exports.quarters(UNTIL - dt.timedelta(days=365), UNTIL)
    assert [moment.month for moment in moments] == [1, 4, 7, 10, 11]


def test_the_command_makes_one_city_and_no_second(tmp_path: Path) -> None:
    house = Installation(tmp_path / "var")
    made = house.rostra("demo", "--scale", "0.01")
    assert made.returncode == 0, made.stderr
    password = (tmp_path / "var" / "demo-sign-in.txt").read_text().split()[-1]
    assert "demo-sign-in.txt" in made.stdout
    assert password not in made.stdout + made.stderr
    assert house.rostra("demo", "--unless-there").returncode == 0
    again = house.rostra("demo")
    assert (again.returncode, "already" in again.stderr) == (3, True)


def test_half_a_city_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "demo-unfinished").touch()
    refused = Installation(tmp_path).rostra("demo", "--unless-there")
    assert (refused.returncode, "interrupted" in refused.stderr) == (3, True)


def test_it_asks_for_acknowledgement(city: Made) -> None:
    campaign = Campaign.objects.get(state="open")
    standings = total(dashboard(campaign, UNTIL.date())).standings
    assert standings == {"acknowledged": 26, "refused": 1, "excepted": 1, "waiting": 1, "overdue": 3}
    assert set(Acknowledgement.objects.values_list("route", flat=True)) == {"page", "link", "kiosk", "paper", "desk"}
    assert not Mail.objects.exclude(state="sent").exists(), "the example city has no mail server, and no mail of it may ever leave"
    answers = Event.objects.filter(action__startswith="policy.acknowledgement.")
    assert Statement.objects.filter(event__in=answers.values("pk"), entry__index__isnull=False).count() == Acknowledgement.objects.count()
    (row,) = module_rows(UNTIL.date())
    assert (row.lapsed, row.audience - row.completed) == (3, 3)
