"""The life of an account: every move that is not drawn is refused, and every guard holds."""

from __future__ import annotations

import datetime as dt
import secrets
import string
from collections.abc import Callable

import pytest
from django.db import DatabaseError, models, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests import rolls

from rostra.accounts import actions, queries, rules
from rostra.accounts.models import Account, Attestation, Custody, Found, FoundDecision, Handle, Manifest, Provision
from rostra.accounts.rules import CaptureProof, FinalCapture
from rostra.accounts.states import ACCOUNT_LIFE, CAPTURED, AccountState, Attested, FoundState, Part
from rostra.accounts.states.escrow import reference_problem
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor, system
from rostra.core.errors import Conflict, Forbidden, IllegalMove, Invalid
from rostra.core.models import Event
from rostra.people import actions as people
from rostra.people.models import Unit
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FINAL = FinalCapture(rolls.PROVED, records=3, versions=4, log_size=9)


def attested(account: Account, *kinds: Attested) -> None:
    for kind in kinds:
        actions.attest(account, kind, statement="Seen to today.", actor=rolls.OPERATOR)


def call(move: str, account: Account, actor: Actor) -> object:
    """The action of a move, with everything that it asks for."""
    by_move: dict[str, Callable[[], object]] = {
        "provision": lambda: actions.provision_account(account, rolls.provisioning(), actor=actor),
        "activate": lambda: actions.activate_account(account, rolls.PROVED, actor=actor),
        "suspend": lambda: actions.suspend_account(account, reason="x", actor=actor),
        "resume": lambda: actions.resume_account(account, reason="x", actor=actor),
        "begin-transition": lambda: actions.begin_transition(account, reason="x", actor=actor),
        "hand-over": lambda: actions.hand_over(account, rolls.officer("next", "Next Sample"), actor=actor),
        "lose": lambda: actions.lose_account(account, reason="x", actor=actor),
        "recover": lambda: actions.recover_account(account, reason="x", actor=actor),
        "close": lambda: actions.close_account(account, reason="x", actor=actor),
        "archive": lambda: actions.archive_account(account, FINAL, actor=actor),
        "give-up": lambda: actions.give_up_account(account, FINAL, reason="x", actor=actor),
    }
    return by_move[move]()


def in_state(state: AccountState) -> Account:
    account = rolls.account()
    Account.objects.filter(pk=account.pk).update(state=state)
    account.refresh_from_db()
    return account


@pytest.mark.parametrize("state", AccountState)
@pytest.mark.parametrize("move", ACCOUNT_LIFE.moves)
def test_every_move_leads_where_it_is_drawn_and_every_other_is_refused(state: AccountState, move: str) -> None:
    account = in_state(state)
    attested(account, *Attested)
    events = events_of_the_account()
    if state in ACCOUNT_LIFE.moves[move].sources:
        call(move, account, rolls.OPERATOR)
        assert Account.objects.get().state == account.state == ACCOUNT_LIFE.moves[move].target
        event = Event.objects.filter(subject="account:parks-bluesky").last()
        assert event
        assert event.action.startswith("accounts.account.")
    else:
        with pytest.raises(IllegalMove, match="cannot"):
            call(move, account, rolls.OPERATOR)
        assert Account.objects.get().state == state
        assert events_of_the_account() == events


def events_of_the_account() -> int:
    return Event.objects.filter(subject="account:parks-bluesky").count()


@pytest.mark.parametrize("move", ACCOUNT_LIFE.moves)
@pytest.mark.parametrize("who", ["auditor", "records", "stranger", "another part", "covered person"])
def test_nobody_else_moves_an_account(move: str, who: str) -> None:
    actors: dict[str, Callable[[], Actor]] = {
        "auditor": lambda: rolls.user("audit", Role.AUDITOR).as_actor(),
        "records": lambda: rolls.user("records", Role.RECORDS_MANAGER).as_actor(),
        "stranger": lambda: PUBLIC,
        "another part": lambda: system("capture"),
        "covered person": lambda: rolls.user("covered").as_actor(),
    }
    account, actor = in_state(next(iter(ACCOUNT_LIFE.moves[move].sources))), actors[who]()
    attested(account, *Attested)
    if move == "begin-transition" and who == "another part":
        call(move, account, actor)  # a term ends by itself
        return
    with pytest.raises(Forbidden):
        call(move, account, actor)


