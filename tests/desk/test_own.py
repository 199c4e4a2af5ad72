"""The desk for those who hold no role: who looks after an account, who heads a unit. Each sees and does what is theirs, and no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from tests import rolls
from tests.accounts import test_requests
from tests.desk.test_pages import text
from tests.policy import asked

from rostra.accounts import actions
from rostra.accounts.models import Account, AccountRequest
from rostra.accounts.states import AccountState, Part, RequestState
from rostra.core import clock
from rostra.core.models import Event
from rostra.people.actions import add_position, appoint
from rostra.people.models import Appointment, Person, Position, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category
from rostra.policy.actions.recipients import follow_roster
from rostra.policy.actions.training import NewModule, add_module
from rostra.policy.models import Campaign

pytestmark = pytest.mark.django_db
OURS = {"steward", "backup", "custodian", "head", "above"}
THEIRS = {"steward-elsewhere", "head-elsewhere"}
HEADS, ALL = {"head", "above"}, OURS | THEIRS
STEWARDS = {"steward", "backup", "steward-elsewhere"}
WHO = [*sorted(ALL), "covered"]
POSTING = {"part": "poster", "begins": "2026-01-05"}


@dataclass
class City:
    """Two departments, each with an account; the one stands below another unit, which has a head too."""

    parks: Unit
    library: Unit
    account: Account
    other: Account
    request: AccountRequest
    other_request: AccountRequest
    campaign: Campaign
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        return self.clients.setdefault(who, rolls.signed_in(Person.objects.get(slug=who).user))


def somebody(slug: str, unit: Unit, *, heads: bool = False) -> Person:
    person = rolls.officer(slug, slug.title(), within=unit)
    Position.objects.filter(appointments__person=person).update(heads_unit=heads)
    rolls.people_user(person)
    return person


@pytest.fixture
def city(db: None) -> City:
    top = rolls.unit("services", "City Services")
    parks, library = rolls.unit("parks", "Parks", parent=top), rolls.unit("library", "Library")
    people = {slug: somebody(slug, parks) for slug in ("steward", "backup", "covered", "custodian")}
    people |= {"head": somebody("head", parks, heads=True), "above": somebody("above", top, heads=True)}
    people |= {
        "steward-elsewhere": somebody("steward-elsewhere", library),
        "head-elsewhere": somebody("head-elsewhere", library, heads=True),
    }
    account = rolls.in_use(rolls.account(0, unit=parks, custodian=people["custodian"]))
    other = rolls.in_use(rolls.account(1, unit=library, custodian=people["head-elsewhere"]))
    for of, part, slug in (
        (account, Part.STEWARD, "steward"),
        (account, Part.BACKUP, "backup"),
        (other, Part.STEWARD, "steward-elsewhere"),
    ):
        actions.assign_part(of, part, people[slug], actor=rolls.OPERATOR)
    named = {part: rolls.officer(f"named-{part}", "Named", within=library) for part in ("custodian", "steward", "backup")}
    request, elsewhere = (test_requests.made(RequestState.UNDER_REVIEW, unit=unit, **named) for unit in (parks, library))
    campaign = asked.running()
    add_module(
        NewModule("posting", "Posting", cadence_months=12, newcomer_days=30, begins=rolls.LONG_AGO), actor=test_requests.texts.OFFICER
    )
    follow_roster()
    return City(parks, library, account, other, request, elsewhere, campaign)


def allowed(city: City) -> dict[tuple[str, tuple[object, ...]], set[str]]:
    """What each may open, of all that stands on the desk. What is not here, nobody of them opens."""
    slug, asks, posting = city.account.slug, city.request.pk, city.campaign.pk
    document = city.campaign.version.document.slug
    return {
        ("desk:work", ()): ALL,
        ("desk:accounts", ()): ALL,
        ("desk:account", (slug,)): OURS,
        ("desk:connection", (slug,)): OURS,
        ("desk:connected", ()): ALL,
        ("desk:move", (slug, "suspend")): {"steward", "backup"},
        ("desk:move", (slug, "lose")): {"steward", "backup"},
        ("desk:move", (slug, "close")): HEADS,
        ("accounts:people", (slug,)): OURS,
        ("accounts:escrow", (slug,)): {"steward", "backup"},
        ("accounts:assign", (slug,)): OURS - {"custodian"},
        ("accounts:attest", (slug,)): {"steward", "backup"},
        ("accounts:part-end", (city.account.custody.get(part=Part.STEWARD).pk,)): HEADS,
        ("accounts:requests", ()): ALL,
        ("accounts:request", (asks,)): HEADS,
        ("accounts:request-new", ()): ALL,
        ("accounts:request-move", (asks, "approve")): HEADS,
        ("roster:roster", ()): {*HEADS, "head-elsewhere"},
        ("roster:person", ("steward",)): HEADS,
        ("roster:address", ("steward",)): HEADS,
        ("asking:campaigns", ()): {*HEADS, "head-elsewhere"},
        ("asking:campaign", (posting,)): {*HEADS, "head-elsewhere"},
        ("asking:people", (posting,)): {*HEADS, "head-elsewhere"},
        ("asking:people-csv", (posting,)): {*HEADS, "head-elsewhere"},
        ("asking:figures-json", (posting,)): {*HEADS, "head-elsewhere"},
        ("asking:figures-csv", (posting,)): {*HEADS, "head-elsewhere"},
        ("asking:person", (posting, "steward")): HEADS,
        ("asking:modules", ()): {*HEADS, "head-elsewhere"},
        ("asking:module", ("posting",)): {*HEADS, "head-elsewhere"},
        ("policy:documents", ()): ALL,
        ("policy:document", (document,)): ALL,
        ("policy:version", (document, city.campaign.version.number)): ALL,
        ("auth_purpose", ("escrow",)): ALL,
        **{(f"cases:{name}", ()): {*HEADS, "head-elsewhere"} for name in ("cases", "cases-csv", "cases-json")},  # whoever can be added
        ("moderation:restrictions", ()): ALL,
        ("moderation:find", ()): ALL,
        ("moderation:acts", ()): ALL,
        ("moderation:act-emergency", ()): STEWARDS,
        ("moderation:filter-new", ()): STEWARDS,
    }


def staff_pages(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, list[bool]]]:
    """Every address that asks a rule about who acts, with which of its parts are numbers."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from staff_pages(each, each.namespace or space)
        elif isinstance(each, URLPattern) and getattr(each.callback, "rule", None):
            yield (
                f"{space}:{each.name}" if space and each.name != "auth_purpose" else str(each.name),
                [isinstance(part, IntConverter) for part in each.pattern.converters.values()],
            )


