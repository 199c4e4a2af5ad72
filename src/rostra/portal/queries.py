"""What one page shows, gathered in as few reads as can be."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.display import replies_reason
from rostra.archive.queries.holdings import official_posts
from rostra.archive.queries.public import PUBLIC_VERSIONS
from rostra.archive.queries.records import (
    absences_of,
    current_versions_of,
    reading_of,
    told_also,
    with_attachments,
)
from rostra.archive.queries.withheld import as_public
from rostra.archive.states.alike import says_the_same
from rostra.archive.states.display import Policy
from rostra.archive.states.edits import in_order, is_aside
from rostra.archive.states.status import Status
from rostra.capture.queries.platforms import asks_first, capabilities_of
from rostra.core.measures import figures_about
from rostra.people.models import Appointment, Person, Unit
from rostra.people.states import Category
from rostra.platforms.base import Certainty, Evidence, Method
from rostra.policy.models import Clause, Document

REPLACED_WITHIN = dt.timedelta(hours=1)
PUBLIC_OFFICE = (Category.ELECTED.value, Category.BOARD_MEMBER.value)
ALIKE = 0.6  # share of the same letters from which a later post counts as a correction of a removed one


@dataclass(frozen=True, slots=True)
class Route:
    """A way by which a post came: versions of its record; or ``told``, what an export tells of it in a record of its own."""

    evidence: str
    numbers: list[int]  # of versions
    told: Version | None = None
    otherwise: bool = False  # it tells what the network never said


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record with the version that is shown, and everything around it."""

    record: Record
    versions: list[Version]  # in the order in which they were written
    version: Version
    absences: list[Absence]
    conversation: list[Version]  # empty when the record stands alone
    replacement: Version | None
    replies: int  # by residents in the conversation, that are kept and not shown
    told_also: list[Version]  # what exports tell of the same post without its number

    @property
    def routes(self) -> list[Route]:
        """By which ways it came."""
        by_grade: dict[str, list[int]] = {}
        for version in sorted(self.versions, key=lambda version: version.number):
            by_grade.setdefault(version.evidence, []).append(version.number)
        return [*(Route(grade, numbers) for grade, numbers in by_grade.items()), *map(self._told, self.told_also)]

    def _told(self, told: Version) -> Route:
        said = [version.text for version in self.versions]
        shown = not told.withheld and not self.version.withheld
        return Route(told.evidence, [], told, shown and not says_the_same([told.text], self.record.kind, said))

    @property
    def policy(self) -> Policy:
        """What the city shows of it."""
        return self.version.withheld.policy

    @property
    def replies_reason(self) -> str:
        """Why replies are not shown."""
        return replies_reason()

    @property
    def before(self) -> Version | None:
        """The version that stood before the one that is shown, unless that or the other only tells what was held already."""
        earlier = [] if self.version.again else self.versions[: self.versions.index(self.version)]
        return next((each for each in reversed(earlier) if not self._only_tells_again(each)), None)

    def _only_tells_again(self, other: Version) -> bool:
        aside = is_aside(other.revision, other.evidence, again=other.again)
        return aside or (other.again and other.number > self.version.number)

    @property
    def others_tell_again(self) -> bool:
        """Whether all versions but the one that is shown tell what that one does."""
        return all(each.again for each in self.versions if each is not self.version)

    @property
    def is_from_files(self) -> bool:
        """Whether files alone tell of it, so that nobody saw it on the platform."""
        return all(map(_is_from_file, self.versions))

    @property
    def is_told_by_file(self) -> bool:
        """Whether a file told of the version that is shown: the record may have been seen on the platform, in other words."""
        return _is_from_file(self.version)

    @property
    def is_current(self) -> bool:
        """Whether it is shown as it reads now."""
        return self.version.number == self.record.current

    @property
    def absence(self) -> Absence | None:
        """The absence that made the record gone, if it is gone now."""
        return self.absences[-1] if self.absences and self.record.status == Status.GONE else None

    @property
    def is_gone_by_file(self) -> bool:
        """Whether a file says that it was removed: it may tell by whom and when."""
        told = self.absence
        return told is not None and told.method == Method.IMPORT and told.certainty == Certainty.ASSERTED

    @property
    def returns(self) -> list[Absence]:
        """Absences after which the record was seen again."""
        return self.absences[:-1] if self.record.status == Status.GONE else self.absences

    @property
    def changed(self) -> dt.datetime:
        """When anything on this page last changed."""
        seen = [self.record.last_seen, *(version.record.last_seen for version in self.conversation)]
        seen += [version.seen for version in (*self.versions, *self.conversation)]  # a file moves no ``last_seen``
        seen += [each.withheld.changed for each in (self.version, *self.conversation) if each.withheld.changed]
        return max([*seen, *(absence.seen for absence in self.absences)])