def steward_of(account: Account, part: Part = Part.STEWARD) -> Actor:
    person = rolls.officer("sam-steward", "Sam Steward")
    Custody.objects.create(account=account, person=person, part=part, begins=rolls.LONG_AGO)
    return people.add_user(person, email="sam@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR).as_actor()


def test_the_steward_stops_their_own_account_and_no_other_and_does_not_decide() -> None:
    mine, other = rolls.in_use(rolls.account(0)), rolls.in_use(rolls.account(1))
    steward = steward_of(mine)
    with pytest.raises(Forbidden):
        actions.suspend_account(other, reason="x", actor=steward)
    actions.suspend_account(mine, reason="Strange posts", actor=steward)
    with pytest.raises(Forbidden):
        actions.resume_account(mine, reason="x", actor=steward)
    Custody.objects.filter(person__slug="sam-steward").update(ends=rolls.LONG_AGO + DAY)
    with pytest.raises(Forbidden):
        actions.lose_account(mine, reason="x", actor=steward)


def test_a_poster_is_no_steward() -> None:
    account = rolls.in_use(rolls.account())
    with pytest.raises(Forbidden):
        actions.suspend_account(account, reason="x", actor=steward_of(account, Part.POSTER))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("escrow", "", "lie sealed"),
        ("escrow", "hunter2-Tr0ub4dor&3", "secret"),
        ("escrow", "password: parks", "secret"),
        ("notice", "  ", "notice"),
        ("second_factor", False, "second factor"),
    ],
)
def test_what_is_missing_for_provisioning_is_said_by_field(field: str, value: object, words: str) -> None:
    account = rolls.account()
    with pytest.raises(Invalid, match=words) as refused:
        actions.provision_account(account, rolls.provisioning(**{field: value}), actor=rolls.OPERATOR)
    assert list(refused.value.problems) == [field]
    assert not Provision.objects.exists()
    assert str(value) not in "".join(str(event.facts) for event in Event.objects.all()) or not str(value).strip()


def test_two_administrators_are_two_in_office_and_one_is_of_communications() -> None:
    account, told = rolls.account(), rolls.provisioning()
    only = told.second_administrator
    with pytest.raises(Invalid, match="two people"):
        actions.provision_account(account, rolls.provisioning(first_administrator=only), actor=rolls.OPERATOR)
    other = rolls.officer("other", "Other Sample")
    with pytest.raises(Invalid, match="communications director"):
        actions.provision_account(account, rolls.provisioning(second_administrator=other), actor=rolls.OPERATOR)
    people.end_appointment(other.appointments.get(), ends=dt.date(2024, 1, 1), actor=rolls.OPERATOR)
    with pytest.raises(Invalid, match="Other Sample holds no position"):
        actions.provision_account(account, rolls.provisioning(first_administrator=other), actor=rolls.OPERATOR)


def test_no_event_tells_where_the_credentials_lie() -> None:
    rolls.in_use(rolls.account())
    assert Provision.objects.get().escrow == "Clerk's safe, envelope 14"
    assert "envelope" not in "".join(str(event.facts) for event in Event.objects.all())


@given(st.integers(12, 40), st.booleans())
def test_what_is_drawn_by_chance_is_no_reference(length: int, marks: bool) -> None:
    letters = string.ascii_letters + string.digits + ("!@$%^*=+~" if marks else "")
    drawn = "".join(secrets.choice(letters) for _ in range(length))
    kinds = [any(ch in kind for ch in drawn) for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits)]
    assert reference_problem(drawn) or not all(kinds)


@pytest.mark.parametrize(
    "text", ["Clerk's safe, envelope 14", "City vault: Social media / Parks on X", "Box 3, Room 2B (City Hall)", "vault item 4711"]
)
def test_a_place_is_a_reference(text: str) -> None:
    assert reference_problem(text) == ""


@pytest.mark.parametrize(
    "text",
    ["otpauth://totp/x", "JBSWY3DPEHPK3PXP", "ghp_16C7e42F292c6912E7", "eyJhbGciOiJIUzI1NiJ9", "api key 17", "correcthorsebatterystaplefoo",
     "5f4dcc3b5aa765d61d8327deb882cf99", "Passphrase in words", "PIN 4711", "123456789012", "Summer2026!"],
)  # fmt: skip
def test_what_looks_like_a_secret_is_refused(text: str) -> None:
    assert "secret" in reference_problem(text)


def test_no_account_is_in_use_without_proof_of_capture() -> None:
    account = rolls.account()
    actions.provision_account(account, rolls.provisioning(), actor=rolls.OPERATOR)
    for nothing in (CaptureProof(None), CaptureProof(None, "  ")):
        with pytest.raises(Conflict, match="capture is not proven"):
            actions.activate_account(account, nothing, actor=rolls.OPERATOR)
    checked = clock.now()
    actions.activate_account(account, CaptureProof(checked), actor=rolls.OPERATOR)
    event = Event.objects.last()
    assert event
    assert event.facts == {"checked": clock.stamp(checked)}


