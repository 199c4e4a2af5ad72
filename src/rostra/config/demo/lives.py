"""What became of the city's accounts: opened with keys in two hands, handed on, suspended, lost, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from rostra.accounts import actions
from rostra.accounts.models import Account
from rostra.accounts.queries import keys_of
from rostra.accounts.rules import CaptureProof, NewAuthority, NewRequest, Provisioning
from rostra.accounts.states import Attested, Basis, Part
from rostra.capture.actions import archive_for_good
from rostra.config.demo.asking import sign_before_custody
from rostra.config.demo.people import DOMAIN
from rostra.config.demo.register import LIVE
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.people.models import Person, Position, Unit, User
from rostra.people.queries import city_day

NOTICE = "An official account of the City of Exampleville. What is posted here, and what is answered, is a public record."
NOT_CAPTURED = "The network gives no interface to a city of our size; its exports are taken in every quarter."
KEYS = ("kwabena-ostrander", "solveig-amadi")  # of communications
SPARE = "ingeborg-achterberg"  # looks after those of communications themselves

Act = Callable[[], object]


def open_accounts(accounts: dict[str, Account], persons: dict[str, Person], actor: Actor) -> None:
    """Keys in two hands, then in use."""
    for account in accounts.values():
        second = next(persons[slug] for slug in KEYS if persons[slug] != account.custodian)
        told = Provisioning(account.custodian, second, f"Clerk's safe, envelope {account.pk}", NOTICE, second_factor=True)
        actions.provision_account(account, told, actor=actor)
        proof = CaptureProof(clock.now()) if account.network == LIVE else CaptureProof(None, NOT_CAPTURED)
        actions.activate_account(account, proof, actor=actor)


def enter_parts(accounts: dict[str, Account], persons: dict[str, Person], actor: Actor) -> None:
    """Who looks after each account and may post, and who speaks for the city by what."""
    for account in accounts.values():
        steward, backup = [persons[slug] for slug in (*KEYS, SPARE) if persons[slug] != account.custodian][:2]
        for part, person in ((Part.STEWARD, steward), (Part.BACKUP, backup), (Part.POSTER, account.custodian)):
            actions.assign_part(account, part, person, actor=actor)


def enter_authority() -> None:
    """The Mayor speaks by the charter, the naturalist by custom."""
    mayor, naturalist = (Position.objects.get(slug=slug) for slug in ("mayor", "naturalist"))
    begins, counsel = city_day(), _actor("leopold-anyango")
    told = NewAuthority(
        "The policy of the city government", Basis.INSTRUMENT, begins, position=mayor, instrument="Charter", section="§ 3.2"
    )
    actions.enter_authority(told, actor=counsel)
    evidence = "Has told every week since 2019 what blooms and nests in the parks, on the parks' accounts, with the director's knowledge."
    actions.enter_authority(
        NewAuthority("Nature in the parks", Basis.CUSTOM, begins, position=naturalist, evidence=evidence), actor=counsel
    )


def ask_for_one_more(persons: dict[str, Person], unit: Unit) -> None:
    """Requests as they stand on the last day: one waits, one was denied; and an account that was found."""
    asker, officer = _actor("devika-ramanayake"), _actor("kwabena-ostrander")
    clinic = NewRequest(
        "instagram", f"clinic.{DOMAIN}", "Exampleville Clinics", unit, "Hours change at short notice.", "Families with small children",
        persons["mai-chia-thaoying"], persons["nadira-holmqvist"], persons["solveig-amadi"], "Read by the City Attorney’s office.",
    )  # fmt: skip
    actions.request_account(clinic, actor=asker)
    dances = replace(
        clinic, network="tiktok", handle=f"inspections.{DOMAIN}", name="Kitchen Inspections", justification="For fun.", terms=""
    )
    denied = actions.request_account(dances, actor=asker)
    actions.move_request(denied, "take-up", actor=officer)
    actions.move_request(denied, "deny", reason="Inspections name businesses; the results stand on the city's website.", actor=officer)
    actions.note_found("facebook", f"friends-of-the-clinic.{DOMAIN}", unit, actor=officer)


def _actor(slug: str) -> Actor:
    return User.objects.get(person__slug=slug).as_actor()


def lives_of(accounts: dict[str, Account], persons: dict[str, Person], actor: Actor) -> Iterator[tuple[float, Act]]:
    """What happened after the founding: how many days before the last one, and what was done."""
    yield from _handed_on(accounts["x-police"], persons["yolanda-finch"], 500.5, actor)
    yield from _handed_on(accounts["ward-4"], persons["sahra-dirirmoge"], 410.5, actor)
    yield from _archived(accounts["nextdoor-city"], actor)
    yield from _attested_yearly(accounts, actor)
    pause = "Somebody signed in from an unknown device. Not used until the password and the second factor are changed."
    yield 60.4, partial(actions.suspend_account, accounts["x-police"], reason=pause, actor=actor)
    ending = "The term ends with the year; the successor is elected."
    yield 18.4, partial(actions.begin_transition, accounts["ward-2"], reason=ending, actor=actor)
    merged = "Book clubs are told of on the library's other accounts. The last event is over."
    yield 9.3, partial(actions.close_account, accounts["facebook-library"], reason=merged, actor=actor)
    taken = "Its address for recovery was changed by somebody unknown. The network is asked to give it back."
    yield 1.2, partial(actions.lose_account, accounts["instagram-library"], reason=taken, actor=actor)


def _attested_yearly(accounts: dict[str, Account], actor: Actor) -> Iterator[tuple[float, Act]]:
    """Every spring each account is gone through; one was forgotten."""
    looked = "Gone through with the custodian: parts, keys, notice and purpose are as they stand here."
    for number, (slug, account) in enumerate(accounts.items()):
        if slug not in {"nextdoor-city", "transit"}:
            yield 210.5 - number, partial(_attest, account, Attested.IN_ORDER, looked, actor)


def _handed_on(account: Account, successor: Person, days: float, actor: Actor) -> Iterator[tuple[float, Act]]:
    yield days + 0.4, partial(actions.begin_transition, account, reason="The custodian has left office.", actor=actor)
    yield days + 0.2, partial(_attest, account, Attested.CREDENTIALS_ROTATED, "Password changed, sessions ended, delegates removed.", actor)
    yield days, partial(_hand_over, account, successor, actor)


def _hand_over(account: Account, successor: Person, actor: Actor) -> None:
    """Custody, posting and keys pass on, once the successor has signed the policy."""
    sign_before_custody(successor)
    actions.hand_over(account, successor, actor=actor)
    for row in account.custody.filter(part=Part.POSTER, ends__isnull=True):
        actions.take_part(row, actor=actor)
    actions.assign_part(account, Part.POSTER, successor, actor=actor)
    keys = keys_of(account)
    if keys is not None:
        told = Provisioning(successor, keys.second_administrator, keys.escrow, keys.notice, second_factor=True)
        actions.change_keys(account, told, actor=actor)


def _archived(account: Account, actor: Actor) -> Iterator[tuple[float, Act]]:
    reason = "Nextdoor ended its pages for agencies of our size. Notices to neighbourhoods are on Bluesky and on the city's website."
    yield 214.3, partial(actions.close_account, account, reason=reason, actor=actor)
    yield 202.4, partial(_attest, account, Attested.CREDENTIALS_ROTATED, "The page has no sign-in any more.", actor)
    yield 202.3, partial(_attest, account, Attested.HOLDS_CHECKED, "No hold names it.", actor)
    yield 200.3, partial(archive_for_good, account, not_captured=NOT_CAPTURED, actor=actor)


def _attest(account: Account, kind: Attested, statement: str, actor: Actor) -> None:
    actions.attest(account, kind, statement=statement, actor=actor)


def last_post(slug: str, until: dt.datetime) -> dt.datetime:
    """When an account posts its last: one was archived, one is suspended, one is being closed."""
    days = {"nextdoor-city": 215, "x-police": 61, "facebook-library": 10, "instagram-library": 2}.get(slug, 0)
    return until - dt.timedelta(days=days)
