"""The register of official accounts. No other kind of account can be captured: everything of capture points at ``Account``."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from rostra.accounts.states import AccountState, Attested, Basis, FoundState, Part, RequestState
from rostra.accounts.states.impersonation import Ground, ReportState
from rostra.core import clock
from rostra.core.dates import in_words
from rostra.people.models import Person, Position, Unit


def _choices(
    values: type[AccountState | Attested | Basis | FoundState | Ground | Part | ReportState | RequestState],
) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("-", " ")) for value in values]


class Account(models.Model):
    """An official account on a network, approved or later. ``identity`` never changes; the handle may. No row can be deleted."""

    slug = models.SlugField(max_length=60, unique=True)  # its alias in the public log: chosen once
    network = models.SlugField(max_length=30)
    identity = models.CharField(max_length=255)  # a DID, a numeric id: the platform's own, immutable
    handle = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    url = models.URLField(max_length=500, blank=True)
    purpose = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts")
    custodian = models.ForeignKey(Person, models.PROTECT, related_name="accounts_in_custody")
    successor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # named while it is in transition
    successor_from = models.DateField(null=True, blank=True)
    look_alike_reason = models.TextField(blank=True)  # why it is accepted although its handle looks like another one of ours
    state = models.CharField(max_length=20, choices=_choices(AccountState), default=AccountState.APPROVED.value)
    since = models.DateTimeField(default=clock.now)  # in this state
    opened = models.DateField(null=True, blank=True)  # on the network, as far as known
    closed = models.DateField(null=True, blank=True)
    registered = models.DateTimeField()

    class Meta:
        ordering = ["name", "network"]
        constraints = [
            models.UniqueConstraint(fields=["network", "identity"], name="one_register_entry_per_identity"),
            models.CheckConstraint(condition=~Q(identity=""), name="account_has_an_identity"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AccountState]), name="account_state_is_declared"),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__isnull=True) | Q(closed__gte=F("opened")), name="account_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handle} on {self.network}"


class Handle(models.Model):
    """A handle that an account has or had: closed and renamed accounts stay findable."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="handles")
    handle = models.CharField(max_length=255, db_index=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ["first_seen"]
        constraints = [models.UniqueConstraint(fields=["account", "handle"], name="one_row_per_handle")]

    def __str__(self) -> str:
        return self.handle


class Custody(models.Model):
    """Who has which part in an account, from a day until a day (inclusive; open while ``ends`` is null). Ended, never rewritten."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="custody")
    person = models.ForeignKey(Person, models.PROTECT, related_name="custody")
    part = models.CharField(max_length=20, choices=_choices(Part))
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="custody_dates"),
            models.UniqueConstraint(
                fields=["account", "part"], condition=Q(ends__isnull=True) & ~Q(part=Part.POSTER.value), name="one_person_has_a_part"
            ),
            models.UniqueConstraint(fields=["account", "part", "person"], condition=Q(ends__isnull=True), name="a_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.part} of {self.account}"


class Provision(models.Model):
    """Who holds the keys of an account, and where they lie sealed, from a moment on. When that changes there is a new row."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="provisions")
    first_administrator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second_administrator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    escrow = models.CharField(max_length=200)  # where the credentials lie; never what they are
    notice = models.TextField()  # the city's notice on the profile: official, public record, what is removed and why
    made = models.DateTimeField()

    class Meta:
        ordering = ["made"]
        constraints = [
            models.CheckConstraint(condition=~Q(first_administrator=F("second_administrator")), name="two_administrators"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.first_administrator} and {self.second_administrator}"


class Attestation(models.Model):
    """What a person said, by name, that they have seen to."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=30, choices=_choices(Attested))
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    statement = models.TextField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind}, {self.by_name}"


class Manifest(models.Model):
    """What the archive held of an account when it was archived."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="manifest")
    checked = models.DateTimeField(null=True)  # the last check that succeeded, after closing began
    reason = models.TextField(blank=True)  # why there was none
    records = models.PositiveIntegerField()
    versions = models.PositiveIntegerField()
    log_size = models.PositiveBigIntegerField()
    made = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(checked__isnull=False) | ~Q(reason=""), name="manifest_has_a_check_or_a_reason")]

    def __str__(self) -> str:
        return f"{self.account}: {self.records} records"


class Found(models.Model):
    """An account that is in no register and may be the city's. Nothing can capture it. When it is decided about, the row is deleted."""

    network = models.SlugField(max_length=30)
    address = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # whose it seems to be
    noticed = models.DateTimeField()

    class Meta:
        ordering = ["noticed"]
        constraints = [models.UniqueConstraint(fields=["network", "address"], name="found_once")]

    def __str__(self) -> str:
        return f"found account {self.pk}"