def test_an_account_is_archived_only_with_credentials_holds_and_a_final_capture_of_after_closing_began() -> None:
    account = rolls.in_use(rolls.account())
    attested(account, Attested.CREDENTIALS_ROTATED, Attested.HOLDS_CHECKED)  # before closing began: they do not count
    before = clock.now()
    actions.close_account(account, reason="Merged", actor=rolls.OPERATOR)
    early = FinalCapture(CaptureProof(before), 3, 4, 9)
    with pytest.raises(Conflict) as refused:
        actions.archive_account(account, early, actor=rolls.OPERATOR)
    assert all(words in str(refused.value) for words in ("credentials were rotated", "no hold stands", "Final capture"))
    attested(account, Attested.CREDENTIALS_ROTATED)
    with pytest.raises(Conflict, match="no hold stands"):
        actions.archive_account(account, FINAL, actor=rolls.OPERATOR)
    attested(account, Attested.HOLDS_CHECKED)
    with pytest.raises(Conflict, match="Final capture"):
        actions.archive_account(account, early, actor=rolls.OPERATOR)
    assert not Manifest.objects.exists()
    actions.archive_account(account, FinalCapture(CaptureProof(clock.now()), 3, 4, 9), actor=rolls.OPERATOR)
    manifest = Manifest.objects.get()
    assert (manifest.records, manifest.versions, manifest.log_size, account.closed) == (3, 4, 9, rules.life.city_day())
    assert AccountState.ARCHIVED not in CAPTURED


@pytest.mark.parametrize("closed", [dt.date(2099, 1, 1), dt.date(2019, 1, 1)])
def test_an_account_is_not_closed_in_the_future_or_before_it_was_opened(closed: dt.date) -> None:
    account = rolls.account(opened=dt.date(2020, 1, 1))
    with pytest.raises(Invalid, match="closed"):
        rolls.archived(account, closed=closed)


def test_a_lost_account_comes_back_suspended_and_only_with_new_credentials() -> None:
    account = rolls.in_use(rolls.account())
    actions.lose_account(account, reason="Somebody else posts there", actor=rolls.OPERATOR)
    assert queries.check_address(account.handle).standing is queries.OfficialStatus.LOST
    with pytest.raises(Conflict, match="credentials were rotated"):
        actions.recover_account(account, reason="x", actor=rolls.OPERATOR)
    attested(account, Attested.CREDENTIALS_ROTATED)
    actions.recover_account(account, reason="The network gave it back", actor=rolls.OPERATOR)
    assert account.state == AccountState.SUSPENDED
    assert account.state in CAPTURED


def test_holds_are_attested_by_who_places_them_and_nothing_by_a_part_of_the_system() -> None:
    account = rolls.account()
    officer, records = rolls.user("smo", Role.SOCIAL_MEDIA_OFFICER).as_actor(), rolls.user("rec", Role.RECORDS_MANAGER).as_actor()
    with pytest.raises(Forbidden):
        actions.attest(account, Attested.HOLDS_CHECKED, statement="x", actor=officer)
    with pytest.raises(Forbidden):
        actions.attest(account, Attested.CREDENTIALS_ROTATED, statement="x", actor=records)
    with pytest.raises(Forbidden):
        actions.attest(account, Attested.HOLDS_CHECKED, statement="x", actor=system("capture"))
    with pytest.raises(Invalid):
        actions.attest(account, Attested.HOLDS_CHECKED, statement=" ", actor=records)
    made = actions.attest(account, Attested.HOLDS_CHECKED, statement="No hold names it.", actor=records)
    assert made.by_name == "Rec"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed_where_one_is_asked_for(reason: str) -> None:
    account = rolls.in_use(rolls.account())
    with pytest.raises(Invalid, match="Give a reason"):
        actions.suspend_account(account, reason=reason, actor=rolls.OPERATOR)


def test_a_move_counts_the_state_in_the_database_not_an_old_copy() -> None:
    account = rolls.in_use(rolls.account())
    copy = Account.objects.get(pk=account.pk)
    actions.suspend_account(account, reason="x", actor=rolls.OPERATOR)
    with pytest.raises(IllegalMove):
        actions.suspend_account(copy, reason="x", actor=rolls.OPERATOR)


def rows_of_every_table() -> list[models.Model]:
    account = rolls.archived(rolls.in_use(rolls.account()))
    found = actions.note_found("x", "old", Unit.objects.get(), actor=rolls.OPERATOR)
    actions.declare_personal(found, actor=rolls.OPERATOR)
    kinds: tuple[type[models.Model], ...] = (Handle, Custody, Attestation, Provision, Manifest, FoundDecision)
    return [account, *(kind._default_manager.all()[0] for kind in kinds)]


def test_nothing_is_deleted_from_the_register_whoever_asks() -> None:
    for row in rows_of_every_table():
        with pytest.raises((DatabaseError, models.ProtectedError)), transaction.atomic():
            row.delete()
        with pytest.raises(DatabaseError, match="nothing is deleted"), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")  # type: ignore[attr-defined] # past Django's own checks


