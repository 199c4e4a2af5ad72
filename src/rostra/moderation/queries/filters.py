"""Filter words: the list with its history, what a word would hit, and the names that no word may hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice

from django.db.models import Q, QuerySet

from rostra.accounts.models import Account
from rostra.archive.models import Record, Version
from rostra.archive.queries.public import PUBLIC, PUBLIC_VERSIONS
from rostra.archive.queries.withheld import as_staff
from rostra.archive.states.withholding import Part
from rostra.moderation.models import FilterTerm
from rostra.people.models import Person, Unit
from rostra.people.queries import city_day
from rostra.people.states import Category

MOST_HITS = 1_000  # that are counted
_AT_ONCE = 500  # versions that are read at a time
_NO_END = 1 << 31  # longer than any text
SAMPLED = 10
MOST_CRITICS = 100_000  # handles that are compared


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a word stands in what was captured of the public, up to ``MOST_HITS``, and the latest of them."""

    count: int
    sample: list[Version]

    @property
    def at_least(self) -> bool:
        """Whether there may be more."""
        return self.count >= MOST_HITS


def filter_terms() -> QuerySet[FilterTerm]:
    """Every word that was ever asked for, the latest first."""
    return FilterTerm.objects.select_related("account")


def hits_of(term: str, account: Account) -> Hits:
    """What a word would have hit among the captured replies to an account, as everybody gets them: what is withheld is no hit, or whoever
    may ask for words could try until one fits.

    A query for each ``_AT_ONCE`` that hold it, and one for what is withheld of them.
    """
    found = Version.objects.filter(PUBLIC_VERSIONS, record__account=account, record__official=False, text__icontains=term)
    count, sample = 0, list[Version]()
    for version in islice(_still_holding(term, found.select_related("record").order_by("-record_id", "-number")), MOST_HITS):
        count += 1
        sample += [version] if count <= SAMPLED else []
    return Hits(count, sample)


def _still_holding(term: str, found: QuerySet[Version]) -> Iterator[Version]:
    rows = found.iterator(chunk_size=_AT_ONCE)
    while page := list(islice(rows, _AT_ONCE)):
        yield from (version for version in as_staff(page) if not version.withheld or term.casefold() in _readable(version).casefold())


def _readable(version: Version) -> str:
    """Its text without the labels that stand where something is withheld: a word of a law is no hit."""
    withheld = version.withheld
    if withheld.why(Part.TEXT):
        return ""
    return reduce(lambda text, span: text.replace(span.label, "\x00"), withheld.spans(_NO_END), version.text)


def names_of_officials() -> Iterator[str]:
    """Who holds an office by election or at the head of a unit, and who answers for an account."""
    today = city_day()
    held = Q(appointments__begins__lte=today) & (Q(appointments__ends__isnull=True) | Q(appointments__ends__gte=today))
    in_office = held & (Q(appointments__position__category=Category.ELECTED) | Q(appointments__position__heads_unit=True))
    custodians = Account.objects.values("custodian")
    yield from Person.objects.filter(in_office | Q(pk__in=custodians)).values_list("name", flat=True).distinct()


def names_of_units() -> Iterator[str]:
    """Every unit, also under the short name of its page."""
    yield from Unit.objects.values_list("name", flat=True)


def names_of_accounts() -> Iterator[str]:
    """Every account of the register, by name and by handle."""
    for name, handle in Account.objects.values_list("name", "handle"):
        yield name
        yield handle.split(".")[0]


def handles_of_critics() -> Iterator[str]:
    """Under which names the public has spoken to the city's accounts, as far as it was captured: the part before the first dot."""
    said = Record.objects.filter(PUBLIC, official=False).exclude(author_handle="").order_by()
    for handle in said.values_list("author_handle", flat=True).distinct()[:MOST_CRITICS].iterator():
        yield handle.split(".")[0]
