"""Units, positions, persons, appointments; users who sign in, and their roles."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from rostra.core.actor import Actor, ActorKind
from rostra.people.states import Category, OfficeAttribute, Role, UnitKind


def _choices(values: type[UnitKind | Category | OfficeAttribute | Role]) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("-", " ")) for value in values]


class Unit(models.Model):
    """A department, office or board, in the tree under the government itself."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_choices(UnitKind))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=F("begins")), name="unit_dates"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitPlace(models.Model):
    """What a unit was called before, and below which one it stood, until a day (inclusive). The unit itself holds what is so today."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_places")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    ends = models.DateField()

    class Meta:
        ordering = ["ends"]
        constraints = [models.UniqueConstraint(fields=["unit", "ends"], name="one_place_of_a_unit_until_a_day")]

    def __str__(self) -> str:
        return f"{self.name} until {self.ends}"


class Person(models.Model):
    """Somebody who holds or held a position. Nobody needs a city e-mail address; there is no field for a personal account."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    number = models.CharField(max_length=60, null=True, blank=True, unique=True)  # the employer's own, by which imports know a person again

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A place in a unit that a person holds for a time: mayor, clerk, council member of ward 3."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    category = models.CharField(max_length=20, choices=_choices(Category))
    heads_unit = models.BooleanField(default=False)  # who holds it is head of the unit

    class Meta:
        ordering = ["unit__name", "title"]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class PositionAttribute(models.Model):
    """What a position is before the law, from a day until a day (inclusive): set by counsel, with the reason; ended, never deleted."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="attributes")
    attribute = models.CharField(max_length=20, choices=_choices(OfficeAttribute))
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.TextField()

    class Meta:
        ordering = ["begins"]
        constraints = [
            models.UniqueConstraint(fields=["position", "attribute"], condition=Q(ends__isnull=True), name="one_open_row_of_an_attribute"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="position_attribute_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.attribute}"


class Appointment(models.Model):
    """A person in a position, from a day until a day (inclusive; open while ``ends`` is null)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    position = models.ForeignKey(Position, models.PROTECT, related_name="appointments")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    leaves = models.DateField(
        null=True, blank=True
    )  # the last day that is planned, while something hangs on who leaves; then it is ``ends``
    supervisor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="supervises")
    on_official_accounts = models.BooleanField(default=False)  # works on them: what makes a contractor or consultant a covered person
    source = models.SlugField(max_length=40, blank=True)  # the import that looks after it; empty: entered by hand

    class Meta:
        ordering = ["begins"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="appointment_dates"),
        ]
        indexes = [models.Index(fields=["source"], condition=Q(ends__isnull=True) & ~Q(source=""), name="appointment_of_source")]

    def __str__(self) -> str:
        return f"{self.person}, {self.position.title}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day in office as far as it is known, also where it is only planned."""
        return self.ends or self.leaves


Relations = Callable[[int], QuerySet[Any]]  # of a person: rows of one column, ``Relation``
_relations: list[Relations] = []


def source_of_relations(source: Relations) -> Relations:
    """Register a query for what a person is to some thing today, whatever thing. Used as a decorator in ``queries``, of other apps too."""
    if source not in _relations:
        _relations.append(source)
    return source


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user who signs in with this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may sign in. What they may do is said by their role grants alone."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_whatever_case")]

    def __str__(self) -> str:
        return self.person.name

    def as_actor(self) -> Actor:
        """This user as an actor, with the roles granted now, and what they look after without a grant. One query."""
        granted = self.grants.filter(ended__isnull=True).order_by().values_list("role")
        held = frozenset(what for (what,) in granted.union(*(source(self.person_id) for source in _relations)))
        roles = held & frozenset(Role)
        return Actor(ActorKind.PERSON, f"user:{self.pk}", self.person.name, roles, held - roles)


class RoleGrant(models.Model):
    """A role given to a user, until it is ended. Grants are ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=_choices(Role))
    granted = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["granted"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ended__isnull=True), name="one_open_grant_of_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class RosterImport(models.Model):
    """A file of covered persons that was read: what it would change, and whether it did."""

    source = models.SlugField(max_length=40)
    name = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)  # SHA-256 of the file
    read = models.DateTimeField()
    content = models.BinaryField()  # the file, until it was applied or dropped
    difference = models.JSONField()  # numbers, lines and a fingerprint, as it was shown before it was applied
    applied = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-read"]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


class Provision(models.Model):
    """A person as an identity provider knows and keeps them (RFC 7643, User): what it told. Ended, never deleted."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the resource's id
    person = models.ForeignKey(Person, models.PROTECT, related_name="provisions")
    user_name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    formatted = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=100, blank=True)
    family = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    user_type = models.CharField(max_length=60, blank=True)
    manager = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)
    left = models.DateTimeField(null=True, blank=True)  # when the provider said last that they are not active any more
    made = models.DateTimeField()
    changed = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended__isnull=True), name="one_open_provision_of_a_person"),
            models.UniqueConstraint(Lower("user_name"), condition=Q(ended__isnull=True), name="open_provision_user_name_whatever_case"),
        ]
        indexes = [
            models.Index(fields=["external_id"], name="provision_of_external_id"),
            models.Index(fields=["left"], condition=Q(left__isnull=False), name="provision_left"),
        ]

    def __str__(self) -> str:
        return self.user_name


class ScimToken(models.Model):
    """What an identity provider shows to be let in. Only its SHA-256 is kept; ended, never deleted."""

    name = models.SlugField(max_length=40)
    digest = models.BinaryField(max_length=32, unique=True)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)  # the minute in which it was shown last
    asked = models.PositiveIntegerField(default=0)  # how often in that minute
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made"]
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(ended__isnull=True), name="one_open_token_of_a_name")]

    def __str__(self) -> str:
        return self.name


class LeavingAllowance(models.Model):
    """Somebody looked, and lets identity providers end so many people within a day."""

    made = models.DateTimeField()
    leaving = models.PositiveIntegerField()

    class Meta:
        ordering = ["-made"]

    def __str__(self) -> str:
        return f"{self.leaving} from {self.made}"


class Invitation(models.Model):
    """A link and a printed code that let one person in, once, to their own acknowledgements. Both are kept as keyed digests alone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    link = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64, unique=True)
    issued = models.DateTimeField()
    expires = models.DateTimeField()
    redeemed = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)  # taken back, or left

    class Meta:
        ordering = ["issued"]

    def __str__(self) -> str:
        return f"{self.person}, until {self.expires}"


class View(models.Model):
    """Somebody looked at something that is not public: what, when, and what for. Written, never changed."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="views")
    function = models.CharField(max_length=40)  # the row of the matrix that gave the right
    subject = models.CharField(max_length=200, db_index=True)
    about = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="viewed")  # whose data it is
    purpose = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user}: {self.subject}"
