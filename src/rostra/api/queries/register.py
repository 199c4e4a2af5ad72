"""The register of official accounts, units and officials, as far as it is the public's: no custodian, no e-mail address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings
from django.db.models import Q

from rostra.accounts.forms import RegisterForm
from rostra.accounts.models import Account
from rostra.accounts.queries import Answer, LookAlike, account_by_slug, check_address, official_accounts, passed_on, question_problem
from rostra.api.queries import addresses, coverage, coverage_shapes, lookup_shapes, overview, shapes
from rostra.archive.queries.holdings import counted
from rostra.capture.queries import coverage_of
from rostra.core import clock
from rostra.core.errors import Invalid
from rostra.core.models import Event
from rostra.people.models import Appointment, Person, Unit
from rostra.people.states import Category

PUBLIC_OFFICE = (Category.ELECTED.value, Category.BOARD_MEMBER.value)
_MOVES = (
    "registered", "provisioned", "activated", "suspended", "resumed", "transition-begun", "handed-over", "lost", "recovered",
    "closing-begun", "archived", "given-up",
)  # fmt: skip
_BEFORE = ("connected", "retired")  # in histories of the first register
_LIFE = {f"accounts.account.{event}": event for event in (*_MOVES, *_BEFORE)}


def directory(given: Mapping[str, str]) -> lookup_shapes.Directory:
    """The accounts that an address asks for, and the answer to its question, if it has one. Four queries, and two more for an answer.

    Raises Invalid where the question cannot be read, or what is asked for cannot be.
    """
    asked = given.get("q", "")
    if problem := question_problem(asked):
        raise Invalid({"q": problem})
    answer = check_address(asked) if asked.strip() else None
    return lookup_shapes.Directory(settings.PROFILE.city.government, _told(answer) if answer else None, listed(given))


def listed(given: Mapping[str, str]) -> list[shapes.Account]:
    """The accounts of the register that an address asks for, as the page lists them. Four queries. Raises Invalid."""
    return accounts(RegisterForm(given).checked().listed())


def whole_register() -> lookup_shapes.Directory:
    """The whole register. Four queries."""
    return lookup_shapes.Directory(settings.PROFILE.city.government, None, accounts(official_accounts()))


def _told(answer: Answer) -> lookup_shapes.Answer:
    pose = answer.address.pose
    return lookup_shapes.Answer(
        asked=answer.asked,
        word=answer.word.value,
        standing=answer.standing.value,
        until=answer.until,
        accounts=[account.slug for account in answer.accounts],
        former=[account.slug for account in answer.former],
        namesakes=[account.slug for account in answer.namesakes],
        look_alikes=list(map(_look_alike, answer.look_alikes)),
        pose=lookup_shapes.Pose(pose.network, pose.difference.likeness.value, pose.difference.detail) if pose else None,
    )


def _look_alike(each: LookAlike) -> lookup_shapes.LookAlike:
    differs = each.difference
    return lookup_shapes.LookAlike(each.account.slug, each.account.network, each.handle, differs.likeness.value, differs.detail)


def checked(asked: str) -> lookup_shapes.Checked:
    """Whether an account is official. Ten queries at most. Raises Invalid where nothing is asked."""
    if not asked.strip():
        raise Invalid({"url": "give a handle, a web address or an identity"})
    if problem := question_problem(asked):
        raise Invalid({"url": problem})
    answer = check_address(asked)
    return lookup_shapes.Checked(settings.PROFILE.city.government, clock.now(), _told(answer), accounts(answer.accounts))


def accounts(found: Iterable[Account]) -> list[shapes.Account]:
    """These accounts as the public gets them. Three queries, and one for a query set."""
    listed = list(found)
    former, lives = _former_handles(listed), _lives(listed)
    return [_account(account, former[account.pk], lives[account.slug]) for account in listed]


def account_page(slug: str) -> coverage_shapes.AccountPage:
    """One account with what is held of it. Raises Account.DoesNotExist. 15 queries."""
    found = account_by_slug(slug)
    if found is None:
        raise Account.DoesNotExist
    stands = coverage_of(found)
    return coverage_shapes.AccountPage(
        account=accounts([found])[0],
        holdings=overview.numbers(counted(found), found),
        coverage=coverage.standing(stands),
        gaps=coverage.gaps_of(found),
        before_first=coverage.before_first(stands.before_first),
        counts=coverage.counts_of(found),
    )


def _account(account: Account, former: list[str], life: list[shapes.Change]) -> shapes.Account:
    return shapes.Account(
        slug=account.slug,
        name=account.name,
        network=account.network,
        identity=account.identity,
        handle=account.handle,
        former_handles=former,
        network_url=account.url,
        url=addresses.absolute(f"account/{account.slug}"),
        purpose=account.purpose,
        unit=shapes.UnitRef(account.unit.slug, account.unit.name),
        state=account.state,
        since=account.since,
        opened=account.opened,
        closed=account.closed,
        registered=account.registered,
        history=life,
    )


def _former_handles(listed: Collection[Account]) -> dict[int, list[str]]:
    """Handles that are not the present one, or are another account's now, oldest first."""
    former: defaultdict[int, list[str]] = defaultdict(list)
    gone = passed_on()
    now = {account.pk: "" if account.pk in gone else account.handle for account in listed}
    rows = Account.objects.filter(pk__in=now, handles__isnull=False).order_by("handles__first_seen", "handles__id")
    for pk, handle in rows.values_list("pk", "handles__handle"):
        if handle != now[pk]:
            former[pk].append(handle)
    return former