class FoundDecision(models.Model):
    """That a found account was decided about. Of one that was declared personal nothing else is kept: no handle, no network, no unit."""

    outcome = models.CharField(max_length=20, choices=_choices(FoundState))
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField()
    by_ref = models.CharField(max_length=100)

    class Meta:
        ordering = ["decided"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome=FoundState.DECLARED_PERSONAL.value) & Q(account__isnull=True))
                | (~Q(outcome__in=[FoundState.DECLARED_PERSONAL.value, FoundState.FOUND.value]) & Q(account__isnull=False)),
                name="nothing_is_kept_of_a_personal_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}, {in_words(self.decided)}"


class AccountRequest(models.Model):
    """Somebody asks that an account may exist. Decided with reasons; the account that came of it points here."""

    network = models.SlugField(max_length=30)
    handle = models.CharField(max_length=255)  # as it is wanted, or as it is
    name = models.CharField(max_length=255)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="account_requests")
    justification = models.TextField()
    audience = models.TextField()
    custodian = models.ForeignKey(Person, models.PROTECT, related_name="+")
    steward = models.ForeignKey(Person, models.PROTECT, related_name="+")
    backup = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    terms = models.TextField(blank=True)  # who read the platform's terms for governments, when, and what they found
    state = models.CharField(max_length=20, choices=_choices(RequestState), default=RequestState.REQUESTED.value)
    since = models.DateTimeField(default=clock.now)  # in this state
    made = models.DateTimeField(default=clock.now)
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=100, blank=True)  # who denied it: not who decides about the appeal
    account = models.OneToOneField(Account, models.PROTECT, null=True, blank=True, related_name="request")

    class Meta:
        ordering = ["-made"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RequestState]), name="request_state_is_declared"),
            models.CheckConstraint(condition=Q(account__isnull=True) | Q(state=RequestState.APPROVED.value), name="only_what_was_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.network}"


class Authority(models.Model):
    """Who may speak for the city on what, by which instrument or by which custom, from a day until a day. Ended, never rewritten."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="authority")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="authority")  # whoever holds it
    topic = models.TextField()  # on what
    basis = models.CharField(max_length=20, choices=_choices(Basis))
    instrument = models.CharField(max_length=300, blank=True)  # the charter, an ordinance, a resolution, a delegation
    section = models.CharField(max_length=100, blank=True)
    evidence = models.TextField(blank=True)  # of a custom: what shows that it has been done so, for how long
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    entered = models.DateTimeField()
    by_ref = models.CharField(max_length=100)

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(position__isnull=True), name="authority_of_a_person_or_an_office"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="authority_dates"),
            models.CheckConstraint(
                condition=(Q(basis=Basis.INSTRUMENT.value) & ~Q(instrument="") & ~Q(section=""))
                | (Q(basis=Basis.CUSTOM.value) & ~Q(evidence="")),
                name="authority_has_its_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.position}: {self.topic}"


class Impersonation(models.Model):
    """Somebody says that an account pretends to be the city's. Nothing captures it. When it proves to be none, what was said goes."""

    network = models.SlugField(max_length=30, blank=True)
    address = models.CharField(max_length=500, blank=True)
    claims = models.TextField(blank=True)  # what it does, as the reporter says
    evidence = models.URLField(max_length=500, blank=True)
    contact = models.CharField(max_length=200, blank=True)  # of who reported it; goes when it ends
    nearest = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")  # whom it could be taken for
    state = models.CharField(max_length=30, choices=_choices(ReportState), default=ReportState.RECEIVED.value)
    ground = models.CharField(max_length=20, choices=_choices(Ground), blank=True)
    since = models.DateTimeField(default=clock.now)  # in this state
    made = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-made", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ReportState]), name="report_state_is_declared"),
            models.CheckConstraint(
                condition=(~Q(state=ReportState.NOT_IMPERSONATION.value) & Q(ground="") & ~Q(address=""))
                | (
                    Q(state=ReportState.NOT_IMPERSONATION.value, network="", address="", claims="", evidence="", contact="")
                    & Q(nearest__isnull=True)
                    & ~Q(ground="")
                ),
                name="nothing_is_kept_of_no_impersonation",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ImpersonationStep(models.Model):
    """What was done about a report: by whom, when and why. Goes with what it is about."""

    report = models.ForeignKey(Impersonation, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=30, choices=_choices(ReportState))
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.state}"