@pytest.mark.parametrize("who", WHO)
def test_every_page_of_the_desk_is_opened_by_those_whom_it_concerns_and_refused_to_the_others(who: str, city: City) -> None:
    may, wrong = allowed(city), {}
    tried = [(name, arguments, people) for (name, arguments), people in may.items()]
    named = {name for name, _ in may}
    tried += [(name, tuple(1 if number else "nothing" for number in parts), set()) for name, parts in staff_pages() if name not in named]
    assert named <= {name for name, _ in staff_pages()}
    if who != "covered":
        for kind in ("escrow", "acknowledgement", "block-exception", "moderation-act", "roster", "restricted-archive"):
            city.client(who).post(reverse("auth_purpose", args=[kind]), {"purpose": "To try it"})
    events = Event.objects.count()
    for name, arguments, people in tried:
        status = city.client(who).get(reverse(name, args=arguments)).status_code
        right = {200, 302} if who in people else {403, 404, 405} if not people else {403}
        if status not in right:
            wrong[f"{name} {arguments}"] = status
    assert wrong == {}
    assert Event.objects.count() == events


@pytest.mark.parametrize("who", WHO)
def test_no_write_reaches_what_is_somebody_elses(who: str, city: City) -> None:
    told = {
        "reason": "x",
        "statement": "x",
        "kind": "in-order",
        "ends": "2026-01-05",
        "person": Person.objects.get(slug="covered").pk,
        **POSTING,
    }
    ours = {each.pk for each in city.account.custody.all()}
    events = Event.objects.count()
    elsewhere = who in THEIRS
    account, request = (city.account, city.request) if elsewhere or who == "covered" else (city.other, city.other_request)
    parts = [each for each in account.custody.all() if (each.pk in ours) == (account == city.account)]
    paths = [
        *(reverse("desk:move", args=[account.slug, name]) for name in ("suspend", "lose", "close", "begin-transition", "provision")),
        *(reverse(f"accounts:{name}", args=[account.slug]) for name in ("assign", "attest", "keys", "successor")),
        *(reverse("accounts:part-end", args=[each.pk]) for each in parts),
        *(reverse("accounts:request-move", args=[request.pk, name]) for name in ("approve", "deny", "return", "withdraw")),
    ]
    assert {path: city.client(who).post(path, told).status_code for path in paths} == dict.fromkeys(paths, 403)
    assert Event.objects.count() == events


