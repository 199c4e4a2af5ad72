"""My work is a queue: what waits stands there for who may act on it, for nobody else, the overdue first, each with a way to it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from tests import rolls
from tests.accounts import test_requests
from tests.policy import asked
from tests.policy import texts as given

from rostra.accounts import actions
from rostra.accounts.models import Account, Found, Impersonation
from rostra.accounts.rules import NewReport
from rostra.accounts.states import Part
from rostra.archive.models import Forwarded
from rostra.capture.models import Gap
from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.core.waiting import Waiting, waiting_for
from rostra.people import actions as people
from rostra.people.models import Position, Unit, User, View
from rostra.people.queries import city_day
from rostra.people.states import Category, Role, UnitKind
from rostra.policy.models import Comment, Recipient, Version

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def user(role: Role) -> Actor:
    return rolls.user(f"a-{role}", role).as_actor()


def items(actor: Actor) -> list[Waiting]:
    return [each for found in waiting_for(actor) for each in found.first]


def names(actor: Actor) -> set[str]:
    """The kinds of what waits."""
    return {found.name for found in waiting_for(actor) if found.total}


def client(actor: Actor) -> Client:
    return rolls.signed_in(_user(actor))


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.ref.removeprefix("user:"))


def everything() -> None:
    """One of each kind."""
    account = rolls.in_use(rolls.account())
    rolls.account(1)
    test_requests.made()
    actions.note_found("x", "https://x.com/pools_example", account.unit, actor=rolls.OPERATOR)
    actions.report_impersonation(NewReport("x", "https://x.com/poo1s_example", "It asks for money."), actor=PUBLIC)
    Account.objects.filter(pk=account.pk).update(registered=clock.now() - 360 * DAY)
    Gap.objects.create(account=account, method="poll", starts=clock.now() - DAY, noticed=clock.now(), reason="It did not answer.")
    Forwarded.objects.create(
        person=account.custodian, written=city_day(), due=city_day(), received=clock.now(), business="yes", text="x", digest="0" * 64
    )
    draft = given.in_committee(given.document("other"))
    Comment.objects.create(version=draft, key="x", about="x", person=account.custodian, at=clock.now(), text="Why?")


KEEPS = {"requests for accounts", "found accounts", "reports of impersonation", "attestations", "accounts before use"}
WAITS = {
    Role.SOCIAL_MEDIA_OFFICER: KEEPS | {"gaps without a note", "comments on drafts"},
    Role.COMMUNICATIONS_DIRECTOR: KEEPS | {"comments on drafts"},
    Role.CLERK: {"gaps without a note", "items handed over", "versions of policies and procedures"},
    Role.RECORDS_MANAGER: {"gaps without a note", "items handed over"},
    Role.ADMINISTRATOR: {"gaps without a note"},
    Role.MODERATOR: set(),
    Role.AUDITOR: set(),
}


@pytest.mark.parametrize("role", WAITS)
def test_each_role_is_told_what_it_may_act_on_and_every_way_is_open(role: Role) -> None:
    everything()
    actor = user(role)
    assert names(actor) == WAITS[role]
    browser = client(actor)
    page = browser.get("/desk/").content.decode()
    for each in items(actor):
        assert each.title.split(":")[0] in page
        answer = browser.get(each.address)
        assert answer.status_code == 200 or "/purpose/" in answer["Location"], each.address  # first one says what for
    for found in waiting_for(actor):
        assert browser.get(found.address).status_code == 200, found.address


def test_nobody_is_told_of_a_request_of_their_own_until_it_comes_back() -> None:
    asked_by, judge = user(Role.COMMUNICATIONS_DIRECTOR), user(Role.SOCIAL_MEDIA_OFFICER)
    request = actions.request_account(test_requests.new(), actor=asked_by)
    assert ("requests for accounts" in names(asked_by), "requests for accounts" in names(judge)) == (False, True)
    actions.move_request(request, "take-up", reason="", actor=judge)
    actions.move_request(request, "return", reason="Name a backup.", actor=judge)
    assert [each.reason for each in items(asked_by)] == ["It came back to you: mend what is missing, and hand it in again."]
    assert not items(judge)


def test_a_report_is_due_after_the_days_that_the_profile_gives_and_overdue_comes_first() -> None:
    officer = user(Role.SOCIAL_MEDIA_OFFICER)
    rolls.unit()
    actions.note_found("x", "https://x.com/pools_example", Unit.objects.all()[0], actor=rolls.OPERATOR)
    report = actions.report_impersonation(NewReport("x", "https://x.com/poo1s_example", "It asks for money."), actor=PUBLIC)
    due = next(each.due for each in items(officer) if "report" in each.title)
    assert due == city_day() + settings.PROFILE.registry.reports_within * DAY
    Impersonation.objects.filter(pk=report.pk).update(since=clock.now() - 5 * DAY)
    Found.objects.update(noticed=clock.now() - 20 * DAY)
    page = client(officer).get("/desk/").content.decode()
    assert page.index(f"Impersonation report {report.pk}") < page.index("Overdue since") < page.index("Found: https://x.com/pools_example")
    assert page.count("Overdue since") == 1


def test_a_steward_attests_their_own_account_and_hears_of_it_in_time() -> None:
    steward = rolls.people_user(rolls.officer("sam", "Sam Steward"))
    rolls.grant(steward, Role.MODERATOR)
    first, second = rolls.in_use(rolls.account()), rolls.in_use(rolls.account(1))
    actions.assign_part(first, Part.STEWARD, steward.person, actor=rolls.OPERATOR)
    every = settings.PROFILE.registry.attest_every
    assert items(steward.as_actor()) == []
    page = rolls.signed_in(steward).get("/desk/").content.decode()
    assert "Nothing is waiting for you" in page
    assert "The next thing falls due on" in page
    Account.objects.update(registered=clock.now() - (every + 1) * DAY)
    assert [each.address for each in items(steward.as_actor())] == [f"/desk/account/{first.slug}/attest"]
    assert items(steward.as_actor())[0].due == city_day() - DAY
    assert second.slug not in rolls.signed_in(steward).get("/desk/").content.decode().replace("parks", "")


def test_the_head_of_a_unit_hears_who_is_overdue_there_and_of_no_other() -> None:
    parks, police = rolls.unit(), people.add_unit("police", "Police", UnitKind.DEPARTMENT, actor=rolls.OPERATOR)
    head = rolls.people_user(people.add_person("head", "Head", actor=rolls.OPERATOR))
    post = people.add_position("parks-head", "Head", parks, Category.STAFF, actor=rolls.OPERATOR)
    Position.objects.filter(pk=post.pk).update(heads_unit=True)
    people.appoint(head.person, post, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    rolls.grant(head, Role.MODERATOR)
    late, other = rolls.officer("late", "Late Sample", within=parks), rolls.officer("other", "Other Sample", within=police)
    campaign = asked.running()
    Recipient.objects.filter(person__in=[late, other]).update(due=city_day() - DAY)
    found = {each.title: each for each in items(head.as_actor())}
    assert found[f"Acknowledgements of {campaign.version}"].reason == "Overdue in your unit: 1. See who, and remind them."
    assert found[f"Acknowledge {campaign.version}"].due == city_day() + 30 * DAY
    client = rolls.signed_in(head)
    client.post("/desk/auth/purpose/acknowledgement", {"purpose": "To remind them"})
    assert client.get(found[f"Acknowledgements of {campaign.version}"].address).status_code == 200


def test_a_version_waits_for_whose_step_is_next() -> None:
    attorney, director = user(Role.CITY_ATTORNEY), user(Role.COMMUNICATIONS_DIRECTOR)
    version = given.draft()
    for state, closes, waits in (
        ("legal_review", None, attorney),
        ("circulated", city_day(), None),
        ("circulated", city_day() - DAY, director),
    ):
        Version.objects.filter(pk=version.pk).update(state=state, comments_close=closes)
        found = {who.ref for who in (attorney, director) if "versions of policies and procedures" in names(who)}
        assert found == ({waits.ref} if waits else set())


def test_what_was_read_waits_no_more() -> None:
    clerk = user(Role.CLERK)
    person = rolls.officer()
    row = Forwarded.objects.create(person=person, written=city_day(), due=city_day(), received=clock.now(), business="yes", digest="0" * 64)
    assert "items handed over" in names(clerk)
    View.objects.create(at=clock.now(), user=_user(clerk), function="restricted-archive", subject=f"forwarded:{row.pk}", purpose="x")
    assert "items handed over" not in names(clerk)


def test_long_queues_are_capped_with_the_way_to_the_others() -> None:
    unit = rolls.unit()
    Found.objects.bulk_create(Found(network="x", address=f"found-{n}", unit=unit, noticed=clock.now()) for n in range(685))
    page = client(user(Role.SOCIAL_MEDIA_OFFICER)).get("/desk/").content.decode()
    assert page.count("Found: found-") == 5
    assert re.search(r'<a href="/desk/found">Found accounts: 680 more</a>', page)


def test_findings_are_told_to_those_whom_they_concern_with_moments_for_people() -> None:
    account = rolls.in_use(rolls.account())
    starts = dt.datetime(2025, 2, 21, 3, 12, 40, tzinfo=dt.UTC)
    Gap.objects.create(account=account, method="poll", starts=starts, noticed=clock.now(), reason="It did not answer.")
    pages = {role: client(user(role)).get("/desk/").content.decode() for role in (Role.RECORDS_MANAGER, Role.HR, Role.AUDITOR)}
    assert "capture.W004" in pages[Role.RECORDS_MANAGER]
    assert "February 20, 2025, 9:12 p.m. CST" in pages[Role.RECORDS_MANAGER]
    assert ">2025-02-21T03:12:40Z" not in pages[Role.RECORDS_MANAGER].replace('datetime="2025', "")
    assert "accounts.W005" not in pages[Role.RECORDS_MANAGER]
    assert "capture.W004" not in pages[Role.HR]
    assert {"capture.W004", "accounts.W005"} <= set(re.findall(r"<code>([a-z.A-Z0-9]+)</code>", pages[Role.AUDITOR]))