def _is_from_file(version: Version) -> bool:
    """Who captured a page saw it on the platform, though it came in a file."""
    return version.method == Method.IMPORT and version.evidence != Evidence.BROWSER_CAPTURE


def record_page(record_id: int, number: int | None = None) -> RecordPage:
    """A record in its newest version, or in version ``number``. Raises Record.DoesNotExist, Version.DoesNotExist. At most eight queries,
    two more where the network has exports without numbers.
    """
    found = reading_of(record_id)
    record, versions = found.record, in_order(found.versions)
    shown = record.current if number is None else number
    version = next((each for each in versions if each.number == shown), None)
    if version is None:
        raise Version.DoesNotExist
    with_attachments([version])
    around = found.conversation if len(found.conversation) > 1 else []
    absences = absences_of(record, version.withheld)
    return RecordPage(record, versions, version, absences, around, replacement_of(record, version), found.replies, told_also(record))


def replacement_of(record: Record, version: Version) -> Version | None:
    """A post of the same account, soon after a removed one and much like it: most removals are corrections. Two queries, if it is gone."""
    if record.status != Status.GONE or not version.text or version.withheld:
        return None
    soon = Q(record__published__gt=record.published, record__published__lte=record.published + REPLACED_WITHIN, record_id__gt=record.pk)
    own = Version.objects.filter(record__account=record.account, record__official=True, record__same_as__isnull=True)
    later = own.filter(soon, number=F("record__current"))
    for each in as_public(list(later.filter(PUBLIC_VERSIONS).select_related("record__account").order_by("record_id")[:5])):
        if not each.withheld and difflib.SequenceMatcher(None, version.text[:1000], each.text[:1000]).quick_ratio() >= ALIKE:
            return each
    return None


def latest(number: int, account: Account | None = None) -> list[Version]:
    """The newest official posts. Three queries."""
    ids = official_posts(account).order_by("-id").values_list("id", flat=True)[:number]
    return current_versions_of(ids)


@dataclass(frozen=True, slots=True)
class Office:
    """A unit with what stands below it."""

    appointments: list[Appointment]
    units: list[Unit]


def office_of(unit: Unit) -> Office:
    """Who holds or held the public positions of a unit, those of today first, and the units right below it. Two queries."""
    holders = Appointment.objects.filter(position__unit=unit, position__category__in=PUBLIC_OFFICE)
    return Office(
        list(holders.select_related("person", "position").order_by(F("ends").desc(nulls_first=True), "position__title", "-begins")),
        list(unit.children.order_by("name")),
    )


def public_official(slug: str) -> Person | None:
    """The person with this name in addresses, if they hold or held public office or answer for an official account."""
    in_office = Q(appointments__position__category__in=PUBLIC_OFFICE) | Q(accounts_in_custody__isnull=False)
    return Person.objects.filter(in_office, slug=slug).first()


def with_figures(document: Document, clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses, each with what is measured of it now. Queries: the clauses' own, and those of each measure."""
    found, every = figures_about(document.slug), list(clauses)
    for clause in every:
        clause.figures = found.get(clause.key, [])
    return every


def can_prove(network: str) -> bool:
    """Whether this network can be asked for somebody's profile, so that they can show there who they are."""
    return Method.PROBE in capabilities_of(network).methods and not asks_first(network)