def test_a_steward_suspends_attests_and_names_who_posts_and_a_head_names_stewards_and_decides(city: City) -> None:
    steward, head, account = city.client("steward"), city.client("head"), city.account.slug
    poster = Person.objects.get(slug="covered")
    assert steward.post(f"/desk/account/{account}/attest", {"kind": "in-order", "statement": "I went through it."}).status_code == 302
    give, told = f"/desk/account/{account}/people/give", {"person": poster.slug, "begins": city_day().isoformat()}
    assert steward.post(give, {"part": "poster", **told}).status_code == 422  # before the policy is acknowledged
    test_requests.acknowledge(city.campaign, poster)
    assert steward.post(give, {"part": "poster", **told}).status_code == 302
    assert steward.post(give, {"part": "backup-steward", **told}).status_code == 422  # that the head does
    assert head.post(give, {"part": "backup-steward", **told}).status_code == 302
    assert steward.post(f"/desk/account/{account}/move/suspend", {"reason": "Strange posts"}).status_code == 302
    assert Account.objects.get(slug=account).state == AccountState.SUSPENDED
    assert head.post(f"/desk/request/{city.request.pk}/deny", {"reason": "There is one."}).status_code == 302
    with clock.frozen(clock.now() + dt.timedelta(days=2)):  # the part ended with the day on which another got it, and with it the desk
        assert rolls.signed_in(Person.objects.get(slug="backup").user).get("/desk/").status_code == 403


def test_a_custodian_sees_their_account_until_it_passes_on(city: City) -> None:
    """They answer for it, and change nothing of it: who looks after it does."""
    custodian, account = city.client("custodian"), city.account
    page = text(custodian.get(f"/desk/account/{account.slug}"))
    assert account.name in page
    assert custodian.post(f"/desk/account/{account.slug}/move/suspend", {"reason": "x"}).status_code == 403
    assert custodian.get(f"/desk/account/{city.other.slug}").status_code == 403
    successor = Person.objects.get(slug="covered")
    test_requests.acknowledge(city.campaign, successor)
    actions.change_custodian(account, successor, actor=rolls.OPERATOR)
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        assert rolls.signed_in(Person.objects.get(slug="custodian").user).get("/desk/").status_code == 403
        assert rolls.signed_in(successor.user).get(f"/desk/account/{account.slug}").status_code == 200


def test_lists_hold_what_is_ones_own_alone(city: City) -> None:
    steward, head, above = (city.client(who) for who in ("steward", "head", "above"))
    for client in (steward, head, above):
        page = text(client.get("/desk/accounts"))
        assert city.account.name in page
        assert city.other.name not in page
    assert f"request/{city.request.pk}" not in steward.get("/desk/requests").content.decode()
    page = head.get("/desk/requests").content.decode()
    assert f"request/{city.request.pk}" in page
    assert f"request/{city.other_request.pk}" not in page
    for client in (head, above):
        client.post(reverse("auth_purpose", args=["acknowledgement"]), {"purpose": "To remind them"})
        roster = text(client.get("/desk/roster"))
        assert "Steward" in roster
        assert "Elsewhere" not in roster
        for path in (
            f"acknowledgements/{city.campaign.pk}/people",
            f"acknowledgements/{city.campaign.pk}/people.csv",
            "training/module/posting",
        ):
            told = client.get(f"/desk/{path}").content.decode()
            assert "Steward" in told
            assert "Elsewhere" not in told


def test_my_work_is_what_waits_for_me(city: City) -> None:
    post = Position.objects.get(appointments__person__slug="steward")
    Appointment.objects.filter(position=post).update(ends=city_day() + dt.timedelta(days=3))
    steward, head, elsewhere = (text(city.client(who).get("/desk/")) for who in ("steward", "head", "head-elsewhere"))
    assert "You are asked to acknowledge" in steward
    assert "Approve, return or deny it." not in steward
    assert "Approve, return or deny it." in head
    for page in (steward, head):
        assert city.account.handle in page  # nobody may post there
        assert city.other.handle not in page
        assert "people.W0" not in page
    assert "is steward of" in head
    assert "is steward of" not in steward + elsewhere


def test_what_happened_since_the_last_visit_is_told_of_ones_own_alone(city: City) -> None:
    client = city.client("steward")
    session = client.session
    session["previous-visit"] = clock.exact_stamp(clock.now() - dt.timedelta(hours=1))
    session.save()
    page = text(client.get("/desk/"))
    assert f"account:{city.account.slug}" in page
    assert f"account:{city.other.slug}" not in page
    assert "person:" not in page


def test_the_door_opens_and_closes_with_what_they_look_after(city: City) -> None:
    newcomer = somebody("newcomer", city.parks)
    signed = {"login": newcomer.user.email, "password": rolls.PASSWORD}
    assert "do not fit together" in Client().post("/desk/sign-in", signed).content.decode()
    post = add_position("deputy", "Head", city.library, Category.STAFF, actor=rolls.OPERATOR)
    Position.objects.filter(pk=post.pk).update(heads_unit=True)
    held = appoint(newcomer, post, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    client = Client()
    assert client.post("/desk/sign-in", signed).status_code == 302
    assert client.get("/desk/").headers["Location"] == "/desk/auth/"  # a second factor first
    assert rolls.signed_in(newcomer.user).get("/desk/").status_code == 200
    Appointment.objects.filter(pk=held.pk).update(ends=dt.date(2026, 1, 5))
    assert rolls.signed_in(newcomer.user).get("/desk/").status_code == 403