def _lives(listed: Collection[Account]) -> dict[str, list[shapes.Change]]:
    """What happened to each account, out of the audit events: the moves of its life and their reasons, without who did it."""
    lives: defaultdict[str, list[shapes.Change]] = defaultdict(list)
    subjects = {f"account:{account.slug}": account.slug for account in listed}
    for event in Event.objects.filter(subject__in=subjects, action__in=_LIFE).order_by("id"):
        change = shapes.Change(_LIFE[event.action], event.at, str(event.facts.get("reason", "")))
        lives[subjects[event.subject]].append(change)
    return lives


def unit(slug: str) -> shapes.Unit:
    """A unit. Raises Unit.DoesNotExist. Four queries."""
    found = Unit.objects.select_related("parent").get(slug=slug)
    return shapes.Unit(
        slug=found.slug,
        name=found.name,
        kind=found.kind,
        url=addresses.absolute(f"unit/{found.slug}"),
        parent=shapes.UnitRef(found.parent.slug, found.parent.name) if found.parent else None,
        units=[shapes.UnitRef(*row) for row in found.children.order_by("name").values_list("slug", "name")],
        accounts=list(official_accounts().filter(unit=found).values_list("slug", flat=True)),
        holders=_holders(Q(position__unit=found)),
    )


def unit_name(slug: str) -> str:
    """What a unit is called. Raises Unit.DoesNotExist."""
    return Unit.objects.get(slug=slug).name


def official(slug: str) -> shapes.Official:
    """Somebody who holds or held public office. Raises Person.DoesNotExist for anybody else. Two queries."""
    person = Person.objects.filter(appointments__position__category__in=PUBLIC_OFFICE, slug=slug).first()
    if person is None:
        raise Person.DoesNotExist
    url = addresses.absolute(f"official/{person.slug}")
    return shapes.Official(person.slug, person.name, url, _holders(Q(person=person)))


def _holders(which: Q) -> list[shapes.Holder]:
    """Who holds or held the public positions among these."""
    found = Appointment.objects.filter(which, position__category__in=PUBLIC_OFFICE).select_related("person", "position__unit")
    return [
        shapes.Holder(each.person.slug, each.person.name, each.position.title, each.position.unit.slug, each.begins, each.ends)
        for each in found.order_by("position__title", "-begins")
    ]