def test_who_answered_stands_for_every_day_and_is_never_rewritten() -> None:
    first = dt.datetime(2026, 1, 10, 18, tzinfo=dt.UTC)
    with clock.frozen(first):
        account = rolls.account()
    begun, successor = account.custodian, rolls.officer("next", "Next Sample")
    with clock.frozen(first + 30 * DAY):
        actions.change_custodian(account, successor, actor=rolls.OPERATOR)
    days = {9: None, 10: begun, 39: begun, 40: successor, 400: successor}
    start = dt.date(2025, 12, 31)
    told = {day: queries.holder_on(account, Part.CUSTODIAN, start + day * DAY) for day in days}
    assert told == days
    row = Custody.objects.filter(ends__isnull=False).get()
    for change in ({"ends": dt.date(2026, 3, 1)}, {"person": successor}):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Custody.objects.filter(pk=row.pk).update(**change)


def test_custody_passes_on_only_when_the_credentials_were_rotated() -> None:
    account, successor = rolls.in_use(rolls.account()), rolls.officer("next", "Next Sample")
    actions.begin_transition(account, reason="The term ends on 31 December.", actor=rolls.OPERATOR)
    with pytest.raises(Forbidden, match="hand it over"):
        actions.change_custodian(account, successor, actor=rolls.OPERATOR)
    with pytest.raises(Conflict, match="credentials were rotated"):
        actions.hand_over(account, successor, actor=rolls.OPERATOR)
    attested(account, Attested.CREDENTIALS_ROTATED)
    with pytest.raises(Invalid, match="holds no position"):
        actions.hand_over(account, people.add_person("no", "No", actor=rolls.OPERATOR), actor=rolls.OPERATOR)
    actions.hand_over(account, successor, actor=rolls.OPERATOR)
    account.refresh_from_db()
    assert (account.state, account.custodian) == (AccountState.ACTIVE, successor)


def found() -> Found:
    return actions.note_found("x", "https://x.com/jo_example", Unit.objects.first() or rolls.unit(), actor=rolls.OPERATOR)


def test_of_an_account_that_is_declared_personal_nothing_is_kept_but_the_decision() -> None:
    noted = found()
    actions.declare_personal(noted, actor=rolls.OPERATOR)
    assert not Found.objects.exists()
    decision = FoundDecision.objects.get()
    assert {field.name for field in FoundDecision._meta.get_fields()} == {"id", "outcome", "account", "decided", "by_ref"}
    assert (decision.outcome, decision.account) == (FoundState.DECLARED_PERSONAL, None)
    kept = "".join(f"{event.subject}{event.facts}" for event in Event.objects.all())
    assert "jo_example" not in kept
    assert "x.com" not in kept
    with pytest.raises(DatabaseError), transaction.atomic():
        FoundDecision.objects.create(outcome="declared-personal", account=rolls.account(), decided=clock.now(), by_ref="x")
    with pytest.raises(Conflict, match="decided about"):
        actions.declare_personal(Found(pk=noted.pk), actor=rolls.OPERATOR)


def test_a_found_account_is_adopted_converted_or_closed() -> None:
    for number, move in enumerate(("adopt", "convert")):
        noted = found()
        new = rolls.new_account(network="x", identity=str(number), handle=("parks", "library")[number], slug=f"found-{number}")
        account = actions.adopt_found(noted, new, move=move, actor=rolls.OPERATOR)
        assert account.state == AccountState.APPROVED
    gone = rolls.new_account(network="x", identity="9", handle="waterworks", slug="found-9")
    assert actions.close_found(found(), gone, reason="Not used since 2014", actor=rolls.OPERATOR).state == AccountState.CLOSING
    assert list(FoundDecision.objects.values_list("outcome", flat=True)) == ["adopted", "converted", "closed"]
    with pytest.raises(Conflict, match="noted already"):
        found(), found()


def test_who_decides_about_found_accounts_and_what_is_noted() -> None:
    unit, noted = rolls.unit(), found()
    for actor in (PUBLIC, system("capture"), rolls.user("audit", Role.AUDITOR).as_actor(), rolls.user("covered").as_actor()):
        with pytest.raises(Forbidden):
            actions.note_found("x", "other", unit, actor=actor)
        with pytest.raises(Forbidden):
            actions.declare_personal(noted, actor=actor)
    rolls.account(network="x", identity="5", handle="parks")
    for network, address, words in (("myspace", "a", "no accounts"), ("x", " ", "Give the handle"), ("x", "parks", "in the register")):
        with pytest.raises(Invalid, match=words):
            actions.note_found(network, address, unit, actor=rolls.OPERATOR)
