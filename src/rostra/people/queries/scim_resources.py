"""Persons and units in the shapes of SCIM, both ways. Beside ``provisions``: its library is a third of what a command needs to start."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from scim2_models import Meta, SearchRequest

from rostra.people.models import Provision, Unit
from rostra.people.queries.provisions import Told, provisions
from rostra.people.queries.scim_filter import GROUPS, USERS, AsCondition
from rostra.people.queries.scim_shapes import CoveredPerson, Email, EnterpriseUser, Group, Manager, Name, User

Served = User[EnterpriseUser]


def told(user: Served) -> Told:
    """What a resource says."""
    name, office = user.name or Name(), user[EnterpriseUser] or EnterpriseUser()
    user_name = _text(user.user_name)
    whole = (_text(each) for each in (user.display_name, f"{name.given_name or ''} {name.family_name or ''}", name.formatted))
    return Told(
        user_name=user_name,
        name=next(filter(None, whole), user_name),
        external_id=user.external_id or "",
        display_name=_text(user.display_name),
        formatted=_text(name.formatted),
        given=_text(name.given_name),
        family=_text(name.family_name),
        email=_address(user.emails or []),
        number=_text(office.employee_number),
        title=_text(user.title),
        department=_text(office.department),
        user_type=_text(user.user_type),
        manager=_text(office.manager.value) if office.manager else "",
        active=user.active is not False,
    )


def _text(value: str | None) -> str:
    return (value or "").strip()


def _address(emails: Iterable[Email]) -> str:
    """The address for work, else the primary one, else the first that is not private."""
    usable = [each for each in emails if each.value and (each.type or "work").lower() != "home"]
    usable.sort(key=lambda each: ((each.type or "").lower() != "work", not each.primary))
    return _text(usable[0].value) if usable else ""


def resource(provision: Provision, base: str) -> Served:
    """A person as they are served; ``base`` is the address that everything stands below."""
    person = provision.person
    manager = Manager(value=_manager_key(provision), display_name=provision.manager.name) if provision.manager else None
    served: Served = CoveredPerson(
        id=str(provision.key),
        external_id=provision.external_id or None,
        user_name=provision.user_name,
        name=_name(provision),
        display_name=provision.display_name or None,
        title=provision.title or None,
        user_type=provision.user_type or None,
        active=provision.active,
        emails=[Email(value=person.email, type="work", primary=True)] if person.email else None,
        meta=Meta(resource_type="User", created=provision.made, last_modified=provision.changed, location=f"{base}/Users/{provision.key}"),
    )
    office = EnterpriseUser(employee_number=person.number, department=provision.department or None, manager=manager)
    if person.number or provision.department or manager:
        served[EnterpriseUser] = office
    return served


def _name(provision: Provision) -> Name | None:
    name = Name(formatted=provision.formatted or None, given_name=provision.given or None, family_name=provision.family or None)
    return name if provision.formatted or provision.given or provision.family else None


def _manager_key(provision: Provision) -> str | None:
    """The manager's id where the provider looks after them too."""
    assert provision.manager
    open_ones = [each for each in provision.manager.provisions.all() if each.ended is None]
    return str(open_ones[0].key) if open_ones else provision.manager.number


def group(unit: Unit, base: str) -> Group:
    """A unit as it is served."""
    return Group(id=unit.slug, display_name=unit.name, meta=Meta(resource_type="Group", location=f"{base}/Groups/{unit.slug}"))


def provisions_for(request: SearchRequest[Served]) -> QuerySet[Provision]:
    """Those of them that fulfil the request's filter. Raises InvalidFilterException."""
    return provisions().filter(AsCondition(USERS).visit(request.filter.ast)) if request.filter else provisions()


def units_for(request: SearchRequest[Group]) -> QuerySet[Unit]:
    """The units that exist and fulfil the request's filter. Raises InvalidFilterException."""
    found = Unit.objects.filter(ends__isnull=True).order_by("pk")
    return found.filter(AsCondition(GROUPS).visit(request.filter.ast)) if request.filter else found
