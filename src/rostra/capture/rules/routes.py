"""Where two routes tell of the same edit of a record in different words: one of them is wrong, or somebody changed it on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Subquery

from rostra.accounts.models import Account
from rostra.accounts.rules import clause_of, subject
from rostra.archive.models import Record, Version
from rostra.archive.queries.listed import listed
from rostra.archive.states.alike import is_cut_off, says_the_same
from rostra.archive.states.edits import LIVE
from rostra.core.findings import Finding, Level, finding_source
from rostra.platforms.base import Evidence

MOST = 100  # records that are named

_SAYS: Final = {
    Evidence.OWNER_EXPORT.value: "the owner's export",
    Evidence.AUTHOR_SIGNED.value: "the author's signed record",
    Evidence.PLATFORM_SIGNED.value: "the network's signed record",
    Evidence.PLATFORM_API.value: "the network's interface",
}
_HINT = "Compare the two on the record's page. An export may cut a text off; else ask who handed it over where it comes from."
_APART = "Nothing is lost. Their pages say so. An export that tells the words of each tells them apart."
_AT_ONCE = 500
_OF_ONE = ("number", "evidence", "method")
_COLUMNS = ("record_id", "record__account__slug", "revision", *_OF_ONE)


class Disagreement(NamedTuple):
    """A version that an export states, and the one of the network that reads otherwise."""

    record: int
    account: str  # its alias
    revision: str
    number: int
    evidence: str
    method: str
    other_number: int
    other_evidence: str
    other_method: str


class Otherwise(NamedTuple):
    """What an export tells of a post without its number, and the record that has it and reads otherwise."""

    record: int
    account: str  # its alias
    told: int


@finding_source
def route_findings() -> Iterator[Finding]:
    """Records of which an export states another text than the network did."""
    found = [(each.account, _text(each)) for each in disagreements(MOST + 1)]
    found += [(each.account, _told(each)) for each in islice(told_otherwise(), MOST + 1 - len(found))]
    for account, text in found[:MOST]:
        yield Finding("capture.W015", Level.WARNING, text, _HINT, subject(Account(slug=account)), clause_of("records"))
    if len(found) > MOST:
        text = f"More than {MOST} records read otherwise by two routes; the newest are named above."
        yield Finding("capture.W015", Level.WARNING, text, _HINT, "", clause_of("records"))


def disagreements(limit: int) -> list[Disagreement]:
    """What exports state, and the network never did, though it stated another text of the same revision. The newest records. One query.

    Versions that state no revision are compared with what the network said last without one. A text that is cut off says nothing else.
    """
    live = Version.objects.filter(record=OuterRef("record"), revision=OuterRef("revision"), evidence__in=LIVE)
    others = {f"other_{name}": Subquery(live.order_by("-number").values(name)[:1]) for name in (*_OF_ONE, "text")}
    exported = Version.objects.filter(evidence=Evidence.OWNER_EXPORT, record__versions__gt=1)
    found = exported.filter(Exists(live), ~Exists(live.filter(text=OuterRef("text")))).annotate(**others)
    rows = found.order_by("-record_id", "number").values_list("text", "other_text", *_COLUMNS, *list(others)[:-1]).iterator(_AT_ONCE)
    return [Disagreement(*row) for text, other, *row in islice((row for row in rows if not is_cut_off(row[0], row[1])), limit)]


def told_otherwise() -> Iterator[Otherwise]:
    """What exports tell of posts without their numbers, and the network never said. The newest first.

    Two queries for each ``_AT_ONCE`` that are not the same to the letter.
    """
    literally = Version.objects.filter(record=OuterRef("record__same_as"), text=OuterRef("text"))
    told = Version.objects.filter(~Exists(literally), record__same_as__isnull=False, number=F("record__current")).order_by("-record_id")
    columns = ("record_id", "text", "record__same_as_id", "record__same_as__kind", "record__account__slug")
    rows = list(told.values_list(*columns)[:_AT_ONCE])
    while rows:
        said = _texts_of({post for _, _, post, _, _ in rows})
        yield from (Otherwise(post, slug, pk) for pk, text, post, kind, slug in rows if not says_the_same([text], kind, said[post]))
        rows = list(told.filter(record_id__lt=rows[-1][0]).values_list(*columns)[:_AT_ONCE])


def _texts_of(record_ids: Iterable[int]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for record, text in Version.objects.filter(record_id__in=listed(record_ids)).values_list("record_id", "text"):
        found[record].append(text)
    return found


@finding_source
def apart_findings() -> Iterator[Finding]:
    """Posts of exports that may be one of several, and nobody can tell which. One query."""
    apart = Record.objects.filter(apart=True, same_as__isnull=True).order_by("account__slug")
    for slug, number in apart.values_list("account__slug").annotate(number=Count("pk")):
        text = (
            f"{number} posts out of exports of @{slug} have no number and were published in the same second as others: nobody can tell "
            "which is which. They stand by themselves, and may be there twice."
        )
        yield Finding("capture.W018", Level.WARNING, text, _APART, subject(Account(slug=slug)), clause_of("records"))


def _told(found: Otherwise) -> str:
    says = _SAYS[Evidence.OWNER_EXPORT.value]
    return f"Record {found.record} reads otherwise by two routes: record {found.told} is what {says} tells of the same post."


def _text(found: Disagreement) -> str:
    of = f", both of revision {found.revision}" if found.revision else ""
    return (
        f"Record {found.record} reads otherwise by two routes: version {found.number} by {_SAYS[found.evidence]} ({found.method}), "
        f"version {found.other_number} by {_SAYS[found.other_evidence]} ({found.other_method}){of}."
    )
